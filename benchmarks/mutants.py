"""How many mistakes the rules find that are put into code of others, one at a time.

    python -m benchmarks.mutants FOLDER [FOLDER ...] [--most 200] [--seed 0] [--missed]

Each FOLDER is the source of a package or a project; nothing of it is run or written. A mutation turns one
place of a Module class, or of a training loop, into what a learner might have written there, and the file is
analysed again. It is found when the rule of that mistake has a finding on the statement which it had not
before. At most `--most` places of each mutation are drawn, by `--seed`; `--missed` lists those not found.

What a mutation makes is not always a mistake (a layer may be registered under a second name, a buffer may
be a number), and a rule that cannot know stays silent: the share is a lower end. Classes whose
base could not be read are left out, since no rule judges them; their number is printed.
"""

from __future__ import annotations

import argparse
import ast
import random
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import sqrt
from pathlib import Path

from torchtutor.analyzers import analyze
from torchtutor.analyzers.workspace import Origin, Workspace

RULES = {
    "ModuleList as a list": "module-list-not-registered",
    "ParameterList as a list": "parameter-list-not-registered",
    "buffer as an attribute": "tensor-not-buffer",
    "Parameter as a tensor": "trainable-tensor-not-parameter",
    "Parameter times a number": "parameter-lost-in-arithmetic",
    "no super().__init__()": "missing-super-init",
    "comma behind a layer": "trailing-comma-layer",
    "no zero_grad()": "missing-zero-grad",
}
_LAYERS = frozenset(
    {"Linear", "Conv1d", "Conv2d", "Conv3d", "Embedding", "LayerNorm", "BatchNorm2d"}
)
_FACTORIES = frozenset({"zeros", "ones", "randn", "rand", "empty", "full"})


@dataclass(frozen=True)
class Mutant:
    """`text` has one `kind` of mistake, which a finding between two offsets of it tells."""

    kind: str
    text: str
    start: int
    end: int


