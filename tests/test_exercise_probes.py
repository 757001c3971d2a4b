"""Every probe in real torch: what it accepts, what it rejects, and what it says then."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from venv import create

import pytest
from torchtutor.lessons import Lesson, load_from
from torchtutor.lessons.parameters import PROBES
from torchtutor.server.exercises import Submission, examine
from torchtutor.server.exercises.checking import task_for
from torchtutor.server.exercises.wording import sentence

from .probe_cases import CASES, IMPORTS, Case

pytestmark = pytest.mark.torch

HEAD = """
schema = 1
id = "pt.sample"
order = 1
minutes = 1
languages = ["en"]
[verified]
torch = ["2.13.0"]
date = 2026-11-30
[symbols]
[rules]
"""


def lesson_of(folder: Path, case: Case) -> Lesson:
    place = folder / "quest" / "01-sample"
    place.mkdir(parents=True)
    toml = (
        f'{HEAD}\n[exercise]\nid = "ex1"\n{case.exercise}\nsolution = "exercise.py"\n'
        f'twin = "exercise.py"\n[[exercise.check]]\nid = "it"\nkind = "probe"\n'
        f'probe = "{case.probe}"\n{case.check}\n'
    )
    (place / "lesson.toml").write_text(toml, encoding="utf-8")
    (place / "en.md").write_text("# Sample\n\n## Exercise {#exercise}\n", encoding="utf-8")
    (place / "exercise.py").write_text("# starter\n", encoding="utf-8")
    reference = IMPORTS + "def score(x, y):\n    return ((x - x.mean(0)) * y).sum(1)\n"
    (place / "reference.py").write_text(reference, encoding="utf-8")
    return load_from(folder).lessons[0]


# One process for all cases, which imports torch once and runs each text in a fork of its own.
HELPER = """
import json, sys
import torch
from torchtutor.server.runner.agent import check_main, check_probes
torch.set_num_threads(1)
out = sys.stdout
sys.stdout = sys.stderr
for line in sys.stdin:
    job = json.loads(line)
    for submission in job["submissions"]:
        found = check_main.in_a_fork(job, submission, check_probes.examine)
        print(json.dumps(found), file=out, flush=True)
"""


@pytest.fixture(scope="module")
def agent() -> Iterator[subprocess.Popen[str]]:
    """A process that has imported torch and run no tensor operation: it can be forked."""
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", HELPER], stdin=pipe, stdout=pipe, text=True) as it:
        yield it
        it.stdin.close()  # type: ignore[union-attr]


def verdicts(
    agent: subprocess.Popen[str], folder: Path, case: Case, texts: list[str]
) -> list[dict[str, Any]]:
    """What the agent says: first failure or error, else the last outcome."""
    assert agent.stdin is not None and agent.stdout is not None
    submissions = [Submission(str(index), text) for index, text in enumerate(texts)]
    job = task_for(lesson_of(folder, case), submissions, str(folder / "exercise.py"))
    agent.stdin.write(json.dumps(job) + "\n")
    agent.stdin.flush()
    found = []
    for _ in texts:
        result = json.loads(agent.stdout.readline())
        assert result["error"] is None, result["error"]
        bad = [check for check in result["checks"] if check["outcome"] != "pass"]
        found.append([*bad, *result["checks"]][0])
    return found


def test_each_probe_is_tried() -> None:
    assert {case.probe for case in CASES} == set(PROBES)


@pytest.mark.parametrize("case", [c for c in CASES if c.good], ids=lambda case: case.probe)
def test_a_probe_tells_right_from_wrong(
    agent: subprocess.Popen[str], case: Case, tmp_path: Path
) -> None:
    found = verdicts(agent, tmp_path, case, case.good + [text for _, text in case.bad])
    for said in found[: len(case.good)]:
        assert said["outcome"] == "pass", said
    for (key, text), said in zip(case.bad, found[len(case.good) :], strict=True):
        assert (said["outcome"], said["key"]) == ("fail", key), (text, said)


CHEATS = {
    "replaces torch.compile": "import torch\ntorch.compile = lambda model, **kw: model\n",
    "replaces what the audit uses": (
        "from torch import nn\nnn.Module.parameters = lambda self, recurse=True: iter(())\n"
    ),
    "replaces a comparison": "import torch\ntorch.isclose = lambda a, b, **kw: torch.ones(1) > 0\n",
    "replaces the probe": (
        "import sys\nsys.modules[next(n for n in sys.modules if n.endswith('check_behaviour'))]"
        ".holds = lambda *a: {}\n"
    ),
    "replaces the code of the probe": (
        "import sys\nm = sys.modules[next(n for n in sys.modules if n.endswith('check_compare'))]\n"
        "m.difference.__code__ = (lambda got, wanted, tolerance=1: None).__code__\n"
    ),
    "replaces a builtin": "import builtins\nbuiltins.all = lambda it: True\n",
    "replaces the clock": "import time\ntime.perf_counter = lambda: 0.0\n",
}


@pytest.mark.parametrize("name", CHEATS)
def test_a_file_that_touches_the_checker_is_rejected(
    agent: subprocess.Popen[str], name: str, tmp_path: Path
) -> None:
    case = next(case for case in CASES if case.probe == "holds")
    honest = verdicts(agent, tmp_path / "a", case, case.good)[0]
    assert honest["outcome"] == "pass"
    said = verdicts(agent, tmp_path / "b", case, [CHEATS[name] + case.good[0]])[0]
    assert (said["id"], said["key"]) == ("honest", "tampered")


def test_an_error_in_the_learners_code_has_its_line(
    agent: subprocess.Popen[str], tmp_path: Path
) -> None:
    case = next(case for case in CASES if case.probe == "holds")
    text = IMPORTS + "def f(x):\n    return x.no_such_method()\n"
    said = verdicts(agent, tmp_path, case, [text])[0]
    assert (said["outcome"], said["line"]) == ("error", 4)
    assert said["error"]["type"] == "AttributeError"


@pytest.mark.parametrize(
    ("text", "kind", "line"),
    [
        ("import time\n\ndef f(x):\n    while True: pass\n", "timeout", 4),
        ("import os\n\ndef f(x):\n    os._exit(0)\n", "died", None),
        ("def f(x:\n", "learner", 1),
    ],
)
async def test_whatever_a_file_does_there_is_a_report(
    text: str, kind: str, line: int | None, tmp_path: Path
) -> None:
    case = next(case for case in CASES if case.probe == "holds")
    lesson = lesson_of(tmp_path, replace(case, exercise=case.exercise + "\ntimeout_s = 3"))
    one = [Submission("x", text)]
    report = (await examine(lesson, one, str(tmp_path / "exercise.py"), sys.executable))[0]
    assert report.error is not None
    assert (report.error["kind"], report.error["line"]) == (kind, line)
    assert not report.passed and "it" in report.rejected_by


async def test_a_python_without_torch_is_no_failure(tmp_path: Path) -> None:
    venv = tmp_path / "venv"
    create(venv)
    python = str(venv / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python"))
    case = next(case for case in CASES if case.probe == "holds")
    one = [Submission("x", case.good[0])]
    report = (await examine(lesson_of(tmp_path, case), one, str(tmp_path / "e.py"), python))[0]
    assert report.error is not None and report.error["kind"] == "environment"
    assert report.rejected_by == () and not report.passed
    assert "PyTorch" in sentence(report.outcomes[0], "en")
