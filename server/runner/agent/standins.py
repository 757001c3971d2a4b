"""What can be run besides classes: a Module assigned to a name, and a marked function.

net = nn.Sequential(nn.Linear(3, 4), nn.ReLU())

# torchtutor: example step(torch.randn(2, 3))
def step(x): ...
"""

from __future__ import annotations

import ast
import types
from typing import Any

from torch import nn

from .names import Function


class StandIn(ast.ClassDef):
    """Stands where the class would: same lines, nothing in it. `origin` is the statement."""

    origin: ast.stmt


def find_stand_in(tree: ast.Module, name: str) -> StandIn | None:
    """The last assignment to `name`, or function of this name, at the top level."""
    found: ast.stmt | None = None
    for statement in tree.body:
        if (isinstance(statement, Function) and statement.name == name) or (
            isinstance(statement, ast.Assign)
            and any(isinstance(t, ast.Name) and t.id == name for t in statement.targets)
        ):
            found = statement
    if found is None:
        return None
    node = StandIn(name=name, bases=[], keywords=[], body=[], decorator_list=[])
    ast.copy_location(node, found)
    if isinstance(found, Function):
        node.decorator_list = found.decorator_list
    node.origin = found
    return node


def make(node: StandIn, namespace: dict[str, Any], path: str) -> Any:
    """A new object: the assigned expression again, or a Module whose forward is the function."""
    if isinstance(node.origin, ast.Assign):
        expression = ast.Expression(node.origin.value)
        return eval(compile(expression, path, "eval"), namespace)
    function = namespace[node.name]
    members = {"forward": staticmethod(function), "__module__": namespace["__name__"]}
    return types.new_class(node.name, (nn.Module,), exec_body=lambda body: body.update(members))()
