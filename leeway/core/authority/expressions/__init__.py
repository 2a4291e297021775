"""Conditions and caps of guidelines: a small typed part of the Common Expression Language, described in
docs/expressions.md.

    text --lexer--> tokens --parser--> tree --checker--> types and closures --evaluate--> value
"""

from .compiler import Expression, compile_expression
from .errors import ExpressionError, MissingFact, Undecided, Unresolved
from .types import BOOL, DURATION, INT, MONEY, NUMBER, STRING, TIME, Type, Value, enum_of, list_of
from .values import as_value, floor_minor

__all__ = [
    "BOOL",
    "DURATION",
    "INT",
    "MONEY",
    "NUMBER",
    "STRING",
    "TIME",
    "Expression",
    "ExpressionError",
    "MissingFact",
    "Type",
    "Undecided",
    "Unresolved",
    "Value",
    "as_value",
    "compile_expression",
    "enum_of",
    "floor_minor",
    "list_of",
]
