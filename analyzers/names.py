"""What names mean in a file: a small import table instead of libcst's qualified names.

libcst's provider costs more than everything else together. The table reads imports and simple
aliases wherever they stand and gives up on a name that can mean two things.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import libcst as cst

from .torch_facts import STAR_EXPORTS, canonical, is_library
from .tree import dotted_name


@dataclass(frozen=True, slots=True)
class Meaning:
    """One thing that a statement says about a name.

    `import`: `name` means `dotted`. `star`: everything of the module `dotted` has a name now.
    `define`: the file has a class or function `name`. `alias`: `name` means what `dotted` does.
    """

    kind: Literal["import", "star", "define", "alias"]
    name: str
    dotted: str | None


def meanings(
    imports: Iterable[cst.Import | cst.ImportFrom],
    statements: Iterable[cst.SimpleStatementLine | cst.BaseCompoundStatement],
) -> tuple[Meaning, ...]:
    """What imports, wherever they stand, and statements at top level say about names."""
    found: list[Meaning] = []
    for node in imports:
        if isinstance(node, cst.Import):
            found += filter(None, map(_imported, node.names))
        else:
            found += _imported_from(node)
    for statement in statements:
        if isinstance(statement, (cst.ClassDef, cst.FunctionDef)):
            found.append(Meaning("define", statement.name.value, None))
        elif isinstance(statement, cst.SimpleStatementLine):
            found += _aliases(statement.body)
    return tuple(found)


def _imported(alias: cst.ImportAlias) -> Meaning | None:
    dotted = dotted_name(alias.name)
    if dotted is None:
        return None
    if alias.asname is not None and isinstance(alias.asname.name, cst.Name):
        return Meaning("import", alias.asname.name.value, dotted)
    root = dotted.split(".")[0]
    return Meaning("import", root, root)


def _imported_from(node: cst.ImportFrom) -> Iterator[Meaning]:
    source = dotted_name(node.module) if node.module is not None else None
    if node.relative or source is None:
        source = "." * len(node.relative) + (source or "")
    if isinstance(node.names, cst.ImportStar):
        yield Meaning("star", "", source)
        return
    for alias in node.names:
        name = dotted_name(alias.name)
        bound = alias.asname.name if alias.asname is not None else alias.name
        if name is not None and isinstance(bound, cst.Name):
            dot = "" if source.endswith(".") else "."
            yield Meaning("import", bound.value, canonical(f"{source}{dot}{name}"))


def _aliases(statements: Iterable[cst.BaseSmallStatement]) -> Iterator[Meaning]:
    for statement in statements:
        if isinstance(statement, cst.Assign):
            for target in statement.targets:
                if isinstance(target.target, cst.Name):
                    yield Meaning("alias", target.target.value, dotted_name(statement.value))


class Names:
    """Maps the names that a file binds by import or alias to dotted names.

    `defined` are the classes and functions of the file: they hide star imports. `elsewhere` says of
    a dotted name that belongs to another file of the project what it means there, or None where
    nobody knows; `version` changes whenever its answers may.
    """

    def __init__(
        self,
        found: Iterable[Meaning] = (),
        elsewhere: Callable[[str], str | None] | None = None,
        version: object = None,
    ) -> None:
        self._elsewhere = elsewhere
        self._version = version
        self._bound: dict[str, str | None] = {}
        self._stars: list[str] = []
        self.defined: set[str] = set()
        for meaning in found:
            self._add(meaning)
        # what was resolved since all is known
        self._resolved: dict[str, str | None] = {}

    @cached_property
    def key(self) -> object:
        """Equal for two tables in which every name means the same."""
        bound = frozenset(self._bound.items())
        return (bound, tuple(self._stars), frozenset(self.defined), self._version)

    def imported(self) -> frozenset[str]:
        """The dotted names that the file's own names mean."""
        return frozenset(dotted for dotted in self._bound.values() if dotted is not None)

    def _add(self, meaning: Meaning) -> None:
        name, dotted = meaning.name, meaning.dotted
        if meaning.kind == "define":
            self.defined.add(name)
        elif meaning.kind == "star":
            self._stars.append(dotted or "")
        elif meaning.kind == "import":
            self._bind(name, dotted)
        else:
            resolved = self._meaning(dotted) if dotted else None
            if resolved is not None:
                self._bind(name, resolved)
            elif name in self._bound:
                self._bound[name] = None

    def _bind(self, name: str, dotted: str | None) -> None:
        # two meanings (try torch, except mlx): nothing that uses the name is judged
        known = name in self._bound and self._bound[name] != dotted
        self._bound[name] = None if known else dotted

    def resolve(self, node: cst.CSTNode) -> str | None:
        """The dotted name that an expression means, e.g. `torch.nn.Linear`; None if unknown."""
        dotted = dotted_name(node)
        return self.resolve_dotted(dotted) if dotted else None

    def resolve_dotted(self, dotted: str) -> str | None:
        """As `resolve`, for `nn.Linear` as text."""
        if dotted not in self._resolved:
            self._resolved[dotted] = None  # files that import each other come back here
            self._resolved[dotted] = self._followed(dotted)
        return self._resolved[dotted]

    def _followed(self, dotted: str) -> str | None:
        """What a name means, in the other file of the project that it comes from if there is one."""
        meaning = self._meaning(dotted)
        if self._elsewhere is None:
            return meaning
        if meaning is not None:
            return meaning if is_library(meaning) else self._elsewhere(meaning) or meaning
        root = dotted.partition(".")[0]
        if root in self._bound or root in self.defined:
            return None
        # of two stars with the same name the later one counts
        candidates = (f"{star}.{dotted}" for star in reversed(self._stars) if not is_library(star))
        return next(filter(None, map(self._elsewhere, candidates)), None)

    def _meaning(self, dotted: str) -> str | None:
        root, _, rest = dotted.partition(".")
        if root in self._bound:
            meaning = self._bound[root]
        elif root in self.defined:
            return None
        else:
            meaning = next(
                (f"{star}.{root}" for star in self._stars if root in STAR_EXPORTS.get(star, ())),
                None,
            )
        if meaning is None:
            return None
        return canonical(f"{meaning}.{rest}" if rest else meaning)

    def imports(self, library: str) -> bool:
        """Whether the file imports something of `library`."""
        meanings = [*self._stars, *filter(None, self._bound.values())]
        return any(meaning.split(".")[0] == library for meaning in meanings)

    def spelling(self, dotted: str) -> str | None:
        """How this file can write `dotted` with the imports it has; the shortest way."""
        ways = [
            name + dotted[len(meaning) :]
            for name, meaning in self._bound.items()
            if meaning is not None and (dotted == meaning or dotted.startswith(meaning + "."))
        ]
        head, _, name = dotted.rpartition(".")
        if name in STAR_EXPORTS.get(head, ()) and head in self._stars and name not in self.defined:
            ways.append(name)
        return min(ways, key=len, default=None)
