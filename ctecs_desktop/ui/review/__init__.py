"""What arrived at central office: the board of schools, the inbox, one submission looked at closely."""
