"""Reads the methods of one Module class in the order in which they run, and keeps what it saw.

`__init__` first, with the methods and functions of the file that it calls; then the methods that
nothing called, for layers that are made in a `build` or `setup`; last `forward` and its like, with
what they call. What running code does with a value says nothing about whether it was registered
before, so there nothing escapes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from operator import sub

import libcst as cst

from .events import Binding, Frame, SuperCall
from .file_model import FileModel
from .interpreter import Interpreter
from .literals import string
from .marks import Marked
from .statement import ClassDefinition
from .tree import statements
from .values import Buffer, ClassReference, SelfReference, Unknown, Value

_RUN_LATER = frozenset(
    {
        "forward", "__call__", "training_step", "validation_step", "test_step", "predict_step",
        "extra_repr", "__repr__", "__len__", "__iter__", "__getitem__", "__getattr__",
    }
)  # fmt: skip


@dataclass(eq=False, slots=True)
class Step:
    """The reading of one method, with the methods that it calls.

    `events` says how many events of each kind it added. `start` is what the attributes held before,
    `changed` whether they hold something else after; `touched` are the values that it changed.
    `buffers` were registered, `calls` were followed or `refused`, the unknown attributes in `met` were met, one
    after the other.
    """

    method: cst.FunctionDef
    constructing: bool
    running: bool
    start: dict[str, Value]
    visited: set[int]
    touched: list[Value]
    events: tuple[int, ...]
    changed: bool
    buffers: int
    calls: int
    refused: bool
    met: list[str]
    marked: Marked | None


# how many events one method may have before the next one's come to stand among them
_MOST_EVENTS = 1 << 20


class Reading(Interpreter):
    """What one Module class does with its attributes."""

    def __init__(self, file: FileModel, definition: ClassDefinition) -> None:
        self.prepare(file, definition)
        self._read()

    def prepare(self, file: FileModel, definition: ClassDefinition) -> None:
        """Nothing read so far."""
        super().__init__(file)
        self.definition = definition
        self.buffers: dict[str, Value] = {}
        self._registered = 0
        # what forward returns, one for each `return`
        self.results: list[Value] = []
        self.class_body: dict[str, Binding] = {}
        self.constructing_methods: set[str] = set()
        # one for each method, in the order in which they were read
        self.steps: list[Step] = []
        # of each unknown attribute the first and the last step that met it, by their numbers
        self.met: dict[str, tuple[int, int]] = {}
        self.step = 0
        self.met_now: list[str] = []
        # those that this step has to meet: see rereading.py
        self.waiting: set[str] = set()

    def _read(self) -> None:
        definition = self.definition
        self.class_body = self._read_class_body()
        self.current = {
            name: binding.value
            for name, binding in self.class_body.items()
            if isinstance(binding.value, ClassReference)
        }
        methods = definition.methods()
        for name in ("__init__", "__post_init__", "setup", "configure_model"):
            if name in methods:
                self.read_method(methods[name], constructing=True)
        self.constructing_methods = {n for n, m in methods.items() if id(m) in self.visited}
        for name, method in methods.items():
            if id(method) not in self.visited and name not in _RUN_LATER:
                self.read_method(method, constructing=False)
        for name, method in methods.items():
            # a method that was read may have called forward: that was not a forward pass
            if name == "forward" or (id(method) not in self.visited and name in _RUN_LATER):
                self.read_method(method, constructing=False, running=True)

    def _read_class_body(self) -> dict[str, Binding]:
        """What names get a value in the class body, outside of its methods."""
        before, self.frame = self.frame, Frame({}, "", False, True)
        for node in statements(self.definition.node.body):
            if isinstance(node, (cst.Assign, cst.AnnAssign)):
                self.read_statement(node)
        found = {b.name: b for b in self.bindings if b.frame is self.frame}
        self.frame = before
        return found

    def own_method(self, name: str) -> cst.FunctionDef | None:
        """The method of the class of that name."""
        return self.definition.methods().get(name)

    def read_method(
        self,
        method: cst.FunctionDef,
        constructing: bool,
        running: bool = False,
        again: Callable[[], None] | None = None,
    ) -> None:
        """Read a method as the next step; `again` does so where it was read before."""
        self.step = len(self.steps)
        self._order = self.step * _MOST_EVENTS
        self.statement = None
        start, registered, refused = dict(self.current), self._registered, len(self.refused)
        visited, self.visited = self.visited, set()
        self.met_now, self.marked = [], None
        events, touched, calls = self.begin()
        if again is not None:
            again()
        else:
            frame = Frame({}, method.name.value, constructing, True, running)
            self.enter(method, [], self.self_value, frame, None)
            if method.name.value == "forward":
                self.results = frame.returned
        self.steps.append(
            Step(
                method, constructing, running, start, self.visited, self.touched[touched:],
                tuple(map(sub, self.event_counts(), events)), self.current != start,
                self._registered - registered, self.calls - calls, len(self.refused) > refused,
                self.met_now, self.marked,
            )
        )  # fmt: skip
        self.visited = visited | self.visited

    def count_met(self) -> int:
        """How often this method has met an unknown attribute."""
        return len(self.met_now)

    def starts(self, number: int) -> tuple[int, ...]:
        """How many events of each kind there were before the step of that number."""
        counts = self.event_counts()
        for step in self.steps[number:]:
            counts = tuple(map(sub, counts, step.events))
        return counts

    def own_path(self, dotted: str, unknown: Unknown) -> Value:
        """As for any code; which methods met it is remembered."""
        self.met_now.append(dotted)
        first, last = self.met.get(dotted, (self.step, self.step))
        if self.step < first or dotted in self.waiting:  # met here first, now that it is read again
            known = self.own_paths[dotted]
            assert isinstance(known, Unknown)
            known.node, known.owner = unknown.node, unknown.owner
            self.waiting.discard(dotted)
        self.met[dotted] = (min(first, self.step), max(last, self.step))
        return super().own_path(dotted, unknown)

    def super_call(self, node: cst.Call, name: str) -> Value:
        """`super().name(...)`: remembered for `__init__`; the base may register what it is given."""
        if name in ("__init__", "__post_init__"):
            self.super_calls.append(SuperCall(node, self.statement, self.tick()))
        return super().super_call(node, name)

    def registered_buffer(self, node: cst.Call, values: list[Value]) -> None:
        """`self.register_buffer(name, tensor)`."""
        super().registered_buffer(node, values)
        name = string(node.args[0].value) if node.args else None
        if name is not None and len(values) > 1:
            self._registered += 1
            self.buffers[name] = values[1]
            self.current[name] = Buffer(node, visible=True)

    def expression(self, node: cst.Expr) -> None:
        """Read an expression; `Base.__init__(self, ...)` counts as calling the base class."""
        super().expression(node)
        call = node.value
        if (
            isinstance(call, cst.Call)
            and isinstance(call.func, cst.Attribute)
            and call.func.attr.value in ("__init__", "__post_init__")
            and call.args
            and isinstance(self.evaluator.evaluate(call.args[0].value), SelfReference)
        ):
            self.super_calls.append(SuperCall(call, node, self.tick()))
