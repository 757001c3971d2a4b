"""What each line of forward assigned: shape, dtype, device, by watching one call line by line.

`sys.settrace` is asked only for frames of the learner's file and looks only at the names that the
finished line sets. It is never active in a timed call. While forward runs, four attributes of a
tensor are noted and nothing is made of them; the text comes afterwards.
"""

from __future__ import annotations

import ast
import math
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import Any

import torch

from .names import Function, bound_names
from .spec import dtype_name

_MOST_DISTINCT = 4  # shapes of one name on one line
_MOST_ITEMS = 4  # of a tuple or list
_MOST_NOTED = 10_000  # before they are sorted: a loop may go on for long
RETURN = "return"
_DEFINITIONS = (*Function, ast.ClassDef)

# Shape, dtype, device, whether it requires a gradient; and of how many equal ones it is the first.
_Seen = tuple[torch.Size, torch.dtype, torch.device, bool, int]


class Lines:
    """Watches calls of functions of the file `path`, whose tree is `tree`."""

    def __init__(self, path: str, tree: ast.Module) -> None:
        self._path = path
        # Line -> the first and last line of its statement, and the names that the statement sets.
        self._sets: dict[int, tuple[int, int, tuple[str, ...]]] = {}
        for statement in _statements(tree.body, inside=False):
            self._note_statement(statement)
        self._noted: list[tuple[int, str, _Seen]] = []
        self._found: dict[tuple[int, str], list[_Seen]] = {}
        self._counts: dict[tuple[int, str], int] = {}

    def _note_statement(self, node: ast.stmt) -> None:
        body = getattr(node, "body", None) or [c.pattern for c in getattr(node, "cases", [])]
        header: ast.AST = node
        last = node.end_lineno or node.lineno
        if isinstance(body, list) and body:
            last = max(node.lineno, body[0].lineno - 1)
            header = getattr(node, "target", None) or ast.Pass()
            if isinstance(node, (ast.With, ast.AsyncWith)):
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
        values = frame.f_locals
        for name in code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]:
            self._keep(code.co_firstlineno, name, values.get(name))
        return self._local(frame.f_lineno)

    def _local(self, previous: int) -> Callable[[FrameType, str, Any], Any]:
        sets, keep = self._sets, self._keep
        first, last, names = sets.get(previous, (previous, previous, ()))

        def local(frame: FrameType, event: str, argument: Any) -> Any:
            nonlocal first, last, names
            if event == "exception":
                return local
            here = frame.f_lineno
            if event == "return":
                if names:
                    self._keep_names(last, names, frame.f_locals)
                if argument is not None:
                    keep(last, RETURN, argument)
            elif not first <= here <= last:
                if names:
                    self._keep_names(last, names, frame.f_locals)
                first, last, names = sets.get(here, (here, here, ()))
            return local

        return local

    def _keep_names(self, line: int, names: tuple[str, ...], values: Mapping[str, Any]) -> None:
        for name in names:
            if name in values:
                self._keep(line, name, values[name])

    def _keep(self, line: int, name: str, value: Any) -> None:
        try:
            seen = _seen(value)
            if seen is None:
                for index, item in _items(value):
                    if isinstance(item, torch.Tensor):
                        self._keep(line, f"{name}[{index!r}]", item)
                return
        except Exception:  # noqa: BLE001 (a ragged tensor has no shape; an own list may raise anything)
            return
        noted = self._noted
        noted.append((line, name, seen))
        if len(noted) > _MOST_NOTED:
            self._sort()

    def _sort(self) -> None:
        """By line and name, what was noted since the last time."""
        for line, name, seen in self._noted:
            key = (line, name)
            self._counts[key] = self._counts.get(key, 0) + 1
            distinct = self._found.setdefault(key, [])
            if seen not in distinct and len(distinct) < _MOST_DISTINCT:
                distinct.append(seen)
        self._noted.clear()

    def result(self) -> list[dict[str, Any]]:
        """The `LineValue`s, by line."""
        self._sort()
        ordered = sorted(self._found.items(), key=lambda item: item[0][0])
        return [
            {
                "line": line,
                "name": name,
                "count": self._counts[line, name],
                "values": [_described(seen) for seen in distinct],
            }
            for (line, name), distinct in ordered
        ]


def _statements(body: Sequence[ast.AST], inside: bool) -> Iterator[ast.stmt]:
    """The statements of the functions in `body`, each before those in it; `inside` of one."""
    for node in body:
        if inside and isinstance(node, ast.stmt) and not isinstance(node, _DEFINITIONS):
            yield node
        within = inside or isinstance(node, Function)
        for part in ("body", "handlers", "orelse", "finalbody", "cases"):
            yield from _statements(getattr(node, part, None) or (), within)


def _items(value: Any) -> Iterable[tuple[Any, Any]]:
    if isinstance(value, (list, tuple)):
        return enumerate(list(value[:_MOST_ITEMS]))
    return list(value.items())[:_MOST_ITEMS] if isinstance(value, dict) else ()


def _seen(value: Any) -> _Seen | None:
    """None for what has no shape. Of a tuple or list, that of its tensors."""
    if isinstance(value, torch.Tensor):
        return value.shape, value.dtype, value.device, value.requires_grad, 1
    if isinstance(value, (list, tuple)) and value:
        first = next((v for v in value[:_MOST_ITEMS] if isinstance(v, torch.Tensor)), None)
        if first is not None and len({v.shape for v in value if isinstance(v, torch.Tensor)}) == 1:
            return first.shape, first.dtype, first.device, first.requires_grad, len(value)
    return None


def _described(seen: _Seen) -> dict[str, Any]:
    """As a `TensorInfo`."""
    shape, dtype, device, requires_grad, items = seen
    return {
        "shape": list(shape),
        "dtype": dtype_name(dtype),
        "device": str(device),
        "requires_grad": requires_grad,
        "bytes": math.prod(shape) * dtype.itemsize,
        "items": items,
    }
