"""Charts in the window, on the clipboard and in files: painted with QPainter from drawings laid out elsewhere."""
