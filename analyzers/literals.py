"""The values of literals."""

from __future__ import annotations

import warnings

import libcst as cst


def literal(node: cst.CSTNode | None) -> object:
    """The value of a string or number; None for everything else.

    Also None for a literal that libcst reads and Python refuses: `"C:\\Users"` has an escape that
    breaks off, and a number may be too long.
    """
    if not isinstance(node, (cst.SimpleString, cst.Integer, cst.Float)):
        return None
    try:
        if "\\" not in node.value:
            return node.evaluated_value
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about `"\d"`: Python tells that by itself
            return node.evaluated_value
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
