"""The learner's process: whatever the code does, there is a result and nothing is left behind."""

from __future__ import annotations

import json
import sys
import textwrap
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from torchtutor.server.runner.messages import Job, RunEvent
from torchtutor.server.runner.process import RUN_ID, run_job

pytestmark = pytest.mark.torch
FILES = Path(__file__).parent / "learner_code"
SCHEMA = json.loads(
    files("torchtutor.server").joinpath("schemas", "run-result.schema.json").read_text("utf-8")
)


def code(init: str = "", forward: str = "", top: str = "") -> str:
    lines = ["import os, sys, time", "import torch", "from torch import nn", *top.splitlines()]
    lines += ["class Net(nn.Module):", "    def __init__(self):", "        super().__init__()"]
    lines += [f"        {line}" for line in textwrap.dedent(init).strip().splitlines()]
    lines += ["        self.fc = nn.Linear(3, 4)", "    def forward(self, x):"]
    lines += [f"        {line}" for line in textwrap.dedent(forward).strip().splitlines()]
    return "\n".join([*lines, "        return self.fc(x)", ""])


async def run(
    source: str, folder: Path, timeout_s: float = 60.0, events: list[RunEvent] | None = None,
    python: str = sys.executable, **options: Any
) -> dict[str, Any]:  # fmt: skip
    """Run `Net` of `source` without torch.compile; the result fits the schema."""
    job = Job(source, str(folder / "net.py"), "Net", **{"measure": False, **options})
    seen: list[RunEvent] = [] if events is None else events
    result = await run_job(job, python, timeout_s=timeout_s, on_event=seen.append)
    jsonschema.validate(result, SCHEMA)
    assert marked() == []
    return result


def marked() -> list[int]:
    """The processes that carry a run's id."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            environment = (entry / "environ").read_bytes()
        except OSError:
            continue
        # The mark of our own runs only: tests may run side by side.
        if f"{RUN_ID}=".encode() in environment and int(entry.name) in process_ids():
            found.append(int(entry.name))
    return found
