"""What evaluating the parts of an expression has in common."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import libcst as cst

from .held import merged
from .values import (
    Activation,
    Constant,
    LostParameter,
    Parameter,
    Unknown,
    Value,
)

if TYPE_CHECKING:
    from .interpreter import Interpreter


class Evaluating:
    """Evaluates expressions where one `Interpreter` is reading; subclasses know the kinds of them."""

    def __init__(self, reading: Interpreter) -> None:
        self.reading = reading
        self.names = reading.file.names
        self._by_type: dict[type[cst.CSTNode], Callable[..., Value]] = {}

    def evaluate(self, node: cst.BaseExpression) -> Value:
        """The value of an expression; Unknown when it cannot be told."""
        handler = self._by_type.get(type(node))
        if handler is not None:
            return handler(node)
        if isinstance(node, (cst.BaseNumber, cst.BaseString)):
            return Constant(node)
        return Unknown(node)

    def perhaps(self, node: cst.BaseExpression, *around: cst.BaseExpression) -> Value:
        """The value of an expression that runs only if what is `around` it says so.

        What names may hold instead because of it, they hold afterwards as after an `if`.
        """
        if not around:
            return self.evaluate(node)
        reading, frame = self.reading, self.reading.frame
        enclosing, reading.enclosing = reading.enclosing, (*reading.enclosing, *around)
        variables, current = dict(frame.variables), dict(reading.current)
        value = self.evaluate(node)
        reading.enclosing = enclosing
        if frame.variables != variables:
            frame.variables = merged([variables, frame.variables], reading)
        if reading.current != current:
            reading.current = merged([current, reading.current], reading)
        return value

    def arguments(self, node: cst.Call) -> list[Value]:
        """The values of the arguments, `*args` included as what it spreads."""
        return [self.evaluate(argument.value) for argument in node.args]

    def flowing(self, node: cst.CSTNode, values: list[Value]) -> Activation:
        """What is computed from activations: attached when one of them is, or a Parameter."""
        attached = any(
            value.attached
            if isinstance(value, Activation)
            else isinstance(value, (Parameter, LostParameter))
            for value in values
        )
        return self.reading.flowed(Activation(node, attached=attached, inputs=values))

    def lose(
        self,
        value: Parameter | LostParameter,
        node: cst.CSTNode,
        how: str,
        detached: bool = False,
    ) -> LostParameter:
        origin = value if isinstance(value, Parameter) else value.origin
        if isinstance(value, LostParameter):
            how, detached = value.how, detached or value.detached
        return LostParameter(
            node,
            origin=origin,
            how="conversion" if how == "conversion" else "arithmetic",
            detached=detached,
        )
