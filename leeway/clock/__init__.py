"""The clock: fires what is due and seals the ledger. It may run twice, or late; every due time has one effect."""
