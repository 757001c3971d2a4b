"""What assignments do: names, attributes, items of containers, and the hidden ones of loops."""

from __future__ import annotations

from dataclasses import replace

import libcst as cst

from . import torch_facts as facts
from .events import (
    Assignment,
    Augmentation,
    Binding,
    Placement,
    Store,
)
from .held import leaves
from .notes import Notes
from .tree import is_name
from .values import (
    Activation,
    Buffer,
    Constant,
    Container,
    Element,
    Item,
    Module,
    Parameter,
    Parts,
    SelfReference,
    Tensor,
    Unknown,
    Value,
)


class Assigning(Notes):
    """Follows what is assigned."""

    def _forget(self, name: str) -> None:
        """What was unknown below `name` is another thing once `name` is assigned anew."""
        for path in [p for p in self.frame.paths if p == name or p.startswith(f"{name}.")]:
            del self.frame.paths[path]

    def _name(self, name: str, value: Value) -> None:
        self.frame.variables[name] = value
        self._forget(name)
        self.bindings.append(
            Binding(self.frame, self.tick(), self.enclosing, name, value, self.statement)
        )

    def bind(self, target: cst.BaseExpression, value: Value) -> None:
        """Bind a loop variable."""
        if isinstance(target, cst.Name):
            self.frame.variables[target.value] = value
        elif isinstance(target, (cst.Tuple, cst.List)):
            items = value.items if isinstance(value, Container) else []
            rest = Item if isinstance(value, Item) or self._is_data(value) else Unknown
            for index, element in enumerate(target.elements):
                unpacked = items[index] if index < len(items) else rest(element)
                self.bind(element.value, unpacked)
        elif isinstance(target, cst.Attribute):
            self._assign(target, value, None, target, False)

    def _is_data(self, value: Value) -> bool:
        """Whether it is one of several batches that are written out, or made in a comprehension."""
        if not isinstance(value, Element) or not self.frame.running:
            return False
        held = leaves(value.container)
        known = value.container.complete and not value.container.escaped and held
        return bool(known) and all(
            isinstance(leaf, (Constant, Item))
            or (isinstance(leaf, Tensor) and leaf.leaf and not leaf.trainable)
            for leaf in held
        )

    def _assign(
        self,
        target: cst.BaseExpression,
        value: Value,
        value_node: cst.BaseExpression | None,
        statement: cst.CSTNode,
        sole: bool,
    ) -> None:
        if isinstance(target, cst.Name):
            self._name(target.value, value)
        elif isinstance(target, (cst.Tuple, cst.List)):
            self._unpack(target, value, value_node, statement)
        elif isinstance(target, cst.Attribute):
            owner = self.evaluator.evaluate(target.value)
            if isinstance(owner, SelfReference):
                self._assign_attribute(target, value, value_node, statement, sole)
                return
            self.stores.append(
                Store(self.frame, self.tick(), self.enclosing, owner, target, value, statement)
            )
            if isinstance(owner, Tensor) and target.attr.value == "requires_grad":
                self.touched.append(owner)
                owner.trainable = is_name(value_node, "True")
                owner.initialised = False
            else:
                self.release(value)
        elif isinstance(target, cst.Subscript):
            owner = self.evaluator.evaluate(target.value)
            self.evaluator.index(target)
            self.placements.append(
                Placement(self.frame, self.tick(), self.enclosing, owner, target, value, statement)
            )
            if isinstance(owner, Container):
                self.fills(owner)
                owner.items.append(value)
                owner.additions.append((self.tick(), statement))
                owner.keys += [
                    e.slice.value for e in target.slice if isinstance(e.slice, cst.Index)
                ]
            elif isinstance(owner, Module):
                self.touched.append(owner)
                owner.contents.append(value)
                if owner.visible:
                    self.reveal(value)
            else:
                self.release(value)

    def _unpack(
        self,
        target: cst.Tuple | cst.List,
        value: Value,
        value_node: cst.BaseExpression | None,
        statement: cst.CSTNode,
    ) -> None:
        exact = isinstance(value, Container) and len(value.items) == len(target.elements)
        nodes: list[cst.BaseExpression | None] = [None] * len(target.elements)
        if exact and isinstance(value_node, (cst.Tuple, cst.List)):
            nodes = [element.value for element in value_node.elements]
        for index, element in enumerate(target.elements):
            item: Value = Unknown(element)
            if isinstance(value, Container):
                item = value.items[index] if exact else _unpacked(value)
            elif isinstance(value, Activation) and (_gives_tensors(value) or value.node is target):
                item = self.evaluator.flowing(element.value, [value])
                if index == 1 and _gives_places(value):
                    item.attached = False  # no gradient reaches an index
            elif isinstance(value, Parts) and value.whole is not None:
                item = replace(value.whole, node=element.value)
            self._assign(element.value, item, nodes[index], statement, False)

    def _assign_attribute(
        self,
        target: cst.Attribute,
        value: Value,
        value_node: cst.BaseExpression | None,
        statement: cst.CSTNode,
        sole: bool,
    ) -> None:
        if isinstance(value, (Module, Parameter, Buffer, Element)):
            self.reveal(value)
        name = target.attr.value
        previous = self.current.get(name)
        self.current[name] = value
        self.assignments.append(
            Assignment(
                attribute=name,
                value=value,
                target=target,
                value_node=value_node,
                statement=statement,
                method=self.frame.method,
                order=self.tick(),
                sole=sole,
                constructing=self.frame.constructing,
                in_class=self.frame.in_class,
                frame=self.frame,
                previous=previous,
                enclosing=self.enclosing,
            )
        )

    def _augment(self, node: cst.AugAssign) -> None:
        value = self.evaluator.evaluate(node.value)
        owner = self.evaluator.evaluate(node.target)
        self.augmentations.append(
            Augmentation(self.frame, self.tick(), self.enclosing, owner, value, node)
        )
        if isinstance(node.target, cst.Name) and (
            isinstance(owner, Activation) or isinstance(value, Activation)
        ):
            self.frame.variables[node.target.value] = self.evaluator.flowing(node, [owner, value])
        if isinstance(node.operator, cst.AddAssign) and isinstance(value, Container):
            if isinstance(owner, Container):
                self.fills(owner)
                owner.items += value.items
                owner.additions.append((self.tick(), node))
            elif isinstance(owner, Module):
                self.touched.append(owner)
                owner.contents += value.items
                if owner.visible:
                    self.reveal(value)
        if isinstance(owner, Unknown):
            self.release(value)


def _unpacked(value: Container) -> Value:
    """One of what a container is unpacked into; of a comprehension each is a tensor of its own."""
    only = value.items[0] if len(value.items) == 1 else None
    if isinstance(value.node, cst.BaseComp) and isinstance(only, Tensor):
        return replace(only)
    return Element(value.node, container=value)


def _gives_tensors(value: Activation) -> bool:
    """Whether all that it is unpacked into are tensors that depend on all that went in."""
    maker = value.maker
    if isinstance(maker, Module):
        return maker.nn_name in facts.GIVE_SEVERAL
    return (value.function or "").rpartition(".")[2] in facts.GIVE_TENSORS


def _gives_places(value: Activation) -> bool:
    """Whether it gives values and the places where they stood: `torch.max(x, dim=1)`."""
    name = (value.function or "").rpartition(".")[2]
    return value.maker is None and name in facts.GIVE_PLACES
