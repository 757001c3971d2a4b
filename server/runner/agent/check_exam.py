"""One learner's file under examination: its namespace, fresh objects, hidden inputs.

What a lesson brings (expressions, `reference.py`) is evaluated here, in the learner's process, and
nowhere else.
"""

from __future__ import annotations

import ast
import contextlib
import linecache
import sys
import types
from collections.abc import Callable, Iterator
from typing import Any

import torch
from torch import nn

from .audit import learner_modules
from .check_compare import HELPERS, copy_of
from .errors import Missing, Stopped, is_learner_file, learner_error, plain_error
from .inputs import Call
from .names import Purity
from .recorder import Recorder
from .slicing import Loaded, find_class

_LESSON = "<lesson>"
_MADE = frozenset({"target", "model", "args", "x", "y", "result"})


class Failed(Exception):
    """A check that does not hold: `key` and `fields` of our sentence, perhaps the line.

    `message` is the lesson's own sentence, by language.
    """

    def __init__(
        self,
        key: str,
        line: int | None = None,
        message: dict[str, str] | None = None,
        **fields: Any,
    ) -> None:
        super().__init__(key)
        self.key = key
        self.line = line
        self.message = message
        self.fields = fields


class Unavailable(Exception):
    """A check that this machine cannot do; never the learner's fault."""

    def __init__(self, key: str, **fields: Any) -> None:
        super().__init__(key)
        self.key = key
        self.fields = fields


Parameters = dict[str, Any]


