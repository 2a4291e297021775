"""Backups: written, read back, and refused where they are not whole."""
