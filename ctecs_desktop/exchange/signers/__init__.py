"""Keys, certificates, and the district's register of whom to believe."""
