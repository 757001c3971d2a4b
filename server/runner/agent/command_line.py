"""What `parser.parse_args()` would return without arguments, read from `add_argument` calls."""

from __future__ import annotations

import ast
import types
from collections.abc import Iterator
from typing import Any

_TYPES = {"int": int, "float": float, "str": str}


def is_parse_args(expression: ast.AST | None) -> bool:
    """Whether this is a call of a parser's `parse_args` or `parse_known_args`."""
    return (
        isinstance(expression, ast.Call)
        and isinstance(expression.func, ast.Attribute)
        and expression.func.attr in ("parse_args", "parse_known_args")
    )


def namespace(tree: ast.Module) -> types.SimpleNamespace:
    """The parsed arguments of a file that is run without any."""
    return types.SimpleNamespace(**dict(defaults(tree)))


def defaults(tree: ast.Module) -> Iterator[tuple[str, Any]]:
    """Name and default of each `add_argument` of the file that has one."""
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        if node.func.attr != "add_argument":
            continue
        flags = [a.value for a in node.args if isinstance(a, ast.Constant)]
        keywords = {k.arg: k.value for k in node.keywords}
        names = [str(flag) for flag in flags]
        action = keywords.get("action")
        try:
            if "dest" in keywords:
                names = [str(ast.literal_eval(keywords["dest"]))]
            if "default" in keywords:
                value = ast.literal_eval(keywords["default"])
                kind = keywords.get("type")
                if isinstance(value, str) and isinstance(kind, ast.Name) and kind.id in _TYPES:
                    value = _TYPES[kind.id](value)
            elif isinstance(action, ast.Constant) and action.value == "store_true":
                value = False
            else:
                continue
        except ValueError:
            continue
        if names:
            yield max(names, key=len).lstrip("-").replace("-", "_"), value
