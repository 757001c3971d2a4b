"""The imports of a file as its text alone says them: quick, for files that nobody needs to parse."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from .torch_facts import is_library

_USES_TORCH = re.compile(r"\b(?:torch|lightning|pytorch_lightning|transformers)\b")
# `import a.b as c, d`, or `from .a import b as c, d`, also in brackets over several lines
_IMPORT = re.compile(
    r"^[ \t]*(?:import[ \t]+(?P<modules>[\w.,\\ \t]+)"
    r"|from[ \t]+(?P<source>[.\w]+)[ \t]+import[ \t]*"
    r"(?:\((?P<several>[^)]*)\)|(?P<names>[\w.,*\\ \t]+)))",
    re.MULTILINE,
)
_COMMENT = re.compile(r"#[^\r\n]*")


def speaks_of_torch(text: str) -> bool:
    """Whether a text says that it is about torch; what it imports may still be."""
    return _USES_TORCH.search(text) is not None


@dataclass(slots=True)
class Imports:
    """What a text imports.

    `names` are the names that imports bind, with the dotted names they mean; None where two imports
    differ. `stars` are the modules of which all is imported, `modules` those of the project that may
    be read.
    """

    names: dict[str, str | None] = field(default_factory=dict)
    stars: list[str] = field(default_factory=list)
    modules: dict[str, None] = field(default_factory=dict)

    @classmethod
    def of(cls, text: str) -> Imports:
        """The imports of a text, wherever they stand."""
        found = cls()
        for match in _IMPORT.finditer(text):
            if match["modules"] is not None:
                found._whole(match["modules"])
            else:
                names = _COMMENT.sub("", match["several"] or match["names"] or "")
                found._parts(match["source"], names)
        return found

    def _whole(self, modules: str) -> None:
        for module, alias in _items(modules):
            self._may_read(module)
            root = module.split(".")[0]
            self._bind(alias or root, module if alias else root)

    def _parts(self, source: str, names: str) -> None:
        self._may_read(source)
        if names.strip() == "*":
            self.stars.append(source)
            return
        prefix = source if source.endswith(".") else f"{source}."
        for name, alias in _items(names):
            self._may_read(prefix + name)
            self._bind(alias or name, prefix + name)

    def _may_read(self, module: str) -> None:
        if not is_library(module):
            self.modules[module] = None

    def _bind(self, name: str, dotted: str) -> None:
        same = self.names.setdefault(name, dotted) == dotted
        self.names[name] = dotted if same else None


def _items(listed: str) -> Iterator[tuple[str, str | None]]:
    """`a as b, c` as pairs of a name and what it is called."""
    for item in listed.split(","):
        words = item.replace("\\", " ").split()
        if len(words) == 1:
            yield words[0], None
        elif len(words) == 3 and words[1] == "as":
            yield words[0], words[2]


def splits(dotted: str) -> Iterator[tuple[str, str]]:
    """The ways to read a dotted name as a module and a name in it, the longest module first."""
    start = len(dotted) - len(dotted.lstrip("."))
    parts = dotted[start:].split(".")
    for count in range(len(parts) - 1, -1, -1):
        module = dotted[:start] + ".".join(parts[:count])
        if module:
            yield module, ".".join(parts[count:])
