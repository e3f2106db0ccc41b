"""What the state published, beside what schools sent."""
