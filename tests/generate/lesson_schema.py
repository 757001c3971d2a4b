"""Writes server/schemas/lesson.schema.json: what a `lesson.toml` may hold, for editors.

python tests/generate/lesson_schema.py --write
python tests/generate/lesson_schema.py --check    # 1 when it is not what --write would write

What checks take comes from the tables in lessons/parameters.py. The loader says more than a schema
can, such as that a file is there; tests/test_lesson_schema.py compares the two.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

from torchtutor.lessons.lesson import LinkKind, Status
from torchtutor.lessons.parameters import PROBES, STRUCTURES, Kind, Parameters
from torchtutor.lessons.table import Language

TARGET = Path(__file__).parents[2] / "server" / "schemas" / "lesson.schema.json"

Schema = dict[str, Any]
TEXT: Schema = {"type": "string"}
INTEGER: Schema = {"type": "integer"}
NAMES: Schema = {"type": "array", "items": TEXT}
BY_NAME: Schema = {"type": "object", "additionalProperties": TEXT}
IN_LANGUAGES: Schema = {"$ref": "#/$defs/text"}


def _table(required: Mapping[str, Schema], optional: Mapping[str, Schema] | None = None) -> Schema:
    return {
        "type": "object",
        "properties": {**required, **(optional or {})},
        "required": list(required),
        "additionalProperties": False,
    }


def _several(entry: Schema) -> Schema:
    return {"type": "array", "items": entry}


def _one_of(choices: Any) -> Schema:
    return {"type": "string", "enum": list(get_args(choices))}


_HOLD = _table({"expr": TEXT, "message": IN_LANGUAGES})
_KINDS: Mapping[Kind, Schema] = {
    "text": TEXT,
    "code": TEXT,
    "integer": INTEGER,
    "number": {"type": "number"},
    "boolean": {"type": "boolean"},
    "names": NAMES,
    "codes": NAMES,
    "holds": _several(_HOLD),
}


def _check(kinds: list[str], key: str | None, name: str, parameters: Parameters) -> Schema:
    """The table `[[exercise.check]]` of one structure or probe."""
    required: dict[str, Schema] = {"id": TEXT, "kind": {"enum": kinds}}
    optional: dict[str, Schema] = {"message": IN_LANGUAGES}
    if key is not None:
        required[key] = {"const": name}
    else:
        optional["no_rules"] = NAMES
    for parameter, what in parameters.items():
        entry = {**_KINDS[what.kind], "description": what.about}
        (required if what.required else optional)[parameter] = entry
    return _table(required, optional)


def schema() -> Schema:
    """The whole schema."""
    checks = [_check(["static"], None, "", {})]
    checks += [_check(["structure"], "structure", n, p) for n, p in STRUCTURES.items()]
    checks += [_check(["probe", "measure"], "probe", n, p) for n, p in PROBES.items()]
    hint = _table({"text": IN_LANGUAGES}, {"after": INTEGER, "on": TEXT, "heading": TEXT})
    files = dict.fromkeys(("starter", "solution", "twin"), TEXT)
    exercise = _table(
        {"id": TEXT, "class": TEXT, "check": _several({"$ref": "#/$defs/check"})},
        {
            **files, "heading": TEXT, "make": TEXT, "input": TEXT, "good": NAMES,
            "timeout_s": INTEGER, "hint": _several(hint),
        },
    )  # fmt: skip
    link = _table(
        {"url": {"type": "string", "pattern": "^https://"}, "title": IN_LANGUAGES},
        {"kind": _one_of(LinkKind)},
    )
    whole = _table(
        {
            "schema": {"const": 1},
            "id": {**TEXT, "description": "stable for ever: progress refers to it"},
            "order": INTEGER,
            "minutes": INTEGER,
            "languages": _several(_one_of(Language)),
            # TOML has dates, JSON has not: editors hand them over as text
            "verified": _table({"torch": NAMES, "date": TEXT}),
            "symbols": {**BY_NAME, "description": "a name of torch -> the id of a heading"},
            "rules": {**BY_NAME, "description": "a rule -> the id of the heading that teaches it"},
            "exercise": exercise,
        },
        {
            "status": _one_of(Status),
            "tags": NAMES,
            "prerequisites": {**NAMES, "description": "ids of lessons"},
            "errors": {**BY_NAME, "description": "a regular expression -> the id of a heading"},
            "link": _several(link),
            "predict": _several(_table({"id": TEXT, "heading": TEXT, "answer": TEXT})),
            "mutant": _several(_table({"file": TEXT, "check": TEXT})),
            "xp": _table({}, dict.fromkeys(("read", "predict", "exercise", "stretch"), INTEGER)),
        },
    )
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "lesson.toml of TorchTutor",
        **whole,
        "$defs": {
            "text": _table(dict.fromkeys(get_args(Language), TEXT)),
            "check": {"oneOf": checks},
        },
    }


def main(arguments: list[str]) -> int:
    """Write the schema, or say whether the written one is current."""
    text = json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"
    if arguments == ["--write"]:
        TARGET.write_text(text, encoding="utf-8")
        return 0
    current = TARGET.is_file() and TARGET.read_text(encoding="utf-8") == text
    if not current:
        print(f"{TARGET.name} is out of date: run --write", file=sys.stderr)
    return 0 if current else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
