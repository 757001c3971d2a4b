"""Who may import whom: the invariants of ARCHITECTURE.md as tests."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
AGENT = ROOT / "server" / "runner" / "agent"


def sources(folder: str) -> list[Path]:
    return sorted(
        path
        for path in (ROOT / folder).rglob("*.py")
        if not {"examples", "pt-foundations", "node_modules"} & set(path.parts)
    )


def imports(path: Path) -> Iterator[str]:
    """Every absolute module name that a file imports, wherever the import stands."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module


def relative_reach(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            yield node.module or "", node.level


def roots(path: Path) -> set[str]:
    return {name.split(".")[0] for name in imports(path)}


ALLOWED = {
    "analyzers": {"libcst"},
    "lessons": set[str](),
    "server": {"attrs", "lsprotocol", "pathspec", "pygls", "rich", "torchtutor", "websockets"},
}
# The only ones that draw, and that speak to a Jupyter kernel.
ONLY = {
    ROOT / "server" / "runner" / "charts.py": {"matplotlib"},
    ROOT / "server" / "runner" / "kernel_bridge.py": {"jupyter_client", "jupyter_core"},
}


@pytest.mark.parametrize("folder", ALLOWED)
def test_each_folder_imports_only_what_it_may(folder: str) -> None:
    allowed = ALLOWED[folder] | set(sys.stdlib_module_names)
    for path in sources(folder):
        if AGENT not in path.parents:
            assert roots(path) <= allowed | ONLY.get(path, set()), path.relative_to(ROOT)


def test_agent_imports_only_torch_and_the_standard_library() -> None:
    for path in sorted(AGENT.glob("*.py")):
        assert roots(path) <= {"torch", *sys.stdlib_module_names}, path.name
        assert all(level == 1 for _, level in relative_reach(path)), path.name


def test_analyzers_know_no_other_folder() -> None:
    for folder in ("analyzers", "lessons"):
        for path in sources(folder):
            depth = len(path.relative_to(ROOT / folder).parts)
            assert all(level <= depth for _, level in relative_reach(path)), path


def test_lsp_positions_are_converted_in_one_module() -> None:
    for path in sources("server"):
        text = path.read_text(encoding="utf-8")
        if path.name not in ("positions.py", "pygls_documents.py"):
            assert "utf-16-le" not in text and "position_codec" not in text, path


def test_lsprotocol_results_are_built_in_one_module() -> None:
    """Features may name types for their handlers; `types.X(...)` calls stand in convert.py."""
    for path in sources("server"):
        if path.name == "convert.py" or "lsprotocol" not in roots(path):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                owner = node.func.value
                built = isinstance(owner, ast.Name) and owner.id in ("types", "lsp")
                assert not built, f"{path.relative_to(ROOT)}:{node.lineno}"


def test_rich_is_imported_only_by_the_command_line() -> None:
    for path in sources("server"):
        if "cli" not in path.relative_to(ROOT / "server").parts:
            assert "rich" not in roots(path), path


@pytest.mark.parametrize("name", ["server", "analyzers", "lessons"])
def test_folders_are_not_importable_by_their_bare_names(name: str, tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", f"import {name}"], cwd=tmp_path, check=False,
                          capture_output=True, text=True)  # fmt: skip
    assert "ModuleNotFoundError" in done.stderr
