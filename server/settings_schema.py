"""The JSON schemas of the settings, generated for editors.

`settings.schema.json` describes what an editor sends, `pyproject.schema.json` the table
`[tool.torchtutor]`, with the names of the rules. Written and checked by `main`; see settings.py.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from .language import say
from .options import PER_PATH, SEVERITIES, TARGET_NAME
from .settings import DEFAULTS, OPTIONS, kebab

_FOLDER = Path(__file__).resolve().with_name("schemas")
SCHEMA_PATH = _FOLDER / "settings.schema.json"
PYPROJECT_SCHEMA_PATH = _FOLDER / "pyproject.schema.json"


def schema() -> dict[str, Any]:
    """The settings as an editor sends them. Rules are any text, so that a new one needs no update."""
    properties = {
        key: _entry(key, {"type": "string"}, {"type": "object"})
        for key, option in OPTIONS.items()
        if not option.file_only
    }
    return _object("TorchTutor", properties)


def pyproject_schema(rules: Iterable[str]) -> dict[str, Any]:
    """`[tool.torchtutor]` of pyproject.toml; `rules` are the names that there are."""
    rule = {"$ref": "#/$defs/rule"}
    by_rule = {"type": "object", "propertyNames": rule}
    properties = {kebab(key): _entry(key, rule, by_rule) for key in OPTIONS}
    per_path = {
        key: {name: value for name, value in properties[key].items() if name != "default"}
        for key in PER_PATH
    }
    tables = {"type": "object", "properties": per_path, "additionalProperties": False}
    properties["per-path"]["additionalProperties"] = tables
    whole = _object("[tool.torchtutor] in pyproject.toml", properties)
    return whole | {"$defs": {"rule": {"type": "string", "enum": sorted(rules)}}}


def _object(title: str, properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
    }


def _entry(key: str, rule: dict[str, Any], by_rule: dict[str, Any]) -> dict[str, Any]:
    option, default = OPTIONS[key], DEFAULTS[key]
    entry: dict[str, Any] = {
        "description": say("en", f"server.about-{key}"),
        "x-description-ko": say("ko", f"server.about-{key}"),
        "default": list(default) if isinstance(default, tuple) else default,
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
            entry |= {"type": "array", "items": rule, "uniqueItems": True}
        case "globs" | "folders":
            entry |= {"type": "array", "items": {"type": "string"}}
        case "severities":
            values = {"type": "string", "enum": list(SEVERITIES)}
            entry |= {**by_rule, "additionalProperties": values}
        case "per-path":
            entry |= {"type": "object"}
        case "interpreters":
            entry |= {
                "type": "array",
                "items": _place({"path": _WORD}) | {"required": ["name", "path"]},
            }
        case "targets":
            words = {"type": "array", "items": _WORD, "minItems": 1}
            ways = [{"required": ["name", way]} for way in ("command", "kernel")]
            place = _place({"command": words, "kernel": _WORD})
            entry |= {"type": "array", "items": place | {"oneOf": ways}}
    return entry


_WORD = {"type": "string", "minLength": 1}


def _place(ways: dict[str, Any]) -> dict[str, Any]:
    name = {"type": "string", "pattern": f"^{TARGET_NAME}$"}
    return {
        "type": "object",
        "properties": {"name": name, **ways},
        "additionalProperties": False,
    }


def main(argv: list[str]) -> int:
    """Write the schemas (`--write`) or say whether the written ones are current (`--check`)."""
    from torchtutor.analyzers.registry import RULES

    rules = [rule.id for rule in RULES]
    current = True
    for path, content in (
        (SCHEMA_PATH, schema()),
        (PYPROJECT_SCHEMA_PATH, pyproject_schema(rules)),
    ):
        text = json.dumps(content, indent=2, ensure_ascii=False) + "\n"
        if argv == ["--write"]:
            path.write_text(text, encoding="utf-8")
        elif not path.is_file() or path.read_text(encoding="utf-8") != text:
            current = False
            print(f"{path.name} is out of date: run --write")
    return 0 if current else 1
