"""What an `__init__` does about the one of the class above it."""

from __future__ import annotations

import libcst as cst

from .events import SuperCall
from .file_model import FileModel
from .reading import Reading
from .statement import ClassDefinition, Statement
from .tree import dotted_name, is_name, statements, walk
from .values import Buffer, Function, Module, Parameter

_MOST_HOPS = 8
# No class of torch or Python has a method of such a name.
_MISSPELT = frozenset(
    {
        "_init_",
        "_init__",
        "__init_",
        "__init",
        "init__",
        "__int__",
        "__inti__",
        "__intit__",
        "__ini__",
    }
)


def calls_some_init(file: FileModel, reading: Reading, init: cst.FunctionDef) -> bool:
    """Whether `__init__` reaches a base class's, or may do so in a way that is not followed."""
    if any(not _ends_at_plain(file, reading, call) for call in reading.super_calls):
        return True
    for node in walk(init.body):
        # `X.__init__(self)`, `getattr(super(), ...)`, `self.__setstate__(...)` and the like
        if isinstance(node, cst.Call) and (
            (
                isinstance(node.func, cst.Attribute)
                and node.func.attr.value.startswith("__")
                and not is_name(node.func.value, "super")
                and not any(call.node is node for call in reading.super_calls)
            )
            or (isinstance(node.func, cst.Name) and node.func.value == "getattr")
        ):
            return True
        if isinstance(node, cst.Raise) and len(statements(init.body)) <= 2:
            return True  # not meant to be built
    return _has_metaclass(file, reading.definition)


def _has_metaclass(file: FileModel, definition: ClassDefinition, hops: int = 0) -> bool:
    """Whether a metaclass makes its objects, which may initialise them itself, as fastai's does."""
    for known in file.lineage(definition):
        for keyword in known.node.keywords:
            if keyword.keyword is not None and keyword.keyword.value == "metaclass":
                return not (dotted_name(keyword.value) or "").endswith("ABCMeta")
        for base in known.node.bases:
            dotted = file.names.resolve(base.value)
            elsewhere = file.imported_class(dotted) if dotted is not None else None
            if elsewhere is not None and hops < _MOST_HOPS and _has_metaclass(*elsewhere, hops + 1):
                return True
    return False


def _ends_at_plain(file: FileModel, reading: Reading, call: SuperCall) -> bool:
    """Whether it is the `Mixin.__init__(self)` of a class that is not a Module and calls no other."""
    function = call.node.func
    if not isinstance(function, cst.Attribute):
        return False
    if isinstance(function.value, cst.Name):
        mixin = file.plain_class(function.value.value)
        return mixin is not None and not _goes_on(mixin.node)
    return stopping_base(file, reading) is not None


def stopping_base(file: FileModel, reading: Reading) -> str | None:
    """The first base, where its `__init__` is what `super()` reaches and goes on to no other."""
    bases = reading.definition.node.bases
    name = dotted_name(bases[0].value) if len(bases) > 1 else None
    base = file.plain_class(name) if name is not None else None
    if base is None or "__init__" not in base.methods() or base.node.decorators:
        return None
    return name if not _goes_on(base.node) else None


def _goes_on(definition: cst.ClassDef) -> bool:
    """Whether a class that is not a Module may initialise the next one."""
    return any(
        isinstance(node, cst.Name) and node.value in ("super", "Module", "getattr")
        for node in walk(definition.body)
    )


def is_missed(reading: Reading) -> bool:
    """Whether PyTorch will look for its tables: the Module is called, or something registers.

    A class of plain values with methods of its own works without them.
    """
    called = {id(use.value) for use in reading.uses if use.method is None}
    return "forward" in reading.definition.methods() or any(
        isinstance(assignment.value, (Module, Parameter, Buffer))
        # given from outside and called: a Module, by all that is known
        or (id(assignment.value) in called and not isinstance(assignment.value, Function))
        for assignment in reading.assignments
    )


def slips(
    statement: Statement, init: cst.FunctionDef
) -> tuple[cst.Attribute | None, cst.Name | None]:
    """The `super()._init__` and the `super` of `super.__init__()` in an `__init__` of that statement."""
    return statement.found_in(
        init, "slips of super", init, lambda: (_misspelt_call(init), _bare_super(init))
    )


def _misspelt_call(init: cst.FunctionDef) -> cst.Attribute | None:
    """`super()._init__` where `__init__` was meant."""
    for statement in statements(init.body):
        if not isinstance(statement, cst.Expr):
            continue
        call = statement.value
        named = call.func if isinstance(call, cst.Call) else None
        if (
            isinstance(named, cst.Attribute)
            and named.attr.value in _MISSPELT
            and isinstance(named.value, cst.Call)
            and dotted_name(named.value.func) == "super"
        ):
            return named
    return None


def _bare_super(init: cst.FunctionDef) -> cst.Name | None:
    """The `super` of `super.__init__()`, its brackets forgotten."""
    for statement in statements(init.body):
        call = statement.value if isinstance(statement, cst.Expr) else None
        named = call.func if isinstance(call, cst.Call) else None
        if (
            isinstance(named, cst.Attribute)
            and named.attr.value == "__init__"
            and isinstance(named.value, cst.Name)
            and named.value.value == "super"
        ):
            return named.value
    return None


def without_call(init: cst.FunctionDef) -> cst.Attribute | None:
    """`super().__init__` as a statement, its brackets forgotten."""
    for statement in statements(init.body):
        value = statement.value if isinstance(statement, cst.Expr) else None
        if (
            isinstance(value, cst.Attribute)
            and value.attr.value == "__init__"
            and isinstance(value.value, cst.Call)
        ):
            return value
    return None
