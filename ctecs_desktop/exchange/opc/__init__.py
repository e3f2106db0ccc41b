"""The package: a zip of parts, its relationships, and the signature over them."""
