"""The agent's keys as sentences.

The agent says what it means by a key and fields, so that one result serves every language; the
English sentence is put beside them for those who read the JSON.
"""

from __future__ import annotations

from typing import Any

from ..language import Language, say


def phrase(language: Language, key: str | None, fields: dict[str, Any]) -> str | None:
    """The sentence for a key of the agent's, or None without a key."""
    return None if key is None else say(language, f"run.{key}", **fields)


def fill_in_english(result: dict[str, Any]) -> dict[str, Any]:
    """`result` with `source`, `reason` and `explanation` filled in from their keys."""
    for name in ("constructor", "input"):
        if part := result.get(name):
            part["source"] = phrase("en", part["source_key"], part["source_fields"])
    if timing := result.get("timing"):
        timing["reason"] = phrase("en", timing["reason_key"], timing["reason_fields"])
    if error := result.get("error"):
        error["explanation"] = phrase("en", error["explanation_key"], error["explanation_fields"])
    return result
