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
import gc
import io
import logging
import re
import sys
import types
import warnings
import weakref
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, field
from multiprocessing import get_context
from pathlib import Path
from typing import Any
from unittest import mock

import torch
from torch import nn
from torch._subclasses.fake_tensor import (
    FakeTensor,
    FakeTensorDeviceMismatchError,
    FakeTensorMode,
)
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves, tree_map
from torchtutor.analyzers import analyze
from torchtutor.server.runner.agent import auditing, gradients, moving, stages
from torchtutor.server.runner.agent.audit import Hidden
from torchtutor.server.runner.agent.errors import Stopped
from torchtutor.server.runner.agent.inputs import Call
from torchtutor.server.runner.messages import Job, blank_result

from tests.labelled_samples import Sample, samples
from tests.proofs.provers import leaves, same, tensors, total

RESULTS = Path(__file__).parent / "results" / "audit.md"
HELD = "held and not registered"
TRAINED = "trained and not registered"
UNREACHED = "registered and without gradient"
SHARED = "under two names"
UNSAVED = "buffers that are not saved"
RANDOM = "differs in evaluation mode"
LEFT = "fails after a move"
QUESTIONS = (HELD, TRAINED, UNREACHED, SHARED, UNSAVED, RANDOM, LEFT)
Facts = dict[str, set[str]]


@dataclass
class Answers:
    """Of one Module: to each question what torch does and what the audit says, as texts."""

    name: str
    stopped: str | None = None
    truth: Facts = field(default_factory=dict)
    audit: Facts = field(default_factory=dict)
    wrong_lines: list[str] = field(default_factory=list)

    @property
    def different(self) -> list[str]:
        """The questions with two answers, each with both."""
        return [
            f"{question}: torch {sorted(self.truth[question])}, audit {sorted(told)}"
            for question, told in self.audit.items()
            if question in self.truth and told != self.truth[question]
        ]


def hanging_on(model: nn.Module) -> dict[int, torch.Tensor]:
    """Every tensor that the garbage collector reaches from `model`, by its id.

    Through the learner's classes, but not through others and the globals of functions.
    """
    found: dict[int, torch.Tensor] = {}
    seen: set[int] = set()
    waiting: list[Any] = [model]
    while waiting:
        thing = waiting.pop()
        if id(thing) in seen:
            continue
        seen.add(id(thing))
        if isinstance(thing, torch.Tensor):
            found[id(thing)] = thing
        elif isinstance(thing, types.FunctionType):
            waiting += [*(thing.__closure__ or ()), *(thing.__defaults__ or ()), thing.__dict__]
        elif isinstance(thing, type):
            own = thing.__module__ == "__learner__"
            waiting += [
                v for v in vars(thing).values() if own and isinstance(v, torch.Tensor | nn.Module)
            ]
            waiting += thing.__mro__ if own else ()
        elif not isinstance(thing, types.ModuleType | weakref.ref | property):
            waiting += gc.get_referents(thing)
    return found


def own_names(model: nn.Module) -> Iterator[tuple[str, torch.Tensor]]:
    """Each parameter under each of its names, read from the dictionaries themselves."""

    def walk(module: nn.Module, prefix: str, above: tuple[int, ...]) -> Iterator[Any]:
        yield from ((f"{prefix}{n}", p) for n, p in module._parameters.items() if p is not None)
        for name, child in module._modules.items():
            if child is not None and id(child) not in above:
                yield from walk(child, f"{prefix}{name}.", (*above, id(child)))

    return walk(model, "", (id(model),))


@dataclass
class Truth:
    """What torch does with one Module."""

    held: dict[int, torch.Tensor]
    strangers: list[torch.Tensor]
    facts: Facts


