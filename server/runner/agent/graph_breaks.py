"""Where torch.compile splits the model, and what makes it compile again.

Only its front end runs (`backend="eager"`): no C++ compiler, no Triton, tenths of a second.
"""

from __future__ import annotations

import ast
import linecache
import re
from collections.abc import Callable
from typing import Any

import torch
from torch import nn

from .break_names import name_of, words_of
from .dynamo_log import Break, Frame, Recompile, recording
from .errors import is_learner_file
from .inputs import Call
from .resizing import batch_of, resized
from .steps import unchanged

_LONGEST_CODE = 40  # characters of the learner's that a message repeats


class Tracing:
    """Traces one model. `source` is the text of the file `path` as it was run."""

    def __init__(self, model: nn.Module, call: Call, source: str, path: str) -> None:
        self._model = model
        self._call = call
        self._lines = source.splitlines()
        self._path = path

    def run(self) -> tuple[list[dict[str, Any]] | None, list[dict[str, Any]]]:
        """The `graph_breaks` and `recompiles` of a result; raises what tracing raises.

        Leaves no compiled code behind, and the buffers as they were.
        """
        torch._dynamo.reset()
        try:
            with unchanged(self._model), recording() as log, torch.no_grad():
                compiled = torch.compile(self._model, backend="eager")
                compiled(*self._call.args, **self._call.kwargs)
                breaks = None if log.breaks is None else list(log.breaks)
                recompiles = self._again(compiled, log.recompiles)
        finally:
            torch._dynamo.reset()
        return (None if breaks is None else self._described(breaks)), recompiles

    def _again(self, compiled: Callable[..., Any], seen: list[Recompile]) -> list[dict[str, Any]]:
        """Call in ways in which models are called, and say what each call compiled again."""
        found: list[dict[str, Any]] = []
        sized: set[int] = set()

        def call(trigger: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
            before = len(seen)
            compiled(*args, **kwargs)
            for recompile in seen[before:]:
                entry = self._recompile(recompile, trigger, sized)
                # What changes at every call compiles again at each of them: once is enough to say.
                known = [e for e in found if e["line"] == entry["line"]]
                if entry["line"] is None:
                    known = [e for e in known if e["name"] == entry["name"]]
                if not known:
                    found.append(entry)

        call("same-input", self._call.args, self._call.kwargs)
        if (batch := batch_of(self._model, self._call)) is not None:
            for more in (1, 2):
                call("batch-size", *resized(self._call, *batch, batch[1] + more))
        self._model.train()
        # Some models cannot train on this input (BatchNorm and a batch of one).
        try:
            call("training-mode", self._call.args, self._call.kwargs)
        except Exception:  # noqa: BLE001
            return found
        return found

    def _recompile(self, made: Recompile, trigger: str, sized: set[int]) -> dict[str, Any]:
        guard = re.sub(r"^not ", "", made.reason.split("#")[0].split("\n")[0].strip())
        frame = self._learners(made.stack)
        name = f"other-{trigger}"
        # torch's name for what Python hands over at a graph break.
        handed = "___stack" in guard
        if "size mismatch" in guard or ".size()" in guard or ".shape" in guard:
            # Once is normal: the second code fits every size.
            every = "after-break" if handed else "every-size"
            name = every if made.frame in sized else "new-size"
            sized.add(made.frame)
        elif ".training ==" in guard:
            name = "training"
        elif guard.startswith("___stack"):
            name = "value-changes"
        elif handed:
            name = "after-break"
        elif trigger == "same-input":
            name = "state-changes"
        return {
            "trigger": trigger,
            "name": name,
            "what": _attribute(guard),
            "words": guard[:200],
            "sentence": "",
            "file": frame.file if frame else None,
            "line": frame.line if frame else None,
        }

    def _described(self, breaks: list[Break]) -> list[dict[str, Any]]:
        found: dict[tuple[str | None, int | None], dict[str, Any]] = {}
        for one in breaks:
            entry = self._describe(one)
            place = (entry["file"], entry["line"])
            # One line may break in several ways; what we have a sentence for says most.
            if place not in found or found[place]["name"] == "other":
                found[place] = entry
        return list(found.values())

    def _describe(self, one: Break) -> dict[str, Any]:
        frame = self._learners(one.stack)
        line = self._line(frame) if frame else ""
        words, hint = words_of(one)
        column = end = None
        if frame and frame.column is not None:
            column = _characters(line, frame.column)
            if frame.end_column is not None and frame.end_line in (None, frame.line):
                end = _characters(line, frame.end_column)
        if column is not None and not _is_code(line[column:end]):  # as of `a and b` in torch 2.13
            column = end = None
        code = line.strip() if column is None else line[column:end].strip()
        name, function = name_of(one, line, code)
        called = _call_name(code)
        short = called if len(called) <= _LONGEST_CODE else f"{called[: _LONGEST_CODE - 1]}…"
        return {
            "file": frame.file if frame else None,
            "line": frame.line if frame else None,
            "column": None if column is None else column + 1,
            "end_column": None if end is None else end + 1,
            "kind": "skip" if one.skipped else "break",
            "name": name,
            "what": short or function,
            "words": words,
            "torch_hint": hint,
            "reason": "",
            "hint": "",
        }

    def _learners(self, stack: tuple[Frame, ...]) -> Frame | None:
        return next((f for f in reversed(stack) if is_learner_file(f.file, self._path)), None)

    def _line(self, frame: Frame) -> str:
        if frame.file == self._path:
            return self._lines[frame.line - 1] if frame.line <= len(self._lines) else ""
        return linecache.getline(frame.file, frame.line).rstrip("\n")


def _is_code(text: str) -> bool:
    try:
        ast.parse(text.strip())
    except (SyntaxError, ValueError):
        return False
    return bool(text.strip())


def _characters(line: str, offset: int) -> int:
    """Python counts columns in bytes."""
    return len(line.encode("utf-8")[:offset].decode("utf-8", "replace"))


def _call_name(code: str) -> str:
    """`x.abs().item()` is `.item()`, `print(x)` is `print(...)`; other code stays as it is."""
    try:
        node = ast.parse(code, mode="eval").body
    except (SyntaxError, ValueError):
        return code
    if not isinstance(node, ast.Call):
        return code
    inside = "..." if node.args or node.keywords else ""
    if isinstance(node.func, ast.Name):
        return f"{node.func.id}({inside})"
    if isinstance(node.func, ast.Attribute):
        owner = node.func.value
        prefix = f"{owner.id}." if isinstance(owner, ast.Name) else "."
        return f"{prefix}{node.func.attr}({inside})"
    return code


def _attribute(guard: str) -> str:
    """`self.n` in `self.n == 1` or `len(self.seen) == 2`, `x` in `tensor 'x' size mismatch ...`."""
    if found := re.match(r"tensor '(.+?)'", guard):
        return found[1]
    found = re.match(r"(?:len\()?([A-Za-z]\w*(?:\.\w+|\[[^\]]*\])*)", guard)
    return re.sub(r"\._modules\['(\w+)'\]", r".\1", found[1]) if found else ""
