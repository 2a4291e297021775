"""What would have happened if people had decided on the spot: an event log of the past, a limit, and what it covers.

`read` turns a file into one columnar form, `figures` counts, `answer` gives the counts their names, `report` shows
them. Every definition stands in docs/whatif.md.
"""
