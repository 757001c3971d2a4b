"""What a value surely is, by where it came from and by what is done with it."""

from __future__ import annotations

import libcst as cst

from . import torch_facts as facts
from .events import Use
from .file_model import FileModel
from .interpreter import Interpreter
from .literals import string
from .tree import dotted_name
from .values import (
    Activation,
    Buffer,
    Element,
    LostParameter,
    Module,
    Parameter,
    SelfReference,
    Tensor,
    Unknown,
    Value,
)


def is_tensor(value: Value, reading: Interpreter) -> bool:
    """Whether `value` is surely a tensor and not, say, a Module or a batch that moves in place."""
    if isinstance(value, (Tensor, Parameter, Buffer, LostParameter)):
        return True
    if isinstance(value, Activation) and not value.assumed and _computed(value, reading):
        return True
    if not isinstance(value, (Activation, Unknown)):
        return False
    if any(use.value is value and use.method is None for use in reading.uses):
        return False  # it is called: a Module may have a `softmax` or `argmax` of its own
    if isinstance(value.node, cst.Param) and value.node.annotation is not None:
        annotation = value.node.annotation.annotation
        return reading.file.names.resolve(annotation) == "torch.Tensor"
    if any(use.value is value and _only_a_tensor_has(use) for use in reading.uses):
        return True
    return any(
        facts.is_tensor_function(call.function) and any(a is value for a in call.arguments)
        for call in reading.functions
    )


def _only_a_tensor_has(use: Use) -> bool:
    """Whether no other object is asked like this; a drawing's `view()` takes no shape."""
    return use.method in facts.TENSOR_ONLY and (use.method != "view" or bool(use.node.args))


def _computed(value: Activation, reading: Interpreter) -> bool:
    """Whether torch computed it, as far as the way it was made shows."""
    if value.maker is not None:
        return isinstance(value.maker, (Module, SelfReference)) or (
            isinstance(value.maker, Element)
            and any(isinstance(item, Module) for item in value.maker.container.items)
        )
    if value.function is not None:
        if value.function.startswith("torch.") or value.function in facts.TENSOR_ONLY:
            return True
        return is_tensor(value.inputs[0], reading) if value.inputs else False
    if isinstance(value.node, cst.Call):
        return False  # an unknown function gave it
    return any(is_tensor(item, reading) for item in value.inputs)


def is_batch_tensor(value: Value, reading: Interpreter) -> bool:
    """Whether `value` is `x` in `for x, y in loader`, or `batch["x"]`, and goes into a model, loss or function.

    Batches of some libraries move in place; those are not taken apart by the loop.
    """
    taken = isinstance(value, Unknown) and (
        isinstance(value.node, cst.Element) or _is_entry(value.node)
    )
    if not taken:
        return False
    if is_module(value, reading) or moves_in_place(reading.file):
        return False
    return any(
        use.method is None
        and any(
            given is value and not argument.star
            for given, argument in zip(use.arguments, use.node.args, strict=False)
        )
        for use in reading.uses
    )


def _is_entry(node: cst.CSTNode | None) -> bool:
    """Whether it is `batch["image"]`: a dictionary's entry of a batch, by the name of the variable."""
    return (
        isinstance(node, cst.Subscript)
        and dotted_name(node.value) in ("batch", "sample", "data")
        and len(node.slice) == 1
        and isinstance(node.slice[0].slice, cst.Index)
        and string(node.slice[0].slice.value) is not None
    )


# Functions of other libraries that return a Module.
_GIVE_MODELS = ("torchvision.models.", "timm.create_model", "timm.models.create_model")


def is_module(value: Value, reading: Interpreter) -> bool:
    """Whether `value` is surely an nn.Module, so that its parameters are what matters."""
    if isinstance(value, Module):
        return True
    if not (isinstance(value, Unknown) or (isinstance(value, Activation) and value.assumed)):
        return False
    if isinstance(value.node, cst.Call):
        maker = reading.file.names.resolve(value.node.func) or ""
        if maker.startswith(_GIVE_MODELS):
            return True
    methods = {use.method for use in reading.uses if use.value is value}
    if methods & facts.MODULE_ONLY:
        return True
    return None in methods and bool(methods & {"train", "eval"})


def moves_in_place(file: FileModel) -> bool:
    """Whether the file uses a library whose batches have a `to` that changes them."""
    return any(file.names.imports(library) for library in facts.BATCHES_MOVE_IN_PLACE)
