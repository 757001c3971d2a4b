"""The settings: frozen values, their check, and the JSON schema that is generated from them.

The wire and the schema say `timeoutSeconds`, pyproject.toml says `timeout-seconds`. A wrong value
never stops the server: the default holds, and the user gets one message.

`python -m torchtutor.server.settings --check` fails when schemas/settings.schema.json is not what
`--write` would write.
"""

from __future__ import annotations

import difflib
import json
import re
import sys
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Literal

from .language import LANGUAGES, Language, say

SEVERITIES = ("off", "error", "warning", "information", "hint")
SCHEMA_PATH = Path(__file__).resolve().with_name("schemas") / "settings.schema.json"

Kind = Literal["choice", "text", "integer", "number", "boolean", "rules", "severities"]


@dataclass(frozen=True, slots=True)
class Option:
    """What a setting's value may be."""

    kind: Kind
    choices: tuple[str, ...] = ()
    pattern: str = ""
    minimum: int = 0
    maximum: int = 0


def _option(default: Any, kind: Kind, **limits: Any) -> Any:
    metadata = {"option": Option(kind, **limits)}
    if isinstance(default, dict):
        return field(default_factory=dict, metadata=metadata)
    return field(default=default, metadata=metadata)


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting with its default. `timeout_seconds` and `memory_mb` bound one run."""

    language: str = _option("auto", "choice", choices=("auto", *LANGUAGES))
    interpreter: str = _option("", "text")
    device: str = _option("cpu", "text", pattern=r"^(cpu|mps|(cuda|xpu)(:\d+)?)$")
    timeout_seconds: float = _option(120, "number", minimum=1, maximum=3600)
    memory_mb: int = _option(8192, "integer", minimum=0, maximum=1 << 22)
    threads: int = _option(1, "integer", minimum=1, maximum=256)
    compile: bool = _option(True, "boolean")
    severity: Mapping[str, str] = _option({}, "severities", choices=SEVERITIES)
    select: tuple[str, ...] = _option((), "rules")
    ignore: tuple[str, ...] = _option((), "rules")
    lesson_hovers: str = _option("always", "choice", choices=("always", "off"))
    code_lens: bool = _option(True, "boolean")
    inlay_hints: bool = _option(True, "boolean")

    def severity_of(self, rule: str, default: str) -> str | None:
        """The severity to show a rule's findings with; None when it is switched off."""
        if rule in self.ignore or (self.select and rule not in self.select):
            return None
        chosen = self.severity.get(rule, default)
        return None if chosen == "off" else chosen


def _camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(part.capitalize() for part in rest)


