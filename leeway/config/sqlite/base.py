"""The backend that Django asks for by the name of this folder."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import Any

from django.db.backends.sqlite3 import base


class DatabaseWrapper(base.DatabaseWrapper):
    """Makes a missing file with mode 0600 before SQLite would make it for all to read.

    SQLite gives the files beside it (-wal, -shm, -journal) the same mode. One that is there stays as it was set.
    """

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        with suppress(OSError):  # it is there, or cannot be made, which SQLite says better
            os.close(os.open(conn_params["database"], os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        return super().get_new_connection(conn_params)
