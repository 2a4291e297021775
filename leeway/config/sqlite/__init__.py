"""SQLite as Django knows it, in a file that its owner alone can read."""
