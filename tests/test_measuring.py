"""What is timed, what would make it wrong, and whether compiled code computes the same."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn
from torchtutor.server.language import LANGUAGES, say
from torchtutor.server.runner.agent.agreeing import agreement
from torchtutor.server.runner.agent.disturbance import (
    Counters,
    counters,
    cpu_quota,
    interrupted,
    machine,
    on_battery,
    process,
)
from torchtutor.server.runner.agent.inputs import Call
from torchtutor.server.runner.agent.memory import memory
from torchtutor.server.runner.agent.resizing import batch_of, resized
from torchtutor.server.runner.agent.steps import Untrainable, training, unchanged
from torchtutor.server.runner.agent.verdicts import Block, Pair, conclude

pytestmark = pytest.mark.torch


def call(*tensors: torch.Tensor) -> Call:
    return Call(tensors, {}, "", "", {}, True)


class Norm(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.fc = nn.Linear(4, 4)
        self.norm = nn.BatchNorm1d(4)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.norm(self.fc(x))


# Which dimension is the batch


@pytest.mark.parametrize(
    ("model", "shape", "wanted"),
    [
        (nn.Linear(3, 2), (5, 3), (0, 5)),
        (nn.Sequential(nn.Flatten(), nn.Linear(12, 2)), (5, 3, 4), (0, 5)),
        (nn.LSTM(3, 2), (7, 5, 3), (0, 7)),
        (nn.Sequential(nn.Unflatten(0, (5, 1)), nn.Linear(3, 2)), (5, 3), None),
    ],
)
def test_the_batch_is_found_by_trying(
    model: nn.Module, shape: tuple[int, ...], wanted: tuple[int, int] | None
) -> None:
    assert batch_of(model, call(torch.randn(shape))) == wanted


def test_a_larger_batch_repeats_the_rows_of_every_input() -> None:
    given = call(torch.tensor([[1.0], [2.0]]), torch.tensor([3, 4]))
    (x, y), _ = resized(given, 0, 2, 3)
    assert x.tolist() == [[1.0], [2.0], [1.0]]
    assert y.tolist() == [3, 4, 3]


# Training steps


def test_a_training_step_leaves_nothing_behind() -> None:
    model = Norm().eval()
    before = model.norm.running_mean.clone() if model.norm.running_mean is not None else None
    with unchanged(model):
        model.train()
        training(model, model, ((torch.randn(8, 4),), {}))()
        assert model.fc.weight.grad is not None
        assert not torch.equal(model.norm.running_mean, before)  # type: ignore[arg-type]
    assert model.fc.weight.grad is None
    assert torch.equal(model.norm.running_mean, before)  # type: ignore[arg-type]
    assert not model.training and not model.norm.training


def test_what_cannot_be_trained_says_so() -> None:
    with pytest.raises(Untrainable):
        training(nn.Identity(), nn.Identity(), ((torch.randn(2),), {}))()


# Compiled against eager


def test_equal_results_agree_and_eager_is_compared_with_double_precision() -> None:
    model = Norm().train()
    found = agreement(model, lambda x: model(x), ((torch.randn(8, 4),), {}), "training")
    assert (found["max_difference"], found["gradient_difference"]) == (0.0, 0.0)
    assert found["agrees"] is True
    assert 0 < found["eager_error"] < 1e-4


def test_another_result_does_not_agree() -> None:
    model = nn.Linear(4, 4).eval()
    found = agreement(model, lambda x: model(x) + 0.5, ((torch.randn(8, 4),), {}), "inference")
    assert found["agrees"] is False
    assert found["max_difference"] == pytest.approx(0.5, abs=1e-5)


def test_random_numbers_in_forward_are_not_called_a_difference() -> None:
    model = nn.Dropout().train()
    found = agreement(model, model, ((torch.randn(50),), {}), "inference")
    assert found["max_difference"] is None


def test_memory_counts_shared_storage_once() -> None:
    model = nn.Sequential(nn.Linear(10, 10, bias=False), nn.Linear(10, 10, bias=False), nn.Tanh())
    model[1].weight = model[0].weight
    found = memory(model, ((torch.randn(3, 10),), {}), "cpu")
    assert found["parameters"] == 400
    assert found["saved_for_backward"] == 2 * 3 * 10 * 4  # inputs of the second layer and of tanh


# Disturbances


def keys(found: Any) -> set[str]:
    return {key for key, _ in found}


def test_a_laptop_on_its_battery(tmp_path: Path) -> None:
    supply = tmp_path / "sys/class/power_supply/BAT0"
    supply.mkdir(parents=True)
    (supply / "type").write_text("Battery\n")
    (supply / "status").write_text("Discharging\n")
    assert on_battery(tmp_path)
    (supply / "scope").write_text("Device\n")  # a mouse
    assert not on_battery(tmp_path)


def test_a_container_with_half_a_cpu(tmp_path: Path) -> None:
    (tmp_path / "proc/self").mkdir(parents=True)
    (tmp_path / "proc/self/cgroup").write_text("0::/box/inner\n")
    inner = tmp_path / "sys/fs/cgroup/box/inner"
    inner.mkdir(parents=True)
    (inner / "cpu.max").write_text("max 100000\n")
    (inner.parent / "cpu.max").write_text("50000 100000\n")
    (inner / "cpu.stat").write_text("usage_usec 5\nnr_periods 9\nnr_throttled 3\n")
    assert cpu_quota(tmp_path) == 0.5
    assert counters(tmp_path) == Counters(0, 3)
    assert {"quota", "throttled"} <= keys(machine(1, Counters(0, 2), tmp_path))


def test_heat_and_slow_cores(tmp_path: Path) -> None:
    core = tmp_path / "sys/devices/system/cpu/cpu0"
    for folder in ("thermal_throttle", "cpufreq"):
        (core / folder).mkdir(parents=True)
    (core / "thermal_throttle/core_throttle_count").write_text("7\n")
    (core / "cpufreq/scaling_cur_freq").write_text("900000\n")
    (core / "cpufreq/cpuinfo_max_freq").write_text("3000000\n")
    assert {"heat", "frequency"} <= keys(machine(1, Counters(6, 0), tmp_path))
    assert "heat" not in keys(machine(1, Counters(7, 0), tmp_path))


def test_what_is_switched_on_in_the_process() -> None:
    model = nn.Linear(2, 2)
    threads = torch.get_num_threads()
    assert keys(process(model, threads, "cpu")) - {"tracing"} == set()  # coverage may watch us
    model.register_forward_hook(lambda *_: None)
    with torch.autograd.set_detect_anomaly(True, check_nan=False):
        assert {"hooks", "anomaly", "threads-changed"} <= keys(process(model, threads + 1, "cpu"))


def test_every_warning_has_its_sentence() -> None:
    source = Path("server/runner/agent")
    text = "".join(
        (Path(__file__).parents[1] / source / name).read_text("utf-8")
        for name in ("disturbance.py", "measuring.py")
    )
    import re

    named = set(re.findall(r'yield "([a-z-]+)"', text)) | set(
        re.findall(r'\(\("([a-z-]+)", ', text)
    )
    assert len(named) >= 18
    fields = dict.fromkeys(("load", "cpus", "percent", "threads", "wanted", "count", "mode"), "1")
    for key in named | {"cpu-mode"}:
        for language in LANGUAGES:
            assert say(language, f"measure.warn-{key}", **fields)


def test_interruptions_are_told_of_when_there_are_many() -> None:
    assert list(interrupted(0.9)) == []
    assert list(interrupted(0.4)) == [("interrupted", {"percent": 60})]


# Verdicts


def pairs(ratio: float, noise: float, disturbed: float = 0.0, count: int = 300) -> list[Pair]:
    """Blocks of a side that takes `ratio` ms and one that takes 1 ms; interrupted ones take more."""
    chance = random.Random(1)

    def block(ms: float) -> Block:
        cpu = ms * 1e-3 * chance.lognormvariate(0, noise)
        interrupted = chance.random() < disturbed
        return Block(cpu * (chance.uniform(2, 9) if interrupted else 1.0), cpu, interrupted)

    return [(block(ratio), block(1.0)) for _ in range(count)]


@pytest.mark.parametrize(
    ("ratio", "noise", "disturbed", "verdict", "clock"),
    [
        (1.10, 0.05, 0.1, "faster", "wall"),
        (1 / 1.10, 0.05, 0.1, "slower", "wall"),
        (1.00, 0.05, 0.1, "no-difference", "wall"),
        (1.10, 0.05, 0.95, "faster", "cpu"),
        (1.00, 0.05, 0.95, "no-difference", "cpu"),
        (1.06, 0.90, 0.5, "too-noisy", "wall"),
    ],
)
def test_verdicts(ratio: float, noise: float, disturbed: float, verdict: str, clock: str) -> None:
    found = conclude(pairs(ratio, noise, disturbed), cpu_time=True)
    assert (found.verdict, found.clock) == (verdict, clock)


def test_a_change_halfway_is_no_verdict() -> None:
    drifted = pairs(1.0, 0.02, count=140) + pairs(1.3, 0.02, count=160)
    assert conclude(drifted, cpu_time=True).verdict == "too-noisy"


def test_a_model_that_waits_is_judged_by_the_wall_clock() -> None:
    waiting = [(Block(3e-3, 1e-3, False), Block(2e-3, 1e-3, False))] * 50
    found = conclude(waiting, cpu_time=True)
    assert (found.verdict, found.clock, found.ratio) == ("faster", "wall", 1.5)
