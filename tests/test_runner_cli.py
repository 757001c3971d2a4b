"""`torchtutor run` as a user runs it."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest

from .second_python import second_python

pytestmark = pytest.mark.torch
FILES = Path(__file__).parent / "learner_code"


def torchtutor(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "torchtutor", "run", "--python", sys.executable, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_good_file() -> None:
    answer = torchtutor(str(FILES / "residual.py"), "--no-compile", "--language", "en")
    assert answer.returncode == 0
    assert "68,362 parameters" in answer.stdout
    assert "Everything that forward trains is registered." in answer.stdout
    assert answer.stderr == "Running Net. Other Module classes here: Block.\n"
    assert "\x1b" not in answer.stdout + answer.stderr


def test_something_unregistered_in_korean() -> None:
    file = f"{FILES / 'residual_list.py'}:Net"
    answer = torchtutor(file, "--no-compile", "--language", "ko")
    assert answer.returncode == 1
    assert "parameter 1,290개 · 4개 미등록" in answer.stdout
    assert "self.blocks[3]" in answer.stdout
    assert "nn.ModuleList" in answer.stdout
    assert answer.stderr == ""


def test_json_is_one_object_and_nothing_else() -> None:
    answer = torchtutor(str(FILES / "residual_list.py"), "--no-compile", "--json")
    assert answer.returncode == 1
    schema = files("torchtutor.server").joinpath("schemas", "run-result.schema.json")
    jsonschema.validate(json.loads(answer.stdout), json.loads(schema.read_text("utf-8")))


def test_reports_and_what_changed_since_the_run_before(tmp_path: Path) -> None:
    file, html, markdown = tmp_path / "net.py", tmp_path / "out.html", tmp_path / "out.md"
    text = (FILES / "residual.py").read_text(encoding="utf-8")
    file.write_text(text, encoding="utf-8")
    options = ("--no-compile", "--language", "en", "--backward")
    first = torchtutor(str(file), *options, "--html", str(html), "--markdown", str(markdown))
    assert first.returncode == 0
    assert "training step" in first.stdout and "Compared with the run of" not in first.stdout
    assert "<svg" in html.read_text("utf-8")
    assert markdown.read_text("utf-8").startswith("# Net · cpu")
    file.write_text(text.replace("Net(128, 4)", "Net(128, 2)"), encoding="utf-8")
    second = torchtutor(str(file), *options)
    assert "Parameters: 68,362 → 34,826." in second.stdout
    nowhere = torchtutor(str(file), *options, "--html", str(tmp_path / "no" / "out.html"))
    assert nowhere.returncode == 3
    assert "Cannot write" in nowhere.stderr


def test_a_mistake_of_the_learner(tmp_path: Path) -> None:
    file = tmp_path / "net.py"
    file.write_text(
        "from torch import nn\n\n\nclass Net(nn.Module):\n    def __init__(self):\n"
        "        self.fc = nn.Linear(3, 4)\n\n    def forward(self, x):\n        return self.fc(x)\n",
        encoding="utf-8",
    )
    answer = torchtutor(str(file), "--language", "en")
    assert answer.returncode == 2
    assert "line 6: cannot assign module before Module.__init__() call" in answer.stdout
    assert "super().__init__()" in answer.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["{files}/missing.py"], "Cannot read"),
        (["{files}/residual.py:Nat"], "There is no Module class Nat"),
        (["{files}/residual.py", "--python", "/no/python"], "There is no file /no/python"),
        (["{files}/residual.py", "--threads", "0"], "--threads must be larger than 0"),
        (["{files}/residual.py", "--device", "cuda:9"], "the device cuda:9 is not available"),
    ],
)
def test_what_the_command_line_gets_wrong(arguments: list[str], words: str) -> None:
    answer = torchtutor(*(a.format(files=FILES) for a in arguments), "--language", "en")
    assert answer.returncode == 3
    # Long paths wrap.
    assert words in " ".join((answer.stdout + answer.stderr).split())


def test_places_have_names_in_pyproject(tmp_path: Path) -> None:
    (tmp_path / "net.py").write_bytes((FILES / "residual.py").read_bytes())
    second_python(tmp_path / "other")
    text = '[tool.torchtutor]\ninterpreters = [{ name = "py", path = "other" }]\n'
    text += 'targets = [{ name = "box", command = ["no-such-program"] }]\n'
    (tmp_path / "pyproject.toml").write_text(text, encoding="utf-8")

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "torchtutor", "run", "net.py", "--no-compile", *arguments]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    for option in (["--python", "py"], ["--device", "py/cpu"]):
        answer = run(*option)
        assert answer.returncode == 0, answer.stderr
        assert str(tmp_path / "other" / "bin" / "python") in " ".join(
            answer.stdout.split()
        ).replace(" ", "")
    assert "no-such-program" in run("--target", "box", "--language", "en").stdout
    assert "there are: py, box" in run("--target", "bax", "--language", "en").stderr
    answer = run("--python", "py", "--target", "box")
    assert answer.returncode == 3 and "not allowed with" in answer.stderr
    assert run("--no-such-option").returncode == 3


def test_a_file_without_modules(tmp_path: Path) -> None:
    file = tmp_path / "plain.py"
    file.write_text("print('must not be run')\n", encoding="utf-8")
    answer = torchtutor(str(file), "--language", "en")
    assert answer.returncode == 3
    assert "There is no Module class" in answer.stderr
    assert answer.stdout == ""
