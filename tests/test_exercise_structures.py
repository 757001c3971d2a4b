"""Structures: what they see in a syntax tree, without running it."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest
from torchtutor.lessons import load
from torchtutor.lessons.parameters import STRUCTURES as KNOWN
from torchtutor.server.exercises import files
from torchtutor.server.exercises.structures import STRUCTURES
from torchtutor.server.exercises.syntax import Source

HEAD = "import torch\nfrom torch import nn, optim as o\nimport torch.nn.functional as F\n"
STARTER = HEAD + "def keep(x):\n    return x + 1\n"
CALLS = {"names": ["torch.nn.ModuleList"], "within": "Net.__init__"}
INIT = "class Net(nn.Module):\n    def __init__(self):\n        self.a = {}\n"
ORDER = {"names": [".zero_grad", ".backward", ".step"], "in_loop": True, "within": "train"}
LOOP = "def train():\n    for x in y:\n        {}; {}; {}\n"
WITH = {"managers": ["torch.no_grad"], "targets": ["w"]}

CASES: list[tuple[str, dict[str, Any], str, str | None]] = [
    ("calls", CALLS, INIT.format("nn.ModuleList()"), None),
    ("calls", CALLS, INIT.format("[nn.ModuleList]"), "call-missing"),
    ("calls", CALLS, INIT.format("0") + "b = nn.ModuleList()\n", "call-missing"),
    ("calls", CALLS, "class Other: pass\n", "not-defined"),
    ("calls", CALLS | {"at_least": 2}, INIT.format("nn.ModuleList()"), "too-few-calls"),
    ("calls", {"names": ["torch.relu", "torch.nn.functional.relu"]}, "F.relu(1)\n", None),
    ("calls", {"names": ["torch.optim.SGD"]}, "o.SGD([])\n", None),
    ("calls", {"names": [".a", ".b"], "all": True}, "x.a()\n", "call-missing"),
    ("calls", {"names": [".step"], "in_loop": True}, "x.step()\n", "call-missing"),
    ("calls", {"names": [".step"], "in_loop": True}, "while 1: x.step()\n", None),
    ("no-calls", {"names": ["print", ".item"]}, "x = y.mean()\n", None),
    ("no-calls", {"names": ["print", ".item"]}, "x = y.mean().item()\n", "call-unwanted"),
    ("mentions", {"names": ["torch.no_grad"]}, "@torch.no_grad\ndef f(): pass\n", None),
    ("mentions", {"names": ["torch.no_grad"]}, "no_grad = 1\n", "call-missing"),
    ("no-mentions", {"names": [".data"]}, "w.data -= 1\n", "call-unwanted"),
    ("defines", {"names": ["Net.forward"]}, INIT.format("1"), "not-defined"),
    ("defines", {"names": ["Net.__init__"]}, INIT.format("1"), None),
    ("no-loop", {}, "for x in y: pass\n", "loop-unwanted"),
    ("no-loop", {}, "[x for x in y]\n", None),
    ("no-loop", {"comprehensions": True}, "[x for x in y]\n", "loop-unwanted"),
    ("inside-with", WITH, "with torch.no_grad():\n    w -= 1\n", None),
    ("inside-with", WITH, "@torch.no_grad()\ndef f(w):\n    w -= 1\n", None),
    ("inside-with", WITH, "with torch.no_grad():\n    pass\nw = w - 1\n", "outside-with"),
    ("inside-with", {"managers": ["torch.no_grad"]}, "x = 1\n", "call-missing"),
    ("order-of-calls", ORDER, LOOP.format("a.zero_grad()", "b.backward()", "a.step()"), None),
    ("order-of-calls", ORDER, LOOP.format("b.backward()", "a.zero_grad()", "a.step()"),
     "wrong-order"),
    ("order-of-calls", ORDER, LOOP.format("a.zero_grad()", "b.backward()", "0"), "call-missing"),
    ("keyword", {"names": [".d"], "keyword": "k", "value": "True"}, "x.d(1, k=True)\n", None),
    ("keyword", {"names": [".d"], "keyword": "k", "value": "True"}, "x.d(k=False)\n",
     "keyword-missing"),
    ("keyword", {"names": [".d"], "keyword": "k"}, "x.e(k=1)\n", "call-missing"),
    ("unchanged", {"names": ["keep"]}, "def keep(x):  # a comment\n    return x + 1\n", None),
    ("unchanged", {"names": ["keep"]}, "def keep(x):\n    return x + 2\n", "changed"),
]  # fmt: skip


def source(text: str) -> Source:
    return Source(ast.parse(text))


@pytest.mark.parametrize(("name", "parameters", "text", "key"), CASES)
def test_a_structure_sees(
    name: str, parameters: dict[str, Any], text: str, key: str | None
) -> None:
    fault = STRUCTURES[name](source(HEAD + text), parameters, source(STARTER))
    assert (fault and fault.key) == key


def test_each_structure_has_both_kinds_of_cases() -> None:
    assert set(STRUCTURES) == set(KNOWN) == {case[0] for case in CASES}
    for name in STRUCTURES:
        assert {case[3] is None for case in CASES if case[0] == name} == (
            {False} if name == "no-mentions" else {True, False}
        )


def test_an_exercise_is_known_by_its_comment(tmp_path: Path) -> None:
    lessons = load()
    lesson = lessons.lessons[0]
    text = files.starter(lesson)
    assert files.exercise_of(text, lessons) == (lesson, 0)
    assert files.exercise_of("#!/usr/bin/python\n" + text, lessons) == (lesson, 1)
    assert files.exercise_of(text.replace("pt.", "px."), lessons) is None
    assert files.exercise_of("\n" * 9 + text, lessons) is None


def test_beginning_anew_keeps_every_old_file(tmp_path: Path) -> None:
    lesson, path = load().lessons[0], tmp_path / "deep" / "x.py"
    assert files.begin(lesson, path) is None
    with pytest.raises(FileExistsError):
        files.begin(lesson, path)
    path.write_text("mine", encoding="utf-8")
    kept = [files.begin(lesson, path, anew=True) for _ in range(2)]
    assert [k.name for k in kept if k] == ["x.old1.py", "x.old2.py"]
    assert (tmp_path / "deep" / "x.old1.py").read_text(encoding="utf-8") == "mine"
    assert path.read_text(encoding="utf-8") == files.starter(lesson)
