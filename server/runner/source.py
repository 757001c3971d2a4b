"""From the text on the screen to a job."""

from __future__ import annotations

import ast
from typing import Any

from torchtutor import analyzers
from torchtutor.analyzers.finding import Runnable

from .messages import Job
from .project_files import imported_files
from .target import Target


def prepare_job(
    text: str, path: str, class_name: str, *, target: Target | None = None, **options: Any
) -> Job:
    """A job for `class_name` in `text`; `options` are the other fields of `Job`.

    With a named `target`, the files of the project that the text imports go with it.

    Lines that do not parse are replaced, so that a half-written function does not keep the classes
    around it from running. When that leaves no class of this name, the text stays as it is: then
    the syntax error is what there is to say.
    """
    source = analyzers.readable(text)
    first = class_name.split(".")[0]
    source = source if _has_class(source, first) else text
    if target is not None and target.name is not None:
        options |= {"target": target.name, "files": imported_files(source, path)}
    return Job(source, path, class_name, **options)


def _has_class(text: str, name: str) -> bool:
    """Whether the text parses and defines `name`; a line that was replaced may leave it senseless."""
    kinds = (ast.ClassDef, ast.FunctionDef)
    try:
        tree = ast.parse(text)
        found = [n for n in ast.walk(tree) if isinstance(n, kinds) and n.name == name]
        for definition in found:  # a `return` whose `def` was replaced parses and does not compile
            compile(ast.Module([definition], []), "<text>", "exec", dont_inherit=True)
    except (SyntaxError, ValueError):  # ValueError: a null character
        return False
    assigned = (t for n in tree.body if isinstance(n, ast.Assign) for t in n.targets)
    return bool(found) or any(isinstance(t, ast.Name) and t.id == name for t in assigned)


def runnables(text: str) -> tuple[Runnable, ...]:
    """The Module classes of a text, in its order."""
    return analyzers.analyze(text).runnables


def main_class(text: str) -> str | None:
    """The Module class that a file is about: the last one that no other class mentions."""
    found = runnables(text)
    names = [r.qualified_name for r in found if r.kind == "class"]
    names = names or [r.qualified_name for r in found]
    bodies = {r.qualified_name: text[r.span.start : r.span.end] for r in found}
    for name in reversed(names):
        others = (body for other, body in bodies.items() if other != name)
        if not any(_mentions(body, name.split(".")[-1]) for body in others):
            return name
    return names[-1] if names else None


def _mentions(body: str, name: str) -> bool:
    try:
        tree = ast.parse(body)
    except SyntaxError:  # a class in a class, or one with a line that does not parse
        return name in body
    return any(isinstance(node, ast.Name) and node.id == name for node in ast.walk(tree))
