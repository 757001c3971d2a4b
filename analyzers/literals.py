"""The values of literals."""

from __future__ import annotations

import warnings
from ast import literal_eval
from functools import lru_cache

import libcst as cst


def literal(node: cst.CSTNode | None) -> object:
    """The value of a string or number; None for everything else.

    Also None for a literal that libcst reads and Python refuses: `"C:\\Users"` has an escape that
    breaks off, and a number may be too long.
    """
    if not isinstance(node, (cst.SimpleString, cst.Integer, cst.Float)):
        return None
    return _value(node.value)


@lru_cache(maxsize=1024)  # compiling the text costs 20 us, and rules ask after each key
def _value(text: str) -> object:
    try:
        if "\\" not in text:
            return literal_eval(text)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about `"\d"`: Python tells that by itself
            return literal_eval(text)
    except (SyntaxError, ValueError):
        return None


def string(node: cst.CSTNode | None) -> str | None:
    """The value of a string literal; None for everything else, bytes included."""
    value = literal(node)
    return value if isinstance(value, str) else None


def number(node: cst.CSTNode | None) -> int | float | None:
    """The value of a number literal; None for everything else."""
    value = literal(node)
    return value if isinstance(value, (int, float)) else None
