"""Layers that are constructed from the data, where an existing layer should be called with it."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from . import torch_facts as facts
from .events import Creation
from .held import leaves
from .interpreter import Interpreter
from .reading import Reading
from .tree import dotted_name
from .values import Activation, Container, Element, Module, Value


def built_from_data(reading: Interpreter) -> Iterator[Creation]:
    """The Modules that are made while running, given data as their first argument.

    Only data that is surely a tensor counts: an input of the forward pass or computed from one.
    What is called afterwards (`nn.Softmax(dim)(x)`), or put into another Module, was meant.
    """
    for creation in reading.creations.values():
        value, arguments = creation.value, creation.node.args
        if (
            creation.running
            and isinstance(value, Module)
            and arguments
            and arguments[0].keyword is None
            and not arguments[0].star
            and is_data(reading, creation.arguments[0])
            and not _is_used_as_module(reading, value)
        ):
            yield creation


def is_data(reading: Interpreter, value: Value) -> bool:
    """Whether `value` is a tensor for sure: the first input of forward or computed from it.

    Another argument may as well be a number, even where nothing says so.
    """
    pending, seen = [value], set[int]()
    while pending:
        value = pending.pop()
        if not isinstance(value, Activation) or id(value) in seen:
            continue
        seen.add(id(value))
        if value.maker is not None or value.node is _first_input(reading):
            return True
        if value.function is not None and value.function.startswith("torch."):
            return True
        if value.function is not None or not _is_unknown_function(value.node):
            pending += value.inputs
    return False


def _is_unknown_function(node: cst.CSTNode | None) -> bool:
    """Whether it is a call that may give a number; one of `self.act` is of a layer, most likely."""
    if not isinstance(node, cst.Call):
        return False
    return not (dotted_name(node.func) or "").startswith("self.")


def _first_input(reading: Interpreter) -> cst.CSTNode | None:
    if not isinstance(reading, Reading):
        return None
    forward = reading.definition.methods().get("forward")
    inputs = forward.params.params[1:2] if forward is not None else ()
    return inputs[0] if inputs else None


def _is_used_as_module(reading: Interpreter, module: Module) -> bool:
    for use in reading.uses:
        called = use.method in (None, "forward")
        if called and (
            use.value is module
            or (isinstance(use.value, Element) and module in leaves(use.value.container))
        ):
            return True
    if any(a.value is module for a in reading.assignments):
        return True
    return any(
        isinstance(holder := creation.value, Module)
        and _holds_modules(holder)
        and module in (leaf for held in holder.contents for leaf in leaves(held))
        for creation in reading.creations.values()
    ) or any(
        isinstance(binding.value, Container) and module in leaves(binding.value)
        for binding in reading.bindings
    )


def _holds_modules(module: Module) -> bool:
    """Whether it is made to be given Modules: a container of torch.nn, or a class of the file."""
    return module.nn_name is None or module.nn_name in facts.REGISTERING_CONTAINERS