class Source:
    """A file that can be changed at one place: `ast` counts its columns in bytes."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tree = ast.parse(text)
        self._bytes = text.encode()
        self._starts = [0]
        for line in self._bytes.splitlines(keepends=True):
            self._starts.append(self._starts[-1] + len(line))

    def of(self, node: ast.expr | ast.stmt) -> str:
        """The text of a node."""
        start, end = self._range(node)
        return self._bytes[start:end].decode()

    def _range(self, node: ast.expr | ast.stmt) -> tuple[int, int]:
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        start = self._starts[node.lineno - 1] + node.col_offset
        return start, self._starts[node.end_lineno - 1] + node.end_col_offset

    def mutant(self, kind: str, node: ast.stmt, new: str, within: ast.stmt | None = None) -> Mutant:
        """The file with `new` in the place of a statement; told on it, or anywhere `within` another one."""
        start, end = self._range(node)
        changed = self._bytes[:start] + new.encode() + self._bytes[end:]
        first, last = start, start + len(new.encode())
        if within is not None:
            first, last = self._range(within)
            last += len(changed) - len(self._bytes)
        at = len(changed[:first].decode())
        return Mutant(kind, changed.decode(), at, at + len(changed[first:last].decode()))


def mutants(text: str, modules: Iterable[str]) -> Iterator[Mutant]:
    """Every mutant of a file whose classes `modules` are Modules; the place decides, not the rules."""
    source, known = Source(text), set(modules)
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ClassDef) and node.name in known:
            for method in node.body:
                if isinstance(method, ast.FunctionDef) and method.name == "__init__":
                    yield from _in_init(source, node, method)
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield from _in_loop(source, node)


def _in_init(source: Source, owner: ast.ClassDef, init: ast.FunctionDef) -> Iterator[Mutant]:
    for node in ast.walk(init):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            name, call = ast.unparse(node.value.func), node.value
            if name.startswith("super(") and name.endswith(".__init__") and len(init.body) > 1:
                yield source.mutant("no super().__init__()", node, "pass", owner)
            elif name == "self.register_buffer" and len(call.args) == 2:
                buffer = ast.unparse(call.args[0]).strip("'\"")
                if isinstance(call.args[0], ast.Constant) and buffer.isidentifier():
                    new = f"self.{buffer} = {source.of(call.args[1])}"
                    yield source.mutant("buffer as an attribute", node, new)
        elif (
            isinstance(node, ast.Assign)
            and isinstance(node.value, ast.Call)
            and len(node.targets) == 1
            and ast.unparse(node.targets[0]).startswith("self.")
        ):
            yield from _of_assignment(source, node, node.value)


def _of_assignment(source: Source, node: ast.Assign, call: ast.Call) -> Iterator[Mutant]:
    target, name = source.of(node.targets[0]), _torch_name(call.func)
    if name in ("ModuleList", "ParameterList") and len(call.args) <= 1 and not call.keywords:
        given = call.args[0] if call.args else None
        inside = source.of(given) if given is not None else "[]"
        new = (
            inside
            if isinstance(given, (ast.List, ast.ListComp)) or not given
            else f"list({inside})"
        )
        yield source.mutant(f"{name} as a list", node, f"{target} = {new}")
    elif name == "Parameter" and len(call.args) == 1:
        inside, made = source.of(call.args[0]), call.args[0]
        yield source.mutant("Parameter times a number", node, f"{target} = {source.of(call)} * 0.1")
        if (
            isinstance(made, ast.Call)
            and ast.unparse(made.func).removeprefix("torch.") in _FACTORIES
        ):
            new = f"{target} = {inside.rstrip()[:-1].rstrip().rstrip(',')}, requires_grad=True)"
            if not call.keywords and not any(k.arg == "requires_grad" for k in made.keywords):
                yield source.mutant("Parameter as a tensor", node, new)
    elif name in _LAYERS:
        yield source.mutant("comma behind a layer", node, f"{source.of(node)},")


def _torch_name(function: ast.expr) -> str:
    """The name in torch.nn of what is called, as it is usually written; empty for anything else."""
    head, _, name = ast.unparse(function).rpartition(".")
    return name if head in ("", "nn", "torch.nn") else ""


def _in_loop(source: Source, function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[Mutant]:
    """The only `zero_grad()` of a function that goes backward and steps in a loop."""
    calls = [
        node for node in ast.walk(function) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)
    ]  # fmt: skip
    ends = [
        ast.unparse(node.value.func).rpartition(".")[2]
        for node in calls
        if isinstance(node.value, ast.Call)
    ]
    loops = [node for node in ast.walk(function) if isinstance(node, (ast.For, ast.While))]
    if source.text.count("zero_grad") == 1 and "backward" in ends and "step" in ends:
        for node, name in zip(calls, ends, strict=True):
            if name == "zero_grad" and any(node in ast.walk(loop) for loop in loops):
                yield source.mutant("no zero_grad()", node, "pass", function)


@dataclass(frozen=True)
class Place:
    """A mutant with the file that it was made of."""

    path: Path
    workspace: Workspace
    mutant: Mutant

    def found(self) -> bool:
        """Whether its rule says more on the statement than it did before."""
        rule, mutant = RULES[self.mutant.kind], self.mutant
        before = analyze(self.path.read_text(encoding="utf-8"), Origin(self.path, self.workspace))
        after = analyze(mutant.text, Origin(self.path, self.workspace))
        touching = [
            finding
            for finding in after.findings
            if finding.rule == rule
            and finding.span.start < mutant.end
            and mutant.start < finding.span.end
        ]
        total = sum(finding.rule == rule for finding in before.findings)
        return bool(touching) and sum(f.rule == rule for f in after.findings) > total


def places(folder: Path) -> tuple[list[Place], int]:
    """Every mutant of the files below `folder`, and how many classes have a base that could not be read."""
    workspace, found, unknown = Workspace((folder,)), [], 0
    for path in sorted(folder.rglob("*.py")):
        try:
            text = path.read_text(encoding="utf-8")
            tree = ast.parse(text)
        except (UnicodeDecodeError, SyntaxError):
            continue
        if "torch" not in text or "\r" in text or "\f" in text:
            continue  # lines of `ast` are not those of the text
        modules = {
            r.qualified_name.rpartition(".")[2]
            for r in analyze(text, Origin(path, workspace)).runnables
        }
        unknown += sum(
            isinstance(node, ast.ClassDef) and node.name not in modules and bool(node.bases)
            for node in ast.walk(tree)
        )
        found += [Place(path, workspace, mutant) for mutant in mutants(text, modules)]
    return found, unknown


def interval(found: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson)."""
    z, share = 1.96, found / of
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z * sqrt(share * (1 - share) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    return max(0.0, middle - half), min(1.0, middle + half)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--most", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--missed", action="store_true")
    given = parser.parse_args(arguments)
    drawn, unknown = random.Random(given.seed), 0
    by_kind: dict[str, list[Place]] = defaultdict(list)
    for folder in given.folders:
        found, left_out = places(folder.resolve())
        unknown += left_out
        for place in found:
            by_kind[place.mutant.kind].append(place)
    print(f"{'mutation':28}{'places':>8}{'tried':>7}{'found':>7}{'':>7}  95 % interval")
    missed: list[Place] = []
    for kind in RULES:
        every = by_kind[kind]
        tried = drawn.sample(every, min(given.most, len(every)))
        gone = [place for place in tried if not place.found()]
        missed += gone
        if tried:
            low, high = interval(len(tried) - len(gone), len(tried))
            share = 1 - len(gone) / len(tried)
            print(
                f"{kind:28}{len(every):8}{len(tried):7}{len(tried) - len(gone):7}{share:7.0%}"
                f"  {low:.0%} to {high:.0%}"
            )
    print(f"{unknown} classes whose base is no Module that could be read were left out.")
    for place in missed if given.missed else ():
        line = place.mutant.text.count("\n", 0, place.mutant.start) + 1
        print(f"{place.path}:{line}: {place.mutant.kind}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