def ask(model: nn.Module, again: Callable[[], nn.Module], call: Call) -> Truth:
    """Find it out; the Module stays in evaluation mode."""
    before = hanging_on(model)
    output = _training_output(model, call)
    after = hanging_on(model)
    registered = {id(t) for t in (*model.parameters(), *model.buffers())}
    saved = [t for t in model.state_dict(keep_vars=True).values() if isinstance(t, torch.Tensor)]
    inside = {t.untyped_storage().data_ptr() for t in saved if t.layout is torch.strided}
    held = {
        key: t
        for key, t in after.items()
        if key not in registered
        and (isinstance(t, nn.Parameter) or t.untyped_storage().data_ptr() not in inside)
        # What forward stores and replaces is a result; a number needs no place.
        and ((t.requires_grad and t.is_leaf) or (key in before and t.dim() > 0 and t.numel() > 0) or (
            key in before and t.requires_grad))
    }  # fmt: skip
    given = {id(t) for t in tensors((call.args, call.kwargs))}
    strangers = [t for t in leaves(output) if id(t) not in registered | given]
    facts: Facts = {UNREACHED: _unreached(model, output), SHARED: set(), UNSAVED: set()}
    first: dict[int, str] = {}
    for name, parameter in own_names(model):
        if first.setdefault(id(parameter), name) != name:
            facts[SHARED].add(name)
    kept = {id(t) for t in saved}
    facts[UNSAVED] = {n for n, t in model.named_buffers() if id(t) not in kept}
    model.eval()
    both = [model(*call.args, **call.kwargs) for _ in range(2)]
    # What returns no tensor cannot differ.
    no_tensor = not list(tensors(both[0]))
    facts[RANDOM] = set() if no_tensor or same(*both) else {"yes"}
    moves = _moves(model, again, call)
    if moves is not None:
        facts[LEFT] = set() if moves else {"yes"}
    return Truth(held, strangers, facts)


def _training_output(model: nn.Module, call: Call) -> Any:
    for training in (True, False):
        model.train(training)
        with contextlib.suppress(Exception):
            return model(*call.args, **call.kwargs)
    return None


def _unreached(model: nn.Module, output: Any) -> set[str]:
    trainable = {n: p for n, p in model.named_parameters() if p.requires_grad}
    if not trainable:
        return set()
    with contextlib.suppress(AssertionError):  # nothing in the output takes gradients
        # Not backward(): a graph that the Module kept from __init__ is needed again.
        grads = torch.autograd.grad(
            total(output), list(trainable.values()), retain_graph=True, allow_unused=True
        )
        return {n for n, grad in zip(trainable, grads, strict=True) if grad is None}
    return set(trainable)


def _moves(model: nn.Module, again: Callable[[], nn.Module], call: Call) -> bool | None:
    """Whether forward works on a GPU that torch pretends to have; None where only one could tell."""
    mode = FakeTensorMode(allow_non_fake_inputs=True)

    def pretended(value: Any) -> Any:
        if isinstance(value, torch.Tensor):
            return FakeTensor(mode, value.detach().to("meta"), torch.device("cuda:0"))
        return value

    try:
        fresh = moving.another(model, again).eval()
        before = {id(p) for p in fresh.parameters()}
        fresh._apply(pretended)
        # On real devices a Parameter stays the same object; who else holds it cannot be asked here.
        if before & set(hanging_on(fresh)):
            return None
        args, kwargs = tree_map(pretended, (call.args, call.kwargs))
        with mode, _Strict(), torch.no_grad():
            fresh(*args, **kwargs)
    except (FakeTensorDeviceMismatchError, _OtherDevice):
        return False
    except Exception:  # noqa: BLE001 (learner code that needs numbers, or to be told "cuda")
        return None
    return True


class _OtherDevice(Exception):
    """What a GPU says of tensors on two devices."""


class _Strict(TorchDispatchMode):
    """Two operations in which fake tensors let pass what a GPU does not."""

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        if func in (torch.ops.aten.convolution.default, torch.ops.aten.index.Tensor):
            given = [t for t in tree_leaves(args) if isinstance(t, torch.Tensor)]
            places = {t.device.type for t in given}
            # Indices may lie on the CPU, the tensor that they are for may not.
            fine = func is torch.ops.aten.index.Tensor and given[0].device.type == "cuda"
            if len(places) > 1 and not fine:
                raise _OtherDevice(str(func))
        return func(*args, **(kwargs or {}))


