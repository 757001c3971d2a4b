"""Does the audit of Run & time say what torch does, on every labelled file that can be run?

    python -m benchmarks.audit_truth [--write] [part of a name ...]

Each Module of tests/labelled is run as the lens runs it. Then the same questions are asked of the
same Module by other means: Python's garbage collector for the tensors that hang on it, autograd for
what a backward pass reaches, `state_dict()`, a move to a pretended GPU, two calls in evaluation
mode. Where an answer differs it is printed. `--write` puts the table into
benchmarks/results/audit.md.
"""

from __future__ import annotations

import ast
import contextlib
import datetime
import io
import logging
import re
import sys
import warnings
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from multiprocessing import get_context
from pathlib import Path
from typing import Any
from unittest import mock

import torch
from torchtutor.analyzers import analyze
from torchtutor.server.runner.agent import stages
from torchtutor.server.runner.agent.errors import Stopped
from torchtutor.server.runner.messages import Job, blank_result

from tests.labelled_samples import Sample, samples

from .audit_asked import QUESTIONS
from .audit_words import Answers, Watched, compare

RESULTS = Path(__file__).parent / "results" / "audit.md"


def run_class(sample: Sample, class_name: str, text: str | None = None) -> dict[str, Any]:
    """The result of a run with the truth asked beside it."""
    job = Job(text or sample.text, str(sample.path), class_name, measure=False, budget_s=0.01)
    result = blank_result(job)
    quiet = io.StringIO()
    try:
        with mock.patch.object(stages, "Audit", Watched), contextlib.redirect_stdout(quiet):
            stages.Stages(asdict(job), result, lambda stage: None, lambda: None).run()
    except Stopped as stopped:
        result["error"] = stopped.error
    except Exception as error:  # noqa: BLE001 (a mistake of ours: said, and the rest goes on)
        result["error"] = {"stage": "FAILED", "type": type(error).__name__, "message": str(error)}
    return result


def answers_of(sample: Sample) -> list[Answers]:
    """Of each Module of a labelled file."""
    torch.set_num_threads(1)
    found = []
    for runnable in analyze(sample.text).runnables:
        name = f"{sample.name}: {runnable.qualified_name}"
        Watched.truth = None
        result = run_class(sample, runnable.qualified_name)
        told = _with_example(sample, runnable.qualified_name)
        # The label may be about these arguments only: some lists stay empty with others.
        wanted = result["error"] is not None or runnable.qualified_name in _proved(sample)
        if wanted and told is not None:
            other = run_class(sample, runnable.qualified_name, told)
            result = other if other["error"] is None else run_class(sample, runnable.qualified_name)
        if (error := result["error"]) is not None:
            words = str(error["message"]).split("\n")[0]
            found.append(Answers(name, f"{error['stage']}, {error['type']}: {words}"))
            continue
        answers = compare(name, result)
        if runnable.qualified_name in _proved(sample):
            told_lines = {i["line"] for i in (*result["unregistered"], *result["state"])}
            if not told_lines & set(sample.lines):
                answers.wrong_lines.append(
                    f"said on {sorted(told_lines, key=str)}, labelled {sample.lines}"
                )
        found.append(answers)
    return found


def _proved(sample: Sample) -> set[str]:
    """The classes whose label is proved by what the audit speaks of, on the line of the label."""
    # What shows on another device only does not show in a run on the CPU.
    proofs = [p for p in sample.proofs if sample.is_mistake and "meta" not in p]
    calls = [ast.parse(p, mode="eval").body for p in proofs]
    return {
        ast.unparse(call.args[0].func)
        for call in calls
        if isinstance(call, ast.Call)
        and ast.unparse(call.func) in ("hidden", "orphans", "stays_behind")
        and isinstance(call.args[0], ast.Call)
    }


