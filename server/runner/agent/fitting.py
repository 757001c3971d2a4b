"""After forward ran out of memory: how much of the learner's input does fit."""

from __future__ import annotations

import contextlib
import io
import time
import traceback
from dataclasses import replace

import torch
from torch import nn

from . import forward
from .inputs import Call
from .resizing import resized
from .spec import tensors_in

_MOST_SECONDS = 5.0


def size_that_fits(
    model: nn.Module, call: Call, device: str, error: BaseException
) -> dict[str, int] | None:
    """`size` of the first dimension of the first tensor of `call`, and the power of two that `fits`.

    The largest for which forward really ran, tried from 1 on as far as the time goes; None when
    none did. What `error` keeps alive is let go first.
    """
    traceback.clear_frames(error.__traceback__)
    sizes = [t.shape[0] for t in tensors_in([call.args, call.kwargs]) if t.dim() > 0]
    size = sizes[0] if sizes else 0
    left, took = _MOST_SECONDS, 0.0
    fits, tried = 0, 1
    while tried < size and 2 * took < left:
        start = time.monotonic()
        if not _runs(model, call, size, tried, device):
            break
        took = time.monotonic() - start
        left -= took
        fits, tried = tried, 2 * tried
    return {"size": size, "fits": fits} if fits else None


def _runs(model: nn.Module, call: Call, size: int, wanted: int, device: str) -> bool:
    if torch.device(device).type == "cuda":
        torch.cuda.empty_cache()
    try:
        args, kwargs = resized(call, 0, size, wanted)
        with contextlib.redirect_stdout(io.StringIO()):
            forward.run(model, replace(call, args=args, kwargs=kwargs))
    except Exception:  # noqa: BLE001 (out of memory again, or code for one size only)
        return False
    return True
