"""One forward in evaluation mode: output shape, and what each submodule makes."""

from __future__ import annotations

import ast
import inspect
from typing import Any

import torch
from torch import nn

from .inputs import Call
from .recorder import Recorder, assignment_line
from .spec import outline


def has_forward(model: nn.Module) -> bool:
    """Whether the class defines `forward` (nn.Module's own only raises)."""
    return getattr(type(model), "forward", None) is not nn.Module.forward


def run(model: nn.Module, call: Call) -> Any:
    """`model(*args, **kwargs)` without gradients, in evaluation mode."""
    model.eval()
    with torch.no_grad():
        return model(*call.args, **call.kwargs)


def run_observed(
    model: nn.Module, call: Call, recorder: Recorder, class_node: ast.ClassDef
) -> tuple[Any, list[dict[str, Any]]]:
    """The output, and a `SubmoduleInfo` for each submodule in the order they were called."""
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
    try:
        output = run(model, call)
    finally:
        for handle in handles:
            handle.remove()
    names = {id(module): name for name, module in model.named_modules()}
    containers = (nn.ModuleList, nn.ModuleDict, nn.ParameterList, nn.ParameterDict)
    every = [*order, *(m for m in model.modules() if all(m is not other for other in order))]
    infos = [
        _info(model, names[id(module)], module, outputs.get(id(module)), recorder, class_node)
        for module in every
        if id(module) in names and module is not model and not isinstance(module, containers)
    ]
    return output, infos


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
