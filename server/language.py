"""Which language to speak, and the server's own sentences.

A sentence has a key `area.name`; the areas are the files `locales/<area>.<language>.json`, flat
objects of templates with named `{fields}`; `{count:file|files}` chooses the word after a number. Rule texts live in the rules, lesson texts in the
lessons. A key that a translation lacks is said in English.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from torchtutor.analyzers.finding import LANGUAGES, Language, Text

__all__ = ["LANGUAGES", "Language", "negotiate", "say", "sentence", "translations"]


def negotiate(
    setting: str | None, client_locale: str | None, environ: Mapping[str, str] = os.environ
) -> Language:
    """The first of setting, LSP locale and environment that we speak; else English.

    Accepts IETF tags and POSIX locales: `ko`, `ko-KR`, `ko_KR.UTF-8`.
    """
    posix = next((environ[k] for k in ("LC_ALL", "LC_MESSAGES", "LANG") if environ.get(k)), None)
    for wish in (setting, client_locale, posix):
        short = (wish or "").replace("_", "-").split(".")[0].split("-")[0].lower()
        for language in LANGUAGES:
            if short == language:
                return language
    return "en"


@cache
def _catalog(area: str, language: Language) -> dict[str, str]:
    text = files("torchtutor.server").joinpath("locales", f"{area}.{language}.json")
    catalog: dict[str, str] = json.loads(text.read_text(encoding="utf-8"))
    return catalog


def say(language: Language, key: str, **fields: object) -> str:
    """The sentence `key` in `language`; raises KeyError for a key that English lacks."""
    return _template(language, key).format_map(_fields(fields))


def sentence(key: str, **fields: object) -> Text:
    """The sentence `key` in every language, for a finding; raises KeyError as `say` does."""
    return Text({language: _template(language, key) for language in LANGUAGES}, _fields(fields))


def translations(language: Language) -> Mapping[str, str]:
    """The texts of the command line's help by the English ones, which stand in the code."""
    return {} if language == "en" else _catalog("help", language)


def _template(language: Language, key: str) -> str:
    area, _, name = key.partition(".")
    return _catalog(area, language).get(name) or _catalog(area, "en")[name]


def _fields(values: Mapping[str, object]) -> dict[str, _Field]:
    return {name: _Field(value) for name, value in values.items()}


class _Field:
    """A value in a template. `{count:break|breaks}` is `1 break` or `3 breaks`."""

    def __init__(self, value: object) -> None:
        self._value = value

    def __format__(self, spec: str) -> str:
        one, several, many = spec.partition("|")
        if not several:
            return format(self._value, spec)
        return f"{self._value} {one if str(self._value) == '1' else many}"

    def __str__(self) -> str:
        return str(self._value)
