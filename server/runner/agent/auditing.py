"""The audit of one run: what is not registered, does not learn, is not saved, does not move."""

from __future__ import annotations

import contextlib
import inspect
from collections.abc import Callable
from typing import Any

from torch import nn

from . import gradients, moving, state
from .audit import Hidden, learner_modules
from .errors import Stopped, is_learner_file, learner_error
from .inputs import Call
from .names import bound_names
from .quiet import quiet
from .recorder import Recorder, assignment_line, making_line
from .slicing import Loaded, method_line

_SPENT = "backward through the graph a second time"


class Audit:
    """Audits `model`. `again` builds another; `ours` are the modules that were imported before."""

    def __init__(
        self,
        model: nn.Module,
        again: Callable[[], nn.Module],
        loaded: Loaded,
        recorder: Recorder,
        ours: frozenset[str],
    ) -> None:
        self._model = model
        self._again = again
        self._loaded = loaded
        self._recorder = recorder
        self._learner = learner_modules(
            loaded.module.__name__, lambda name: is_learner_file(name, loaded.path), ours
        )

    def run(self, call: Call, called: set[int], result: dict[str, Any]) -> None:
        """Fill `unregistered` and `state` of `result`. `called` are ids of submodules that ran.

        Raises Stopped where the backward pass fails.
        """
        with quiet(), self._recorder.recording():
            found, reached = gradients.unregistered(
                self._model, call, self._loaded, self._learner, self._recorder
            )
        result["unregistered"] = [
            gradients.describe(hidden, self._place(hidden)) for hidden in found
        ]
        if reached.error is not None and _SPENT in str(reached.error):
            return  # forward called backward() itself: nothing is left to look at
        if reached.error is not None:
            problem = learner_error(reached.error, self._loaded.path, "audit", self._loaded.missing)
            if problem["line"] is None:  # the backward pass has no line of the learner's
                line = method_line(self._loaded.class_node, "forward")
                problem.update(file=self._loaded.path, line=line)
            raise Stopped(problem)
        result["state"] = state.findings(
            self._model, call, reached.leaves, called, self._learner, self._state_place
        )
        with quiet(), self._recorder.recording():
            left = moving.left_behind(self._model, self._again, call, self._loaded, self._learner)
        known = {(hidden.owner is None, _holder(hidden.path)) for hidden in found}
        for one in left:
            hidden = one.hidden
            # What is not registered does not move: that was said.
            if hidden is not None and (hidden.owner is None, _holder(hidden.path)) in known:
                continue
            place = (one.file, one.line) if hidden is None else self._place(hidden)
            entry = state.described(
                ("made-elsewhere" if hidden is None else "stays", one.path, one.elements), place
            )
            if entry not in result["state"]:
                result["state"].append(entry)

    def _state_place(self, owner: nn.Module | None, attribute: str) -> tuple[str, int] | None:
        if owner is None:
            return self._loaded.path, method_line(self._loaded.class_node, "forward")
        return self._place(Hidden("", "module", owner, owner, attribute))

    def _place(self, hidden: Hidden) -> tuple[str, int] | None:
        if hidden.owner is None:
            return self._global_place(hidden)
        if not hidden.attribute:
            return self._recorder.first_line(hidden.owner)
        place = self._recorder.line(hidden.owner, hidden.attribute)
        if place is None and isinstance(hidden.value, nn.Module):
            # Past nn.Module's own ways of assigning: the line that made it.
            place = self._recorder.first_line(hidden.value)
        if place is not None:
            return place
        if type(hidden.owner) is type(self._model):
            line = assignment_line(self._loaded.class_node, hidden.attribute)
            return None if line is None else (self._loaded.path, line)
        with contextlib.suppress(OSError, TypeError):
            kind = type(hidden.owner)
            return inspect.getfile(kind), inspect.getsourcelines(kind)[1]
        return None

    def _global_place(self, hidden: Hidden) -> tuple[str, int] | None:
        if not hidden.attribute:
            line = making_line(self._loaded.class_node)
            return None if line is None else (self._loaded.path, line)
        for unit in self._loaded.tree.body:
            if hidden.attribute in bound_names(unit):
                return self._loaded.path, unit.lineno
        return None


def _holder(path: str) -> str:
    """`self.heads` of `self.heads[0].weight`: one attribute is one mistake."""
    return path.split("[")[0].split(" ")[0]