class Exam:
    """`exercise` is a dictionary with `class`, `make`, `input` and `references` (name to text)."""

    def __init__(self, exercise: dict[str, Any], source: str, path: str, seed: int) -> None:
        self.exercise = exercise
        self.path = path
        self._source = source
        self._seed = seed
        self.module = types.ModuleType("__learner__")
        self.recorder = Recorder(path)
        self._references: dict[str, dict[str, Any]] = {}
        self._tree = ast.Module([], [])

    def load(self) -> None:
        """Run the learner's file. Raises Stopped for what it raises, or when the name is missing."""
        lines = self._source.splitlines(keepends=True)
        linecache.cache[self.path] = (len(self._source), None, lines, self.path)
        self.module.__file__ = self.path
        sys.modules[self.module.__name__] = self.module
        try:
            self._tree = ast.parse(self._source, self.path)
            code = compile(self._tree, self.path, "exec", dont_inherit=True)
            exec(code, self.module.__dict__)  # noqa: S102 (running it is the purpose)
        except (Exception, SystemExit) as error:
            raise Stopped(learner_error(error, self.path, "import")) from error
        name = self.exercise["class"]
        if name.split(".")[0] not in self.module.__dict__:
            message = f"There is no {name} at the top level of this file."
            fields = {"name": name}
            raise Stopped(plain_error("learner", message, "import", "explain-no-class", fields))

    # What is under test

    @property
    def named(self) -> Any:
        """The class or function that the exercise is about."""
        value: Any = self.module
        for part in self.exercise["class"].split("."):
            value = getattr(value, part)
        return value

    def target(self, seed: int) -> Any:
        """A fresh object: what `make` says, else an instance of the class, else the function."""
        torch.manual_seed(seed)
        make = self.exercise.get("make")
        if make:
            return self._eval(make, self._base(seed))
        return self.named() if isinstance(self.named, type) else self.named

    def model(self, seed: int) -> nn.Module:
        """`target`, which must be a Module."""
        target = self.target(seed)
        if not isinstance(target, nn.Module):
            raise Failed("not-a-module", name=type(target).__name__)
        if "_parameters" not in vars(target):
            raise Failed("no-super-init", name=type(target).__name__)
        return target

    def args(self, seed: int, expression: str | None = None) -> tuple[Any, ...]:
        """A fresh input, from the check's or the exercise's expression."""
        expression = expression or self.exercise.get("input")
        if not expression:
            return ()
        torch.manual_seed(seed + 1)
        value = self._eval(expression, self._base(seed))
        return value if isinstance(value, tuple) else (value,)

    def seeds(self, parameters: Parameters, default: int = 2) -> list[int]:
        """The hidden seeds of a check."""
        return [self._seed + 7919 * index for index in range(parameters.get("seeds", default))]

    def inputs(self, parameters: Parameters) -> list[str | None]:
        """The expressions for the inputs of a check; None stands for the exercise's own."""
        given: list[str | None] = list(parameters.get("inputs", []))
        return given or [None]

    # Expressions

    def _base(self, seed: int) -> dict[str, Any]:
        return {**self.module.__dict__, "torch": torch, "nn": nn, **HELPERS, "seed": seed}

    def _eval(self, expression: str, scope: dict[str, Any]) -> Any:
        code = compile(expression.strip(), _LESSON, "eval", dont_inherit=True)
        return eval(code, scope)

    def scope(
        self, parameters: Parameters, seed: int, used: str, given: str | None = None
    ) -> Scope:
        """Names for the expressions `used` (as one text) and the check's `setup`."""
        text = f"{parameters.get('setup', '')}\n{parameters.get('call', '')}\n{used}"
        names = {n.id for n in ast.walk(ast.parse(text)) if isinstance(n, ast.Name)} & _MADE
        scope = self._base(seed)
        for name in _MADE - names:
            scope.pop(name, None)
        call = parameters.get("call")
        default_call = "result" in names and not call
        if default_call or names & {"target", "model"}:
            scope["target"] = scope["model"] = self.target(seed)
        if default_call or names & {"args", "x", "y"}:
            args = self.args(seed, given)
            scope["args"] = args
            scope.update(zip(("x", "y"), args))  # noqa: B905 (there may be more, or fewer)
        if parameters.get("reference"):
            scope["reference"] = self.reference(parameters["reference"])
        torch.manual_seed(seed + 2)
        if setup := parameters.get("setup"):
            exec(compile(setup, _LESSON, "exec", dont_inherit=True), scope)  # noqa: S102
        if "result" in names:
            scope["result"] = self.call(call, scope)
        return Scope(self, scope)

    def call(self, expression: str | None, scope: dict[str, Any]) -> Any:
        """What the check calls: its expression, or the object under test with its input."""
        if expression:
            return self._eval(expression, scope)
        return scope["target"](*scope["args"])

    def reference(self, place: str) -> Callable[..., Any]:
        """The function that `file.py:name` means; its file is run once."""
        file, _, name = place.partition(":")
        if file not in self._references:
            namespace: dict[str, Any] = {"__name__": "__reference__"}
            code = compile(
                self.exercise["references"][file], f"<{file}>", "exec", dont_inherit=True
            )
            exec(code, namespace)  # noqa: S102 (a file of the lesson, for this process)
            self._references[file] = namespace
        function: Callable[..., Any] = self._references[file][name]
        return function

    # What the audits of a run want

    def loaded(self) -> Loaded | None:
        """The file as the audits know it; None when it is not about a class of this file."""
        node = find_class(self._tree, self.exercise["class"])
        if node is None:
            return None
        purity = Purity(self._tree)
        name = self.exercise["class"]
        return Loaded(self.path, self._tree, purity, self.module, name, node, Missing())

    def learner_modules(self) -> frozenset[str]:
        """Modules whose classes are the learner's own."""
        return learner_modules(self.module.__name__, lambda name: is_learner_file(name, self.path))

    def a_call(self, seed: int) -> Call:
        """The input as the audits want it."""
        return Call(self.args(seed), {}, "", "", {}, sure=True)

    @contextlib.contextmanager
    def recording(self) -> Iterator[None]:
        """Remember which line assigns which attribute."""
        with self.recorder.recording():
            yield

    def line_of(self, owner: nn.Module | None, attribute: str) -> int | None:
        """The line of the learner's file that assigned an attribute."""
        if owner is None or not attribute:
            return None
        place = self.recorder.line(owner, attribute)
        return place[1] if place is not None and place[0] == self.path else None


class Scope:
    """The names that a check's expressions see."""

    def __init__(self, exam: Exam, names: dict[str, Any]) -> None:
        self._exam = exam
        self.names = names

    def __call__(self, expression: str) -> Any:
        """The value of an expression of the lesson."""
        return self._exam._eval(expression, self.names)

    def run(self, call: str | None) -> Any:
        """Call what the check is about."""
        return self._exam.call(call, self.names)

    def copy_args(self) -> tuple[Any, ...]:
        """The input as it is now, for a later comparison."""
        return tuple(copy_of(value) for value in self.names.get("args", ()))
