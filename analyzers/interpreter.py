"""Reads statements in the order in which they run, and keeps what it saw; runs nothing.

Every branch is read, loops once. Lists keep their identity under two names, functions and methods
of the file are followed into, and what leaves for code that was not read is marked as escaped.
"""

from __future__ import annotations

from collections.abc import Mapping

import libcst as cst

from .evaluate import Evaluator
from .events import (
    Assignment,
    Augmentation,
    Binding,
    Creation,
    Discard,
    Drain,
    Flow,
    Frame,
    FunctionCall,
    Placement,
    Repetition,
    Store,
    Use,
)
from .file_model import FileModel
from .tree import statements
from .values import (
    Activation,
    Buffer,
    Constant,
    Container,
    Element,
    Function,
    Item,
    ModelParameters,
    Module,
    Parameter,
    SelfReference,
    Tensor,
    Unknown,
    Value,
    merged,
    release,
    reveal,
    united,
)

_DEEPEST_CALL = 4
_MOST_CALLS = 300


class Interpreter:
    """What is known while code is read. Subclasses decide what is read, and in which order."""

    def __init__(self, file: FileModel) -> None:
        self.file = file
        self.self_value = SelfReference()
        self.current: dict[str, Value] = {}
        self.assignments: list[Assignment] = []
        self.bindings: list[Binding] = []
        # by node and whether it runs in forward: a method that is called twice makes one thing
        self.creations: dict[tuple[int, bool], Creation] = {}
        self.uses: list[Use] = []
        self.placements: list[Placement] = []
        self.discards: list[Discard] = []
        self.drains: list[Drain] = []
        self.functions: list[FunctionCall] = []
        self.flows: list[Flow] = []
        self.augmentations: list[Augmentation] = []
        self.stores: list[Store] = []
        self.repetitions: list[Repetition] = []
        self.visited: set[int] = set()
        # what others found out about it, by a name of theirs, for as long as this reading holds
        self.kept: dict[str, object] = {}
        # the functions of the file that calls were followed to
        self.followed: dict[str, cst.FunctionDef] = {}
        # what the top level said about a variable or an unknown thing, where it was asked
        self.asked_globals: dict[str, Value | None] = {}
        self.asked_paths: dict[str, Value | None] = {}
        # calls of functions of the file that were not followed: too deep, or recursive
        self.refused: set[int] = set()
        # unknown attributes of the instance, by the dotted way from `self.` on
        self.own_paths: dict[str, Value] = {}
        self.frame = Frame({}, "", False, False)
        # the variables of the top level, which functions see where they have none of that name
        self.globals: Frame | None = None
        # unknown things of the top level that it knows nothing of itself
        self.global_paths: dict[str, Value] = {}
        self.statement: cst.CSTNode | None = None
        # the compound statements and functions around the statement that is read, nearest last
        self.enclosing: tuple[cst.CSTNode, ...] = ()
        self.evaluator = Evaluator(self)
        self._order = 0
        self._active: set[int] = set()
        self._depth = 0
        self._calls = 0

    def own_method(self, name: str) -> cst.FunctionDef | None:
        """The method that `self.name(...)` reaches."""
        return None

    def still_holds(
        self, functions: Mapping[str, cst.FunctionDef], globals_: Frame | None = None
    ) -> bool:
        """Whether the functions and the variables of the top level that it met are still the same."""
        if any(functions.get(name) is not found for name, found in self.followed.items()):
            return False
        if globals_ is None or globals_ is self.globals:
            return True
        same = all(globals_.variables.get(n) is v for n, v in self.asked_globals.items())
        return same and all(globals_.paths.get(n) is v for n, v in self.asked_paths.items())

    def original(self, value: Value) -> Value:
        """What a value is for the other readings of the file."""
        return value

    def tick(self) -> int:
        """The next place in the order of reading."""
        self._order += 1
        return self._order

    def variable(self, name: str) -> Value | None:
        """What the variable holds here, in the function or around it; None if unknown."""
        frame: Frame | None = self.frame
        while frame is not None:
            if name in frame.variables:
                return frame.variables[name]
            frame = frame.outer
        if self.globals is None:
            return None
        found = self.asked_globals[name] = self.globals.variables.get(name)
        return found

    def path(self, dotted: str, unknown: Unknown) -> Value:
        """The unknown thing that `dotted` leads to here: the same one each time."""
        root, _, rest = dotted.partition(".")
        paths = self.frame.paths
        if rest and isinstance(self.variable(root), SelfReference):
            paths, dotted = self.own_paths, rest
        elif root not in self.frame.variables and self.globals is not None:
            known = self.asked_paths[dotted] = self.globals.paths.get(dotted)
            if known is not None:
                return known
            paths = self.global_paths
        return paths.setdefault(dotted, unknown)

    # --- calls

    def release(self, value: Value) -> None:
        """Code that was not read has `value` now; while running that changes nothing."""
        if not self.frame.running:
            release(value)

    def created(self, value: Value, node: cst.Call, arguments: list[Value]) -> None:
        """Remember that a Module, Parameter or Buffer was made."""
        key = (id(node), self.frame.running)
        creation = Creation(value, node, arguments, self.frame, self.tick(), self.enclosing)
        self.creations.setdefault(key, creation)

    def used(
        self, value: Value, node: cst.Call, method: str | None, arguments: list[Value]
    ) -> None:
        """Remember that a known object, or a method of it, was called."""
        self.uses.append(
            Use(
                value, node, method, arguments,
                self.statement, self.frame, self.tick(), self.enclosing,
            )
        )  # fmt: skip

    def drained(self, value: Value, node: cst.BaseExpression) -> None:
        """Remember that a generator of parameters was read to its end, if `value` is one."""
        if isinstance(value, ModelParameters):
            self.drains.append(Drain(value, node, self.frame, self.tick(), self.enclosing))

    def repeated(
        self, values: list[Value], node: cst.BaseExpression, count: cst.BaseExpression
    ) -> None:
        """Remember that an expression puts the same values, so far unregistered, in many places."""
        fresh = [value for value in values if not value.visible]
        self.repetitions.append(Repetition(fresh, node, count, self.statement, self.frame))

    def called(
        self, function: str, node: cst.Call, arguments: list[Value], result: Value
    ) -> FunctionCall:
        """Remember that a function was called by name."""
        event = FunctionCall(
            function, node, arguments, result,
            self.statement, self.frame, self.tick(), self.enclosing,
        )  # fmt: skip
        self.functions.append(event)
        return event

    def flowed(self, value: Activation) -> Activation:
        """Remember that an activation was computed."""
        self.flows.append(Flow(value, self.frame, self.tick(), self.enclosing))
        return value

    def call(
        self,
        function: cst.FunctionDef,
        node: cst.Call,
        values: list[Value],
        owner: Value | None,
        around: Frame | None = None,
    ) -> Value:
        """Follow a call of a function or method of this file; its value, or Unknown.

        `around` is the frame whose variables a function in a function sees.
        """
        self._calls += 1
        too_deep = self._depth >= _DEEPEST_CALL or self._calls > _MOST_CALLS
        if id(function) in self._active or too_deep:
            self.refused.add(id(node))
            if owner is not None or around is not None:
                self.called(f"self.{function.name.value}", node, values, Unknown(node))
            for value in values:
                self.release(value)
            return Unknown(node)
        if any(argument.star for argument in node.args):
            for value in values:
                self.release(value)
        name = function.name.value
        in_class = self.own_method(name) is function
        outer = self.frame
        frame = Frame({}, name, outer.constructing, in_class, outer.running, outer=around)
        return self.enter(function, values, owner, frame, node)

    def enter(
        self,
        function: cst.FunctionDef,
        values: list[Value],
        owner: Value | None,
        frame: Frame,
        node: cst.Call | None,
    ) -> Value:
        """Read the body of a function with a new frame; what it returns, or Unknown."""
        self.visited.add(id(function))
        frame.variables = self._parameters(function, values, owner, node, frame.running)
        before, self.frame = self.frame, frame
        around, self.enclosing = self.enclosing, (*self.enclosing, function)
        self._active.add(id(function))
        self._depth += 1
        try:
            self.run(function.body)
            returned = [v for v in self.frame.returned if not isinstance(v, Constant)]
        finally:
            self.frame, self.enclosing = before, around
            self._active.discard(id(function))
            self._depth -= 1
        if returned and all(isinstance(value, Activation) for value in returned):
            return united(returned)
        same_kind = len({type(value) for value in returned}) == 1
        return returned[0] if returned and same_kind else Unknown(node)

    def _parameters(
        self,
        function: cst.FunctionDef,
        values: list[Value],
        owner: Value | None,
        node: cst.Call | None,
        running: bool,
    ) -> dict[str, Value]:
        names = [*function.params.posonly_params, *function.params.params]
        variables: dict[str, Value] = {}
        for parameter in (*names, *function.params.kwonly_params):
            value = self.evaluator.annotated(parameter.annotation)
            if (
                running
                and node is None
                and isinstance(value, Unknown)
                and parameter.default is None
            ):
                value = Activation(parameter)
            variables[parameter.name.value] = value
        static = any(
            isinstance(d.decorator, cst.Name)
            and d.decorator.value in ("staticmethod", "classmethod")
            for d in function.decorators
        )
        if owner is not None and names and not static:
            variables[names.pop(0).name.value] = owner
        if node is not None:
            positional = [p.name.value for p in names]
            for argument, value in zip(node.args, values, strict=True):
                if argument.keyword is not None:
                    variables[argument.keyword.value] = value
                elif not argument.star and positional:
                    variables[positional.pop(0)] = value
        return variables

    def super_call(self, node: cst.Call, name: str) -> Value:
        """`super().name(...)`: the base class may register what it is given."""
        for value in self.evaluator.arguments(node):
            self.release(value)
        return Unknown(node)

    def registered_buffer(self, node: cst.Call, values: list[Value]) -> None:
        """`self.register_buffer(name, tensor)`."""
        for value in values:
            reveal(value)

    # --- statements

    def run(self, body: cst.BaseSuite) -> None:
        """Read a suite; every branch is read, loops once."""
        for statement in statements(body):
            self.read_statement(statement)

    def expression(self, node: cst.Expr) -> None:
        """Read an expression that stands alone: what it gives goes nowhere."""
        alone = node.value.left if isinstance(node.value, cst.Comparison) else node.value
        owner: Value | None = None
        if isinstance(alone, cst.Attribute):
            owner = self.evaluator.evaluate(alone.value)
        else:
            before = len(self.uses)
            self.evaluator.evaluate(alone)
            owner = next((use.value for use in self.uses[before:] if use.node is alone), None)
        self.discards.append(Discard(node, owner, self.frame, self.tick(), self.enclosing))

    def read_statement(self, node: cst.CSTNode) -> None:
        """Read one statement, simple or compound."""
        if isinstance(node, cst.BaseSmallStatement):
            self.statement = node
            self._run(node)
            return
        around, self.enclosing = self.enclosing, (*self.enclosing, node)
        self._run(node)
        self.enclosing = around

    def _run(self, node: cst.CSTNode) -> None:
        match node:
            case cst.Assign():
                value = self.evaluator.evaluate(node.value)
                for target in node.targets:
                    self._assign(target.target, value, node.value, node, len(node.targets) == 1)
            case cst.AnnAssign():
                if node.value is not None:
                    value = self.evaluator.evaluate(node.value)
                    self._assign(node.target, value, node.value, node, True)
            case cst.AugAssign():
                self._augment(node)
            case cst.Expr():
                self.expression(node)
            case cst.Return():
                if node.value is not None:
                    self.frame.returned.append(self.evaluator.evaluate(node.value))
            case cst.If():
                self.evaluator.evaluate(node.test)
                self._branches([node.body, node.orelse])
            case cst.For():
                self.bind(node.target, self.evaluator.iterate(node.iter))
                self.run(node.body)
                if node.orelse is not None:
                    self.run(node.orelse.body)
            case cst.While():
                self.evaluator.evaluate(node.test)
                self.run(node.body)
            case cst.With():
                for item in node.items:
                    value = self.evaluator.evaluate(item.item)
                    if item.asname is not None and isinstance(item.asname.name, cst.Name):
                        self.frame.variables[item.asname.name.value] = value
                self.run(node.body)
            case cst.Del():
                self._delete(node.target)
            case cst.Try() | cst.TryStar():
                self.run(node.body)
                for handler in node.handlers:
                    self._within(handler, handler.body)
                for clause in (node.orelse, node.finalbody):
                    if clause is not None:
                        self.run(clause.body)
            case cst.Match():
                self._branches([case.body for case in node.cases])
            case cst.FunctionDef():
                captured = self.evaluator.captured(node)
                function = Function(node, definition=node, frame=self.frame, captured=captured)
                self.frame.variables[node.name.value] = function
            case cst.ClassDef():
                self.frame.variables[node.name.value] = Unknown(node)
            case _:
                pass

    def _branches(self, branches: list[cst.BaseSuite | cst.If | cst.Else | None]) -> None:
        """Read alternatives from the same start; a name that they disagree on is Unknown after."""
        start_variables, start_current = dict(self.frame.variables), dict(self.current)
        ends: list[tuple[dict[str, Value], dict[str, Value]]] = []
        for branch in branches:
            self.frame.variables, self.current = dict(start_variables), dict(start_current)
            if isinstance(branch, cst.If):
                self.read_statement(branch)
            elif isinstance(branch, cst.Else):
                self._within(branch, branch.body)
            elif branch is not None:
                self._within(branch, branch)
            ends.append((self.frame.variables, self.current))
        self.frame.variables = merged([end[0] for end in ends])
        self.current = merged([end[1] for end in ends])

    def _within(self, branch: cst.CSTNode, body: cst.BaseSuite) -> None:
        """Read one of several alternatives, which is remembered as what encloses it."""
        around, self.enclosing = self.enclosing, (*self.enclosing, branch)
        self.run(body)
        self.enclosing = around

    def _delete(self, target: cst.BaseExpression) -> None:
        if isinstance(target, cst.Name):
            self.frame.variables.pop(target.value, None)

    # --- assignments

    def _forget(self, name: str) -> None:
        """What was unknown below `name` is another thing once `name` is assigned anew."""
        for path in [p for p in self.frame.paths if p == name or p.startswith(f"{name}.")]:
            del self.frame.paths[path]

    def _name(self, name: str, value: Value) -> None:
        self.frame.variables[name] = value
        self._forget(name)
        self.bindings.append(
            Binding(name, value, self.statement, self.frame, self.tick(), self.enclosing)
        )

    def bind(self, target: cst.BaseExpression, value: Value) -> None:
        """Bind a loop variable."""
        if isinstance(target, cst.Name):
            self.frame.variables[target.value] = value
        elif isinstance(target, (cst.Tuple, cst.List)):
            items = value.items if isinstance(value, Container) else []
            rest = Item if isinstance(value, Item) else Unknown
            for index, element in enumerate(target.elements):
                unpacked = items[index] if index < len(items) else rest(element)
                self.bind(element.value, unpacked)
        elif isinstance(target, cst.Attribute):
            self._assign(target, value, None, target, False)

    def _assign(
        self,
        target: cst.BaseExpression,
        value: Value,
        value_node: cst.BaseExpression | None,
        statement: cst.CSTNode,
        sole: bool,
    ) -> None:
        if isinstance(target, cst.Name):
            self._name(target.value, value)
        elif isinstance(target, (cst.Tuple, cst.List)):
            self._unpack(target, value, value_node, statement)
        elif isinstance(target, cst.Attribute):
            owner = self.evaluator.evaluate(target.value)
            if isinstance(owner, SelfReference):
                self._assign_attribute(target, value, value_node, statement, sole)
                return
            self.stores.append(
                Store(owner, target, value, statement, self.frame, self.tick(), self.enclosing)
            )
            if isinstance(owner, Tensor) and target.attr.value == "requires_grad":
                owner.trainable = isinstance(value_node, cst.Name) and value_node.value == "True"
                owner.initialised = False
            else:
                self.release(value)
        elif isinstance(target, cst.Subscript):
            owner = self.evaluator.evaluate(target.value)
            self.placements.append(
                Placement(owner, target, value, statement, self.frame, self.tick(), self.enclosing)
            )
            if isinstance(owner, Container):
                owner.items.append(value)
                owner.additions.append((self.tick(), statement))
                owner.keys += [
                    e.slice.value for e in target.slice if isinstance(e.slice, cst.Index)
                ]
            elif isinstance(owner, Module):
                owner.contents.append(value)
                if owner.visible:
                    reveal(value)
            else:
                self.release(value)

    def _unpack(
        self,
        target: cst.Tuple | cst.List,
        value: Value,
        value_node: cst.BaseExpression | None,
        statement: cst.CSTNode,
    ) -> None:
        exact = isinstance(value, Container) and len(value.items) == len(target.elements)
        nodes: list[cst.BaseExpression | None] = [None] * len(target.elements)
        if exact and isinstance(value_node, (cst.Tuple, cst.List)):
            nodes = [element.value for element in value_node.elements]
        for index, element in enumerate(target.elements):
            item: Value = Unknown(element)
            if isinstance(value, Container):
                item = value.items[index] if exact else Element(value.node, container=value)
            self._assign(element.value, item, nodes[index], statement, False)

    def _assign_attribute(
        self,
        target: cst.Attribute,
        value: Value,
        value_node: cst.BaseExpression | None,
        statement: cst.CSTNode,
        sole: bool,
    ) -> None:
        if isinstance(value, (Module, Parameter, Buffer, Element)):
            reveal(value)
        name = target.attr.value
        previous = self.current.get(name)
        self.current[name] = value
        self.assignments.append(
            Assignment(
                attribute=name,
                value=value,
                target=target,
                value_node=value_node,
                statement=statement,
                method=self.frame.method,
                order=self.tick(),
                sole=sole,
                constructing=self.frame.constructing,
                in_class=self.frame.in_class,
                previous=previous,
                enclosing=self.enclosing,
            )
        )

    def _augment(self, node: cst.AugAssign) -> None:
        value = self.evaluator.evaluate(node.value)
        owner = self.evaluator.evaluate(node.target)
        self.augmentations.append(
            Augmentation(owner, value, node, self.frame, self.tick(), self.enclosing)
        )
        if isinstance(node.target, cst.Name) and (
            isinstance(owner, Activation) or isinstance(value, Activation)
        ):
            self.frame.variables[node.target.value] = self.evaluator.flowing(node, [owner, value])
        if isinstance(node.operator, cst.AddAssign) and isinstance(value, Container):
            if isinstance(owner, Container):
                owner.items += value.items
                owner.additions.append((self.tick(), node))
            elif isinstance(owner, Module):
                owner.contents += value.items
                if owner.visible:
                    reveal(value)
        if isinstance(owner, Unknown):
            self.release(value)
