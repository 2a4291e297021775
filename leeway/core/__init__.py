"""The rules, and nothing else: pure functions over facts, with the standard library only."""
