"""What pyproject.toml lists is what there is, and a built wheel works alone."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
MAPPED = {"torchtutor.server": "server", "torchtutor.analyzers": "analyzers",
          "torchtutor.lessons": "lessons"}  # fmt: skip


def test_every_package_is_listed() -> None:
    found = {"torchtutor"}
    for package, folder in MAPPED.items():
        for path in (ROOT / folder).rglob("__init__.py"):
            parts = path.parent.relative_to(ROOT / folder).parts
            if parts[:1] != ("_root",):
                found.add(".".join((package, *parts)))
    assert found == set(PROJECT["tool"]["setuptools"]["packages"])


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel built from a copy of what git knows, so that no build folder is in the way."""
    copy = tmp_path_factory.mktemp("source")
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    ).stdout.split("\0")  # fmt: skip
    for name in listed:
        if name and (ROOT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            (copy / name).write_bytes((ROOT / name).read_bytes())
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", copy / "dist", copy],
        check=True, capture_output=True,
    )  # fmt: skip
    (built,) = (copy / "dist").glob("*.whl")
    return built


def test_wheel_holds_every_file_of_the_package(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for folder in MAPPED.values():
        for path in (ROOT / folder).rglob("*"):
            inside = path.relative_to(ROOT / folder)
            wanted = path.suffix in (".py", ".json", ".md", ".toml") and path.is_file()
            if not wanted or "__pycache__" in inside.parts:
                continue
            packed = Path("torchtutor", *inside.parts[1:]) if inside.parts[0] == "_root" else (
                Path("torchtutor", folder, inside)
            )  # fmt: skip
            assert str(packed) in names
    assert "torchtutor/py.typed" in names
    assert not [name for name in names if name.startswith(("server/", "tests/", "build/"))]


def test_wheel_works_in_an_environment_of_its_own(wheel: Path, tmp_path: Path) -> None:
    """Installed with nothing else of ours on the path; dependencies come from this environment."""
    target = tmp_path / "installed"
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-index",
         "--target", target, wheel],
        check=True, capture_output=True,
    )  # fmt: skip
    net = tmp_path / "net.py"
    net.write_text(
        "from torch import nn\n\n\nclass Net(nn.Module):\n    def __init__(self):\n"
        "        super().__init__()\n        self.layers = [nn.Linear(2, 2)]\n"
    )
    script = (
        f"import sys; sys.path.insert(0, {str(target)!r})\n"
        "import torchtutor; print(torchtutor.__file__)\n"
        "from torchtutor.server.cli import main\n"
        f"sys.exit(main(['check', '--format', 'jsonl', {str(net)!r}]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    where, finding = done.stdout.splitlines()
    assert where.startswith(str(target))
    assert json.loads(finding)["rule"] == "module-list-not-registered" and done.returncode == 1
