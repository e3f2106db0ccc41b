"""Help inside the program: pages to read and search, the rules of the plan in force, and a tour."""
