"""What each line of forward assigned: shape, dtype, device, by watching one call line by line.

`sys.settrace` is asked only for frames of the learner's file and looks only at the names that the
finished line sets. It is never active in a timed call.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import torch

from .names import Function, bound_names
from .spec import dtype_name

_MOST_DISTINCT = 4  # shapes of one name on one line
_MOST_ITEMS = 4  # of a tuple or list
RETURN = "return"


class Lines:
    """Watches calls of functions of the file `path`, whose tree is `tree`."""

    def __init__(self, path: str, tree: ast.Module) -> None:
        self._path = path
        # Line -> the first and last line of its statement, and the names that the statement sets.
        self._sets: dict[int, tuple[int, int, tuple[str, ...]]] = {}
        for node in ast.walk(tree):
            if isinstance(node, Function):
                for statement in ast.walk(node):
                    self._note_statement(statement)
        self._found: dict[tuple[int, str], list[Any]] = {}
        self._counts: dict[tuple[int, str], int] = {}

    def _note_statement(self, node: ast.AST) -> None:
        if not isinstance(node, ast.stmt) or isinstance(node, (*Function, ast.ClassDef)):
            return
        body = getattr(node, "body", None)
        header: ast.AST = node
        last = node.end_lineno or node.lineno
        if isinstance(body, list) and body:
            last = max(node.lineno, body[0].lineno - 1)
            header = getattr(node, "target", None) or ast.Pass()
            if isinstance(node, ast.With):
                header = ast.Tuple([i.optional_vars for i in node.items if i.optional_vars])
        names = tuple(sorted(bound_names(header)))
        for line in range(node.lineno, last + 1):
            self._sets[line] = (node.lineno, last, names)

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Watch what is called in the block, in this thread."""
        before = sys.gettrace()
        sys.settrace(self._enter)
        try:
            yield
        finally:
            sys.settrace(before)

    def _enter(self, frame: FrameType, event: str, argument: Any) -> Any:
        code = frame.f_code
        if code.co_filename != self._path or code.co_name.startswith("<"):
            return None
        for name in code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]:
            self._keep(code.co_firstlineno, name, frame.f_locals.get(name))
        return self._local(frame.f_lineno)

    def _local(self, first: int) -> Callable[[FrameType, str, Any], Any]:
        previous = first

        def local(frame: FrameType, event: str, argument: Any) -> Any:
            nonlocal previous
            if event == "exception":
                return local
            first, last, names = self._sets.get(previous, (previous, previous, ()))
            here = frame.f_lineno
            if names and (event == "return" or not first <= here <= last):
                values = frame.f_locals
                for name in names:
                    if name in values:
                        self._keep(last, name, values[name])
            if event == "return" and argument is not None:
                self._keep(last, RETURN, argument)
            previous = here
            return local

        return local

    def _keep(self, line: int, name: str, value: Any) -> None:
        described = _describe(value)
        if described is None:
            items: Any = ()
            if isinstance(value, (list, tuple)):
                items = enumerate(list(value)[:_MOST_ITEMS])
            elif isinstance(value, dict):
                items = list(value.items())[:_MOST_ITEMS]
            for index, item in items:
                if isinstance(item, torch.Tensor):
                    self._keep(line, f"{name}[{index!r}]", item)
            return
        key = (line, name)
        self._counts[key] = self._counts.get(key, 0) + 1
        distinct = self._found.setdefault(key, [])
        if described not in distinct and len(distinct) < _MOST_DISTINCT:
            distinct.append(described)

    def result(self) -> list[dict[str, Any]]:
        """The `LineValue`s, by line."""
        ordered = sorted(self._found.items(), key=lambda item: item[0][0])
        return [
            {"line": line, "name": name, "count": self._counts[line, name], "values": list(values)}
            for (line, name), values in ordered
        ]


def _describe(value: Any) -> dict[str, Any] | None:
    """A `TensorInfo`; None for what has no shape. Of a tuple or list, that of its tensors."""
    if isinstance(value, torch.Tensor):
        return {
            "shape": list(value.shape),
            "dtype": dtype_name(value.dtype),
            "device": str(value.device),
            "requires_grad": value.requires_grad,
            "bytes": value.numel() * value.element_size(),
            "items": 1,
        }
    if isinstance(value, (list, tuple)) and value:
        first = next((v for v in list(value)[:_MOST_ITEMS] if isinstance(v, torch.Tensor)), None)
        if first is not None and len({v.shape for v in value if isinstance(v, torch.Tensor)}) == 1:
            found = _describe(first)
            return None if found is None else {**found, "items": len(value)}
    return None
