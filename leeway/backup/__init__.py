"""A whole installation as one file: written while it runs, read back into an empty database of either sort."""
