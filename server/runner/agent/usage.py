"""What the code of a function does with its parameters: called, iterated, indexed, given to layers.

`num_blocks[0]` is a list, `block(planes, s)` a class, `nn.Embedding(n_steps, 8)` a number of
embeddings, and `config.n_head` says which attribute a config needs. Parameters are followed into
methods, functions and classes of the same file, and through `self.x = x`.
"""

from __future__ import annotations

import ast
import dataclasses
from collections.abc import Callable

from .names import Function, dotted

_DEEPEST = 4
_LENGTHS = frozenset({"len", "sum", "list", "tuple", "enumerate", "zip", "reversed", "sorted"})
_JOINS = frozenset({"cat", "stack", "concat", "hstack", "vstack"})


@dataclasses.dataclass
class Usage:
    """How one value is used. `layers` holds pairs such as `("Embedding", "0")` or `("LSTM", "bias")`."""

    calls: list[int] = dataclasses.field(default_factory=list)  # each with its number of arguments
    built: bool = False  # called where the Module is built
    highest_index: int = -1
    iterated: bool = False
    unpacked: int = 0  # `h, c = state`
    joined: bool = False  # given to torch.cat as a whole
    counted: bool = False  # in range()
    number: bool = False  # in arithmetic
    registered: bool = False  # self.x = x
    strings: list[str] = dataclasses.field(default_factory=list)
    layers: list[tuple[str, str]] = dataclasses.field(default_factory=list)
    attributes: dict[str, Usage] = dataclasses.field(default_factory=dict)
    keys: dict[str, Usage] = dataclasses.field(default_factory=dict)  # `spec["hidden"]`
    element: Usage | None = None

    @property
    def is_sequence(self) -> bool:
        """Whether it is indexed with numbers, iterated, unpacked or measured."""
        return self.iterated or self.highest_index >= 0 or self.unpacked > 1

    def inner(self) -> Usage:
        """The usage of its elements."""
        self.element = self.element or Usage()
        return self.element


FullName = Callable[[ast.AST], "str | None"]


class Uses:
    """Reads functions of one file."""

    def __init__(self, tree: ast.Module, full_name: FullName) -> None:
        self._full_name = full_name
        self._classes: dict[str, ast.ClassDef] = {}
        self._functions: dict[str, ast.AST] = {}
        for node in tree.body:
            if isinstance(node, ast.ClassDef):
                self._classes[node.name] = node
            elif isinstance(node, Function):
                self._functions[node.name] = node

    def of_constructor(self, node: ast.ClassDef) -> dict[str, Usage]:
        """The usage of each parameter of `__init__`, in the whole class."""
        return self._of(_method(node, "__init__", self._classes), node)

    def of_forward(self, node: ast.ClassDef) -> dict[str, Usage]:
        """The usage of each argument of `forward`."""
        return self._of(_method(node, "forward", self._classes), node)

    def _of(self, function: ast.AST | None, node: ast.ClassDef) -> dict[str, Usage]:
        if function is None:
            return {}
        assert isinstance(function, Function)
        names = [a.arg for a in (*function.args.posonlyargs, *function.args.args[1:])]
        names += [a.arg for a in function.args.kwonlyargs]
        if function.args.vararg:
            names.append(function.args.vararg.arg)
        known = {name: Usage() for name in names}
        _Reader(self, node, function.name, 0, set()).read(function, dict(known))
        return known

    def callee(self, call: ast.Call, owner: ast.ClassDef | None) -> tuple[ast.AST, int] | None:
        """The function of the file that a call runs, and how many of its parameters are bound."""
        name = dotted(call.func)
        if name in self._classes:
            found = _method(self._classes[name], "__init__", self._classes)
            return (found, 1) if found is not None else None
        if name in self._functions:
            return self._functions[name], 0
        if name and name.startswith("self.") and owner is not None:
            found = _method(owner, name[5:], self._classes)
            if found is None:
                return None
            return found, 0 if any(dotted(d) == "staticmethod" for d in found.decorator_list) else 1
        if (
            owner is not None
            and isinstance(call.func, ast.Attribute)
            and call.func.attr == "__init__"
            and isinstance(call.func.value, ast.Call)
            and dotted(call.func.value.func) == "super"
        ):
            for base in owner.bases:
                if (parent := self._classes.get(dotted(base) or "")) is not None:
                    found = _method(parent, "__init__", self._classes)
                    return (found, 1) if found is not None else None
        return None

    def full_name(self, node: ast.AST) -> str:
        """The name with the file's imports followed."""
        return self._full_name(node) or ""

    def class_of(self, call: ast.Call) -> ast.ClassDef | None:
        """The class of the file that a call builds."""
        return self._classes.get(dotted(call.func) or "")


