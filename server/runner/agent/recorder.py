"""Which line of the learner's assigned which attribute.

A plain list in `self.blocks` leaves no trace in PyTorch; the line that put it there is what the
learner has to change. While a Module is built and run, `nn.Module.__setattr__` and the two ways
around it are wrapped, and restored after.
"""

from __future__ import annotations

import ast
import functools
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, TypeGuard

from torch import nn

from .errors import is_learner_file


class Recorder:
    """Remembers file and line (from 1) by Module and attribute name."""

    def __init__(self, path: str) -> None:
        self._path = path
        # The Module is kept with its lines: a freed one's id may come again.
        self._lines: dict[int, tuple[nn.Module, dict[str, tuple[str, int]]]] = {}

    def line(self, module: nn.Module, name: str) -> tuple[str, int] | None:
        """Where `module.name` was last assigned, or None."""
        return self._lines.get(id(module), (module, {}))[1].get(name)

    def modules(self) -> list[nn.Module]:
        """Every Module that had an attribute assigned while recording, in order of birth."""
        return [module for module, _ in self._lines.values()]

    def first_line(self, module: nn.Module) -> tuple[str, int] | None:
        """The learner's line that ran when the first attribute of `module` was set."""
        return next(iter(self._lines.get(id(module), (module, {}))[1].values()), None)

    def note(self, module: nn.Module, name: str, frame: FrameType | None) -> None:
        """Remember that the learner's innermost line at `frame` assigned `module.name`."""
        frame = learner_frame(frame, self._path)
        if frame is not None:
            lines = self._lines.setdefault(id(module), (module, {}))[1]
            lines[name] = (frame.f_code.co_filename, frame.f_lineno)

    @contextmanager
    def recording(self) -> Iterator[None]:
        """Record while the block runs."""
        wrapped = ("__setattr__", "add_module", "register_parameter", "register_buffer")
        saved = {name: nn.Module.__dict__[name] for name in wrapped}
        try:
            for name, function in saved.items():
                setattr(nn.Module, name, self._noting(function))
            yield
        finally:
            for name, function in saved.items():
                setattr(nn.Module, name, function)

    def _noting(self, function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def noting(module: nn.Module, name: str, *arguments: Any, **keywords: Any) -> Any:
            # `self.blocks += [...]` assigns the same list again: made where it was first.
            held = vars(module).get(name)
            if held is None or not any(held is value for value in arguments):
                self.note(module, name, sys._getframe(1))
            return function(module, name, *arguments, **keywords)

        return noting


def learner_frame(frame: FrameType | None, path: str) -> FrameType | None:
    """The innermost frame of the learner's from `frame` on; a `__setattr__` of theirs passes on."""
    while frame is not None:
        inside = frame.f_code.co_name == "__setattr__"
        if not inside and is_learner_file(frame.f_code.co_filename, path):
            return frame
        frame = frame.f_back
    return None


def assignment_line(class_node: ast.ClassDef, name: str) -> int | None:
    """The first line in the class that assigns `self.name`, `vars(self)["name"]` or a class attribute."""
    for node in ast.walk(class_node):
        if isinstance(node, (ast.Assign, ast.AnnAssign, ast.AugAssign)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in (t for whole in targets for t in ast.walk(whole)):
                if isinstance(target, ast.Attribute) and target.attr == name:
                    return target.lineno
                if _is_entry(target, name):
                    return target.lineno
                if isinstance(target, ast.Name) and target.id == name and node in class_node.body:
                    return target.lineno
    return None


def _is_entry(target: ast.AST, name: str) -> TypeGuard[ast.Subscript]:
    """Whether it is `vars(self)["name"]` or `self.__dict__["name"]`."""
    if not isinstance(target, ast.Subscript) or getattr(target.slice, "value", None) != name:
        return False
    holder = target.value
    if isinstance(holder, ast.Call):
        return isinstance(holder.func, ast.Name) and holder.func.id == "vars"
    return isinstance(holder, ast.Attribute) and holder.attr == "__dict__"


def making_line(class_node: ast.ClassDef) -> int | None:
    """The line outside of `__init__` that makes a tensor to train; None where several do."""
    lines = set()
    for method in class_node.body:
        if not isinstance(method, ast.FunctionDef) or method.name == "__init__":
            continue
        for node in ast.walk(method):
            if isinstance(node, ast.Call) and _makes_leaf(node):
                lines.add(node.lineno)
    return lines.pop() if len(lines) == 1 else None


def _makes_leaf(call: ast.Call) -> bool:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    asked = any(k.arg == "requires_grad" for k in call.keywords)
    return asked or name in ("Parameter", "requires_grad_")
