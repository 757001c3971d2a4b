"""Does the learner's file leave torch and the checker alone?

Taken before learner code runs, compared afterwards. It finds what is patched and puts it back; it
is not a sandbox, and nobody but the learner is cheated by a learner who digs deeper.
"""

from __future__ import annotations

import builtins
import math
import os
import random
import sys
import time
from pathlib import Path
from typing import Any

import torch
from torch import nn

_AGENT = __name__.rpartition(".")[0]
_TORCH = str(Path(torch.__file__).parent) + os.sep


def _owners() -> list[Any]:
    ours = [module for name, module in list(sys.modules.items()) if name.startswith(_AGENT)]
    return [
        torch, nn, nn.functional, nn.Module, torch.Tensor, torch.optim, torch.optim.Optimizer,
        torch.autograd, torch.compiler, torch.utils.data, torch._dynamo, builtins, time, math,
        random, *ours,
    ]  # fmt: skip


def _state(owner: Any) -> dict[str, tuple[Any, Any]]:
    return {
        name: (value, getattr(value, "__code__", None))
        for name, value in list(vars(owner).items())
        if callable(value) and not (isinstance(owner, type(sys)) and name.startswith("_"))
    }


def _is_torchs(value: Any) -> bool:
    code = getattr(value, "__code__", None)
    return code is not None and code.co_filename.startswith(_TORCH)


class Snapshot:
    """The callables of torch, of a few modules and of the agent."""

    def __init__(self) -> None:
        self._before = [(owner, _state(owner)) for owner in _owners()]

    def restore(self) -> list[str]:
        """Put back what has changed since, and name it.

        What torch replaces itself, as it does when it first compiles, is left alone.
        """
        changed = []
        for owner, before in self._before:
            now = vars(owner)
            for name, (value, code) in before.items():
                same = now.get(name) is value
                if same and getattr(value, "__code__", None) is code:
                    continue
                if _is_torchs(now.get(name)):
                    continue
                changed.append(f"{owner.__name__.removeprefix(_AGENT + '.')}.{name}")
                if same:
                    value.__code__ = code
                else:
                    setattr(owner, name, value)
        return changed
