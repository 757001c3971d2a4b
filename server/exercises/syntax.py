"""Names, scopes and places in a syntax tree, as the structures ask for them."""

from __future__ import annotations

import ast
from collections.abc import Iterator

Function = (ast.FunctionDef, ast.AsyncFunctionDef)
LOOPS = (ast.For, ast.AsyncFor, ast.While)
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


class Source:
    """A parsed file: full names by its imports, and the parents of every node."""

    def __init__(self, tree: ast.Module) -> None:
        self.tree = tree
        self._parents: dict[ast.AST, ast.AST] = {}
        self._aliases: dict[str, str] = {}
        for node in ast.walk(tree):
            for child in ast.iter_child_nodes(node):
                self._parents[child] = node
            if isinstance(node, ast.Import):
                for alias in node.names:
                    top = alias.name.split(".")[0]
                    self._aliases[alias.asname or top] = alias.name if alias.asname else top
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                for alias in node.names:
                    self._aliases[alias.asname or alias.name] = f"{node.module}.{alias.name}"

    def scope(self, dotted: str | None) -> ast.AST | None:
        """The definition of a dotted name, the whole file for None; None where there is none."""
        found: ast.AST = self.tree
        for part in dotted.split(".") if dotted else ():
            body = [n for n in ast.walk(found) if n is not found]
            named = [n for n in body if isinstance(n, (*Function, ast.ClassDef)) and n.name == part]
            if not named:
                return None
            found = named[-1]
        return found

    def full_name(self, node: ast.AST) -> str:
        """`torch.nn.ModuleList` for `nn.ModuleList`; `.step` for a method of anything else."""
        parts: list[str] = []
        while isinstance(node, ast.Attribute):
            parts.insert(0, node.attr)
            node = node.value
        if isinstance(node, ast.Name):
            return ".".join([self._aliases.get(node.id, node.id), *parts])
        return f".{parts[-1]}" if parts else ""

    def is_one_of(self, node: ast.AST, names: list[str]) -> bool:
        """Whether a name, or an attribute, is one of `names`; `.step` fits any object's `step`."""
        full = self.full_name(node)
        last = f".{full.rpartition('.')[2]}" if isinstance(node, ast.Attribute) else ""
        return any(name == last if name.startswith(".") else name == full for name in names)

    def above(self, node: ast.AST) -> Iterator[ast.AST]:
        """The nodes around a node, from the inside out."""
        while node in self._parents:
            node = self._parents[node]
            yield node

    def in_loop(self, node: ast.AST) -> bool:
        """Whether a node stands in a for or while loop of its function."""
        for around in self.above(node):
            if isinstance(around, LOOPS):
                return True
            if isinstance(around, (*Function, ast.Lambda)):
                return False
        return False

    def calls(self, scope: ast.AST, names: list[str]) -> list[ast.Call]:
        """Calls of `names` in a scope, in the order of the file."""
        found = [
            node
            for node in ast.walk(scope)
            if isinstance(node, ast.Call) and self.is_one_of(node.func, names)
        ]
        return sorted(found, key=lambda call: (call.end_lineno or 0, call.end_col_offset or 0))

    def mentions(self, scope: ast.AST, names: list[str]) -> list[ast.expr]:
        """Names and attributes that are one of `names`, called or not."""
        return [
            node
            for node in ast.walk(scope)
            if isinstance(node, (ast.Name, ast.Attribute)) and self.is_one_of(node, names)
        ]
