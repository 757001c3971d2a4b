"""Reads running code: the top level of a file and its functions, for rules about training loops."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

import libcst as cst

from .chunks import Chunk, Piece
from .events import Frame, FunctionCall
from .file_model import FileModel
from .held import copied, reachable
from .interpreter import Interpreter
from .marks import Marked, take_over
from .notes import Held, held_by
from .tree import statements
from .values import Container, Value

if TYPE_CHECKING:
    from .cuts import Cuts
    from .training import Training

_LOOPS = (cst.For, cst.While)
_APART = (cst.If, cst.Match, cst.Try, cst.TryStar, cst.IfExp)
_T = TypeVar("_T")


class Script(Interpreter):
    """One scope of running code, read as if it ran once.

    `function` is None for the top level of the file, whose calls of the file's own functions are
    followed into; a function that the top level does not reach is a Script of its own, its
    arguments unknown. Rules should judge a node once, wherever it was read: the top level comes
    first and knows more. `part` is where the function stands. For a method, `methods` are those of its class and `attributes` what its
    `__init__` leaves behind. `made` is the one call that makes an object of the class, where there
    is only one: its arguments are those of `__init__`. With `marking` its function can be read again
    from the middle.
    """

    def __init__(
        self,
        file: FileModel,
        part: Chunk | Piece | None,
        function: cst.FunctionDef | None,
        top_level: Frame | None = None,
        methods: Mapping[str, cst.FunctionDef] | None = None,
        attributes: Mapping[str, Value] | None = None,
        made: FunctionCall | None = None,
        *,
        marking: bool = False,
    ) -> None:
        super().__init__(file)
        self.function = function
        self._methods = dict(methods or {})
        # the methods that were asked for, those that are not there too
        self.consulted: dict[str, cst.FunctionDef | None] = {}
        # what a function put into containers of the top level
        self.puts: list[tuple[Container, Held]] = []
        # copies: what one method does to an attribute is nothing that the others know of
        self.current, self._originals = copied(dict(attributes or {}))
        self.part = part
        frame = Frame({}, function.name.value if function else "", False, True, running=True)
        self.globals = top_level or frame
        self.global_paths = {} if top_level else frame.paths
        if function is not None:
            given, _ = copied({str(i): v for i, v in enumerate(made.arguments if made else ())})
            owner, call = self.self_value if methods else None, made.node if made else None
            self.marked = Marked(function, frame, []) if marking else None
            self.enter(function, list(given.values()), owner, frame, call)
            self.puts = self._find_puts()
            return
        self.frame = frame
        for statement in file.parts:
            for node in statement.module.body:
                self._top_level(node)

    @classmethod
    def after_edit(
        cls,
        before: Script,
        part: Chunk | Piece | None,
        function: cst.FunctionDef,
        top_level: Frame,
        methods: Mapping[str, cst.FunctionDef] | None,
    ) -> Script | None:
        """The script of `function`, read on from where it begins to differ from what it was `before`.

        None where that is not possible. Nobody may use the script `before` afterwards.
        """
        marked = before.marked
        same = (
            None if marked is None else marked.same(function, before.touched, top_level.variables)
        )
        if marked is None or same is None:
            return None
        mark = marked.marks[same]
        script = cls.__new__(cls)
        Interpreter.__init__(script, before.file)
        script.function, script.part = function, part
        script._methods, script.consulted = dict(methods or {}), before.consulted
        script._originals, script.self_value = before._originals, before.self_value
        script.globals, script.followed = top_level, before.followed
        script.asked_globals, script.asked_paths = before.asked_globals, before.asked_paths
        script.global_paths = dict(list(before.global_paths.items())[: mark.asked])
        script.own_paths = dict(list(before.own_paths.items())[: mark.met])
        take_over(script, before, (0,) * len(mark.events), mark, function)
        script.touched = before.touched[: mark.touched]
        # what stands behind the mark put nothing into them: else it could not be read alone
        script.puts, before.puts = before.puts, []
        script.go_on(marked, function, same)
        script.puts += script._find_puts()
        return script

    def _find_puts(self) -> list[tuple[Container, Held]]:
        """What it has put into each container of the top level."""
        filled = [*self.filled.values()]
        if not filled or self.globals is None:
            return []
        held = reachable(self.globals.variables.values())
        return [
            (container, _apart(held_by(container), before))
            for container, before in filled
            if id(container) in held
        ]

    def take_back(self) -> None:
        """Take out of the containers of the top level what it put in."""
        for container, put in self.puts:
            container.items, container.keys, container.additions = _apart(held_by(container), put)
        self.puts = []

    def own_method(self, name: str) -> cst.FunctionDef | None:
        """The method of the class whose method is read, or of a base of it in the file."""
        found = self.consulted[name] = self._methods.get(name)
        return found

    def same_methods(self, methods: Mapping[str, cst.FunctionDef]) -> bool:
        """Whether it would be the same with these methods: those that it asked for are."""
        consulted = self.consulted
        return not consulted or all(methods.get(name) is m for name, m in consulted.items())

    def original(self, value: Value) -> Value:
        """What an attribute that `__init__` left behind is in the script of `__init__`."""
        return self._originals.get(id(value), value)

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


def may_follow(first: tuple[cst.CSTNode, ...], second: tuple[cst.CSTNode, ...]) -> bool:
    """Whether an event may still happen in a run in which an earlier one did, by what is around.

    Not when they stand in two alternatives, nor when the branch of the first leaves for good.
    """
    shared = 0
    while shared < min(len(first), len(second)) and first[shared] is second[shared]:
        shared += 1
    around, inner = first[shared - 1 : shared], second[shared : shared + 1]
    apart = bool(inner) and (len(first) > shared or isinstance(inner[0], cst.ExceptHandler))
    if apart and around and isinstance(around[0], _APART):
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


def _apart(held: Held, gone: Held) -> Held:
    """What is held without what is gone."""
    return _without(held[0], gone[0]), _without(held[1], gone[1]), _without(held[2], gone[2])


def _without(things: list[_T], gone: list[_T]) -> list[_T]:
    """The things without those that are gone, each as often as it is gone, the first of them."""
    left = Counter(map(id, gone))
    found: list[_T] = []
    for thing in things:
        if left[id(thing)] > 0:
            left[id(thing)] -= 1
        else:
            found.append(thing)
    return found
