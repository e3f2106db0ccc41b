"""What a person can ask of the program: one function per act."""
