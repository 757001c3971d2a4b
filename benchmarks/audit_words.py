"""The audit's words for the questions that torch was asked: see `audit_truth.py`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from unittest import mock

import torch
from torch import nn
from torchtutor.server.runner.agent import auditing, gradients, moving
from torchtutor.server.runner.agent.audit import Hidden
from torchtutor.server.runner.agent.inputs import Call

from tests.proofs.looking import leaves

from .audit_asked import (
    HELD,
    LEFT,
    RANDOM,
    SHARED,
    TRAINED,
    UNREACHED,
    UNSAVED,
    Facts,
    Truth,
    ask,
    own_names,
)


@dataclass
class Answers:
    """Of one Module: to each question what torch does and what the audit says, as texts."""

    name: str
    stopped: str | None = None
    truth: Facts = field(default_factory=dict)
    audit: Facts = field(default_factory=dict)
    wrong_lines: list[str] = field(default_factory=list)

    @property
    def different(self) -> list[str]:
        """The questions with two answers, each with both."""
        return [
            f"{question}: torch {sorted(self.truth[question])}, audit {sorted(told)}"
            for question, told in self.audit.items()
            if question in self.truth and told != self.truth[question]
        ]


class Watched(auditing.Audit):
    """The audit, with the truth asked of the same Module before."""

    truth: Truth | None = None
    found: Sequence[Hidden] = ()
    left: Sequence[moving.Left] = ()

    def run(self, call: Call, called: set[int], result: dict[str, Any]) -> None:
        Watched.truth, Watched.found, Watched.left = None, (), ()
        unregistered, left_behind = gradients.unregistered, moving.left_behind

        def noting(*arguments: Any) -> Any:
            Watched.found, reached = unregistered(*arguments)
            return Watched.found, reached

        def noting_left(*arguments: Any) -> Any:
            Watched.left = left_behind(*arguments)
            return Watched.left

        Watched.truth = ask(self._model, self._again, call)
        with (
            mock.patch.object(gradients, "unregistered", noting),
            mock.patch.object(moving, "left_behind", noting_left),
        ):
            super().run(call, called, result)
        Watched.model = self._model

    model: nn.Module | None = None


def compare(name: str, result: dict[str, Any]) -> Answers:
    """The truth and the audit's word for it, after a run."""
    truth, model = Watched.truth, Watched.model
    assert truth is not None and model is not None
    answers = Answers(name, truth=dict(truth.facts))
    whose: dict[int, str] = {}
    for hidden in Watched.found:
        parts = [hidden.value]
        if isinstance(hidden.value, nn.Module):
            parts = [*hidden.value.parameters(), *hidden.value.buffers()]
        for part in (*parts, *leaves(parts)):
            whose.setdefault(id(part), hidden.path)
    answers.truth[HELD] = {_named(t, whose) for t in truth.held.values()}
    in_forward = [h for h in Watched.found if h.path.endswith(" in forward")]
    answers.audit[HELD] = {h.path for h in Watched.found if h.owner is not None} - {
        h.path for h in in_forward
    }
    here = set(truth.held)
    loose = [t for t in truth.strangers if id(t) not in here and id(t) not in whose]
    answers.truth[TRAINED] = {_named(t, whose) for t in truth.strangers if t not in _those(loose)}
    answers.audit[TRAINED] = {h.path for h in Watched.found if h.trained} - {
        h.path for h in in_forward
    }
    for facts, some in (
        (answers.truth, loose),
        (answers.audit, [t for h in in_forward if h.trained for t in h.tensors]),
    ):
        if some:
            facts[TRAINED].add(f"{sum(t.numel() for t in some)} elements made in forward")
    answers.audit |= _from_state(model, result["state"])
    answers.audit[LEFT] = {"yes"} if Watched.left else set()
    return answers


class _those:
    """Membership by identity."""

    def __init__(self, some: Sequence[Any]) -> None:
        self._ids = {id(one) for one in some}

    def __contains__(self, one: object) -> bool:
        return id(one) in self._ids


def _named(tensor: torch.Tensor, whose: dict[int, str]) -> str:
    return whose.get(id(tensor), f"a tensor of shape {list(tensor.shape)}")


def _from_state(model: nn.Module, state: Sequence[dict[str, Any]]) -> Facts:
    facts: Facts = {UNREACHED: set(), SHARED: set(), UNSAVED: set(), RANDOM: set()}
    names = [n for n, p in model.named_parameters() if p.requires_grad]
    every = [n for n, _ in own_names(model)]
    for item in state:
        path = re.sub(r"\[(\d+)\]", r".\1", item["path"]).removeprefix("self.")
        below = (path, f"{path}.")
        if item["kind"] == "no-gradients":
            facts[UNREACHED] |= set(names)
        elif item["kind"] in ("not-called", "cut-off", "unused"):
            facts[UNREACHED] |= {n for n in names if n == path or n.startswith(below[1])}
        elif item["kind"] == "shared":
            facts[SHARED] |= {n for n in every if n == path or n.startswith(below[1])}
        elif item["kind"] == "not-saved":
            facts[UNSAVED].add(path)
        elif item["kind"] == "differs":
            facts[RANDOM].add("yes")
    return facts
