"""Small charts drawn with QPainter, each with a sentence that says what it shows."""
