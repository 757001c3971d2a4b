"""Classes from other files of the project: found, followed, read again when they change."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from torchtutor.analyzers import Engine, analyze
from torchtutor.analyzers.workspace import Origin, Workspace, forget, origin_of

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
        (f"from {'.' * 99} import Block, x as y", "nn.Module", "Block(8)"),  # above the disk
        (f"from {'.' * 99}block import *", "nn.Module", "Block(8)"),
    ],
)
def test_what_is_unknown_or_harmless_is_not_judged(
    project: Path, imports: str, base: str, made: str
) -> None:
    assert found(project, imports, base, made) == []


def rules(folder: Path, name: str) -> list[str]:
    """The rules that find something in a file of a project, as `torchtutor check` sees it."""
    forget()
    path = folder / name
    return [f.rule for f in analyze(path.read_text(), origin_of(path)).findings]


def put(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


LAYERS = "class Net({base}):\n    def __init__(self):\n        super().__init__()\n        self.all = [{made}]\n"


@pytest.mark.parametrize(
    ("head", "base", "made"),
    [
        ("from block import *", "Block", "Block(2)"),
        ("from every import *", "Block", "Block(2)"),
        ("from block import Block", "Block", "Block(2)"),
        ("from common import nn", "nn.Module", "nn.Linear(2, 2)"),
        ("from common import *", "nn.Module", "nn.Linear(2, 2)"),
        ("from every import *", "nn.Module", "nn.Linear(2, 2)"),
        ("import common as c", "c.nn.Module", "c.torch.nn.Linear(2, 2)"),
        ("from every import layers as l", "l.Linear", "l.Linear(2, 2)"),
    ],
)
def test_a_file_without_torch_of_its_own_has_it_from_the_project(
    project: Path, head: str, base: str, made: str
) -> None:
    """Courses have a `common.py` with all imports, and base classes that hide torch."""
    imports = "import torch  # for all\nfrom torch import (\n    nn,  # layers\n    optim,\n)\n"
    every = "from common import *\nfrom block import *\nfrom common import nn as layers\n"
    net = f"{head}\n{LAYERS.format(base=base, made=made)}"
    put(project, {"common.py": imports, "every.py": every, "net.py": net})
    assert rules(project, "net.py") == ["module-list-not-registered"]


@pytest.mark.parametrize(
    "common",
    [
        "import numpy as nn\nimport torch\n",
        "import torch\ntry:\n    from torch import nn\nexcept ImportError:\n    import mlx.nn as nn\n",
        "from nets import *\n",
        "from torch.nn import functional as nn\n",
        "nn = 3\nimport torch\n",
    ],
)
def test_what_another_file_calls_nn_is_not_guessed(project: Path, common: str) -> None:
    net = f"from common import *\n{LAYERS.format(base='nn.Module', made='nn.Linear(2, 2)')}"
    put(project, {"common.py": common, "net.py": net, "nets.py": "from common import *\n"})
    assert rules(project, "net.py") == []


@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("code/pkg/sub/net.py", "from pkg.block import Block"),
        ("src/pkg/sub/net.py", "from pkg import Block"),
        ("scripts/train.py", "from pkg.block import Block"),
        ("src/space/deep/net.py", "from pkg import Block"),
        ("src/pkg/sub/net.py", "if TYPE_CHECKING:\n    import x\nfrom .. import block\nBlock = block.Block"),
        ("src/pkg/net.py", "from pkg.both import Block"),
    ],
)  # fmt: skip
def test_imports_start_where_python_starts_them(tmp_path: Path, name: str, head: str) -> None:
    """From the project, its `src`, and the folder above a package; a package hides a module."""
    top = name.split("/")[0] if name.startswith("code") else "src"
    package = {
        "__init__.py": "from .block import Block as Block\n",
        "block.py": BLOCK,
        "sub/__init__.py": "",
        "both/__init__.py": "from ..block import Block\n",
        "both.py": "Block = list\n",
    }
    put(tmp_path, {f"{top}/pkg/{path}": text for path, text in package.items()})
    put(
        tmp_path,
        {"pyproject.toml": "", name: f"{head}\n{LAYERS.format(base='Block', made='Block(2)')}"},
    )
    assert rules(tmp_path, name) == ["module-list-not-registered"]


def test_a_base_class_that_is_deleted_and_put_back(project: Path) -> None:
    """Several hops away, through a name that no import spells out, in a folder that is at rest."""
    text = f"import parts.deep as d\n{LAYERS.format(base='d.Base', made='d.Block(2)')}"
    engine = Engine(Origin(project / "net.py", Workspace((project,))))
    rule = "module-list-not-registered"
    for there in (True, False, True, False):
        if there:
            (project / "block.py").write_text(BLOCK)
        else:
            (project / "block.py").unlink()
        assert [f.rule for f in engine.analyze(text).findings] == [rule] * there
        os.utime(project, (1_000_000_000, 1_000_000_000))
        assert [f.rule for f in engine.analyze(text + "\n").findings] == [rule] * there


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


@pytest.mark.parametrize(
    ("name", "cells", "found"),
    [
        ("script.py", "", ["discarded-tensor-op"]),
        ("script.py", "# %%\n", []),
        ("script.py", "# In[3]:\n", []),
        ("book.ipynb", "", []),
    ],
)
def test_only_in_a_script_an_operation_at_top_level_shows_nothing(
    tmp_path: Path, name: str, cells: str, found: list[str]
) -> None:
    head = "import torch\n\nmodel = torch.nn.Linear(3, 1)\nx = torch.ones(3)\n"
    put(tmp_path, {name: f"{head}{cells}x.unsqueeze(0)\ny = model(x)\n"})
    assert rules(tmp_path, name) == found
