"""The agent's keys as sentences.

The agent says what it means by a key and fields, so that one result serves every language; the
English sentence is put beside them for those who read the JSON.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..language import Language, say


def phrase(language: Language, key: str | None, fields: dict[str, Any]) -> str | None:
    """The sentence for a key of the agent's, or None without a key."""
    return None if key is None else say(language, f"run.{key}", **fields)


# Neither is anything to do about: the first call of each kind compiles once.
NORMAL_RECOMPILES = ("new-size", "training")


def break_reason(found: dict[str, Any], language: Language) -> str:
    """Why torch.compile splits the model there, as a clause; PyTorch's words where we have none."""
    if found["name"] == "other":
        return str(found["words"]).rstrip(".")
    return say(language, f"graphs.why-{found['name']}", what=found["what"])


def break_hint(found: dict[str, Any], language: Language) -> str:
    """What to write instead."""
    if found["name"] == "other":
        return str(found["torch_hint"])
    return say(language, f"graphs.hint-{found['name']}", what=found["what"])


def break_sentences(found: dict[str, Any], language: Language) -> str:
    """Both, as a diagnostic says it."""
    reason, hint = break_reason(found, language), break_hint(found, language)
    return f"{say(language, 'graphs.' + found['kind'], reason=reason)} {hint}".strip()


def recompile_sentence(found: dict[str, Any], language: Language) -> str:
    """What makes torch.compile compile again, and what to do."""
    return say(language, f"graphs.again-{found['name']}", what=found["what"], words=found["words"])


def warning_sentence(found: dict[str, Any], language: Language) -> str:
    """What makes the times wrong, and what to do about it."""
    return say(language, f"measure.warn-{found['key']}", **found["fields"])


def fill_in_english(result: dict[str, Any]) -> dict[str, Any]:
    """`result` with `source`, `reason` and `explanation` filled in from their keys."""
    for name in ("constructor", "input"):
        if part := result.get(name):
            part["source"] = phrase("en", part["source_key"], part["source_fields"])
    if timing := result.get("timing"):
        timing["reason"] = phrase("en", timing["reason_key"], timing["reason_fields"])
    for found in result.get("warnings") or ():
        found["sentence"] = warning_sentence(found, "en")
    for found in result.get("graph_breaks") or ():
        found.update(reason=break_reason(found, "en"), hint=break_hint(found, "en"))
    for found in result.get("recompiles") or ():
        found["sentence"] = recompile_sentence(found, "en")
    if error := result.get("error"):
        error["explanation"] = phrase("en", error["explanation_key"], error["explanation_fields"])
    return result


def state_sentence(found: Mapping[str, Any], language: Language) -> str:
    """A finding about registered state or about two passes that differ."""
    return say(
        language,
        f"audit.{found['kind']}",
        path=found["path"],
        other=found["other"],
        elements=f"{int(found['elements']):,}",
    )
