"""Lines in the log, without what opens a door."""

from __future__ import annotations

import logging
import re

TOKEN = re.compile(r"/c/[^\s/?'\"]+")


class WithoutTokens(logging.Formatter):
    """A customer's link opens their case; it never stands in a log, nor in the traceback of a fault."""

    def format(self, record: logging.LogRecord) -> str:
        return TOKEN.sub("/c/...", super().format(record))
