"""Moving the construction of a layer from forward to `__init__`."""

from __future__ import annotations

import builtins
import re

import libcst as cst

from . import torch_facts as facts
from .edits import FixBuilder
from .file_model import FileModel
from .finding import Fix, Span, Text
from .made_running import MadeRunning
from .tree import statements, walk, walk_with_parent


def extract_to_init(file: FileModel, made: MadeRunning, title: Text) -> Fix | None:
    """Makes the layer once, at the end of `__init__`, and uses `self.name` where it was made.

    None where that would change what the code means: in a loop, with arguments that `__init__`
    does not have, where `__init__` may end early or is missing.
    """
    node, function = made.creation.node, made.function
    methods = made.reading.definition.methods()
    init = methods.get("__init__")
    if init is None or not _ends_plainly(made, init):
        return None
    if made.assignment is not None or methods.get(function.name.value) is not function:
        return None
    around = next((above for child, above in walk_with_parent(function) if child is node), None)
    if around is None or any(
        isinstance(n, (cst.For, cst.While, cst.BaseComp, cst.Lambda)) for n in around
    ):
        return None
    if _first(function) != "self" or not _has_arguments(file, made, init):
        return None
    builder = FixBuilder(file, made.statement)
    attribute = _free_name(made)
    _append(file, builder, init, f"self.{attribute} = {builder.source(node)}")
    builder.replace(node, f"self.{attribute}")
    return builder.build(title)


def _first(function: cst.FunctionDef) -> str | None:
    names = [*function.params.posonly_params, *function.params.params]
    return names[0].name.value if names else None


def _ends_plainly(made: MadeRunning, init: cst.FunctionDef) -> bool:
    """Whether what is added below `__init__` runs, on an initialised Module."""
    return (
        isinstance(init.body, cst.IndentedBlock)
        and _first(init) == "self"
        and bool(made.reading.super_calls)
        and not any(isinstance(node, (cst.Return, cst.Raise)) for node in walk(init.body))
    )


def _has_arguments(file: FileModel, made: MadeRunning, init: cst.FunctionDef) -> bool:
    """Whether every name in the call means the same at the end of `__init__`."""
    local = _bound_names(made.function) | _bound_names(init)
    known = set(dir(builtins)) | file.names.defined | _global_names(file)
    assignments = made.reading.assignments
    kept = {a.attribute for a in assignments if a.constructing}
    kept -= {a.attribute for a in assignments if not a.constructing}
    for argument in made.creation.node.args:
        for node, above in walk_with_parent(argument.value):
            if not isinstance(node, cst.Name):
                continue
            parent = above[-1] if above else None
            named = (isinstance(parent, cst.Attribute) and parent.attr is node) or (
                isinstance(parent, cst.Arg) and parent.keyword is node
            )
            if node.value == "self":
                if not isinstance(parent, cst.Attribute) or parent.attr.value not in kept:
                    return False
            elif not named and (
                node.value in local
                or not (node.value in known or file.names.resolve(node) is not None)
            ):
                return False
    return True


def _global_names(file: FileModel) -> set[str]:
    """What plain assignments at the top level bind."""
    return {
        target.target.value
        for part in file.parts
        for line in part.module.body
        if isinstance(line, cst.SimpleStatementLine)
        for assign in line.body
        if isinstance(assign, cst.Assign)
        for target in assign.targets
        if isinstance(target.target, cst.Name)
    }


def _bound_names(function: cst.FunctionDef) -> set[str]:
    """The arguments of a function but `self`, and every name that its body may bind."""
    bound: list[cst.CSTNode] = []
    for node in walk(function):
        if isinstance(node, (cst.Param, cst.AsName, cst.ImportAlias, cst.FunctionDef)):
            bound.append(node.name)
        elif isinstance(
            node,
            (cst.AssignTarget, cst.AugAssign, cst.AnnAssign, cst.NamedExpr, cst.For, cst.CompFor),
        ):
            bound.append(node.target)
    return {n.value for node in bound for n in walk(node) if isinstance(n, cst.Name)} - {"self"}


def _free_name(made: MadeRunning) -> str:
    """A name for the layer, with a number where the Module already has something of that name."""
    wanted = made.name or _snake(made.creation.node.func)
    taken = {
        node.attr.value
        for node in walk(made.reading.definition.node)
        if isinstance(node, cst.Attribute)
    }
    taken |= made.reading.definition.methods().keys() | facts.MODULE_ATTRIBUTES
    name, number = wanted, 1
    while name in taken:
        number += 1
        name = f"{wanted}{number}"
    return name


def _snake(function: cst.BaseExpression) -> str:
    """`linear` for `nn.Linear`, `batch_norm2d` for `BatchNorm2d`."""
    node = function.attr if isinstance(function, cst.Attribute) else function
    name = node.value if isinstance(node, cst.Name) else "layer"
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()


def _append(file: FileModel, builder: FixBuilder, init: cst.FunctionDef, text: str) -> None:
    """Put a statement on a line of its own below the last one of `init`."""
    body = statements(init.body)
    first, last = builder.span(body[0]).start, builder.span(body[-1]).end
    start = max(file.text.rfind("\n", 0, first), file.text.rfind("\r", 0, first)) + 1
    newline = "\r\n" if "\r\n" in file.text else "\n"
    rest = re.compile(r"[^\r\n]*").match(file.text, last)
    end = rest.end() if rest is not None else last
    builder.replace_span(Span(end, end), newline + file.text[start:first] + text)
