"""The arguments of commands: one JSON object, checked here since pygls checks nothing."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from pygls.exceptions import JsonRpcInvalidParams

from .language import Language, say


def one_object(
    arguments: list[Any],
    language: Language,
    required: Collection[str] = (),
    optional: Collection[str] = (),
) -> dict[str, str]:
    """The members of the one argument, all of them non-empty texts.

    No argument at all is an empty object. Raises JsonRpcInvalidParams with a sentence that names
    what is wrong.
    """
    if len(arguments) > 1 or not all(isinstance(value, dict) for value in arguments):
        raise JsonRpcInvalidParams(say(language, "server.arguments-shape"))
    given: dict[str, Any] = arguments[0] if arguments else {}
    for name in required:
        if name not in given:
            raise JsonRpcInvalidParams(say(language, "server.argument-missing", name=name))
    for name, value in given.items():
        if name not in required and name not in optional:
            raise JsonRpcInvalidParams(say(language, "server.argument-unknown", name=name))
        if not isinstance(value, str) or not value:
            raise JsonRpcInvalidParams(say(language, "server.argument-text", name=name))
    return given
