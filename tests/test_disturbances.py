"""Whatever makes a time wrong is named: with what this machine says, or with what it is told to say."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn
from torchtutor.server.runner.agent.disturbance import Counters, machine, process

pytestmark = pytest.mark.torch
CALM = Counters(0, 0)
CPUFREQ = "sys/devices/system/cpu/cpu0/cpufreq"


def told(root: Path, path: str, text: str) -> None:
    """Let a file of /proc or /sys say this."""
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text, encoding="ascii")


def of_machine(root: Path, threads: int = 1) -> dict[str, dict[str, Any]]:
    return dict(machine(threads, CALM, root))


def of_process(device: str = "cpu") -> set[str]:
    return {key for key, _ in process(nn.Linear(2, 2), torch.get_num_threads(), device)}


def test_other_programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cpus = len(os.sched_getaffinity(0))
    monkeypatch.setattr(os, "getloadavg", lambda: (cpus + 3.0, 0.0, 0.0))
    assert of_machine(tmp_path)["load"] == {"load": f"{cpus + 3.0:.1f}", "cpus": cpus}
    monkeypatch.setattr(os, "getloadavg", lambda: (1.0, 99.0, 99.0))
    assert "load" not in of_machine(tmp_path)


def test_more_threads_than_cpus(tmp_path: Path) -> None:
    assert of_machine(tmp_path, 10_000)["threads"]["threads"] == 10_000
    assert "threads" not in of_machine(tmp_path)


@pytest.mark.parametrize(
    ("governor", "driver", "named"),
    [
        ("powersave", "acpi-cpufreq", True),
        ("powersave", "intel_pstate", False),
        ("performance", "acpi-cpufreq", False),
    ],
)
def test_a_machine_that_saves_power(
    governor: str, driver: str, named: bool, tmp_path: Path
) -> None:
    told(tmp_path, f"{CPUFREQ}/scaling_governor", f"{governor}\n")
    told(tmp_path, f"{CPUFREQ}/scaling_driver", f"{driver}\n")
    assert ("powersave" in of_machine(tmp_path)) == named


def test_a_quota_is_wrong_only_for_more_threads_than_it_has(tmp_path: Path) -> None:
    told(tmp_path, "proc/self/cgroup", "0::/\n")
    told(tmp_path, "sys/fs/cgroup/cpu.max", "200000 100000\n")
    assert "quota" not in of_machine(tmp_path, 2)
    assert of_machine(tmp_path, 3)["quota"] == {"cpus": "2", "threads": 3}


def test_builds_for_debugging(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not {"debug-torch", "debug-python"} & of_process()
    monkeypatch.setattr(torch.version, "debug", True)
    monkeypatch.setattr(sys, "gettotalrefcount", lambda: 0, raising=False)
    assert {"debug-torch", "debug-python"} <= of_process()


def test_deterministic_algorithms() -> None:
    assert "deterministic" not in of_process()
    torch.use_deterministic_algorithms(True)
    try:
        assert "deterministic" in of_process()
    finally:
        torch.use_deterministic_algorithms(False)


def test_a_profiler_of_torch() -> None:
    assert "profiler" not in of_process()
    with torch.profiler.profile():
        assert "profiler" in of_process()


def test_a_profiler_of_python() -> None:
    before = sys.getprofile()
    sys.setprofile(lambda *_: None)
    try:
        found = of_process()
    finally:
        sys.setprofile(before)
    assert "tracing" in found


def test_launches_that_block(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUDA_LAUNCH_BLOCKING", "1")
    assert "blocking" in of_process("cuda")
    assert "blocking" not in of_process("cpu")


@pytest.mark.parametrize("name", ["TORCHDYNAMO_DISABLE", "TORCH_COMPILE_DISABLE"])
def test_a_compiler_that_is_switched_off(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "compile-disabled" not in of_process()
    monkeypatch.setenv(name, "1")
    assert "compile-disabled" in of_process()
