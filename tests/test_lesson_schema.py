"""The JSON schema of lesson.toml: every lesson of ours fits, and what the loader refuses does not."""

from __future__ import annotations

import copy
import json
import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from .generate.lesson_schema import TARGET, main

LESSONS = sorted((Path(__file__).parents[1] / "lessons" / "pt-foundations").glob("*/lesson.toml"))
SCHEMA = json.loads(TARGET.read_text(encoding="utf-8"))


def as_json(value: Any) -> Any:
    """TOML as an editor hands it to a schema: dates are text."""
    if isinstance(value, dict):
        return {key: as_json(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [as_json(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value


def lesson(path: Path) -> dict[str, Any]:
    table: dict[str, Any] = as_json(tomllib.loads(path.read_text(encoding="utf-8")))
    return table


def test_it_is_up_to_date() -> None:
    assert main(["--check"]) == 0


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.parent.name)
def test_every_lesson_fits(path: Path) -> None:
    jsonschema.validate(lesson(path), SCHEMA)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda table: table.pop("id"),
        lambda table: table.update(colour="red"),
        lambda table: table.update(minutes="20"),
        lambda table: table.update(languages=["fr"]),
        lambda table: table["link"][0].update(url="http://example.org"),
        lambda table: table["exercise"].pop("class"),
        lambda table: table["exercise"]["check"][0].update(kind="guess"),
        lambda table: table["exercise"]["check"][-1].update(probe="no-such-probe"),
        lambda table: table["exercise"]["check"][-1].update(surprise=1),
        lambda table: table["mutant"][0].pop("check"),
    ],
)
def test_a_spoilt_lesson_does_not_fit(spoil: Callable[[dict[str, Any]], object]) -> None:
    table = copy.deepcopy(lesson(LESSONS[0]))
    spoil(table)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(table, SCHEMA)
