"""The answer shown: one page in one file, and a table for the terminal."""
