"""Whether a call says on which device its tensor is made, or moves it to one."""

from __future__ import annotations

import libcst as cst

from .literals import literal
from .tree import keyword_value


def names_device(node: cst.Call) -> bool:
    """Whether the call says, or may say, on which device its tensor is made."""
    return any(
        argument.star
        or (argument.keyword is not None and argument.keyword.value in ("device", "out"))
        for argument in node.args
    )


def is_placed(node: cst.Call) -> bool:
    """Whether the call names a device for its tensor, other than the CPU by its name."""
    device = keyword_value(node, "device")
    return device is not None and not _is_cpu(device)


def is_move(node: cst.Call, name: str) -> bool:
    """Whether the tensor method `name` moves to a device that is not named as the CPU.

    `.to(torch.float16)`, `.to(dtype)` and `.to(x.dtype)` change the dtype alone.
    """
    if name in ("cuda", "xpu", "type_as"):
        return True
    if name != "to":
        return False
    if is_placed(node):
        return True
    return any(
        argument.keyword is None
        and not _is_cpu(argument.value)
        and not _named_like_dtype(argument.value)
        for argument in node.args[:1]
    )


def keeps_device(node: cst.Call) -> bool:
    """Whether a call of `.to()` names a dtype and no device: `.to(torch.float16)`, `.to(x.dtype)`."""
    first = node.args[0] if len(node.args) == 1 else None
    if first is None or first.star:
        return False
    if first.keyword is not None:
        return first.keyword.value == "dtype"
    return _named_like_dtype(first.value)


def _is_cpu(node: cst.BaseExpression) -> bool:
    if isinstance(node, cst.Call) and node.args:  # torch.device("cpu")
        node = node.args[0].value
    return literal(node) == "cpu"


def _named_like_dtype(node: cst.BaseExpression) -> bool:
    """Whether it is called as dtypes are, `x.dtype` and `my_dtype` too; `integers.is_dtype` asks what it means."""
    if isinstance(node, cst.Name):
        return "dtype" in node.value
    if not isinstance(node, cst.Attribute):
        return False
    if "dtype" in node.attr.value:
        return True
    return (
        isinstance(node.value, cst.Name)
        and node.value.value == "torch"
        and node.attr.value not in ("device", "cuda")
    )
