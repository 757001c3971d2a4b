"""Probes about training: does it learn, does each step matter, is a timer fair."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from typing import Any

import torch
from torch import nn

from .check_compare import copy_of, difference
from .check_exam import Exam, Failed, Parameters, Scope

Evidence = dict[str, Any]


def learns(exam: Exam, parameters: Parameters) -> Evidence:
    """The loss, measured by us on the data of hidden seeds, falls."""
    fall, below = parameters.get("fall", 0.9), parameters.get("below")
    ends = []
    for seed in exam.seeds(parameters):
        scope = exam.scope(parameters, seed, f"{parameters['loss']}\ntarget, args")
        before = _loss(scope, parameters["loss"])
        torch.manual_seed(seed)
        _train(exam, parameters, scope)
        after = _loss(scope, parameters["loss"])
        ends.append(after)
        if below is not None and not after < below:
            raise Failed("loss-too-high", before=_round(before), after=_round(after), below=below)
        if below is None and not after <= (1 - fall) * before:
            percent = round(fall * 100)
            fields = {"before": _round(before), "after": _round(after), "percent": percent}
            raise Failed("loss-does-not-fall", **fields)
    return {"seeds": len(ends), "loss": [_round(end) for end in ends], "below": below}


def _loss(scope: Scope, expression: str) -> float:
    target = scope.names["target"]
    training = isinstance(target, nn.Module) and target.training
    if training:
        target.eval()
    with torch.no_grad():
        value = float(scope(expression))
    if training:
        target.train()
    return value


def _train(exam: Exam, parameters: Parameters, scope: Scope) -> None:
    if call := parameters.get("call"):
        scope(call)
        return
    name = parameters.get("train", "train")
    function = exam.module.__dict__.get(name)
    if not callable(function):
        raise Failed("no-function", name=name)
    function(scope.names["target"], *scope.names["args"])


def _round(value: float) -> float:
    return float(f"{value:.3g}")


def loop_calls(exam: Exam, parameters: Parameters) -> Evidence:
    """Each step of the loop is called and matters: without it the outcome is another.

    `zero_grad` need not be called when no `backward()` finds an earlier gradient: cleared by hand.
    """
    seed = exam.seeds(parameters)[0]
    expression = parameters.get("outcome", "target.state_dict()")

    def fresh() -> Scope:
        scope = exam.scope(parameters, seed, f"{expression}\ntarget")
        torch.manual_seed(seed)
        return scope

    def outcome() -> Any:
        scope = fresh()
        scope.names["result"] = scope(parameters["call"])
        return copy_of(scope(expression))

    def always_clear() -> bool:
        scope = fresh()
        with _old_gradients(scope.names["target"]) as found:
            scope(parameters["call"])
        return len(found) > 1 and not any(found)

    usual = outcome()
    if difference(outcome(), usual, 1e-6) is not None:
        raise Failed("not-repeatable")
    for name in parameters["calls"]:
        with _without(name) as calls:
            try:
                changed = outcome()
            except Exception:  # noqa: BLE001 (a loop that cannot do without it needs it)
                changed = None
        if not calls:
            if name == "zero_grad" and always_clear():
                continue
            raise Failed("never-cleared" if name == "zero_grad" else "never-called", name=name)
        if changed is not None and difference(changed, usual, 1e-6) is None:
            raise Failed("makes-no-difference", name=name)
    return {}


@contextlib.contextmanager
def _old_gradients(model: nn.Module) -> Iterator[list[bool]]:
    """Yields, for each `backward()` made within, whether an earlier gradient was still there."""
    found: list[bool] = []
    original: Callable[..., None] = torch.Tensor.backward

    def looking(self: torch.Tensor, *args: Any, **kwargs: Any) -> None:
        found.append(any(p.grad is not None and bool(p.grad.any()) for p in model.parameters()))
        original(self, *args, **kwargs)

    torch.Tensor.backward = looking  # type: ignore[method-assign]
    try:
        yield found
    finally:
        torch.Tensor.backward = original  # type: ignore[method-assign]


@contextlib.contextmanager
def _without(name: str) -> Iterator[list[str]]:
    """Within, a call of the loop does nothing; yields the calls that were made."""
    calls: list[str] = []
    by_name: dict[str, list[type]] = {
        "zero_grad": [*_subclasses(torch.optim.Optimizer), *_subclasses(nn.Module)],
        "step": _subclasses(torch.optim.Optimizer),
        "backward": [torch.Tensor],
        "train": _subclasses(nn.Module),
        "eval": _subclasses(nn.Module),
    }
    kept = [(owner, vars(owner)[name]) for owner in by_name[name] if name in vars(owner)]

    def replacement(original: Callable[..., Any]) -> Callable[..., Any]:
        def nothing(self: Any, *args: Any, **kwargs: Any) -> Any:
            if name == "train" and (args[:1] == (False,) or kwargs.get("mode") is False):
                return original(self, False)  # eval() is train(False)
            calls.append(name)
            return self if name in ("train", "eval") else None

        return nothing

    for owner, original in kept:
        setattr(owner, name, replacement(original))
    try:
        yield calls
    finally:
        for owner, original in kept:
            setattr(owner, name, original)


def _subclasses(cls: type) -> list[type]:
    found, waiting = [cls], [cls]
    while waiting:
        below: list[type] = type.__subclasses__(waiting.pop())
        for sub in below:
            if sub not in found:
                found.append(sub)
                waiting.append(sub)
    return found


def timer_fair(exam: Exam, parameters: Parameters) -> Evidence:
    """The learner's timer sees no difference where there is none, and one where there is.

    Trials: a function against its copy, against a copy whose first call is slow (a compilation),
    and against one that does four times the work. The majority counts: machines are busy.
    """
    seed = exam.seeds(parameters)[0]

    def trial(other: Callable[[Callable[[], None]], Callable[[], None]], verdict: str) -> bool:
        scope = exam.scope(parameters, seed, parameters["same"].replace("result", "None"))
        scope.names["f"] = work = _work()
        scope.names["g"] = other(work)
        scope.names["result"] = scope(parameters["call"])
        return bool(scope(parameters[verdict]))

    cases = [
        (lambda work: _work(), "same", 5, "timer-sees-ghosts"),
        (_slow_start, "same", 3, "timer-counts-first-call"),
        (_four_times, "slower", 3, "timer-misses"),
    ]
    for other, verdict, trials, key in cases:
        right = wrong = 0
        while 2 * max(right, wrong) < trials:
            if trial(other, verdict):
                right += 1
            else:
                wrong += 1
        if wrong > right:
            raise Failed(key)
    return {"trials": sum(case[2] for case in cases)}


def _work() -> Callable[[], None]:
    matrix = torch.ones(64, 64) / 64

    def work() -> None:
        _ = matrix @ matrix @ matrix

    return work


def _four_times(work: Callable[[], None]) -> Callable[[], None]:
    def repeated() -> None:
        for _ in range(4):
            work()

    return repeated


def _slow_start(work: Callable[[], None]) -> Callable[[], None]:
    waiting = [0.04]

    def first_call_is_slow() -> None:
        if waiting:
            end = time.thread_time() + waiting.pop()  # of the CPU: no clock shows less
            while time.thread_time() < end:
                work()
        work()

    return first_call_is_slow
