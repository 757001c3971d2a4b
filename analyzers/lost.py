"""Attributes that hold a tensor computed from a Parameter that nothing else keeps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import libcst as cst

from .assigned_attribute import AssignedAttribute
from .file_model import FileModel
from .tree import walk
from .values import LostParameter


@dataclass(eq=False, slots=True)
class LostAssignment(AssignedAttribute):
    """`self.attribute` holds what became of the Parameter that `call` made."""

    value: LostParameter
    call: cst.Call

    def has_parameter(self, node: cst.BaseExpression) -> bool:
        """Whether another Parameter may be part of `node`: calls and attributes could be one."""
        return any(
            (
                isinstance(part, cst.Attribute)
                and isinstance(part.value, cst.Name)
                and part.value.value == "self"
            )
            or (
                isinstance(part, cst.Call)
                and self.reading.file.names.resolve(part.func) == "torch.nn.Parameter"
            )
            for part in walk(node)
        )


def lost_parameters(
    file: FileModel, how: Literal["arithmetic", "conversion"]
) -> Iterator[LostAssignment]:
    """The attributes whose Parameter was lost in arithmetic, or in a conversion."""
    for reading in file.readings:
        for assignment in reading.assignments:
            value = assignment.value
            if not isinstance(value, LostParameter) or value.how != how or not assignment.in_class:
                continue
            call = value.origin.node
            if (
                value.origin.visible
                or value.escaped
                or value.visible
                or not isinstance(call, cst.Call)
            ):
                continue
            lost = LostAssignment(reading, assignment, value, call)
            if not file.is_deliberate(lost.span.start):
                yield lost


def data_argument(call: cst.Call) -> cst.BaseExpression | None:
    """The tensor that a call of nn.Parameter is given, or None."""
    for index, argument in enumerate(call.args):
        if argument.star:
            return None
        if (index == 0 and argument.keyword is None) or (
            argument.keyword is not None and argument.keyword.value == "data"
        ):
            return argument.value
    return None
