"""Which files of the project a text imports, for a machine that does not have them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from .messages import ProjectFile

MOST_FILES = 200
MOST_TEXT = 4 << 20  # characters altogether


def imported_files(text: str, path: str) -> tuple[ProjectFile, ...]:
    """The modules beside `path` and below its folder that `text` imports, and those they import.

    As with `python path`: names are looked for in the folder of the file. Beyond the limits, the
    rest is left out; what needs it is told so over there.
    """
    folder = Path(path).parent
    if not folder.is_absolute() or not folder.is_dir():
        return ()
    found: dict[str, ProjectFile] = {}
    size = 0
    waiting = list(_imports(text, ""))
    seen: set[str] = set()
    while waiting and len(found) < MOST_FILES:
        name = waiting.pop(0)
        if name in seen:
            continue
        seen.add(name)
        file = _find(folder, name)
        if file is None or size + len(file.text) > MOST_TEXT:
            continue
        found[name] = file
        size += len(file.text)
        waiting += _imports(file.text, name if file.package else name.rpartition(".")[0])
    return tuple(found.values())


def _imports(text: str, package: str) -> Iterator[str]:
    """Names that may be modules, outermost package first; relative ones from `package` on."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield from _with_parents(alias.name)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parts = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*filter(None, parts), *filter(None, [base])])
            yield from _with_parents(base)
            for alias in node.names:
                yield f"{base}.{alias.name}" if base else alias.name


def _with_parents(name: str) -> Iterator[str]:
    parts = name.split(".")
    for count in range(1, len(parts) + 1):
        yield ".".join(parts[:count])


def _find(folder: Path, name: str) -> ProjectFile | None:
    if not all(part.isidentifier() for part in name.split(".")):
        return None
    place = folder.joinpath(*name.split("."))
    for path, package in ((place / "__init__.py", True), (place.with_suffix(".py"), False)):
        try:
            return ProjectFile(name, str(path), path.read_text(encoding="utf-8"), package)
        except (OSError, UnicodeDecodeError):
            continue
    if any(place.glob("*.py")):  # a folder is a package without __init__.py too
        return ProjectFile(name, str(place / "__init__.py"), "", package=True)
    return None
