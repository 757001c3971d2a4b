"""Which Python is the learner's."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from torchtutor.server.runner.interpreter import Interpreter, NoInterpreter, describe, find


def environment(prefix: Path) -> Path:
    """A folder that looks like a virtual environment."""
    python = prefix / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.symlink_to(sys.executable)
    return python


@pytest.fixture
def places(tmp_path: Path) -> dict[str, Path]:
    (tmp_path / "project" / "deep").mkdir(parents=True)
    return {
        "active": environment(tmp_path / "active"),
        "folder": environment(tmp_path / "project" / ".venv"),
        "project": tmp_path / "project",
        "path": environment(tmp_path / "path").rename(tmp_path / "path" / "bin" / "python3"),
    }


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """As where TorchTutor is installed without torch."""
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)


@pytest.mark.usefixtures("alone")
def test_the_order(places: dict[str, Path]) -> None:
    deep = places["project"] / "deep"
    environ = {
        "VIRTUAL_ENV": str(places["active"].parent.parent),
        "PATH": str(places["path"].parent),
    }
    assert find(sys.executable, deep, environ) == Interpreter(sys.executable, "setting")
    assert find(None, deep, environ) == Interpreter(str(places["active"]), "environment")
    conda = {"CONDA_PREFIX": environ.pop("VIRTUAL_ENV")}
    assert find("", deep, conda) == Interpreter(str(places["active"]), "environment")
    assert find(None, deep, environ) == Interpreter(str(places["folder"]), "folder")
    assert find(None, None, environ) == Interpreter(str(places["path"]), "path")


def test_a_setting_may_be_relative_a_name_or_an_environment(places: dict[str, Path]) -> None:
    project = places["project"]
    assert find(".venv/bin/python", project, {}).path == str(places["folder"])
    assert find(".venv", project, {}).path == str(places["folder"])
    assert Path(find("sh", project, {}).path).name == "sh"


def test_a_broken_active_environment_is_passed_over(places: dict[str, Path]) -> None:
    environ = {"VIRTUAL_ENV": "/nowhere"}
    assert find(None, places["project"], environ).origin == "folder"


def test_what_is_wrong_with_a_setting(tmp_path: Path) -> None:
    plain = tmp_path / "plain"
    plain.write_text("", encoding="utf-8")
    for setting, key in [
        (str(tmp_path / "missing"), "interpreter-missing"),
        (str(plain), "interpreter-not-executable"),
    ]:
        with pytest.raises(NoInterpreter) as caught:
            find(setting, tmp_path, {})
        assert caught.value.key == key
        assert caught.value.fields["path"] == setting


def test_torch_beside_us_comes_before_the_path(places: dict[str, Path]) -> None:
    assert find(None, None, {"PATH": str(places["path"].parent)}).origin == "own"


@pytest.mark.usefixtures("alone")
def test_no_python_anywhere(tmp_path: Path) -> None:
    with pytest.raises(NoInterpreter):
        find(None, None, {"PATH": str(tmp_path)})


@pytest.mark.torch
async def test_an_interpreter_describes_itself() -> None:
    found = await describe(sys.executable)
    assert found["error"] is None
    assert found["devices"][0] == "cpu"
    assert found["python"] == ".".join(map(str, sys.version_info[:3]))
    assert found["torch"]


async def test_what_does_not_start_says_so(tmp_path: Path) -> None:
    found = await describe(str(tmp_path / "missing"))
    assert found["devices"] == []
    assert found["error"]["kind"] == "environment"
