"""The comparison tells a difference from noise."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path

import pytest
from torchtutor.server.runner.agent.verdicts import median_interval

SAME_TWICE = Path(__file__).parent / "learner_code" / "same_twice.py"


def test_the_interval_holds_the_median_as_often_as_it_says() -> None:
    chance = random.Random(0)
    hits = 0
    for _ in range(400):
        interval = median_interval([chance.lognormvariate(0, 1) for _ in range(25)])
        assert interval is not None
        hits += interval[0] <= 1 <= interval[1]
    # 95 % or more are meant; below 92 % of 400 has a chance of less than 1 %.
    assert hits >= 0.92 * 400


def test_too_few_values_have_no_interval() -> None:
    assert median_interval([1.0, 2.0, 3.0, 4.0, 5.0]) is None
    assert median_interval([6.0, 5.0, 4.0, 3.0, 2.0, 1.0]) == (1.0, 6.0)


@pytest.mark.alone
@pytest.mark.torch
def test_a_model_is_no_faster_than_its_copy_and_twice_the_work_is_slower() -> None:
    """60 trials of the same model against its copy; a process of its own, for a quiet start."""
    command = [sys.executable, str(SAME_TWICE), "60", "0.4"]
    answer = subprocess.run(command, capture_output=True, check=True, text=True)
    trials = json.loads(answer.stdout)
    claims = [t for t in trials["same"] if t[0] in ("faster", "slower")]
    assert len(trials["same"]) == 60
    assert len(claims) <= 1, claims
    assert trials["slower"][0] == "slower"
    assert trials["faster"][0] == "faster"
    assert trials["slower"][1] < 0.7
    assert trials["faster"][1] > 1.4
