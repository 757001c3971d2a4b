"""What names mean in a file: a small import table instead of libcst's qualified names.

libcst's provider costs more than everything else together. The table reads imports and simple
aliases wherever they stand and gives up on a name that can mean two things.
"""

from __future__ import annotations

from collections.abc import Iterable

import libcst as cst

from .torch_facts import STAR_EXPORTS, canonical
from .tree import dotted_name, walk


class Names:
    """Maps the names that a file binds by import or alias to dotted names.

    `defined` are the classes and functions of the file: they hide star imports.
    """

    def __init__(self) -> None:
        self._bound: dict[str, str | None] = {}
        self._stars: list[str] = []
        self.defined: set[str] = set()

    def read(self, module: cst.Module) -> None:
        """Take in the imports, aliases and definitions of one top-level statement."""
        for node in walk(module):
            if isinstance(node, cst.Import):
                for alias in node.names:
                    self._import(alias)
            elif isinstance(node, cst.ImportFrom):
                self._import_from(node)
        for statement in module.body:
            if isinstance(statement, (cst.ClassDef, cst.FunctionDef)):
                self.defined.add(statement.name.value)
            elif isinstance(statement, cst.SimpleStatementLine):
                self._aliases(statement.body)

    def _bind(self, name: str, dotted: str | None) -> None:
        # two meanings (try torch, except mlx): nothing that uses the name is judged
        known = name in self._bound and self._bound[name] != dotted
        self._bound[name] = None if known else dotted

    def _import(self, alias: cst.ImportAlias) -> None:
        dotted = dotted_name(alias.name)
        if dotted is None:
            return
        if alias.asname is not None and isinstance(alias.asname.name, cst.Name):
            self._bind(alias.asname.name.value, dotted)
        else:
            root = dotted.split(".")[0]
            self._bind(root, root)

    def _import_from(self, node: cst.ImportFrom) -> None:
        source = dotted_name(node.module) if node.module is not None else None
        if node.relative or source is None:
            source = "." * len(node.relative) + (source or "")
        if isinstance(node.names, cst.ImportStar):
            self._stars.append(source)
            return
        for alias in node.names:
            name = dotted_name(alias.name)
            bound = alias.asname.name if alias.asname is not None else alias.name
            if name is not None and isinstance(bound, cst.Name):
                self._bind(bound.value, canonical(f"{source}.{name}"))

    def _aliases(self, statements: Iterable[cst.BaseSmallStatement]) -> None:
        for statement in statements:
            if not isinstance(statement, cst.Assign):
                continue
            meaning = dotted_name(statement.value)
            resolved = self.resolve_dotted(meaning) if meaning else None
            for target in statement.targets:
                if isinstance(target.target, cst.Name):
                    name = target.target.value
                    if resolved is not None:
                        self._bind(name, resolved)
                    elif name in self._bound:
                        self._bound[name] = None

    def resolve(self, node: cst.CSTNode) -> str | None:
        """The dotted name that an expression means, e.g. `torch.nn.Linear`; None if unknown."""
        dotted = dotted_name(node)
        return self.resolve_dotted(dotted) if dotted else None

    def resolve_dotted(self, dotted: str) -> str | None:
        """As `resolve`, for `nn.Linear` as text."""
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
