"""Evaluates operators: what is computed from tensors, and what is lost on the way."""

from __future__ import annotations

import libcst as cst

from .evaluating import Evaluating
from .held import given_or_made, united
from .values import (
    Activation,
    Constant,
    Container,
    LostParameter,
    ModelParameters,
    Module,
    Parameter,
    Tensor,
    Unknown,
    Value,
)


class Operators(Evaluating):
    """Evaluates comparisons, arithmetic and choices."""

    def _comparison(self, node: cst.Comparison) -> Value:
        """A mask where a tensor is compared by value; nothing flows back through it."""
        values = [self.evaluate(node.left)]
        values += [self.evaluate(part.comparator) for part in node.comparisons]
        by_value = all(
            isinstance(
                part.operator,
                (
                    cst.LessThan, cst.LessThanEqual, cst.GreaterThan, cst.GreaterThanEqual,
                    cst.Equal, cst.NotEqual,
                ),
            )
            for part in node.comparisons
        )  # fmt: skip
        if by_value and any(isinstance(value, Activation) for value in values):
            return self.reading.flowed(Activation(node, attached=False, inputs=values))
        tensors = [value for value in values if isinstance(value, Tensor)]
        if by_value and tensors:
            return Tensor(
                node,
                scalar=all(tensor.scalar for tensor in tensors),
                factory=next((t.factory for t in tensors if t.factory), None),
                deviceless=next((t.deviceless for t in tensors if t.deviceless), None),
                placed=any(tensor.placed for tensor in tensors),
            )
        return Constant(node)

    def _binary(self, node: cst.BinaryOperation) -> Value:
        left, right = self.evaluate(node.left), self.evaluate(node.right)
        for side, count in ((left, node.right), (right, node.left)):
            # a count is not data, though the argument of a function may look like it
            if isinstance(node.operator, cst.Multiply) and (
                isinstance(side, Container)
                # no other Module can be multiplied, unless it says itself what that means
                or (isinstance(side, Module) and side.nn_name == "Sequential")
            ):
                return self._repeated(node, side, count)
        if isinstance(left, Activation) or isinstance(right, Activation):
            return self.flowing(node, [left, right])
        for side in (left, right):
            if isinstance(side, (Parameter, LostParameter)):
                return self.lose(side, node, "arithmetic")
        if isinstance(node.operator, cst.Add) and (
            isinstance(left, ModelParameters) or isinstance(right, ModelParameters)
        ):
            added = _added(node.left, left) + _added(node.right, right)
            return ModelParameters(node, added=added)
        if isinstance(left, Container) and isinstance(right, Container):
            joined = Container(node, kind=left.kind, items=left.items + right.items)
            joined.complete = left.complete and right.complete
            return joined
        if isinstance(left, Tensor) or isinstance(right, Tensor):
            sides = [side for side in (left, right) if isinstance(side, Tensor)]
            return Tensor(
                node,
                trainable=any(side.trainable for side in sides),
                scalar=all(side.scalar for side in sides)
                and all(isinstance(side, (Tensor, Constant, Unknown)) for side in (left, right)),
                factory=next((side.factory for side in sides if side.factory), None),
                deviceless=next((side.deviceless for side in sides if side.deviceless), None),
                placed=any(side.placed for side in sides),
                leaf=not any(side.records for side in sides),
            )
        if isinstance(left, Constant) and isinstance(right, Constant):
            return Constant(node, source=left.source or right.source)
        return Unknown(node)

    def _repeated(
        self, node: cst.BinaryOperation, side: Container | Module, count: cst.BaseExpression
    ) -> Value:
        if isinstance(side, Module):
            self.reading.repeated([side], node, count)
            return Module(node, type_name=side.type_name, nn_name=side.nn_name, contents=[side])
        self.reading.repeated(side.items, node, count)
        repeated = Container(node, kind=side.kind, items=list(side.items), repeated=True)
        repeated.complete = side.complete
        return repeated

    def _unary(self, node: cst.UnaryOperation) -> Value:
        value = self.evaluate(node.expression)
        if isinstance(node.operator, cst.Not):
            return Constant(node)
        if isinstance(value, (Parameter, LostParameter)):
            return (
                value
                if isinstance(node.operator, cst.Plus)
                else self.lose(value, node, "arithmetic")
            )
        if isinstance(value, Tensor):
            return Tensor(
                node,
                trainable=value.trainable,
                scalar=value.scalar,
                factory=value.factory,
                deviceless=value.deviceless,
                placed=value.placed,
                leaf=not value.records,
            )
        if isinstance(value, Activation):
            return self.flowing(node, [value])
        return Constant(node) if isinstance(value, Constant) else Unknown(node)

    def _boolean(self, node: cst.BooleanOperation) -> Value:
        """`loss or nn.MSELoss()`: what is given, or else what is made."""
        given, made = self.evaluate(node.left), self.perhaps(node.right, node)
        if isinstance(node.operator, cst.And):
            return self._both(node, given, made)
        if isinstance(given, Constant):
            return made
        if isinstance(given, Module) and isinstance(made, Module):
            return united([given, made], self.reading)
        for value in (given, made):
            self.reading.release(value)
        return given_or_made(node, [given, made])

    def _both(self, node: cst.BooleanOperation, asked: Value, value: Value) -> Value:
        """`use_norm and nn.LayerNorm(8)`: the second, or else something that counts as False."""
        if isinstance(value, Constant) and not isinstance(asked, Constant):
            return Unknown(node)
        if isinstance(value, Activation) and isinstance(asked, Activation) and not asked.assumed:
            return united([asked, value], self.reading)
        return value

    def _if(self, node: cst.IfExp) -> Value:
        self.evaluate(node.test)
        ways = [self.perhaps(way, node, way) for way in (node.body, node.orelse)]
        known = [way for way in ways if not isinstance(way, Constant)]
        if len(known) == 1:
            return known[0]
        kinds = {type(way) for way in known}
        if kinds == {Activation} or kinds == {Module}:
            return united(known, self.reading)
        return known[0] if len(kinds) == 1 else given_or_made(node, known)


def _added(node: cst.BaseExpression, value: Value) -> list[tuple[cst.BaseExpression, Value]]:
    """The operands of a sum of parameters; of anything else, itself."""
    if isinstance(value, ModelParameters) and isinstance(node, cst.BinaryOperation):
        return value.added
    return [(node, value)]
