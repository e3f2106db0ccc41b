"""What the words of the strategic plan mean, and what the rules are: pure, exact, standard library only."""