def _with_example(sample: Sample, class_name: str) -> str | None:
    """The text with the arguments of the proof as an example comment, on the line of the class."""
    for proof in sample.proofs:
        call = ast.parse(proof, mode="eval").body
        if not (isinstance(call, ast.Call) and call.args and isinstance(call.args[0], ast.Call)):
            continue
        made, given = call.args[0], [a for a in call.args[1:] if not isinstance(a, ast.Constant)]
        if ast.unparse(made.func) != class_name:
            continue
        inputs = re.sub(r"(?<![\w.])randn\(", "torch.randn(", ", ".join(map(ast.unparse, given)))
        arguments = f"({inputs})" if given else ""
        comment = f"# torchtutor: example {ast.unparse(made)}{arguments}"
        line = re.search(rf"^class {class_name}\b.*:[ \t]*$", sample.text, re.MULTILINE)
        if line is not None:
            return f"{sample.text[: line.end()].rstrip()}  {comment}{sample.text[line.end() :]}"
    return None


def _quiet_worker() -> None:
    logging.getLogger("torch").setLevel(logging.CRITICAL)
    warnings.simplefilter("ignore")


def main(arguments: Sequence[str]) -> int:
    """Run all, print what differs, and 1 when anything does."""
    parts = [a for a in arguments if not a.startswith("-")]
    chosen = [s for s in samples() if not parts or any(part in s.name for part in parts)]
    with ProcessPoolExecutor(2, mp_context=get_context("spawn"), initializer=_quiet_worker) as pool:
        every = [a for found in pool.map(answers_of, chosen, chunksize=8) for a in found]
    ran = [answers for answers in every if answers.stopped is None]
    for answers in every:
        for line in (*answers.different, *answers.wrong_lines):
            print(f"DIFFERS {answers.name}\n        {line}")
    for answers in every:
        if answers.stopped is not None:
            print(f"not run {answers.name}: {answers.stopped}")
    text = report(chosen, every)
    print(text)
    if "--write" in arguments:
        RESULTS.write_text(text, encoding="utf-8")
    return 1 if any(a.different or a.wrong_lines for a in ran) else 0


def report(chosen: Sequence[Sample], every: Sequence[Answers]) -> str:
    """The table as Markdown."""
    ran = [answers for answers in every if answers.stopped is None]
    asked, agree, positive = Counter[str](), Counter[str](), Counter[str]()
    for answers in ran:
        for question in QUESTIONS:
            if question in answers.truth:
                asked[question] += 1
                agree[question] += answers.truth[question] == answers.audit[question]
                positive[question] += bool(answers.truth[question])
    stopped = [a for a in every if a.stopped is not None]
    rows = [f"| {q} | {asked[q]} | {positive[q]} | {agree[q]} |" for q in QUESTIONS]
    day = datetime.datetime.now(datetime.UTC)
    return "\n".join(
        [
            "# The audit and the truth",
            "",
            (
                f"Written by `python -m benchmarks.audit_truth --write` on {day:%Y-%m-%d} with PyTorch "
                f"{torch.__version__}. {len(chosen)} labelled files have {len(every)} Modules; "
                f"{len(ran)} run."
            ),
            "",
            "Each was run as the lens runs it, and the same was asked of it by other means: what the",
            "garbage collector finds hanging on it, what autograd reaches, `state_dict()`, two calls in",
            "evaluation mode, and forward on a GPU that torch's fake tensors pretend to have.",
            "",
            "| question | asked | the answer is not nothing | the audit says the same |",
            "|---|---|---|---|",
            *rows,
            "",
            (
                "Labelled lines on which the audit says nothing: "
                f"{sum(bool(a.wrong_lines) for a in ran)}."
            ),
            "",
            f"The {len(stopped)} that do not run, at which step of the run and why. Most are labelled with",
            "just that: torch does not run them.",
            "",
            *(f"- `{a.name}`: {_short(str(a.stopped))}" for a in stopped),
            "",
        ]
    )


def _short(text: str) -> str:
    return text if len(text) <= 110 else f"{text[:109]}…"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
