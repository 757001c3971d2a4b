"""Where runs happen: a command that starts a Python, on this machine or another."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Target:
    """`command` starts a Python when `-c TEXT` follows; without a `name` it is one of this machine.

    A named target (`["ssh", "gpu-box", "python3"]`) has nothing of this machine but what is sent.
    """

    command: tuple[str, ...]
    name: str | None = None

    @property
    def python(self) -> str:
        """What to call the interpreter in a sentence."""
        return " ".join(self.command)


def as_target(python: str | Target) -> Target:
    """An interpreter's path as a target."""
    return python if isinstance(python, Target) else Target((python,))
