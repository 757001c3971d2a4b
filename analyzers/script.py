"""Reads running code: the top level of a file and its functions, for rules about training loops."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property, partial
from typing import TYPE_CHECKING

import libcst as cst

from .events import Discard, Frame, Use
from .file_model import ClassDefinition, FileModel, Memory, Statement
from .interpreter import Interpreter
from .tree import statements
from .values import Value

if TYPE_CHECKING:
    from .cuts import Cuts
    from .training import Training

_LOOPS = (cst.For, cst.While)


class Script(Interpreter):
    """One scope of running code, read as if it ran once.

    `function` is None for the top level of the file, whose calls of the file's own functions are
    followed into; a function that the top level does not reach is a Script of its own, its
    arguments unknown. Rules should judge a node once, wherever it was read: the top level comes
    first and knows more. For a method, `methods` are those of its class and `attributes` what its
    `__init__` leaves behind.
    """

    def __init__(
        self,
        file: FileModel,
        statement: Statement | None,
        function: cst.FunctionDef | None,
        top_level: Frame | None = None,
        methods: Mapping[str, cst.FunctionDef] | None = None,
        attributes: Mapping[str, Value] | None = None,
    ) -> None:
        super().__init__(file)
        self.function = function
        self._methods = dict(methods or {})
        self.current = dict(attributes or {})
        self.part = statement
        frame = Frame({}, function.name.value if function else "", False, True, running=True)
        self.globals = top_level or frame
        if function is not None:
            self.enter(function, [], self.self_value if methods else None, frame, None)
            return
        self.frame = frame
        for part in file.parts:
            for node in part.module.body:
                self._top_level(node)

    def own_methods(self) -> dict[str, cst.FunctionDef]:
        """The methods of the class whose method is read, those of its bases in the file too."""
        return self._methods

    def super_call(self, node: cst.Call, name: str) -> Value:
        """`super().name(...)`: remembered as a call of a function that was not read."""
        result = super().super_call(node, name)
        self.called(f"super.{name}", node, [], result)
        return result

    def _top_level(self, node: cst.BaseStatement | cst.SimpleStatementLine) -> None:
        if isinstance(node, cst.SimpleStatementLine):
            for small in node.body:
                self.read_statement(small)
        elif not isinstance(node, (cst.FunctionDef, cst.ClassDef)):
            self.read_statement(node)

    @cached_property
    def training(self) -> Training:
        """The steps of training in it."""
        from .training import Training  # training builds on this module

        return Training(self)

    @cached_property
    def cuts(self) -> Cuts:
        """Where its tensors lose their graphs."""
        from .cuts import Cuts

        return Cuts(self)

    def uses_of(self, method: str) -> Iterator[Use]:
        """The calls of a method of that name, in the order in which they run."""
        return (use for use in self.uses if use.method == method)


def discards(file: FileModel) -> Iterator[tuple[Interpreter, Discard]]:
    """The expressions that stand alone, each once: in scripts, then in what forward runs.

    Each comes with the reading that saw it.
    """
    seen: set[int] = set()
    for reading in (*file.scripts, *file.readings):
        for discard in reading.discards:
            if discard.frame.running and id(discard.node) not in seen:
                seen.add(id(discard.node))
                yield reading, discard


def may_follow(first: tuple[cst.CSTNode, ...], second: tuple[cst.CSTNode, ...]) -> bool:
    """Whether an event may still happen in a run in which an earlier one did, by what is around.

    Not when they stand in two alternatives, nor when the branch of the first leaves for good.
    """
    shared = 0
    while shared < min(len(first), len(second)) and first[shared] is second[shared]:
        shared += 1
    around, inner = first[shared - 1 : shared], second[shared : shared + 1]
    apart = bool(inner) and (len(first) > shared or isinstance(inner[0], cst.ExceptHandler))
    if apart and around and isinstance(around[0], (cst.If, cst.Match, cst.Try, cst.TryStar)):
        return False
    return not any(
        isinstance(node, (cst.IndentedBlock, cst.Else, cst.ExceptHandler)) and _leaves(node)
        for node in first[shared:]
    )


def _leaves(branch: cst.IndentedBlock | cst.Else | cst.ExceptHandler) -> bool:
    body = branch if isinstance(branch, cst.IndentedBlock) else branch.body
    last = statements(body)[-1:]
    return bool(last) and isinstance(last[0], (cst.Return, cst.Raise, cst.Break, cst.Continue))


def loops_around(enclosing: tuple[cst.CSTNode, ...]) -> tuple[cst.CSTNode, ...]:
    """The loops among what encloses an event, the innermost last."""
    return tuple(node for node in enclosing if isinstance(node, _LOOPS))


def names_of(value: Value, script: Script) -> tuple[str, ...]:
    """The names that were bound to `value`, in the order of binding."""
    return tuple(dict.fromkeys(b.name for b in script.bindings if b.value is value))


def read_scripts(file: FileModel) -> tuple[Script, ...]:
    """Every Script of the file; a function nested too deeply to be followed is left out."""
    scripts: list[Script] = []
    seen: set[int] = set()

    def keep(memory: Memory, name: str, make: Callable[[], Script], also: object) -> None:
        try:
            script = file.kept(memory, name, make, also)
        except RecursionError:
            return
        scripts.append(script)
        seen.update(script.visited)

    def read(statement: Statement, function: cst.FunctionDef) -> None:
        if id(function) not in seen:
            top = scripts[0] if scripts else None
            make = partial(Script, file, statement, function, top.frame if top else None)
            keep(statement.kept, f"function {function.name.value}", make, id(top))

    def read_class(definition: ClassDefinition) -> None:
        is_module = definition.name in file.module_classes
        own = definition.methods()
        wanted = [n for n in own if not (is_module and (n.startswith("__") or n == "forward"))]
        if not wanted:
            return
        top = scripts[0] if scripts else None
        methods = file.methods_of(definition)
        also = (id(top), tuple(map(id, methods.values())))
        memory, name = definition.statement.kept, f"method {definition.qualified_name}."
        make = partial(Script, file, definition.statement)
        frame = top.frame if top else None
        attributes: Mapping[str, Value] = {}
        if "__init__" in methods:
            init = partial(make, methods["__init__"], frame, methods)
            try:
                first = file.kept(memory, f"{name}__init__", init, also)
            except RecursionError:
                return
            attributes = first.current
            if not is_module and "__init__" in own:
                scripts.append(first)
                seen.update(first.visited)
        for method in wanted:
            if id(own[method]) not in seen:
                made = partial(make, own[method], frame, methods, attributes)
                keep(memory, name + method, made, also)

    running = tuple(
        id(node)
        for part in file.parts
        for node in part.module.body
        if not isinstance(node, (cst.FunctionDef, cst.ClassDef))
    )
    keep(file.memory, "top level", partial(Script, file, None, None), running)
    for part in file.parts:
        for node in part.module.body:
            if isinstance(node, cst.FunctionDef):
                read(part, node)
    for definition in file.classes:
        read_class(definition)
    return tuple(scripts)