def _method(
    node: ast.ClassDef, name: str, classes: dict[str, ast.ClassDef]
) -> ast.FunctionDef | None:
    for statement in node.body:
        if isinstance(statement, ast.FunctionDef) and statement.name == name:
            return statement
    for base in node.bases:
        parent = classes.get(dotted(base) or "")
        if parent is not None and parent is not node:
            return _method(parent, name, classes)
    return None


class _Reader:
    """Reads one function, in which some names stand for values whose usage is recorded."""

    def __init__(
        self, uses: Uses, owner: ast.ClassDef | None, method: str, depth: int, done: set[int]
    ) -> None:
        self._uses = uses
        self._owner = owner
        self._method = method
        self._depth = depth
        self._done = done
        self._known: dict[str, Usage] = {}

    def read(self, function: ast.AST, known: dict[str, Usage]) -> None:
        self._known = known
        self._done.add(id(function))
        for node in ast.walk(function):
            self._aliases(node)
        for node in ast.walk(function):
            self._node(node)
        if self._method == "__init__" and self._owner is not None:
            kept = {n: u for n, u in self._known.items() if n.startswith("self.")}
            for method in self._owner.body:
                if kept and isinstance(method, ast.FunctionDef) and id(method) not in self._done:
                    reader = _Reader(self._uses, self._owner, method.name, self._depth, self._done)
                    reader.read(method, dict(kept))

    def _aliases(self, node: ast.AST) -> None:
        """`self.args = args`, `for v in cfg`, `a, b = pair`."""
        if isinstance(node, ast.Assign):
            source = self._find(node.value)
            for target in node.targets:
                if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                    for one, value in zip(target.elts, node.value.elts):  # noqa: B905 (may be starred)
                        self._alias(dotted(one), self._find(value))
                elif isinstance(target, ast.Tuple) and source is not None:
                    source.unpacked = len(target.elts)
                else:
                    self._alias(dotted(target), source)
        elif isinstance(node, (ast.For, ast.comprehension)):
            self._loop(node.target, node.iter)

    def _alias(self, name: str | None, source: Usage | None) -> None:
        if name is None or source is None:
            return
        source.registered |= name.startswith("self.")
        self._known.setdefault(name, source)

    def _loop(self, target: ast.expr, iterable: ast.expr) -> None:
        sources = [iterable]
        if isinstance(iterable, ast.Call) and dotted(iterable.func) in _LENGTHS:
            sources = list(iterable.args)
        targets = [target]
        if isinstance(target, ast.Tuple) and len(sources) == len(target.elts) > 1:
            targets = list(target.elts)
        elif isinstance(iterable, ast.Call) and dotted(iterable.func) == "enumerate":
            targets = target.elts[1:] if isinstance(target, ast.Tuple) else [target]
        for source, one in zip(sources, targets):  # noqa: B905 (the shorter)
            whole = source.value if isinstance(source, ast.Subscript) else source
            if (usage := self._find(whole)) is None:
                continue
            usage.iterated = True
            if isinstance(one, ast.Tuple):
                usage.inner().unpacked = len(one.elts)
            elif isinstance(one, ast.Name):
                self._known.setdefault(one.id, usage.inner())

    def _find(self, node: ast.AST) -> Usage | None:
        """The usage that a name, an attribute of one or an element of one stands for."""
        name = dotted(node)
        if name is None:
            if isinstance(node, ast.Subscript) and (whole := self._find(node.value)) is not None:
                key = node.slice.value if isinstance(node.slice, ast.Constant) else None
                if isinstance(key, str):
                    return whole.keys.setdefault(key, Usage())
                return whole.inner()
            return None
        if name in self._known:
            return self._known[name]
        if isinstance(node, ast.Attribute) and (whole := self._find(node.value)) is not None:
            return whole.attributes.setdefault(node.attr, Usage())
        return None

    def _node(self, node: ast.AST) -> None:
        if isinstance(node, ast.Call):
            self._call(node)
        elif isinstance(node, ast.Subscript):
            self._find(node)
            if (usage := self._find(node.value)) is not None:
                index = node.slice
                if isinstance(index, ast.Constant) and isinstance(index.value, int):
                    usage.highest_index = max(usage.highest_index, index.value)
                elif isinstance(index, (ast.Slice, ast.Name, ast.BinOp, ast.UnaryOp)):
                    usage.iterated = True
        elif isinstance(node, ast.Attribute):
            self._find(node)
        elif isinstance(node, ast.BinOp):
            for side in (node.left, node.right):
                if (usage := self._find(side)) is not None:
                    usage.number = True
        elif isinstance(node, ast.Compare):
            self._compare(node)
        elif isinstance(node, ast.Starred) and (usage := self._find(node.value)) is not None:
            usage.iterated = True

    def _compare(self, node: ast.Compare) -> None:
        for other in node.comparators:
            usage = self._find(node.left)
            if usage is None:
                continue
            parts = other.elts if isinstance(other, (ast.Tuple, ast.List, ast.Set)) else [other]
            usage.strings += [
                p.value for p in parts if isinstance(p, ast.Constant) and isinstance(p.value, str)
            ]

    def _call(self, node: ast.Call) -> None:
        if (usage := self._find(node.func)) is not None:
            usage.calls.append(len(node.args) + len(node.keywords))
            usage.built |= self._method != "forward"
        name = dotted(node.func) or ""
        full = self._uses.full_name(node.func)
        given = [(str(index), a) for index, a in enumerate(node.args)]
        given += [(k.arg, k.value) for k in node.keywords if k.arg]
        # `kernel_size=(size, width)`
        inside = [(f"{at}[]", e) for at, a in given if isinstance(a, ast.Tuple) for e in a.elts]
        for place, argument in (*given, *inside):
            usage = self._find(argument)
            if usage is None:
                continue
            if name == "range":
                usage.counted = True
            elif name in _LENGTHS:
                usage.iterated = True
            elif full.split(".")[-1] in _JOINS and place == "0":
                usage.joined = True
            elif full.startswith("torch."):
                usage.layers.append((full.split(".")[-1], place))
            elif name == "self.register_buffer" and place in ("1", "tensor"):
                usage.layers.append(("register_buffer", place))
            elif name == "getattr" and place == "1":
                usage.layers.append(("getattr", place))
            elif name == "getattr" and place == "0" and isinstance(node.args[1], ast.Constant):
                usage.attributes.setdefault(str(node.args[1].value), Usage())
        self._follow(node, given)

    def _follow(self, node: ast.Call, given: list[tuple[str, ast.expr]]) -> None:
        found = self._uses.callee(node, self._owner)
        if found is None or self._depth >= _DEEPEST or id(found[0]) in self._done:
            return
        function, bound = found
        assert isinstance(function, Function)
        names = [a.arg for a in (*function.args.posonlyargs, *function.args.args)][bound:]
        known: dict[str, Usage] = {}
        for place, argument in given:
            name = place if not place.isdigit() else dict(enumerate(names)).get(int(place))
            usage = self._find(argument)
            if name is not None and usage is not None:
                known[name] = usage
        if known:
            inner = self._uses.class_of(node)
            owner = inner if inner is not None else self._owner
            method = "forward" if self._method == "forward" else function.name
            _Reader(self._uses, owner, method, self._depth + 1, {*self._done}).read(function, known)
