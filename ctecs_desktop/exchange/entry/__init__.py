"""Values typed elsewhere: tables and forms that are read back."""
