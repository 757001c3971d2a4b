"""Steps of one of several optimizers, whose loss never goes backward."""

from __future__ import annotations

from collections.abc import Iterator

from .events import Binding
from .steps import Step, is_torch_optimizer, together
from .training import Loop
from .values import Activation, Value


def forgotten(loop: Loop) -> Iterator[tuple[Step, Binding]]:
    """The steps that find no gradients, each with the loss that was computed for it.

    Between its `zero_grad()` and the step nothing goes backward, and what went backward before was for
    another optimizer, which took its step.
    """
    if (
        loop.names("backward")
        or loop.handles_gradients
        or any(c.own or not c.passes_on for c in loop.foreign())
    ):
        return
    for step in loop.own("step"):
        if not step.plain or not is_torch_optimizer(step.target) or loop.touches(step.target):
            continue
        before = [s for s in loop.training.steps if s.order < step.order and loop.contains(s)]
        clears = [s for s in before if s.kind == "clear" and s.target is step.target]
        if not clears or not all(together(s, step) for s in before):
            continue
        backwards = [s for s in before if s.kind == "backward"]
        since = backwards[-1].order if backwards else -1
        if since > clears[-1].order or (
            backwards and not _is_used(backwards[-1], clears[-1], loop)
        ):
            continue
        found = _loss(loop, since, step)
        if found is not None:
            yield step, found


def _is_used(backward: Step, clear: Step, loop: Loop) -> bool:
    """Whether another optimizer takes its step between the two."""
    return any(
        step.kind == "step" and step.target is not clear.target and loop.contains(step)
        for step in loop.training.steps
        if backward.order < step.order < clear.order
    )


def _loss(loop: Loop, since: int, step: Step) -> Binding | None:
    """The last loss that is computed between, if nothing goes backward after it either."""
    losses = [b for b in loop.losses() if since < b.order < step.order and together(b, step)]
    if not losses:
        return None
    later = [s for s in loop.training.steps if s.kind == "backward" and s.order > step.order]
    return None if any(_may_hold(s.target, losses[-1].value) for s in later) else losses[-1]


def _may_hold(total: Value, part: Value) -> bool:
    """Whether a tensor may be computed from `part`; not so where all that it is computed from is known."""
    pending, seen = [total], set[int]()
    while pending:
        value = pending.pop()
        if value is part or not isinstance(value, Activation) or value.assumed:
            return True
        if id(value) not in seen:
            seen.add(id(value))
            pending += [given for given in value.inputs if isinstance(given, Activation)]
    return False
