"""A second evaluator, slow and obvious: it keeps the whole history as a list and counts everything again each time.

Written from the contract of guidelines and verdicts alone. It shares nothing with the engine: guidelines are the plain
data of the file, amounts are Decimals, calendar windows compare the names of periods, conditions are Python functions
(`conditions`), and `most` is found by asking again at every amount where anything could change.
"""

from .evaluator import Reference
from .leeway import leeway
from .ways import Trier

__all__ = ["Reference", "Trier", "leeway"]
