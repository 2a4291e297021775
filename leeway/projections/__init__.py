"""Read models: tables that are written in the transaction of the facts and can be rebuilt from them.

`registry.py` lists them; a file each holds the table, `project` and `snapshot`.
"""
