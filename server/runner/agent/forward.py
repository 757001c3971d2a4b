"""One forward in evaluation mode: output shape, and what each submodule makes."""

from __future__ import annotations

import ast
import inspect
import re
import time
from typing import Any

import torch
from torch import nn

from .inputs import Call
from .lines import Lines
from .recorder import Recorder, assignment_line
from .spec import outline, tensors_in

_MOST_SHARE_S = 1.0


def has_forward(model: nn.Module) -> bool:
    """Whether the class defines `forward` (nn.Module's own only raises)."""
    return getattr(type(model), "forward", None) is not nn.Module.forward


def run(model: nn.Module, call: Call) -> Any:
    """`model(*args, **kwargs)` without gradients, in evaluation mode."""
    model.eval()
    with torch.no_grad():
        return model(*call.args, **call.kwargs)


def run_observed(
    model: nn.Module, call: Call, recorder: Recorder, class_node: ast.ClassDef, lines: Lines
) -> tuple[Any, list[dict[str, Any]]]:
    """The output, and a `SubmoduleInfo` for each submodule in the order they were called.

    With gradients where forward allows it, so that `lines` knows which values have one.
    """
    order: list[nn.Module] = []
    outputs: dict[int, str] = {}

    def entered(module: nn.Module, _: Any) -> None:
        if all(module is not other for other in order):
            order.append(module)

    def left(module: nn.Module, _: Any, output: Any) -> None:
        outputs.setdefault(id(module), outline(output))

    handles = []
    for module in model.modules():
        handles.append(module.register_forward_pre_hook(entered))
        handles.append(module.register_forward_hook(left))
    model.eval()
    try:
        try:
            with lines.watching(), torch.enable_grad():
                output = model(*call.args, **call.kwargs)
        except RuntimeError as error:
            if not re.search(r"requires.grad|leaf Variable|inference", str(error)):
                raise
            output = run(model, call)
    finally:
        for handle in handles:
            handle.remove()
    names = {id(module): name for name, module in model.named_modules()}
    containers = (nn.ModuleList, nn.ModuleDict, nn.ParameterList, nn.ParameterDict)
    every = [*order, *(m for m in model.modules() if all(m is not other for other in order))]
    shares = _shares(model, call) if order else {}
    infos = [
        {
            **_info(
                model, names[id(module)], module, outputs.get(id(module)), recorder, class_node
            ),
            "share": shares.get(id(module)),
        }
        for module in every
        if id(module) in names and module is not model and not isinstance(module, containers)
    ]
    return output, infos


def _shares(model: nn.Module, call: Call) -> dict[int, float]:
    """The part of the time of one forward that each submodule takes, 0 to 1, by id.

    The best of a few calls, with a clock read before and after each submodule; on an accelerator
    each reading waits for it. So this tells where the time goes, not how long it takes.
    """
    best: dict[int, float] = {}
    open_calls: dict[int, float] = {}
    spent: dict[int, float] = {}

    def enter(module: nn.Module, _: Any) -> None:
        open_calls[id(module)] = _now(call)

    def leave(module: nn.Module, *_: Any) -> None:
        if (began := open_calls.pop(id(module), None)) is not None:
            spent[id(module)] = spent.get(id(module), 0.0) + _now(call) - began

    handles = []
    for module in model.modules():
        handles.append(module.register_forward_pre_hook(enter))
        handles.append(module.register_forward_hook(leave, always_call=True))
    deadline = time.perf_counter() + _MOST_SHARE_S
    try:
        for _ in range(5):
            spent.clear()
            run(model, call)
            for key, seconds in spent.items():
                best[key] = min(best.get(key, seconds), seconds)
            if time.perf_counter() > deadline:
                break
    except Exception:  # noqa: BLE001 (it ran before: code with a memory)
        return {}
    finally:
        for handle in handles:
            handle.remove()
    whole = best.get(id(model), 0.0)
    return {key: min(1.0, seconds / whole) for key, seconds in best.items()} if whole else {}


def _now(call: Call) -> float:
    """Seconds, with what was started on the device of the arguments done."""
    device = next((t.device for t in tensors_in([call.args, call.kwargs])), None)
    if device is not None and device.type in ("cuda", "xpu", "mps"):
        getattr(torch, device.type).synchronize()
    return time.perf_counter()


def _info(
    model: nn.Module,
    name: str,
    module: nn.Module,
    output: str | None,
    recorder: Recorder,
    class_node: ast.ClassDef,
) -> dict[str, Any]:
    parent_name, _, attribute = name.rpartition(".")
    parent = model.get_submodule(parent_name)
    place = recorder.line(parent, attribute)
    if place is None and parent is model:
        line = assignment_line(class_node, attribute)
        place = (inspect.getfile(type(model)), line) if line is not None else None
    return {
        "path": python_path(name),
        "type": type(module).__name__,
        "parameters": sum(p.numel() for p in module.parameters() if not nn.parameter.is_lazy(p)),
        "output": output,
        "file": place[0] if place else None,
        "line": place[1] if place else None,
    }


def python_path(name: str) -> str:
    """`self.blocks[0].fc` for the submodule name `blocks.0.fc`."""
    parts = name.split(".") if name else []
    return "self" + "".join(f"[{p}]" if p.isdigit() else f".{p}" for p in parts)
