"""Where runs happen: a command that starts a Python, on this machine or another."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Target:
    """`command` starts a Python when `-c TEXT` follows; without a `name` it is one of this machine.

    A named target (`["ssh", "gpu-box", "python3"]`) has nothing of this machine but what is sent.
    `kernel` is the Jupyter kernel whose interpreter, folder and environment the process gets.
    """

    command: tuple[str, ...]
    name: str | None = None
    kernel: str | None = None

    @property
    def python(self) -> str:
        """What to call the interpreter in a sentence."""
        return " ".join(self.command) if self.kernel is None else f"kernel {self.kernel}"


def as_target(python: str | Target) -> Target:
    """An interpreter's path as a target."""
    return python if isinstance(python, Target) else Target((python,))


def split_device(device: str) -> tuple[str | None, str]:
    """`gpu-box · cuda:0` or `gpu-box/cuda:0` as target and device; no target for a bare device."""
    *name, bare = re.split(r" · |/", device, maxsplit=1)
    return (name[0] if name else None), bare


def full_device(target: str | None, device: str) -> str:
    """`gpu-box · cuda:0`."""
    return device if target is None else f"{target} · {device}"
