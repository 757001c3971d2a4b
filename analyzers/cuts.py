"""Where a tensor lost its graph, so that nothing can go backward through it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import libcst as cst

from . import torch_facts as facts
from .names import Names
from .tree import dotted_name, walk
from .values import Activation, Constant, Item, Module, Tensor, Unknown, Value

if TYPE_CHECKING:
    from .file_model import FileModel
    from .script import Script

CutKind = Literal["number", "detached", "choice", "compared", "no_grad"]

_NUMBERS = frozenset({"item", "tolist"})
_DETACHING = frozenset({"detach", "numpy", "data"})
_CHOICES = frozenset({"argmax", "argmin", "argsort"})
_REGIONS = {
    "no_grad": "off", "inference_mode": "off", "enable_grad": "on", "set_grad_enabled": "",
}  # fmt: skip
_DEEPEST = 40


@dataclass(frozen=True, slots=True)
class Cut:
    """`node` is what cut the graph off, `code` how a message names it.

    For the kind `no_grad` it is the `with` block, or the function with the decorator.
    """

    kind: CutKind
    node: cst.CSTNode
    code: str


class Cuts:
    """Answers about the values of one script."""

    def __init__(self, script: Script) -> None:
        self.script = script

    @cached_property
    def _around(self) -> dict[int, tuple[cst.CSTNode, ...]]:
        """What encloses the place where a value was computed."""
        around = {id(flow.value): flow.enclosing for flow in self.script.flows}
        for call in self.script.functions:
            around.setdefault(id(call.result), call.enclosing)
        for binding in self.script.bindings:
            if isinstance(binding.value, (Unknown, Tensor)) and _is_computed(binding.value.node):
                around.setdefault(id(binding.value), binding.enclosing)
        return around

    @cached_property
    def _leaves(self) -> set[int]:
        """The values that are told to require gradients."""
        script = self.script
        return {
            *(id(use.value) for use in script.uses if use.method == "requires_grad_"),
            *(id(s.owner) for s in script.stores if s.target.attr.value == "requires_grad"),
        }

    def of(self, value: Value, file: FileModel, depth: int = 0) -> Cut | None:
        """Where `value` surely lost its graph; None when it may have one.

        `file` is asked about the classes of Modules that it went through.
        """
        if id(value) in self._leaves or depth > _DEEPEST:
            return None
        cut = _made_by_cutting(value)
        if cut is not None:
            return cut
        if not isinstance(value, (Activation, Unknown, Tensor)):
            return None
        if isinstance(value, Tensor) and value.trainable:
            return None
        region = grad_region(self._around.get(id(value), ()), self.script.file.names)
        if region is not None:
            return region
        if not isinstance(value, Activation) or value.assumed or value.function == "requires_grad_":
            return None
        if value.maker is not None:
            cut = _forward_without_graph(value.maker, file)
            if cut is not None or not _passes_through(value.maker):
                return cut
        found = [(given, self.of(given, file, depth + 1)) for given in value.inputs]
        if all(cut is not None or _has_no_graph(given) for given, cut in found):
            return next((cut for _, cut in found if cut is not None), None)
        return None


def _forward_without_graph(maker: Value, file: FileModel) -> Cut | None:
    """The decorator that keeps a class's `forward` from recording."""
    definition = (
        file.module_class(maker.type_name)
        if isinstance(maker, Module) and maker.nn_name is None
        else None
    )
    forward = definition.methods().get("forward") if definition else None
    return grad_region((forward,), file.names) if forward is not None else None


def grad_region(enclosing: Iterable[cst.CSTNode], names: Names) -> Cut | None:
    """The nearest `with torch.no_grad():` or decorator around something, if it holds there."""
    for node in reversed(tuple(enclosing)):
        found: list[tuple[str, cst.BaseExpression]] = []
        if isinstance(node, cst.With):
            found = [(_region(item.item, names), item.item) for item in node.items]
        elif isinstance(node, cst.FunctionDef):
            found = [(_region(d.decorator, names), d.decorator) for d in node.decorators]
        for state, expression in found:
            if state == "off":
                function = expression.func if isinstance(expression, cst.Call) else expression
                return Cut("no_grad", expression, dotted_name(function) or "torch.no_grad")
            if state:
                return None
    return None


