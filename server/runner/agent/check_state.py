"""Probes about what a Module knows: its parameters, buffers and names."""

from __future__ import annotations

import io
from typing import Any

import torch
from torch import nn

from . import gradients
from .audit import Walk
from .check_compare import difference
from .check_exam import Exam, Failed, Parameters
from .forward import python_path
from .quiet import quiet
from .spec import tensors_in

Evidence = dict[str, Any]
_MOST_SAID = 120  # characters of a message of torch


def no_orphans(exam: Exam, parameters: Parameters) -> Evidence:
    """All that is trained, or could be, is registered."""
    seed = exam.seeds(parameters)[0]
    with exam.recording():
        model = exam.model(seed)
    wanted = {"module", "parameter", "lost-parameter", "trainable-tensor"}
    if parameters.get("buffers"):
        wanted.add("tensor")
    loaded = exam.loaded()
    learner = exam.learner_modules()
    if loaded is not None and (exam.exercise.get("input") or not _takes_arguments(model)):
        with quiet(), exam.recording():
            found, reached = gradients.unregistered(
                model, exam.a_call(seed), loaded, learner, exam.recorder
            )
        if reached.error is not None:
            raise reached.error
    else:
        found = Walk(model, learner).found
    for hidden in found:
        if hidden.kind in wanted:
            line = exam.line_of(hidden.owner, hidden.attribute)
            raise Failed(f"hidden-{hidden.kind}", line, path=hidden.path, name=hidden.attribute)
    count = len(list(model.parameters()))
    if count < parameters.get("at_least", 1):
        raise Failed("too-few-parameters", count=count, wanted=parameters.get("at_least", 1))
    return {"parameters": count, "buffers": len(list(model.buffers()))}


def _takes_arguments(model: nn.Module) -> bool:
    code = getattr(type(model).forward, "__code__", None)
    return code is None or code.co_argcount > 1


def meta_device(exam: Exam, parameters: Parameters) -> Evidence:
    """`.to("meta")` reaches every tensor: the proof, without a GPU, that `.to(device)` would."""
    seed = exam.seeds(parameters)[0]
    if not isinstance(exam.named, type) or not issubclass(exam.named, nn.Module):
        return _function_on_meta(exam, seed)
    with exam.recording():
        model = exam.model(seed)
    model.to("meta")
    walk = Walk(model, exam.learner_modules())
    for name, tensor in [*model.named_parameters(), *model.named_buffers()]:
        if tensor.device.type != "meta":
            raise Failed("stays-behind", path=python_path(name), name=name)
    for path, tensor in walk.tensors.items():
        if tensor.device.type != "meta" and tensor.dim():
            attribute = path.partition(".")[2].partition("[")[0]
            raise Failed("stays-behind", exam.line_of(model, attribute), path=path, name=attribute)
    for hidden in walk.found:
        if any(tensor.device.type != "meta" for tensor in hidden.tensors):
            line = exam.line_of(hidden.owner, hidden.attribute)
            raise Failed("stays-behind", line, path=hidden.path, name=hidden.attribute)
    if parameters.get("forward"):
        _on_meta(model(*_to_meta(exam.args(seed))))
    return {"parameters": len(list(model.parameters())), "buffers": len(list(model.buffers()))}


def _function_on_meta(exam: Exam, seed: int) -> Evidence:
    _on_meta(exam.target(seed)(*_to_meta(exam.args(seed))))
    return {}


def _to_meta(args: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(arg.to("meta") if isinstance(arg, torch.Tensor) else arg for arg in args)


def _on_meta(result: Any) -> None:
    for tensor in tensors_in(result):
        if tensor.device.type != "meta":
            raise Failed("result-left-device", got=tensor.device.type)


def all_grads(exam: Exam, parameters: Parameters) -> Evidence:
    """Every parameter takes part: it gets a gradient, and not only zeros."""
    missing: dict[str, str] = {}
    for index, seed in enumerate(exam.seeds(parameters, 3)):
        model = exam.model(seed).train()
        outputs = [t for t in tensors_in(model(*exam.args(seed))) if t.requires_grad]
        if not outputs:
            raise Failed("no-gradient-at-all")
        torch.autograd.backward(outputs, [torch.randn_like(output) for output in outputs])
        now = {}
        for name, parameter in model.named_parameters():
            if parameter.requires_grad and parameter.grad is None:
                now[name] = "no-gradient"
            elif _is_zero(parameter.grad) and parameters.get("nonzero", True):
                now[name] = "zero-gradient"
        missing = now if not index else {n: k for n, k in missing.items() if n in now}
    for name, key in missing.items():
        raise Failed(key, path=python_path(name), name=name)
    return {}


def _is_zero(gradient: torch.Tensor | None) -> bool:
    return gradient is not None and gradient.numel() > 0 and not bool(gradient.any())


def distinct(exam: Exam, parameters: Parameters) -> Evidence:
    """No layer stands in two places."""
    model = exam.model(exam.seeds(parameters)[0])
    seen: dict[int, str] = {}
    for name, module in model.named_modules(remove_duplicate=False):
        if next(module.parameters(), None) is None:
            continue
        if id(module) in seen:
            raise Failed("shared", path=python_path(name), name=python_path(seen[id(module)]))
        seen[id(module)] = name
    return {}


def round_trip(exam: Exam, parameters: Parameters) -> Evidence:
    """What state_dict() saves makes a fresh object behave the same."""
    keys = 0
    for seed in exam.seeds(parameters):
        scope = exam.scope(parameters, seed, "target")
        first: nn.Module = scope.names["target"]
        args = exam.args(seed)
        first.train()
        for other in range(3):  # buffers such as running means move
            first(*exam.args(seed + 10 + other))
        saved = io.BytesIO()
        torch.save(first.state_dict(), saved)
        saved.seek(0)
        try:
            state = torch.load(saved, weights_only=True)
        except Exception as error:
            raise Failed("state-not-loadable", name=type(error).__name__) from error
        second = exam.model(seed + 1)
        try:
            second.load_state_dict(state)
        except RuntimeError as error:
            said = str(error).splitlines()[-1].strip()
            if len(said) > _MOST_SAID:  # a list of all keys; the first ones tell
                said = said[:_MOST_SAID].rpartition(",")[0] + ", …"
            raise Failed("state-does-not-fit", error=said) from error
        first.eval()
        second.eval()
        with torch.no_grad():
            found = difference(_again(second, args, seed), _again(first, args, seed))
        if found is not None:
            raise Failed("not-the-same-after-loading", **found[1])
        keys = len(state)
    return {"keys": keys}


def _again(model: nn.Module, args: tuple[Any, ...], seed: int) -> Any:
    torch.manual_seed(seed)
    return model(*args)


def keys_plain(exam: Exam, parameters: Parameters) -> Evidence:
    """A checkpoint has the names of the plain model, not those of a compiled one."""
    expression = parameters.get("state", "target.state_dict()")
    state = exam.scope(parameters, exam.seeds(parameters)[0], expression)(expression)
    for key in state:
        if "_orig_mod" in str(key):
            raise Failed("compiled-key", name=str(key))
    if not state:
        raise Failed("no-keys")
    return {"keys": len(state)}
