"""Classes that are finished when they are first used, so that the start pays for none of the others.

Dataclasses and attrs write methods as text and compile them, for each class. lsprotocol has 554
classes and libcst 300, of which a session uses a tenth: finishing the others took more than half of
the server's start and 20 MB. Both functions do nothing where a library does not look as expected; then
the start is slow, and nothing else changes.
"""

from __future__ import annotations

import dataclasses
import re
import sys
from collections.abc import Callable
from typing import Any

# What dataclasses compile: one function that makes and returns the methods.
_METHODS = re.compile(r"def __create_fn__\([^\n]*\):\n.*\n return (\(?)([\w, ]+)\)?\Z", re.DOTALL)


def dataclass_methods() -> None:
    """From now on a method of a dataclass is compiled when it is first called."""
    # a name is looked for in the module before it is looked for among the builtins
    dataclasses.exec = _exec  # type: ignore[attr-defined]


def _exec(text: str, scope: dict[str, Any] | None, found: dict[str, Any], /) -> None:
    """What dataclasses call as `exec`: leaves in `found` what makes the methods."""
    written = _METHODS.match(text)
    if written is None:
        exec(text, scope, found)  # noqa: S102  # as dataclasses do
        return
    several, names = written.group(1) == "(", re.findall(r"\w+", written.group(2))

    def create(**outer: Any) -> Any:
        def compiled() -> tuple[Any, ...]:
            made: dict[str, Any] = {}
            exec(text, scope, made)  # noqa: S102
            methods = made["__create_fn__"](**outer)
            return methods if several else (methods,)

        stubs = tuple(_stub(name, number, compiled) for number, name in enumerate(names))
        return stubs if several else stubs[0]

    found["__create_fn__"] = create


def _stub(name: str, number: int, compiled: Callable[[], tuple[Any, ...]]) -> Any:
    """A function that stands for a method until it is called, and then gives it its place."""

    def stub(self: object, /, *arguments: Any, **named: Any) -> Any:
        method = compiled()[number]
        method.__qualname__ = stub.__qualname__
        for owner in type(self).__mro__:
            if owner.__dict__.get(name) is stub:
                setattr(owner, name, method)
        return method(self, *arguments, **named)

    stub.__name__ = name
    return stub


def lsprotocol_classes() -> None:
    """Import lsprotocol with each class left unfinished until it is first used."""
    if "lsprotocol.types" in sys.modules:
        return
    import attrs

    usual = attrs.define
    attrs.define = _unfinished  # type: ignore[assignment]
    try:
        import lsprotocol.types
    finally:
        attrs.define = usual
    import lsprotocol._hooks

    # it resolves the annotations of all classes; `_finish` does so for one
    lsprotocol._hooks._resolved_forward_references = True


def _unfinished(given: Any = None, **options: Any) -> Any:
    """`@attrs.define` put off."""
    import attrs

    if given is None or options:
        return attrs.mutable(given, **options)  # another name of `define`
    given.__attrs_attrs__ = _UNKNOWN
    given.__init__ = _init
    return given


def _init(self: Any, /, *arguments: Any, **named: Any) -> None:
    _finish(type(self))
    self.__init__(*arguments, **named)


class _Unknown:
    """The attributes of a class that is not finished: asking for them finishes it."""

    def __get__(self, instance: object, owner: type) -> Any:
        _finish(owner)
        return owner.__attrs_attrs__  # type: ignore[attr-defined]


_UNKNOWN = _Unknown()


def _finish(cls: Any) -> None:
    import attrs
    from lsprotocol import types

    del cls.__attrs_attrs__, cls.__init__
    attrs.mutable(slots=False)(cls)  # in place; with slots it would be another class
    attrs.resolve_types(cls, types.ALL_TYPES_MAP, {})
