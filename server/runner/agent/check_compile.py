"""Probes about torch.compile: was there a graph, how many, does it agree, and what did it bring."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import torch

from .check_compare import copy_of, difference
from .check_exam import Exam, Failed, Parameters, Unavailable
from .compiling import Measurement
from .obstacles import obstacle
from .quiet import quiet

Evidence = dict[str, Any]
_compile = torch.compile  # before learner code runs
_MEASURE_S = 2.0


@contextlib.contextmanager
def without_compiler() -> Iterator[None]:
    """Within, torch.compile captures graphs and runs them eagerly: seconds less, no C++ compiler."""

    def compile_eagerly(*args: Any, **kwargs: Any) -> Any:
        if kwargs.get("backend", "inductor") == "inductor":
            kwargs["backend"] = "eager"
            kwargs.pop("options", None)
        return _compile(*args, **kwargs)

    torch.compile = compile_eagerly
    try:
        yield
    finally:
        torch.compile = _compile


def _need_dynamo() -> None:
    """Raise Unavailable where torch.compile cannot even trace."""
    found = obstacle("cpu")
    if found is not None and found[1] != "reason-no-compiler":
        raise Unavailable(found[1], **found[2])


def compiled(exam: Exam, parameters: Parameters) -> Evidence:
    """A call really captures a graph: wrapping alone compiles nothing."""
    _need_dynamo()
    from torch._dynamo.utils import counters

    used = parameters.get("call", "target, args")
    torch._dynamo.reset()
    counters.clear()
    with without_compiler():
        scope = exam.scope(parameters, exam.seeds(parameters)[0], used)
        scope.run(parameters.get("call"))
    graphs = counters["stats"]["unique_graphs"]
    if not graphs:
        raise Failed("nothing-compiled")
    return {"graphs": graphs}


def graphs(exam: Exam, parameters: Parameters) -> Evidence:
    """How often forward breaks, and how many graphs all the inputs together cost."""
    _need_dynamo()
    most_breaks, most_graphs = parameters.get("breaks", 0), parameters.get("graphs", 2)
    seed = exam.seeds(parameters)[0]
    inputs = exam.inputs(parameters)
    target = _plain(exam.target(seed))
    torch._dynamo.reset()
    with quiet():
        explain: Any = torch._dynamo.explain(target)
        explained = explain(*exam.args(seed, inputs[0]))
    breaks = explained.graph_break_count
    if breaks > most_breaks:
        reason = explained.break_reasons[0] if explained.break_reasons else None
        lines = [f.lineno for f in (reason.user_stack if reason else []) if f.filename == exam.path]
        raise Failed("graph-breaks", lines[-1] if lines else None, count=breaks, wanted=most_breaks)
    count = 0

    def counting(module: torch.fx.GraphModule, example: list[Any]) -> Any:
        nonlocal count
        count += 1
        return module.forward

    torch._dynamo.reset()
    call: Any = _compile(target, backend=counting)
    with quiet():
        for given in inputs:
            call(*exam.args(seed, given))
    if not count:
        raise Failed("nothing-compiled")
    if count > most_graphs:
        raise Failed("too-many-graphs", count=count, wanted=most_graphs, inputs=len(inputs))
    return {"breaks": breaks, "graphs": count, "inputs": len(inputs)}


def _plain(target: Any) -> Any:
    """What a compiled object wraps."""
    inner = getattr(target, "_orig_mod", None) or getattr(
        target, "_torchdynamo_orig_callable", None
    )
    return target if inner is None else inner


def eager_vs_compile(exam: Exam, parameters: Parameters) -> Evidence:
    """A measurement with a conclusive verdict; which one does not matter.

    With a `backend` that compiles nothing (`eager`, `aot_eager`) no time is measured: outputs and
    gradients of the traced model are those of the plain one. That takes a fraction of a second.
    """
    if backend := parameters.get("backend"):
        return _traced_agrees(exam, parameters, backend)
    seed = exam.seeds(parameters)[0]
    found = obstacle("cpu")
    if found is not None:
        raise Unavailable(found[1], **found[2])
    model = _plain(exam.model(seed))
    measurement = Measurement(model, exam.a_call(seed), "cpu", 1, _MEASURE_S)
    with quiet():
        measurement.eager()
        try:
            measurement.first_call()
        except Exception as error:
            measurement.fail(error)
            raise Unavailable(
                str(measurement.timing["reason_key"]), **measurement.timing["reason_fields"]
            ) from error
        measurement.steady_state()
    timing = measurement.timing
    if timing["verdict"] == "too-noisy":
        raise Unavailable("too-noisy")
    if parameters.get("accept") == "faster" and timing["verdict"] != "faster":
        raise Failed("not-faster", verdict=timing["verdict"])
    return {
        name: timing[name] for name in ("verdict", "interval", "first_call_s", "max_difference")
    }


def _traced_agrees(exam: Exam, parameters: Parameters, backend: str) -> Evidence:
    _need_dynamo()
    from torch._dynamo.utils import counters

    seed = exam.seeds(parameters)[0]
    model = _plain(exam.model(seed)).eval()
    wanted = _outcome(model, model, exam.args(seed))
    torch._dynamo.reset()
    counters.clear()
    with quiet():
        got = _outcome(_compile(model, backend=backend), model, exam.args(seed))
    graphs = counters["stats"]["unique_graphs"]
    if not graphs:
        raise Failed("nothing-compiled")
    if difference(got[0], wanted[0]) is not None:
        raise Failed("compiled-output-differs")
    if difference(got[1], wanted[1]) is not None:
        raise Failed("compiled-gradients-differ")
    return {"backend": backend, "graphs": graphs}


def _outcome(call: Any, model: torch.nn.Module, args: tuple[Any, ...]) -> tuple[Any, Any]:
    """What a call returns, and the gradients of the parameters, where it has any."""
    model.zero_grad()
    output = call(*args)
    if isinstance(output, torch.Tensor) and output.requires_grad:
        torch.autograd.backward(output.float().square().sum())
    gradients = {name: p.grad for name, p in model.named_parameters() if p.grad is not None}
    return copy_of(output), copy_of(gradients)
