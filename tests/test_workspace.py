"""Classes from other files of the project: found, followed, read again when they change."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from torchtutor.analyzers import Engine, analyze
from torchtutor.analyzers.workspace import Origin, Workspace

BLOCK = """\
from torch import nn


class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.fc = nn.Linear(width, width)


class Plain:
    pass


class Swish(nn.Module):
    def forward(self, x):
        return x * x.sigmoid()
"""
NET = """\
from torch import nn
{imports}


class Net({base}):
    def __init__(self):
        super().__init__()
        self.blocks = [{made} for _ in range(3)]
"""


def found(folder: Path, imports: str, base: str = "nn.Module", made: str = "Block(8)") -> list[str]:
    path = folder / "net.py"
    text = NET.format(imports=imports, base=base, made=made)
    return [f.rule for f in analyze(text, Origin(path, Workspace((folder,)))).findings]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "block.py").write_text(BLOCK)
    package = tmp_path / "parts"
    package.mkdir()
    (package / "__init__.py").write_text("from .deep import Block as Block, Base\n")
    (package / "deep.py").write_text("from block import Block\nfrom block import Block as Base\n")
    return tmp_path


@pytest.mark.parametrize(
    ("imports", "base", "made"),
    [
        ("from block import Block", "nn.Module", "Block(8)"),
        ("import block", "nn.Module", "block.Block(8)"),
        ("from block import Block as B", "nn.Module", "B(8)"),
        ("from .block import Block", "nn.Module", "Block(8)"),
        ("from parts import Block", "nn.Module", "Block(8)"),
        ("from parts.deep import Block", "nn.Module", "Block(8)"),
        ("from block import Block", "Block", "nn.Linear(2, 2)"),
        ("from parts import Base", "Base", "nn.Linear(2, 2)"),
    ],
)
def test_imported_modules_are_known(project: Path, imports: str, base: str, made: str) -> None:
    assert found(project, imports, base, made) == ["module-list-not-registered"]


@pytest.mark.parametrize(
    ("imports", "base", "made"),
    [
        ("from block import Plain", "nn.Module", "Plain()"),
        ("from block import Swish", "nn.Module", "Swish()"),
        ("from block import Missing", "nn.Module", "Missing()"),
        ("from nowhere import Block", "nn.Module", "Block(8)"),
        ("from nowhere import Base", "Base", "nn.Linear(2, 2)"),
        ("from block import Plain", "Plain", "nn.Linear(2, 2)"),
        ("from ...far.away import Block", "nn.Module", "Block(8)"),
    ],
)
def test_what_is_unknown_or_harmless_is_not_judged(
    project: Path, imports: str, base: str, made: str
) -> None:
    assert found(project, imports, base, made) == []


def test_a_base_class_that_registers_by_itself_keeps_the_rule_silent(project: Path) -> None:
    own = "    def parameters(self, recurse=True):\n        yield from ()\n"
    (project / "base.py").write_text(f"from torch import nn\nclass Base(nn.Module):\n{own}")
    assert found(project, "from base import Base", "Base", "nn.Linear(2, 2)") == []


def test_files_that_import_each_other_come_to_an_end(project: Path) -> None:
    (project / "a.py").write_text("from b import B\nclass A(B):\n    pass\n")
    (project / "b.py").write_text("from a import A\nclass B(A):\n    pass\n")
    assert found(project, "from a import A", "A", "nn.Linear(2, 2)") == []


def test_a_change_in_another_file_is_seen(project: Path) -> None:
    path = project / "net.py"
    text = NET.format(imports="from parts import Block", base="nn.Module", made="Block(8)")
    engine = Engine(Origin(path, Workspace((project,))))
    assert len(engine.analyze(text).findings) == 1
    (project / "block.py").write_text(BLOCK.replace("class Block(nn.Module)", "class Block(list)"))
    assert engine.analyze(text).findings == ()
    (project / "block.py").unlink()
    assert engine.analyze(text).findings == ()
    (project / "block.py").write_text(BLOCK)
    assert len(engine.analyze(text + "\n").findings) == 1


def test_broken_and_huge_files_are_unknown(project: Path) -> None:
    (project / "bytes.py").write_bytes(b"\xff\xfe\x00class Block: pass")
    assert found(project, "from bytes import Block") == []
    (project / "huge.py").write_text(BLOCK + "#" * 1_100_000)
    assert found(project, "from huge import Block") == []


@pytest.mark.parametrize("name", ["blocks.py", "blocks/__init__.py"])
def test_a_file_that_comes_or_goes_in_a_folder_at_rest_is_seen(project: Path, name: str) -> None:
    text = NET.format(imports="from blocks import Block", base="nn.Module", made="Block(8)")
    engine = Engine(Origin(project / "net.py", Workspace((project, project / "src"))))

    def count(version: str) -> int:
        for folder in (project, *(path for path in project.iterdir() if path.is_dir())):
            os.utime(folder, (1_000_000_000, 1_000_000_000))
        engine.analyze(version + "# once\n")
        return len(engine.analyze(version + "# twice\n").findings)

    assert count(text) == 0
    path = project / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(BLOCK)
    assert len(engine.analyze(text).findings) == 1
    assert count(text) == 1
    path.unlink()
    assert engine.analyze(text).findings == ()
