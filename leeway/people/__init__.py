"""People and what they wrote: accounts, persons, customers, words. Ordinary tables; the personal part can be erased."""
