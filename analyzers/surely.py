"""Which activations are tensors for certain: an argument of forward may be a number, or None."""

from __future__ import annotations

from . import torch_facts as facts
from .interpreter import Interpreter
from .values import Activation, Module

# Asked of a value, they say that it is a tensor.
_SAYS_TENSOR = facts.TENSOR_METHODS | {"size", "dim", "numel", "item", "tolist"}

_OPERATIONS = facts.TENSOR_METHODS | facts.CONVERSION_METHODS | facts.MOSTLY_TENSOR_METHODS


def surely_tensors(reader: Interpreter) -> frozenset[int]:
    """The ids of the activations that a layer or an operation of torch gave or took."""
    found = {id(use.value) for use in reader.uses if use.method in _SAYS_TENSOR}
    for flow in reader.flows:
        value = flow.value
        if value.maker is not None:
            found.add(id(value))
            if isinstance(value.maker, Module) and value.maker.nn_name is not None:
                found.update(id(item) for item in value.inputs[:1])
        elif value.function is not None:
            if _is_operation(value):
                found.add(id(value))
                found.update(id(item) for item in value.inputs[:1])
        elif any(id(item) in found for item in value.inputs):
            found.add(id(value))
    return frozenset(found)


def _is_operation(value: Activation) -> bool:
    name = value.function or ""
    return name.startswith("torch.") or name in _OPERATIONS
