"""Which names a piece of code needs, binds and may compute without side effects."""

from __future__ import annotations

import ast
import builtins

Function = (ast.FunctionDef, ast.AsyncFunctionDef)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)

# Modules whose functions only compute; what starts with an exception does more.
_PURE_MODULES = (
    "torch", "math", "numpy", "functools", "collections", "itertools", "operator", "dataclasses",
    "typing", "types", "os.path", "pathlib", "enum", "string", "copy", "argparse.Namespace",
    "einops", "jaxtyping",
)  # fmt: skip
_EXCEPTIONS = (
    "torch.load", "torch.save", "torch.hub", "torch.distributed", "torch.utils.data",
    "torch.multiprocessing", "torch.utils.model_zoo", "torch.utils.tensorboard", "torch.onnx",
    "torch.utils.cpp_extension", "torch.package", "numpy.load", "numpy.loadtxt", "numpy.save",
    "numpy.genfromtxt", "numpy.fromfile",
)  # fmt: skip
_IMPURE_BUILTINS = frozenset(
    {"open", "input", "print", "exec", "eval", "compile", "exit", "quit", "breakpoint", "help"}
    | {"__import__", "setattr", "delattr", "globals", "locals", "vars"}
)
# Methods of strings, containers and tensors that only compute.
_PURE_METHODS = frozenset(
    [
        "split",
        "strip",
        "lower",
        "upper",
        "items",
        "keys",
        "values",
        "get",
        "copy",
        "format",
        "join",
        "replace",
        "index",
        "count",
        "to",
        "float",
        "double",
        "half",
        "long",
        "int",
        "bool",
        "cpu",
        "type",
        "view",
        "reshape",
        "unsqueeze",
        "squeeze",
        "flatten",
        "repeat",
        "expand",
        "transpose",
        "permute",
        "t",
        "contiguous",
        "clone",
        "detach",
        "numel",
        "size",
        "dim",
        "sum",
        "mean",
        "max",
        "min",
        "abs",
        "sqrt",
        "exp",
        "log",
        "sin",
        "cos",
        "item",
        "tolist",
        "eval",
        "train",
        "requires_grad_",
        "normal_",
        "uniform_",
        "fill_",
        "zero_",
    ]
)


def dotted(node: ast.AST) -> str | None:
    """`a.b.c` for a chain of names, else None."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        base = dotted(node.value)
        return f"{base}.{node.attr}" if base else None
    return None


def bound_names(node: ast.AST) -> set[str]:
    """The names that running this statement sets in its own scope."""
    names: set[str] = set()
    if isinstance(node, (*Function, ast.ClassDef)):
        return {node.name}
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        return {alias.asname or alias.name.split(".")[0] for alias in node.names}
    if isinstance(node, ast.Name) and isinstance(node.ctx, (ast.Store, ast.Del)):
        return {node.id}
    if isinstance(node, ast.ExceptHandler) and node.name:
        names.add(node.name)
    if isinstance(node, (*_COMPREHENSIONS, ast.Lambda)):
        return names
    for child in ast.iter_child_nodes(node):
        names |= bound_names(child)
    return names


def free_names(node: ast.AST) -> set[str]:
    """The names that running this (and calling what it defines) looks up outside of it."""
    if isinstance(node, ast.Name):
        return {node.id} if isinstance(node.ctx, ast.Load) else set()
    if isinstance(node, (*Function, ast.Lambda)):
        arguments = node.args
        every = (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)
        stars = (arguments.vararg, arguments.kwarg)
        own = {a.arg for a in every} | {a.arg for a in stars if a}
        body: list[ast.AST] = [node.body] if isinstance(node, ast.Lambda) else list(node.body)
        inside: set[str] = set()
        for part in body:
            inside |= free_names(part)
            own |= bound_names(part)
        shared = {
            name
            for part in ast.walk(node)
            if isinstance(part, (ast.Global, ast.Nonlocal))
            for name in part.names
        }
        outside: list[ast.AST] = [*arguments.defaults, *(d for d in arguments.kw_defaults if d)]
        outside += [a.annotation for a in (*every, *(s for s in stars if s)) if a.annotation]
        if not isinstance(node, ast.Lambda):
            outside += node.decorator_list
            outside += [node.returns] if node.returns else []
        names = inside - (own - shared)
        for part in outside:
            names |= free_names(part)
        return names
    names = set()
    for child in ast.iter_child_nodes(node):
        names |= free_names(child)
    if isinstance(node, _COMPREHENSIONS):
        for generator in node.generators:
            names -= bound_names(generator.target)
    return names


class Purity:
    """Tells expressions that only compute from those that read files, train or talk.

    Functions of the same file count as pure when all that they call is; classes of the same file
    may be built.
    """

    def __init__(self, tree: ast.Module) -> None:
        self._aliases: dict[str, str] = {}
        self._functions: dict[str, ast.AST] = {}
        self._classes: set[str] = set()
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    full = alias.name if alias.asname else alias.name.split(".")[0]
                    self._aliases[alias.asname or full] = full
            elif isinstance(node, ast.ImportFrom) and node.module:
                for alias in node.names:
                    self._aliases[alias.asname or alias.name] = f"{node.module}.{alias.name}"
            elif isinstance(node, Function):
                self._functions.setdefault(node.name, node)
            elif isinstance(node, ast.ClassDef):
                self._classes.add(node.name)

    def full_name(self, node: ast.AST) -> str | None:
        """`torch.nn.functional.relu` for `F.relu`, following the file's imports."""
        name = dotted(node)
        if name is None:
            return None
        head, _, rest = name.partition(".")
        head = self._aliases.get(head, head)
        return f"{head}.{rest}" if rest else head

    def is_pure(self, node: ast.AST, depth: int = 3) -> bool:
        """Whether evaluating `node` only computes."""
        if isinstance(node, (ast.Await, ast.Yield, ast.YieldFrom, ast.While)):
            return False
        if isinstance(node, ast.Lambda):
            return True
        if isinstance(node, ast.Call) and not self._pure_call(node.func, depth):
            return False
        return all(self.is_pure(child, depth) for child in ast.iter_child_nodes(node))

    def _pure_call(self, function: ast.AST, depth: int) -> bool:
        name = dotted(function)
        head = (name or "").split(".")[0]
        if head in self._aliases:
            full = self.full_name(function) or ""
            return _is_in(full, _PURE_MODULES) and not _is_in(full, _EXCEPTIONS)
        if head in self._classes:
            return True
        if name in self._functions:
            return depth > 0 and self.is_pure(self._functions[name], depth - 1)
        if name is not None and "." not in name:
            return hasattr(builtins, name) and name not in _IMPURE_BUILTINS
        if isinstance(function, ast.Attribute):
            return function.attr in _PURE_METHODS
        return isinstance(function, (ast.Lambda, ast.Call))


def _is_in(name: str, modules: tuple[str, ...]) -> bool:
    return any(name == module or name.startswith(module + ".") for module in modules)
