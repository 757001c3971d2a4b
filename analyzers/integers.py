"""Tensors of integers, told by the code that makes them."""

from __future__ import annotations

import re

import libcst as cst

from . import torch_facts as facts
from .names import Names
from .tree import walk

_INTEGER_TYPES = frozenset(
    {"int8", "uint8", "int16", "short", "int32", "int", "int64", "long", "bool"}
)
_CONVERSIONS = frozenset({"long", "int", "short", "char", "byte", "bool"})
# They change the shape and nothing else.
_DTYPE = re.compile(
    r"u?int\d*|b?float\w*|half|double|long|short|bool|c(?:omplex\d+|float|double)|q\w*int\d+"
)
_SHAPES = frozenset(
    {"view", "reshape", "unsqueeze", "squeeze", "t", "repeat", "expand", "clone", "contiguous",
     "flatten", "transpose", "permute", "to"}
)  # fmt: skip


def makes_integers(node: cst.CSTNode | None, names: Names) -> bool:
    """Whether `node` surely makes a tensor of integers or booleans: `torch.arange(8)`."""
    if not isinstance(node, cst.Call):
        return False
    keywords = {a.keyword.value: a.value for a in node.args if a.keyword is not None}
    if "dtype" in keywords:
        return _is_integer_type(keywords["dtype"], names)
    dotted = names.resolve(node.func) or ""
    module, _, name = dotted.rpartition(".")
    if module == "torch":
        positional = [a.value for a in node.args if a.keyword is None and not a.star]
        if name in ("randint", "randperm"):
            return True
        if name == "arange":
            return bool(positional) and (
                all(map(_is_integer, positional))
                or (len(positional) == 1 and _counts(positional[0]))
            )
        if name in ("tensor", "as_tensor"):
            return bool(positional) and _only_integers(positional[0])
        if name == "full" and len(positional) > 1:
            return _is_integer(positional[1])
        return False
    if isinstance(node.func, cst.Attribute):
        method = node.func.attr.value
        if method in _CONVERSIONS:
            return not node.args
        if method == "to" and node.args and _is_integer_type(node.args[0].value, names):
            return True
        return method in _SHAPES and method != "to" and makes_integers(node.func.value, names)
    return False


def is_number(node: cst.CSTNode | None) -> bool:
    """Whether `node` is a number as it is written, with or without a sign."""
    if isinstance(node, cst.UnaryOperation):
        node = node.expression
    return isinstance(node, cst.BaseNumber)


def is_dtype(node: cst.BaseExpression, names: Names) -> bool:
    """Whether `node` is one of torch's types: `torch.float16`, `int`."""
    if isinstance(node, cst.Name) and node.value in ("int", "bool", "float"):
        return True
    module, _, name = (names.resolve(node) or "").rpartition(".")
    return module == "torch" and _DTYPE.fullmatch(name) is not None


def is_array(node: cst.CSTNode | None, names: Names) -> bool:
    """Whether numpy makes an array there: `np.asarray(mean)` has a dimension, as good as always."""
    made = names.resolve(node.func) if isinstance(node, cst.Call) else None
    head, _, name = (made or "").rpartition(".")
    return head == "numpy" and name in facts.NUMPY_ARRAYS


def is_list(node: cst.CSTNode | None) -> bool:
    """Whether it is `x.tolist()`."""
    return (
        isinstance(node, cst.Call)
        and isinstance(node.func, cst.Attribute)
        and node.func.attr.value == "tolist"
    )


def _is_integer(node: cst.CSTNode) -> bool:
    if isinstance(node, cst.UnaryOperation):
        node = node.expression
    return isinstance(node, cst.Integer)


def _counts(node: cst.BaseExpression) -> bool:
    """Whether the only argument of `arange` is a count: a name, `len(x)` or computed from them.

    A fraction would be allowed, but nobody counts to one without writing it down.
    """
    return not any(
        isinstance(part, (cst.Float, cst.Divide))
        or (isinstance(part, cst.Call) and not _is_len(part))
        for part in walk(node)
    )


def _is_len(node: cst.Call) -> bool:
    return isinstance(node.func, cst.Name) and node.func.value in ("len", "int")


def _only_integers(node: cst.BaseExpression) -> bool:
    if isinstance(node, (cst.List, cst.Tuple)):
        return bool(node.elements) and all(_only_integers(e.value) for e in node.elements)
    return _is_integer(node) or (isinstance(node, cst.Name) and node.value in ("True", "False"))


def _is_integer_type(node: cst.BaseExpression, names: Names) -> bool:
    if isinstance(node, cst.Name) and node.value in ("int", "bool"):
        return True
    module, _, name = (names.resolve(node) or "").rpartition(".")
    return module == "torch" and name in _INTEGER_TYPES
