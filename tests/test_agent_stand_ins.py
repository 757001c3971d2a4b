"""Runs of what is not a class, and of the whole file."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from torchtutor.analyzers import analyze
from torchtutor.server.runner.agent.errors import Stopped
from torchtutor.server.runner.agent.stages import Stages
from torchtutor.server.runner.messages import Job, blank_result
from torchtutor.server.runner.source import main_class, prepare_job

from .test_agent_runs import HEADER, net, run

pytestmark = pytest.mark.torch

SOURCE = (
    HEADER
    + """
loss = nn.CrossEntropyLoss()
model = nn.Sequential(
    nn.Linear(3, 4),
    nn.ReLU(),
).to("cpu")
for _ in range(10**12):
    pass


# torchtutor: example step(torch.randn(2, 3), power=3)
def step(x, power):
    y = x**power
    return model(y)


def other(x):
    return x
"""
)


def test_models_and_marked_functions_have_a_lens() -> None:
    found = [(r.qualified_name, r.kind) for r in analyze(SOURCE).runnables]
    assert found == [("model", "value"), ("step", "function")]
    for runnable in analyze(SOURCE).runnables:
        place = runnable.name_span
        assert SOURCE[place.start : place.end] == runnable.qualified_name


def test_a_model_that_is_assigned_runs() -> None:
    result = run(prepare_job(SOURCE, "/learner/net.py", "model").source, "model")
    assert result["error"] is None
    assert result["output"] == "float32[32, 4]"
    assert result["line"] == 6
    assert result["constructor"]["source_fields"] == {"line": 6}
    assert result["input"]["source_fields"]["layer"] == "Linear(3, 4)"


def test_a_marked_function_runs() -> None:
    result = run(SOURCE, "step")
    assert result["error"] is None
    assert result["output"] == "float32[2, 4]"
    assert result["input"]["call"] == "torch.randn(2, 3), power=3"
    assert {item["name"] for item in result["values"]} == {"x", "y", "return"}


def test_a_class_comes_before_what_is_assigned() -> None:
    assert main_class(SOURCE) == "step"
    assert main_class(net("self.fc = nn.Linear(3, 4)") + "m = nn.Linear(2, 2)\n") == "Net"


def whole(source: str, path: Path) -> dict[str, Any]:
    job = Job(source, str(path), "Net", measure=False, budget_s=0.01, whole_file=True)
    result = blank_result(job)
    try:
        Stages(asdict(job), result, lambda stage: None, lambda: None).run()
    except Stopped as stopped:
        result["error"] = stopped.error
    return result


def test_the_whole_file_runs_when_asked(tmp_path: Path) -> None:
    (tmp_path / "data.txt").write_text("12345", encoding="utf-8")
    source = net(
        "self.fc = nn.Linear(WIDTH, 4)",
        "return self.fc(x)",
        after=f"WIDTH = len(open({str(tmp_path / 'data.txt')!r}).read())\n"
        "if __name__ == '__main__':\n    torch.manual_seed(1)\n    TRAINED = Net()\n",
    )
    assert run(source)["error"]["explanation_key"] == "explain-skipped-name"
    result = whole(source, tmp_path / "net.py")
    assert result["error"] is None
    assert result["output"] == "float32[32, 4]"
    broken = whole(source + "    raise ValueError('no data')\n", tmp_path / "net.py")
    assert (broken["error"]["message"], broken["error"]["line"]) == ("no data", 17)
