"""Charts laid out once, as drawings that know neither window nor file, from exact figures."""
