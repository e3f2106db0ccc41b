"""What the program is made of, where it keeps things, and the support bundle."""
