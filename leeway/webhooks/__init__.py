"""Tells other programs what happened: each fact as `GET /ledger` shows it, signed, at least once."""
