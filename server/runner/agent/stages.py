"""The stages after torch is imported: load, build, call, audit, time."""

from __future__ import annotations

import ast
import contextlib
import difflib
import functools
import inspect
import io
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import torch
from torch import nn

from . import calls, declared, example, fitting, forward, inputs, large, searching, slicing
from .auditing import Audit
from .compiling import no_timing
from .construct import Built, build
from .errors import Stopped, learner_error, plain_error
from .evaluate import Evaluator, roots_of
from .glance import glance_ms
from .lines import Lines
from .measuring import measure
from .quiet import quiet
from .recorder import Recorder
from .slicing import Loaded, method_line
from .spec import outline
from .standins import StandIn
from .usage import Usage, Uses


class Stages:
    """Fills `result` stage by stage; raises Stopped where the run ends early."""

    def __init__(
        self,
        job: dict[str, Any],
        result: dict[str, Any],
        enter: Callable[[str], None],
        partial: Callable[[], None],
    ) -> None:
        self._job = job
        self._path: str = job["path"]
        self._device: str = job["device"]
        self._result = result
        self._enter = enter
        self._partial = partial
        self._recorder = Recorder(self._path)
        self._example: example.Example | None = None
        self._ran: set[int] = set()  # ids of the submodules that forward called
        self._ours = frozenset(sys.modules)

    def run(self) -> None:
        """Load, build, find an input, run, audit, time."""
        loaded = slicing.load(
            self._job["source"],
            self._path,
            self._job["class_name"],
            self._roots,
            whole_file=self._job.get("whole_file", False),
        )
        self._result["line"] = loaded.class_node.lineno
        evaluator = Evaluator(loaded)
        self._enter("build")
        chosen = self._example
        with self._recorder.recording():
            free = large.free_bytes(self._device, self._job["memory_mb"])
            built = build(loaded, evaluator, chosen, self._device, free)
        self._result["computed"] = built.computed
        self._result["constructor"] = built.plan.describe()
        if "_parameters" not in vars(built.model):
            raise Stopped(self._not_initialized(built.model, loaded))
        if not forward.has_forward(built.model):
            raise Stopped(self._no_forward(loaded))
        if not built.computed:
            self._shapes(loaded, evaluator, chosen, built)
            return
        call = self._called(loaded, evaluator, chosen, built)
        self._enter("audit")
        audit = Audit(built.model, built.again, loaded, self._recorder, self._ours)
        audit.run(call, self._ran, self._result)
        timed = self._glance(built.model, call)
        self._partial()
        if timed:
            measure(built.model, call, self._job, self._result, self._enter, self._partial)

    def _called(
        self, loaded: Loaded, evaluator: Evaluator, chosen: example.Example | None, built: Built
    ) -> inputs.Call:
        """Find an input and call forward with it."""
        self._enter("input")
        call = self._input(loaded, evaluator, chosen, built)
        self._result["input"] = call.describe(built.model)
        self._enter("forward")
        self._forward(built.model, call, loaded)
        return call

    def _shapes(
        self, loaded: Loaded, evaluator: Evaluator, chosen: example.Example | None, built: Built
    ) -> None:
        """The shapes of forward, of a Module that is too large to be computed."""
        problem: Stopped | None = None
        assert built.plain is not None
        with self._recorder.recording():
            found = list(large.ways(built.model, built.plain))
        for place, self._device, model in found:
            again = functools.partial(_itself, model)
            pretended = replace(built, model=model, again=again)
            try:
                with place:
                    self._called(loaded, evaluator, chosen, pretended)
                return
            except Stopped as stopped:
                problem = stopped
        assert problem is not None
        if problem.error["type"] in large.NEEDS_NUMBERS:
            problem.error.update(
                kind="memory", explanation_key="explain-needs-numbers", explanation_fields={}
            )
        raise problem

    def _roots(self, tree: ast.Module, class_name: str, node: ast.ClassDef) -> set[str]:
        """Names to set besides the class's own: for its calls, and for the example comment."""
        try:
            self._example = example.find(self._job["source"], node, class_name)
        except SyntaxError as error:
            message = f"The example comment is not Python: {error.msg}"
            line = error.lineno or node.lineno
            problem = plain_error("input", message, "import", "explain-comment", {"line": line})
            problem.update(file=self._path, line=line)
            raise Stopped(problem) from error
        if isinstance(node, StandIn) and self._example is not None and self._example.constructor:
            # `net(torch.randn(3))`: of what is not a class, the call is the call of forward.
            self._example = replace(
                self._example, constructor=None, forward=self._example.constructor
            )
        named = self._example.parts if self._example else []
        wanted = {name for part in named for name in roots_of(part, tree)}
        return wanted | calls.roots(tree, class_name, node)

    def _not_initialized(self, model: nn.Module, loaded: Loaded) -> dict[str, Any]:
        """With nothing but plain attributes in it, such a Module is built without an error."""
        problem = plain_error("learner", "", "build", "explain-init-first")
        try:
            next(model.parameters())
        except AttributeError as error:
            problem.update(type="AttributeError", message=str(error))
        line = method_line(loaded.class_node, "__init__")
        problem.update(file=self._path, line=line)
        return problem

    def _no_forward(self, loaded: Loaded) -> dict[str, Any]:
        message = f'Module [{loaded.class_name}] is missing the required "forward" function'
        own = [n.name for n in loaded.class_node.body if isinstance(n, ast.FunctionDef)]
        close = difflib.get_close_matches("forward", own, 1)
        key = "explain-forward-typo" if close else "explain-no-forward"
        fields = {"name": close[0]} if close else {}
        problem = plain_error("learner", message, "forward", key, fields)
        line = method_line(loaded.class_node, close[0] if close else "forward")
        problem.update(type="NotImplementedError", file=self._path, line=line)
        return problem

    def _input(
        self,
        loaded: Loaded,
        evaluator: Evaluator,
        chosen: example.Example | None,
        built: Built,
    ) -> inputs.Call:
        if chosen is not None and chosen.forward is not None:
            return inputs.with_device(calls.from_example(loaded, chosen), self._device)
        for call in calls.from_file(loaded, evaluator):
            moved = inputs.with_device(call, self._device)
            if call.sure or self._runs(built, moved):
                return moved
        for call in declared.calls(built.model, self._device):
            if self._runs(built, moved := inputs.with_device(call, self._device)):
                return moved
        usages = Uses(loaded.tree, loaded.purity.full_name).of_forward(loaded.class_node)
        parameters = list(inspect.signature(built.model.forward).parameters.values())
        for known in calls.partly_known(loaded, evaluator, parameters):
            with contextlib.suppress(searching.NoInput):
                return self._made_up(built, usages, known)
        try:
            return self._made_up(built, usages, searching.NOTHING)
        except searching.NoInput as failure:
            self._result["input"] = failure.call.describe(built.model)
            report = self._no_input(failure, loaded)
            if report["kind"] != "learner":
                raise Stopped(report) from failure.error
            # Theirs: let it happen where it is seen, with what their code prints before.
            return failure.call

    def _made_up(
        self, built: Built, usages: dict[str, Usage], known: searching.Known
    ) -> inputs.Call:
        with contextlib.redirect_stdout(io.StringIO()), self._recorder.recording():
            return searching.make_up(built, self._device, self._line_of, usages, known)

    def _line_of(self, layer: nn.Module) -> int | None:
        place = self._recorder.first_line(layer)
        return place[1] if place is not None and place[0] == self._path else None

    def _runs(self, built: Built, call: inputs.Call) -> bool:
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                forward.run(built.again(), call)
        except Exception:  # noqa: BLE001 (the learner's forward may raise anything: then we make one up)
            return False
        return True

    def _no_input(self, failure: searching.NoInput, loaded: Loaded) -> dict[str, Any]:
        error = failure.error
        report = learner_error(error, self._path, "forward", loaded.missing)
        # Wrong shapes may be our guess's fault; a missing name or attribute is not.
        ours = isinstance(error, (RuntimeError, ValueError, IndexError, TypeError, KeyError))
        ours = ours and not isinstance(error, (NotImplementedError, RecursionError))
        if isinstance(error, AttributeError):
            ours = not isinstance(error.obj, nn.Module)
        if ours and not failure.sure and report["kind"] == "learner":
            report.update(kind="input", explanation_key="explain-no-input", stage="input")
            report["explanation_fields"] = {"call": failure.call.text or "()"}
        return report

    def _forward(self, model: nn.Module, call: inputs.Call, loaded: Loaded) -> None:
        torch.manual_seed(0)
        lines = Lines(self._path, loaded.tree)
        try:
            with self._recorder.recording():
                output, submodules = forward.run_observed(
                    model, call, self._recorder, loaded.class_node, lines
                )
        except (Exception, SystemExit) as error:
            report = learner_error(error, self._path, "forward", loaded.missing)
            if report["kind"] == "memory":
                sizes = fitting.size_that_fits(model, call, self._device, error)
                if sizes is not None:
                    report.update(explanation_key="explain-memory-fits", explanation_fields=sizes)
            raise Stopped(report) from error
        finally:
            self._result["values"] = lines.result()
        self._result["output"] = outline(output)
        self._result["submodules"] = submodules
        called = {info["path"] for info in submodules if info["output"] is not None}
        self._ran = {
            id(module)
            for name, module in model.named_modules()
            if forward.python_path(name) in called
        }
        parameters = list(model.parameters())
        self._result["parameters"] = {
            "tensors": len(parameters),
            "elements": sum(p.numel() for p in parameters),
        }

    def _glance(self, model: nn.Module, call: inputs.Call) -> bool:
        """A first eager time; False where forward cannot run without gradients, and is not timed."""
        threads = self._job["threads"]
        timing = no_timing("torch.compile is not measured yet", "reason-not-yet", threads)
        self._result["timing"] = timing
        try:
            with quiet():
                timing["eager_ms"] = glance_ms(model.eval(), call, self._device)
        except RuntimeError as error:  # it ran with gradients
            if "does not require grad" not in str(error):
                raise
            reason = "forward computes gradients itself"
            self._result["timing"] = no_timing(reason, "reason-own-gradients", threads)
            return False
        timing["clock"] = "wall"
        return True


def _itself(model: nn.Module) -> nn.Module:
    return model
