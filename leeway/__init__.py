"""Leeway: decisions by the people in front of the customer, on one ledger."""

__version__ = "0.1.0"
