"""Bytes: what a Module holds, and what a training step keeps for backward."""

from __future__ import annotations

import sys
from typing import Any

import torch
from torch import nn

from .steps import Arguments


def memory(model: nn.Module, arguments: Arguments, device: str) -> dict[str, Any]:
    """The `Memory` of a result, in bytes; None for what this device or system does not tell."""
    return {
        "parameters": _bytes(list(model.parameters())),
        "buffers": _bytes(list(model.buffers())),
        "saved_for_backward": _saved(model, arguments),
        "device_peak": _peak(model, arguments, device),
        "process_peak": _process_peak(),
    }


def _bytes(tensors: list[torch.Tensor]) -> int:
    """Shared storage once."""
    storages = {
        t.untyped_storage()._cdata: t.untyped_storage().nbytes()
        for t in tensors
        if not nn.parameter.is_lazy(t)
    }
    return sum(storages.values())


def _saved(model: nn.Module, arguments: Arguments) -> int | None:
    """What autograd keeps of one forward, without parameters and inputs."""
    args, kwargs = arguments
    own = [*model.parameters(), *model.buffers(), *args, *kwargs.values()]
    known = {_key(tensor) for tensor in own if isinstance(tensor, torch.Tensor)}
    kept: dict[int, tuple[int, torch.Tensor]] = {}

    def pack(tensor: torch.Tensor) -> torch.Tensor:
        key = _key(tensor)
        if key not in known:  # the tensor is kept, so that its address is not given again
            kept[key] = (tensor.untyped_storage().nbytes(), tensor)
        return tensor

    try:
        with torch.enable_grad(), torch.autograd.graph.saved_tensors_hooks(pack, lambda t: t):
            model(*args, **kwargs)
    except Exception:  # noqa: BLE001 (a forward that cannot record gradients)
        return None
    return sum(size for size, _ in kept.values())


def _key(tensor: torch.Tensor) -> int:
    return int(tensor.untyped_storage()._cdata)


def _peak(model: nn.Module, arguments: Arguments, device: str) -> int | None:
    """The most that was in use on a GPU during one forward; None on other devices."""
    if torch.device(device).type != "cuda":
        return None
    args, kwargs = arguments
    torch.cuda.reset_peak_memory_stats(device)
    with torch.no_grad():
        model(*args, **kwargs)
    torch.cuda.synchronize(device)
    return int(torch.cuda.max_memory_allocated(device))


def _process_peak() -> int | None:
    if sys.platform == "win32":
        return None
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return int(peak) if sys.platform == "darwin" else int(peak) * 1024
