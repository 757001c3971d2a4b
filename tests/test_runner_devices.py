"""A run on every device that this torch finds; those that it does not find are named in a warning."""

from __future__ import annotations

import sys
import warnings
from pathlib import Path
from typing import Any

import pytest
import torch
from torchtutor.server.runner.agent.environment import devices
from torchtutor.server.runner.messages import Job
from torchtutor.server.runner.process import run_job

pytestmark = pytest.mark.torch

HAVE = devices()
MISSING = {"cuda", "mps", "xpu"} - {torch.device(name).type for name in HAVE}
if MISSING:
    warnings.warn(
        f"no {', no '.join(sorted(MISSING))} device here: runs were tried on {', '.join(HAVE)} only",
        stacklevel=1,
    )

# 4 bytes of `wide` for each of 8,000 columns: half a terabyte for all entries of the input.
SOURCE = """\
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(3, 4)

    # torchtutor: example Net()(torch.randn({entries}, 3))
    def forward(self, x):
        wide = x[:, :1].repeat(1, 8_000)
        return self.fc(x) + wide[:, :4]
"""


async def run(folder: Path, entries: int, **options: Any) -> dict[str, Any]:
    source = SOURCE.format(entries=entries)
    job = Job(source, str(folder / "net.py"), "Net", **options)
    return await run_job(job, sys.executable, timeout_s=240, on_event=lambda event: None)


@pytest.mark.parametrize("device", HAVE)
async def test_all_of_a_run_is_on_the_device(device: str, tmp_path: Path) -> None:
    result = await run(tmp_path, 32, device=device, compile_mode="reduce-overhead")
    assert result["error"] is None
    assert result["device"] == device
    shown = {info["device"] for value in result["values"] for info in value["values"]}
    assert {torch.device(name).type for name in shown} == {torch.device(device).type}
    timing = result["timing"]
    assert timing["verdict"] in ("faster", "slower", "no-difference", "too-noisy")
    assert timing["max_difference"] < 1e-4
    peak = result["memory"]["device_peak"]
    assert (peak is not None and peak > 32 * 8_000 * 4) == (torch.device(device).type == "cuda")


@pytest.mark.parametrize("device", HAVE)
async def test_of_what_does_not_fit_a_part_that_does_is_told(device: str, tmp_path: Path) -> None:
    result = await run(tmp_path, 2**24, device=device, memory_mb=2048, measure=False)
    error = result["error"]
    assert (error["kind"], error["explanation_key"]) == ("memory", "explain-memory-fits")
    sizes = error["explanation_fields"]
    assert sizes["size"] == 2**24 and sizes["fits"] in [2**n for n in range(24)]
    assert f"with {sizes['fits']} it ran" in error["explanation"]
