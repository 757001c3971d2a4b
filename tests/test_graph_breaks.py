"""Where torch.compile splits a model: real torch, its front end only."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch
from torchtutor.server.language import LANGUAGES
from torchtutor.server.runner.agent.dynamo_log import recording
from torchtutor.server.runner.agent.graph_breaks import Tracing
from torchtutor.server.runner.agent.inputs import Call
from torchtutor.server.runner.agent.quiet import quiet
from torchtutor.server.runner.wording import break_sentences, recompile_sentence

pytestmark = pytest.mark.torch
HEAD = "import random, time, warnings\nimport torch\nfrom torch import nn\n\n\n"
HEAD += "class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
HEAD += "        self.fc = nn.Linear(8, 8)\n        self.rnn = nn.LSTM(8, 8)\n"
HEAD += "        self.count = 0\n\n    def forward(self, x):\n"
FIRST = HEAD.count("\n") + 1  # the line of the first statement of forward


def traced(forward: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Graph breaks and recompiles of a forward; its lines are given without indentation."""
    source = HEAD + "".join(f"        {line}\n" for line in forward.split("\n"))
    path = "/learner/net.py"
    names: dict[str, Any] = {"__name__": "learner"}
    exec(compile(source, path, "exec"), names)  # noqa: S102 (what the run does too)
    call = Call((torch.randn(4, 8),), {}, "", "", {}, True)
    with quiet():
        breaks, again = Tracing(names["Net"]().eval(), call, source, path).run()
    assert breaks is not None
    return breaks, again


CASES = [
    ("print(x.shape)\nreturn self.fc(x)", "print", 0, "print(...)"),
    ("return self.fc(x) / x.abs().max().item()", "value", 0, ".item()"),
    ("h = self.fc(x)\nreturn h * float(x.sum())", "value", 1, "float(...)"),
    ("if x.sum() > 0:\n    x = -x\nreturn self.fc(x)", "branch", 0, "x.sum() > 0"),
    ("assert not x.isnan().any()\nreturn self.fc(x)", "assert", 0, "assert not x.isnan().any()"),
    ("return self.fc(x) + x[x > 0].mean()", "shape", 0, "x[x > 0]"),
    ("return self.fc(x) * random.random()", "random", 0, "random.random()"),
    ("t = time.time()\nreturn self.fc(x) * t", "time", 0, "time.time()"),
    ("y, _ = self.rnn(x)\nreturn self.fc(y)", "rnn", 0, "self.rnn"),
    ("warnings.warn('hm')\nreturn self.fc(x)", "log", 0, "warnings.warn(...)"),
    ("return nn.Linear(8, 8)(x)", "parameter", 0, "nn.Linear(...)"),
    ("import numpy as np\nreturn self.fc(x) + np.random.rand()", "random", 1, ".rand()"),
    ("import datetime\ndatetime.datetime.now()\nreturn self.fc(x)", "time", 1, ".now()"),
    ("import json\njson.dumps({'a': 1})\nreturn self.fc(x)", "function", 1, "json.dumps(...)"),
    ("torch.manual_seed(0)\nreturn self.fc(x)", "seed", 0, "torch.manual_seed(...)"),
]


@pytest.mark.parametrize(("forward", "name", "line", "what"), CASES, ids=[c[3] for c in CASES])
def test_the_usual_breaks_are_named_on_their_line(
    forward: str, name: str, line: int, what: str
) -> None:
    [found] = traced(forward)[0]
    assert (found["name"], found["line"], found["what"]) == (name, FIRST + line, what)
    for language in LANGUAGES:
        assert len(break_sentences(found, language)) > 20


def test_a_break_in_a_loop_leaves_the_method_to_python() -> None:
    """torch._dynamo.explain reports nothing here. Columns are those of characters, not bytes."""
    [found] = traced("for _ in range(2):\n    '값'; print(x.mean())\nreturn self.fc(x)")[0]
    assert found["kind"] == "skip"
    assert (found["line"], found["column"], found["end_column"]) == (FIRST + 1, 18, 33)
    sentence = (
        "torch.compile leaves this whole method to Python: print(...) is not a tensor operation."
    )
    assert break_sentences(found, "en").startswith(sentence)


def test_one_graph_has_no_breaks_and_one_more_compilation_for_each_kind_of_call() -> None:
    breaks, again = traced("return torch.dropout(self.fc(x), 0.5, self.training)")
    assert breaks == []
    assert [found["name"] for found in again] == ["new-size", "training"]


def test_a_counter_compiles_again_at_each_call() -> None:
    breaks, again = traced("self.count += 1\nreturn self.fc(x) * self.count")
    assert breaks == []
    assert again[0]["name"] == "state-changes"
    assert (again[0]["trigger"], again[0]["line"]) == ("same-input", FIRST)
    assert recompile_sentence(again[0], "en").startswith("self.count changes at each call")


def test_the_trace_of_torch_tells_the_same_where_the_method_is_missing() -> None:
    def forward(x: torch.Tensor) -> torch.Tensor:
        return x / x.abs().max().item()

    lines = []
    for wrap in (True, False):
        torch._dynamo.reset()
        with quiet(), recording(wrap) as log:
            torch.compile(forward, backend="eager")(torch.randn(4))
        assert log.breaks is not None
        [found] = log.breaks
        assert Path(found.stack[-1].file).name == Path(__file__).name
        lines.append(found.stack[-1].line)
    assert lines[0] == lines[1]
    torch._dynamo.reset()


def test_a_part_of_a_condition_is_told_by_its_line() -> None:
    """torch 2.13 gives columns of another place for the first part of `and`."""
    [found] = traced("if (x > 0).any() and x.size(0) > 1:\n    x = x + 1\nreturn self.fc(x)")[0]
    assert (found["name"], found["line"], found["column"]) == ("branch", FIRST, None)
    assert found["what"].startswith("if (x > 0).any()")


def test_what_changes_after_a_break_is_not_called_by_a_name_of_torch() -> None:
    _, again = traced("return self.fc(x) + len(set(x.sum(1).tolist()))")
    assert any(item["name"] == "after-break" for item in again)
    assert not any("___" in recompile_sentence(item, "en") for item in again)
