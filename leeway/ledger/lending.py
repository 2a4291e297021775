"""The door's own connections to the database, lent to whichever thread decides for the others just now.

A thread has a connection of its own once it asks the database anything. Were the door to use that, the pages that
SQLite holds in memory and the statements that PostgreSQL has planned would be cold again with each thread that leads,
and sixty-four threads would hold sixty-four connections for what one does at a time.
"""

from __future__ import annotations

import atexit
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

PREPARE_AFTER = 5  # times that PostgreSQL plans a statement anew before its plan is kept

_free: list[BaseDatabaseWrapper] = []
_lock = threading.Lock()
_of_the_parent: list[BaseDatabaseWrapper] = []  # never closed here: their sockets are shared with another process


@contextmanager
def own_connection() -> Iterator[None]:
    """Make one of the door's connections the thread's default for the block; closed where the block fails."""
    own = connections[DEFAULT_DB_ALIAS]
    lent = _take(own)
    connections[DEFAULT_DB_ALIAS] = lent
    try:
        if lent.vendor == "postgresql":
            lent.ensure_connection()
            lent.connection.prepare_threshold = PREPARE_AFTER
        yield
    except BaseException:
        lent.close()
        raise
    finally:
        connections[DEFAULT_DB_ALIAS] = own
        with _lock:
            _free.append(lent)


def close_all() -> None:
    """Close those that nobody uses now."""
    with _lock:
        while _free:
            _free.pop().close()


def _take(like: BaseDatabaseWrapper) -> BaseDatabaseWrapper:
    with _lock:
        while _free:
            found = _free.pop()
            if found.settings_dict == like.settings_dict:
                return found
            found.close()  # of a database that is no longer the default
    made = connections.create_connection(DEFAULT_DB_ALIAS)
    made.inc_thread_sharing()
    return made


def _after_fork() -> None:
    global _lock
    _lock = threading.Lock()
    _of_the_parent.extend(_free)
    _free.clear()


atexit.register(close_all)
os.register_at_fork(after_in_child=_after_fork)
