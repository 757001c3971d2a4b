"""The moving picture, and what the site is made from. `make docs` builds the site itself."""

from __future__ import annotations

import importlib.util
import struct
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "client-config" / "pictures"


def script(path: Path) -> ModuleType:
    """A script of the repository as a module."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


animation = script(ROOT / "tests" / "generate" / "animation.py")
build = script(ROOT / "docs" / "site" / "build.py")


def test_the_moving_picture_is_one_and_small() -> None:
    data = (PICTURES / "session.png").read_bytes()
    assert len(data) < 1_000_000
    found = list(animation.chunks(data))
    (control,) = (content for kind, content in found if kind == b"acTL")
    frames, plays = struct.unpack(">II", control)
    assert frames == sum(kind == b"fcTL" for kind, _ in found) >= 6
    assert plays == 0  # for ever
    numbers = [
        struct.unpack_from(">I", content)[0]
        for kind, content in found
        if kind in (b"fcTL", b"fdAT")
    ]
    assert numbers == list(range(len(numbers)))


def test_pictures_of_two_sizes_do_not_move() -> None:
    pictures = [(PICTURES / f"vscode-{name}.png").read_bytes() for name in ("hover", "run")]
    with pytest.raises(ValueError, match="size"):
        animation.animate(pictures, 1)


def test_a_broken_link_and_something_from_elsewhere_are_found(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(
        '<p id="x"><a href="#x"></a><a href="b.html"></a><a href="a.html#y"></a>'
        '<a href="https://pytorch.org"></a><script src="https://example.org/x.js"></script>'
    )
    assert build.broken(tmp_path) == [
        "a.html: no b.html",
        "a.html: no place a.html#y",
        "a.html loads https://example.org/x.js",
    ]


def test_both_languages_have_the_same_pages() -> None:
    names = [
        {path.name for path in (build.HERE / language).glob("*.md")} for language in ("en", "ko")
    ]
    assert names[0] == names[1]
