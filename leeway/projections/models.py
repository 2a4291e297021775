"""Imports the read models, for Django to find their tables."""
