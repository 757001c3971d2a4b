"""The stages from the eager time to the comparison, in the order in which a learner waits for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from torch import nn

from .compiling import Measurement, no_tracing, obstacle, quiet
from .inputs import Call


def measure(
    model: nn.Module,
    call: Call,
    job: dict[str, Any],
    result: dict[str, Any],
    enter: Callable[[str], None],
    partial: Callable[[], None],
) -> None:
    """Fill in `timing`, `graph_breaks` and `recompiles` of `result`, each as soon as it is known."""
    measurement = Measurement(model, call, job["device"], job["threads"], job["budget_s"])
    enter("eager")
    with quiet():
        measurement.eager()
    result["timing"] = measurement.timing
    if not job["measure"]:
        measurement.give_up("it was not asked for", "reason-not-asked")
        return
    partial()
    enter("graphs")
    with quiet():
        if no_tracing() is None:
            _trace(model, call, job, result)
    partial()
    enter("compile")
    with quiet():
        if (found := obstacle(job["device"])) is not None:
            reason, key, fields = found
            measurement.give_up(reason, key, **fields)
            return
        try:
            measurement.first_call()
        except Exception as error:  # noqa: BLE001 (backends raise their own kinds)
            measurement.fail(error)
            return
        partial()
        enter("measure")
        measurement.steady_state()


def _trace(model: nn.Module, call: Call, job: dict[str, Any], result: dict[str, Any]) -> None:
    from .graph_breaks import Tracing

    try:
        found, again = Tracing(model, call, job["source"], job["path"]).run()
    except Exception:  # noqa: BLE001 (torch's front end; what it cannot do, compiling tells)
        return
    result["graph_breaks"], result["recompiles"] = found, again