OPTIONS: dict[str, Option] = {_camel(f.name): f.metadata["option"] for f in fields(Settings)}
_ATTRIBUTES = {_camel(f.name): f.name for f in fields(Settings)}
_DEFAULTS = {key: getattr(Settings(), name) for key, name in _ATTRIBUTES.items()}


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in a layer of settings; `sentence` is a key of the catalogue."""

    sentence: str
    fields: Mapping[str, object]

    def render(self, language: Language) -> str:
        """One sentence for the user."""
        return say(language, self.sentence, **self.fields)

    @property
    def identity(self) -> str:
        """The same for the same problem, so that it is told once."""
        return f"{self.sentence} {sorted(self.fields.items())!r}"


@dataclass(frozen=True, slots=True)
class Layer:
    """Values from one place, keyed as in the schema.

    `source` is what to call the place. `complete` is True for an editor that sends the default of
    every setting nobody set (VS Code does): defaults in it then do not hide an earlier layer.
    """

    source: str
    values: Mapping[str, Any]
    complete: bool = False
    problems: tuple[Problem, ...] = ()


def allowed(key: str) -> str:
    """What a setting may be, in the notation of its schema."""
    option = OPTIONS[key]
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
        case "text":
            return option.pattern or "text"


def _valid(option: Option, value: Any) -> bool:
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
        case "rules":
            return isinstance(value, list | tuple) and all(isinstance(v, str) for v in value)
        case "severities":
            return isinstance(value, dict) and all(v in option.choices for v in value.values())


def resolve(layers: Iterable[Layer]) -> tuple[Settings, tuple[Problem, ...]]:
    """The settings of layered values, the later layer winning, and what was wrong in them."""
    chosen: dict[str, Any] = {}
    problems: list[Problem] = []
    for layer in layers:
        problems += layer.problems
        for key, value in layer.values.items():
            if key not in OPTIONS:
                problems += _unknown(layer, key)
            elif value is None or (layer.complete and _same(value, _DEFAULTS[key])):
                continue
            elif _valid(OPTIONS[key], value):
                chosen[_ATTRIBUTES[key]] = tuple(value) if isinstance(value, list) else value
            else:
                shown = json.dumps(value, ensure_ascii=False, default=str)
                facts = {"setting": key, "value": shown, "allowed": allowed(key)}
                problems.append(Problem("server.setting-wrong", {"source": layer.source, **facts}))
    return Settings(**chosen), tuple(problems)


def _same(value: Any, default: Any) -> bool:
    return bool((tuple(value) if isinstance(value, list) else value) == default)


def _unknown(layer: Layer, key: str) -> list[Problem]:
    near = difflib.get_close_matches(key, OPTIONS, n=1)
    facts = {"source": layer.source, "setting": key}
    if near:
        return [Problem("server.setting-unknown-near", {**facts, "near": near[0]})]
    # An editor's section also holds the settings of its own extension; a file is ours alone.
    return [Problem("server.setting-unknown", facts)] if layer.source.endswith(".toml") else []


def check_rules(settings: Settings, known: Iterable[str]) -> tuple[Problem, ...]:
    """The names in `severity`, `select` and `ignore` that are no rules."""
    rules = list(known)
    problems = []
    for key in ("severity", "select", "ignore"):
        for name in getattr(settings, key):
            if name not in rules:
                near = difflib.get_close_matches(name, rules, n=1)
                sentence = "server.rule-unknown-near" if near else "server.rule-unknown"
                facts = {"setting": key, "rule": name, "near": near[0] if near else ""}
                problems.append(Problem(sentence, facts))
    return tuple(problems)


def from_pyproject(folder: Path) -> Layer:
    """`[tool.torchtutor]` of the folder's pyproject.toml; an empty layer where there is none."""
    source = "pyproject.toml"
    try:
        content = tomllib.loads((folder / source).read_text(encoding="utf-8"))
    except OSError:
        return Layer(source, {})
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        problem = Problem("server.setting-file", {"source": source, "error": str(error)})
        return Layer(source, {}, problems=(problem,))
    table = content.get("tool", {}).get("torchtutor", {})
    return Layer(source, {_camel(key.replace("-", "_")): value for key, value in table.items()})


def schema() -> dict[str, Any]:
    """The JSON schema of the settings as an editor sends them."""
    properties: dict[str, Any] = {}
    for key, option in OPTIONS.items():
        entry: dict[str, Any] = {
            "description": say("en", f"server.about-{key}"),
            "x-description-ko": say("ko", f"server.about-{key}"),
            "default": list(_DEFAULTS[key]) if option.kind == "rules" else _DEFAULTS[key],
        }
        match option.kind:
            case "choice":
                entry |= {"type": "string", "enum": list(option.choices)}
            case "text":
                entry |= {"type": "string"}
                entry |= {"pattern": option.pattern} if option.pattern else {}
            case "integer" | "number":
                entry |= {"type": option.kind}
                entry |= {"minimum": option.minimum, "maximum": option.maximum}
            case "boolean":
                entry |= {"type": "boolean"}
            case "rules":
                entry |= {"type": "array", "items": {"type": "string"}, "uniqueItems": True}
            case "severities":
                values = {"type": "string", "enum": list(option.choices)}
                entry |= {"type": "object", "additionalProperties": values}
        properties[key] = entry
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "TorchTutor",
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
    }


def main(argv: list[str]) -> int:
    """Write the schema (`--write`) or say whether the written one is current (`--check`)."""
    text = json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"
    if argv == ["--write"]:
        SCHEMA_PATH.write_text(text, encoding="utf-8")
        return 0
    current = SCHEMA_PATH.is_file() and SCHEMA_PATH.read_text(encoding="utf-8") == text
    print(f"{SCHEMA_PATH.name} is {'current' if current else 'out of date: run --write'}")
    return 0 if current else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
