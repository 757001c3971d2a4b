"""How right the rules are: precision and recall on the labelled set in tests/labelled.

    python benchmarks/accuracy.py [--verbose]

The labels are what PyTorch does (`tests/generate/label_check.py` proves each of them), and were
written without looking at the rules. A mistake is found when a finding of its rule touches its
line; every other finding, hints included, is a false alarm. `--verbose` lists both kinds of
disagreement. Rules that are off by default are asked only about the files with their own label.
Rules of the design that are not registered stand apart at the end.
"""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from torchtutor.analyzers import analyze
from torchtutor.analyzers.finding import Finding
from torchtutor.analyzers.registry import RULES

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.labelled_samples import Sample, samples


@dataclass
class Score:
    """Counts by rule, and the disagreements as text."""

    mistakes: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    on_clean: Counter[str] = field(default_factory=Counter)
    elsewhere: Counter[str] = field(default_factory=Counter)
    clean_files: int = 0
    silent_files: int = 0
    disagreements: list[str] = field(default_factory=list)

    def precision(self, rules: set[str]) -> float:
        """Findings that are right, of all; 1 when there are none."""
        right = sum(self.found[rule] for rule in rules)
        wrong = sum(self.on_clean[rule] + self.elsewhere[rule] for rule in rules)
        return right / (right + wrong) if right + wrong else 1.0

    def recall(self, rules: set[str]) -> float:
        """Mistakes that are found, of all; 1 when there are none."""
        mistakes = sum(self.mistakes[rule] for rule in rules)
        return sum(self.found[rule] for rule in rules) / mistakes if mistakes else 1.0


def _lines(text: str, finding: Finding) -> set[int]:
    spans = [finding.span, *(related.span for related in finding.related)]
    return {
        line
        for span in spans
        for line in range(
            text.count("\n", 0, span.start) + 1,
            text.count("\n", 0, max(span.start, span.end - 1)) + 2,
        )
    }


def _judge(sample: Sample, score: Score) -> None:
    found = False
    wrong: list[Finding] = []
    analysis = analyze(sample.text)
    asked = [finding for finding in analysis.optional if finding.rule == sample.rule]
    for finding in (*analysis.findings, *asked):
        on_line = bool(_lines(sample.text, finding) & set(sample.lines))
        if sample.is_mistake and finding.rule in sample.rules and on_line:
            found = True
        else:
            wrong.append(finding)
            (score.elsewhere if sample.is_mistake else score.on_clean)[finding.rule] += 1
    if sample.is_mistake:
        score.mistakes[sample.rule] += 1
        score.found[sample.rule] += found
        if not found:
            place = f"{sample.name}:{', '.join(map(str, sample.lines))}"
            score.disagreements.append(f"missed  {place} {sample.rule}")
    else:
        score.clean_files += 1
        score.silent_files += not wrong
    for finding in wrong:
        line = sample.text.count("\n", 0, finding.span.start) + 1
        kind = "mistake" if sample.is_mistake else "clean"
        score.disagreements.append(
            f"alarm   {sample.name}:{line} ({kind}) {finding.rule} {finding.severity}: "
            f"{finding.message.render()}"
        )


def score_all() -> Score:
    """The score of the registered rules on every sample."""
    score = Score()
    for sample in samples():
        _judge(sample, score)
    return score


def _row(name: str, *cells: object) -> str:
    return f"{name:36}" + "".join(f"{cell!s:>10}" for cell in cells)


def main(arguments: list[str]) -> int:
    score = score_all()
    registered = {rule.id for rule in RULES}
    print(
        _row("rule", "mistakes", "found", "missed", "on clean", "elsewhere", "precision", "recall")
    )
    for rule in [*(rule.id for rule in RULES), *sorted(set(score.mistakes) - registered)]:
        mistakes, found = score.mistakes[rule], score.found[rule]
        alarms = score.on_clean[rule] + score.elsewhere[rule]
        precision = f"{score.precision({rule}):.2f}" if found + alarms else "-"
        recall = f"{score.recall({rule}):.2f}" if mistakes else "-"
        name = rule if rule in registered else f"{rule} (no such rule)"
        counts = (score.on_clean[rule], score.elsewhere[rule], precision, recall)
        print(_row(name, mistakes, found, mistakes - found, *counts))
    print()
    every = registered | set(score.mistakes)
    for title, rules in (("rules that exist", registered), ("all labels", every)):
        mistakes = sum(score.mistakes[rule] for rule in rules)
        print(
            f"{title}: {mistakes} mistakes, precision {score.precision(rules):.3f}, "
            f"recall {score.recall(rules):.3f}"
        )
    print(f"clean files without any finding: {score.silent_files} of {score.clean_files}")
    if "--verbose" in arguments:
        print("\n" + "\n".join(sorted(score.disagreements)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
