"""What the value of a setting may be."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Literal

SEVERITIES = ("off", "error", "warning", "information", "hint")

Kind = Literal[
    "choice",
    "text",
    "integer",
    "number",
    "boolean",
    "rules",
    "severities",
    "globs",
    "folders",
    "per-path",
    "interpreters",
    "targets",
]
# A device of this machine, or of a target: `gpu-box · cuda:0`; `gpu-box/cuda:0` is easier to type.
DEVICE = r"^([^/·]*[^/·\s](/| · ))?(cpu|mps|(cuda|xpu)(:\d+)?)$"
# The same for people.
DEVICES = "cpu | mps | cuda | cuda:1 | xpu | TARGET/DEVICE"
TARGET_NAME = r"[^/·\s]([^/·]*[^/·\s])?"
# What may differ from path to path.
PER_PATH = ("select", "ignore", "severity")


@dataclass(frozen=True, slots=True)
class Option:
    """What a setting's value may be; `file_only`: only pyproject.toml can set it, `said`: what to
    call it to a person instead of the pattern.
    """

    kind: Kind
    choices: tuple[str, ...] = ()
    pattern: str = ""
    minimum: int = 0
    maximum: int = 0
    file_only: bool = False
    said: str = ""


def allowed(option: Option) -> str:
    """What a setting may be, in the notation of its schema."""
    match option.kind:
        case "choice":
            return " | ".join(option.choices)
        case "integer" | "number":
            return f"{option.kind} {option.minimum}–{option.maximum}"
        case "boolean":
            return "true | false"
        case "rules":
            return "[rule, …]"
        case "severities":
            return "{rule: " + " | ".join(option.choices) + "}"
        case "globs":
            return "[glob, …]"
        case "folders":
            return "[folder, …]"
        case "per-path":
            return "{glob: {" + ", ".join(PER_PATH) + "}}"
        case "interpreters":
            return '[{"name": "py310", "path": "/opt/py310/bin/python"}, …]'
        case "targets":
            return '[{"name": "gpu-box", "command": ["ssh", "gpu-box", "python3"]}, …]'
        case "text":
            return option.said or option.pattern or "text"


def valid(option: Option, value: Any) -> bool:
    match option.kind:
        case "choice":
            return isinstance(value, str) and value in option.choices
        case "text":
            return isinstance(value, str) and bool(re.search(option.pattern, value))
        case "integer" | "number":
            number = isinstance(value, int if option.kind == "integer" else int | float)
            return (
                number and not isinstance(value, bool) and option.minimum <= value <= option.maximum
            )
        case "boolean":
            return isinstance(value, bool)
        case "rules" | "globs" | "folders":
            return isinstance(value, list | tuple) and all(isinstance(v, str) for v in value)
        case "severities" | "per-path":  # their entries are looked at one by one
            return isinstance(value, dict)
        case "interpreters":
            return isinstance(value, list | tuple) and all(_is_place(v, "path") for v in value)
        case "targets":
            return isinstance(value, list | tuple) and all(
                _is_place(v, "command") or _is_place(v, "kernel") for v in value
            )


def _is_place(value: Any, how: str) -> bool:
    """Whether this is a name and `how` to get there: a `path`, a `command` or a `kernel`."""
    if not isinstance(value, dict) or set(value) != {"name", how}:
        return False
    name, words = value["name"], value[how]
    words = words if how == "command" else [words]
    named = isinstance(name, str) and bool(re.fullmatch(TARGET_NAME, name))
    return (
        named and isinstance(words, list) and all(isinstance(w, str) and w for w in words or [None])
    )
