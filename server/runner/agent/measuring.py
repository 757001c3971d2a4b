"""The stages from the eager time to the comparison, in the order in which a learner waits for them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import torch
from torch import nn

from . import disturbance, first_call
from .compiling import Measurement
from .inputs import Call
from .memory import memory
from .obstacles import no_tracing, obstacle
from .quiet import quiet
from .steps import arguments_of, unchanged


def measure(
    model: nn.Module,
    call: Call,
    job: dict[str, Any],
    result: dict[str, Any],
    enter: Callable[[str], None],
    partial: Callable[[], None],
) -> None:
    """Fill in `timing`, `memory`, `graph_breaks`, `recompiles` and `warnings`, each when known."""
    found = _Warnings(result)
    before = disturbance.counters()
    found.add(disturbance.process(model, job["threads"], job["device"]))
    if job["compile_mode"] != "default" and torch.device(job["device"]).type == "cpu":
        found.add([("cpu-mode", {"mode": job["compile_mode"]})])
    with unchanged(model):
        measurement = Measurement(
            model,
            call,
            job["device"],
            job["threads"],
            job["budget_s"],
            job["mode"],
            job["compile_mode"],
        )
        _stages(measurement, model, call, job, result, enter, partial)
    found.add(disturbance.machine(job["threads"], before))
    found.add(disturbance.interrupted(measurement.timing["undisturbed"]))


def _stages(
    measurement: Measurement,
    model: nn.Module,
    call: Call,
    job: dict[str, Any],
    result: dict[str, Any],
    enter: Callable[[str], None],
    partial: Callable[[], None],
) -> None:
    enter("eager")
    result["timing"] = measurement.timing
    with quiet():
        result["memory"] = memory(model, arguments_of(call), job["device"])
        trainable = measurement.eager()
    if not job["measure"]:
        if trainable:
            measurement.give_up("it was not asked for", "reason-not-asked")
        return
    partial()
    enter("graphs")
    with quiet():
        if no_tracing() is None:
            _trace(model, call, job, result)
    partial()
    if not trainable:
        return
    enter("compile")
    with quiet():
        if (found := obstacle(job["device"])) is not None:
            reason, key, fields = found
            measurement.give_up(reason, key, **fields)
            return
        first_call.forget()
        try:
            measurement.first_call()
        except Exception as error:  # noqa: BLE001 (backends raise their own kinds)
            measurement.fail(error)
            return
        partial()
        enter("measure")
        measurement.steady_state()
        if job["sweep"]:
            partial()
            measurement.sweep()


def _trace(model: nn.Module, call: Call, job: dict[str, Any], result: dict[str, Any]) -> None:
    from .graph_breaks import Tracing

    model.eval()
    try:
        found, again = Tracing(model, call, job["source"], job["path"]).run()
    except Exception:  # noqa: BLE001 (torch's front end; what it cannot do, compiling tells)
        return
    result["graph_breaks"], result["recompiles"] = found, again


class _Warnings:
    """Adds to `warnings` of a result, each kind once; the server adds the sentences."""

    def __init__(self, result: dict[str, Any]) -> None:
        self._list: list[dict[str, Any]] = []
        result["warnings"] = self._list

    def add(self, found: Iterable[disturbance.Warning_]) -> None:
        for key, fields in found:
            if all(entry["key"] != key for entry in self._list):
                self._list.append({"key": key, "fields": fields, "sentence": ""})
