"""The labelled set: its labels are what PyTorch does, and the rules agree with them."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from torchtutor.analyzers.registry import RULES

from benchmarks.accuracy import score_all

from .labelled_samples import samples

ROOT = Path(__file__).parents[1]
REGISTRATION = {
    "missing-super-init",
    "module-list-not-registered",
    "parameter-list-not-registered",
    "parameter-lost-in-arithmetic",
    "parameter-lost-in-conversion",
    "trainable-tensor-not-parameter",
    "tensor-not-buffer",
}
# Not here, with the reason: nothing to prove without a GPU; not about PyTorch.
UNPROVED = {"timing-without-synchronize", "unused-suppression"}


def test_the_set_is_large_enough() -> None:
    every = list(samples())
    mistakes = Counter(sample.rule for sample in every if sample.is_mistake)
    clean = {sample.rule for sample in every if not sample.is_mistake}
    assert sum(mistakes.values()) >= 150
    assert sum(not sample.is_mistake for sample in every) >= 150
    assert sum(mistakes[rule] for rule in REGISTRATION) >= 60
    rules = {rule.id for rule in RULES}
    assert rules - set(mistakes) <= UNPROVED, "a rule without a labelled mistake"
    assert rules - clean <= UNPROVED, "a rule without a look-alike"


@pytest.mark.torch
def test_labels_are_what_torch_does() -> None:
    script = ROOT / "tests" / "generate" / "label_check.py"
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-500:]


def test_rules_agree_with_the_labels() -> None:
    score = score_all()
    rules = {rule.id for rule in RULES}
    told = "\n".join(sorted(score.disagreements))
    assert score.precision(rules) >= 0.97, told
    assert score.recall(rules) >= 0.9, told
    assert score.precision(REGISTRATION) >= 0.97, told
    assert score.recall(REGISTRATION) >= 0.95, told