def grad_mode(enclosing: Iterable[cst.CSTNode], names: Names) -> Literal["on", "off", "unknown"]:
    """Whether autograd records at a place, as far as what is around it says."""
    around = tuple(enclosing)
    if grad_region(around, names) is not None:
        return "off"
    decided = any(
        _region(item.item, names) == "unknown"
        for node in around
        if isinstance(node, cst.With)
        for item in node.items
    )
    return "unknown" if decided else "on"


def _region(node: cst.BaseExpression, names: Names) -> str:
    """`off` or `on`, `unknown` for what is decided at run time; empty for anything else."""
    function = node.func if isinstance(node, cst.Call) else node
    dotted = names.resolve(function) or ""
    head, _, name = dotted.rpartition(".")
    if not head.startswith("torch") or name not in _REGIONS:
        return ""
    if name in ("no_grad", "enable_grad") or not (isinstance(node, cst.Call) and node.args):
        return _REGIONS[name] or "unknown"
    mode = dotted_name(node.args[0].value)
    if mode not in ("True", "False"):
        return "unknown"
    records = (mode == "True") == (name == "set_grad_enabled")
    return "on" if records else "off"


def _made_by_cutting(value: Value) -> Cut | None:
    """The cut of `loss.item()`, `float(loss)`, `loss.data` and the like."""
    if isinstance(value, Constant):
        if value.source is None or value.node is None:
            return None
        # a number of a tensor, maybe after some arithmetic: `loss.item() / 4`
        found = next((cut for node in walk(value.node) if (cut := _cutting(node))), None)
        return found or _made_by_cutting(value.source)  # of a sum: one of its numbers
    if isinstance(value, (Activation, Unknown, Tensor)) and value.node is not None:
        if isinstance(value.node, cst.Call) and (cut := _compared(value.node)) is not None:
            return cut
        cut = _cutting(value.node)
        known = isinstance(value, Activation) or cut is None or cut.kind != "choice"
        return cut if known else None
    return None


def _compared(node: cst.CSTNode) -> Cut | None:
    """The comparison at the start of `(pred == y).float().mean()`."""
    while isinstance(node, cst.Call) and isinstance(node.func, cst.Attribute):
        node = node.func.value
    if not isinstance(node, cst.Comparison) or len(node.comparisons) != 1:
        return None
    sign = cst.Module([]).code_for_node(node.comparisons[0].operator).strip()
    return Cut("compared", node, sign) if sign in ("==", "!=", "<", ">", "<=", ">=") else None


def _cutting(node: cst.CSTNode) -> Cut | None:
    if isinstance(node, cst.Attribute) and node.attr.value == "data":
        return Cut("detached", node, ".data")
    if not isinstance(node, cst.Call):
        return None
    if isinstance(node.func, cst.Name) and node.func.value in ("float", "int"):
        return Cut("number", node, f"{node.func.value}()")
    name = node.func.attr.value if isinstance(node.func, cst.Attribute) else ""
    if name in _NUMBERS:
        return Cut("number", node, f".{name}()")
    if name in _DETACHING:
        return Cut("detached", node, f".{name}()")
    return Cut("choice", node, f"{name}()") if name in _CHOICES else None


def inside(cut: Cut) -> cst.BaseExpression | None:
    """The tensor that was cut off: `loss` of `loss.item()`."""
    if isinstance(cut.node, cst.Attribute):
        return cut.node.value
    if isinstance(cut.node, cst.Call) and isinstance(cut.node.func, cst.Attribute):
        return None if cut.node.args else cut.node.func.value
    if isinstance(cut.node, cst.Call) and len(cut.node.args) == 1:
        return cut.node.args[0].value
    return None


def _is_computed(node: cst.CSTNode | None) -> bool:
    return isinstance(node, (cst.Call, cst.BinaryOperation, cst.UnaryOperation, cst.Subscript))


def _passes_through(maker: Value) -> bool:
    """Whether a Module has nothing to learn, so that its result depends on its inputs alone."""
    return isinstance(maker, Module) and not maker.stateful


def _has_no_graph(value: Value) -> bool:
    """Whether `value` is data: a number, a batch, a tensor made of numbers."""
    if isinstance(value, (Constant, Item)):
        return True
    return isinstance(value, Tensor) and not value.trainable and value.factory in facts.FACTORIES
