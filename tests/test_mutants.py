"""The mutations of benchmarks/mutants.py make the mistakes that they are named after, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from torchtutor.analyzers import analyze

from benchmarks.mutants import RULES, interval, main, mutants

NET = """\
import torch
from torch import nn


class Größe(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.blocks = nn.ModuleList([nn.Linear(n, n) for _ in range(2)])
        self.scales = nn.ParameterList()
        self.scales.append(nn.Parameter(torch.ones(n)))
        self.shift = nn.Parameter(torch.zeros(n))  # größer
        self.out = nn.Linear(n, n)
        self.register_buffer("mask", torch.ones(n), persistent=False) if n else None
        self.register_buffer("mean", torch.rand(n))

    def forward(self, x):
        for block in self.blocks:
            x = block(x) * self.scales[0] + self.shift - self.mean
        return self.out(x)


def train(batches):
    net = Größe(3)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    for x, y in batches:
        optimizer.zero_grad()
        loss = (net(x) - y).pow(2).mean()
        loss.backward()
        optimizer.step()
"""


def test_each_mutation_makes_the_mistake_of_its_rule() -> None:
    assert analyze(NET).findings == ()
    seen: set[str] = set()
    for mutant in mutants(NET, {"Größe"}):
        told = [
            finding
            for finding in analyze(mutant.text).findings
            if finding.span.start < mutant.end and mutant.start < finding.span.end
        ]
        assert RULES[mutant.kind] in {finding.rule for finding in told}, mutant.kind
        compile(mutant.text, "mutant", "exec")
        seen.add(mutant.kind)
    assert seen == set(RULES)


def test_other_classes_are_left_alone() -> None:
    assert {mutant.kind for mutant in mutants(NET, ())} == {"no zero_grad()"}


def test_the_table_counts_what_was_tried(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "net.py").write_text(NET, encoding="utf-8")
    (tmp_path / "broken.py").write_text("import torch\nclass (", encoding="utf-8")
    assert main([str(tmp_path), "--missed"]) == 0
    rows = capsys.readouterr().out.splitlines()
    assert any(row.startswith("ModuleList as a list") and "100%" in row for row in rows)
    assert rows[-1].startswith("0 classes")


@pytest.mark.parametrize(("found", "of"), [(0, 10), (5, 10), (10, 10), (137, 197)])
def test_the_interval_holds_the_share(found: int, of: int) -> None:
    low, high = interval(found, of)
    assert 0 <= low <= found / of <= high <= 1
    assert high - low < 0.7