class Watched(auditing.Audit):
    """The audit, with the truth asked of the same Module before."""

    truth: Truth | None = None
    found: Sequence[Hidden] = ()
    left: Sequence[moving.Left] = ()

    def run(self, call: Call, called: set[int], result: dict[str, Any]) -> None:
        Watched.truth, Watched.found, Watched.left = None, (), ()
        unregistered, left_behind = gradients.unregistered, moving.left_behind

        def noting(*arguments: Any) -> Any:
            Watched.found, reached = unregistered(*arguments)
            return Watched.found, reached

        def noting_left(*arguments: Any) -> Any:
            Watched.left = left_behind(*arguments)
            return Watched.left

        Watched.truth = ask(self._model, self._again, call)
        with (
            mock.patch.object(gradients, "unregistered", noting),
            mock.patch.object(moving, "left_behind", noting_left),
        ):
            super().run(call, called, result)
        Watched.model = self._model

    model: nn.Module | None = None


def compare(name: str, result: dict[str, Any]) -> Answers:
    """The truth and the audit's word for it, after a run."""
    truth, model = Watched.truth, Watched.model
    assert truth is not None and model is not None
    answers = Answers(name, truth=dict(truth.facts))
    whose: dict[int, str] = {}
    for hidden in Watched.found:
        parts = [hidden.value]
        if isinstance(hidden.value, nn.Module):
            parts = [*hidden.value.parameters(), *hidden.value.buffers()]
        for part in (*parts, *leaves(parts)):
            whose.setdefault(id(part), hidden.path)
    answers.truth[HELD] = {_named(t, whose) for t in truth.held.values()}
    in_forward = [h for h in Watched.found if h.path.endswith(" in forward")]
    answers.audit[HELD] = {h.path for h in Watched.found if h.owner is not None} - {
        h.path for h in in_forward
    }
    here = set(truth.held)
    loose = [t for t in truth.strangers if id(t) not in here and id(t) not in whose]
    answers.truth[TRAINED] = {_named(t, whose) for t in truth.strangers if t not in _those(loose)}
    answers.audit[TRAINED] = {h.path for h in Watched.found if h.trained} - {
        h.path for h in in_forward
    }
    for facts, some in (
        (answers.truth, loose),
        (answers.audit, [t for h in in_forward if h.trained for t in h.tensors]),
    ):
        if some:
            facts[TRAINED].add(f"{sum(t.numel() for t in some)} elements made in forward")
    answers.audit |= _from_state(model, result["state"])
    answers.audit[LEFT] = {"yes"} if Watched.left else set()
    return answers


class _those:
    """Membership by identity."""

    def __init__(self, some: Sequence[Any]) -> None:
        self._ids = {id(one) for one in some}

    def __contains__(self, one: object) -> bool:
        return id(one) in self._ids


def _named(tensor: torch.Tensor, whose: dict[int, str]) -> str:
    return whose.get(id(tensor), f"a tensor of shape {list(tensor.shape)}")


def _from_state(model: nn.Module, state: Sequence[dict[str, Any]]) -> Facts:
    facts: Facts = {UNREACHED: set(), SHARED: set(), UNSAVED: set(), RANDOM: set()}
    names = [n for n, p in model.named_parameters() if p.requires_grad]
    every = [n for n, _ in own_names(model)]
    for item in state:
        path = re.sub(r"\[(\d+)\]", r".\1", item["path"]).removeprefix("self.")
        below = (path, f"{path}.")
        if item["kind"] == "no-gradients":
            facts[UNREACHED] |= set(names)
        elif item["kind"] in ("not-called", "cut-off", "unused"):
            facts[UNREACHED] |= {n for n in names if n == path or n.startswith(below[1])}
        elif item["kind"] == "shared":
            facts[SHARED] |= {n for n in every if n == path or n.startswith(below[1])}
        elif item["kind"] == "not-saved":
            facts[UNSAVED].add(path)
        elif item["kind"] == "differs":
            facts[RANDOM].add("yes")
    return facts


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
