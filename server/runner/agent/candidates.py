"""What each argument of forward may be, best first: from layers, annotations, use and names.

An argument that is a tuple, a list or a dict is several flat ones: `state(0)`, `xs<1>`, `batch[x]`;
`nested` puts them together again.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from .guesses import by_annotation, by_name, is_graph, is_of_edges
from .hints import Hints, default_spec
from .layers import EDGES, NODES
from .spec import BATCH, Spec
from .usage import Usage

Candidates = dict[str, list[Spec]]
_PART = re.compile(r"(\w+)([\[(<])(.*)[\])>]")


def variants(
    parameters: list[inspect.Parameter], hints: Mapping[str, Hints], usages: Mapping[str, Usage]
) -> list[Candidates]:
    """The usual reading of all arguments, then those in which one of them is read differently."""
    readings = [
        _readings(p, hints.get(p.name, hints.get(f"*{p.name}", Hints())), usages.get(p.name))
        for p in parameters
    ]
    graph = any(is_graph(p.name) for p in parameters)
    found = [_merged([reading[0] for reading in readings], graph)]
    for index, reading in enumerate(readings):
        for other in reading[1:]:
            chosen = [r[0] for r in readings]
            chosen[index] = other
            found.append(_merged(chosen, graph))
    return found


def _merged(parts: list[Candidates], graph: bool) -> Candidates:
    merged: Candidates = {}
    for part in parts:
        merged.update(part)
    if graph:  # the first dimension counts nodes then, or the second one in a batch of graphs
        batched = any(is_graph(n) and specs[0].shape[:1] == (BATCH,) and specs[0].kind == "float"
                      for n, specs in merged.items())  # fmt: skip
        merged = {
            name: list(dict.fromkeys(_nodes(name, spec, batched) for spec in specs))
            for name, specs in merged.items()
        }
    return merged


def _nodes(name: str, spec: Spec, batched: bool) -> Spec:
    """The same with a row for each node, or for each edge."""
    known = is_graph(name) or spec.kind != "float" or spec.shape[:1] != (BATCH,)
    if known or len(spec.shape) not in (2, 3):
        return spec
    rows = EDGES if is_of_edges(name) else NODES
    if batched:
        return replace(spec, shape=(BATCH, rows, spec.shape[-1]))
    return replace(spec, shape=(rows, spec.shape[-1]), batch=None)


def _readings(p: inspect.Parameter, hint: Hints, usage: Usage | None) -> list[Candidates]:
    """Ways to read one argument: as one tensor, or as several."""
    name, usage = p.name, usage or Usage()
    if hint.keys:
        return [{f"{name}[{key}]": _of_key(inner) for key, inner in hint.keys.items()}]
    if usage.calls and not usage.attributes:
        return [{name: [Spec((), "callable", batch=None, key="from-name")]}]
    annotation = str(p.annotation)
    plain = {name: _specs(p, hint)}
    structured = _parts(name, hint, usage, annotation)
    if structured is None:
        return [plain]
    is_tensor = is_graph(name) or (bool(hint.specs) and not usage.unpacked and not usage.joined)
    # Arguments of `*args`, or parts that go to layers of different widths, are not rows of one tensor.
    widths = {part.specs[0].shape for part in hint.parts.values() if part.specs}
    if p.kind is p.VAR_POSITIONAL or len(widths) > 1:
        is_tensor = False
    if re.search(r"\b(list|tuple|sequence)\b", annotation.lower()):
        is_tensor = False
    return [plain, structured] if is_tensor else [structured, plain]


def _parts(name: str, hint: Hints, usage: Usage, annotation: str) -> Candidates | None:
    count = usage.unpacked
    if count < 2 and len(hint.parts) > 1 and set(hint.parts) == set(range(len(hint.parts))):
        count = len(hint.parts)
    brackets = "()"
    if usage.joined or (usage.iterated and count < 2) or "list[" in annotation.lower():
        brackets, count = "<>", max(1, min(4, len(hint.parts)))
        if usage.joined and not hint.parts:
            return {f"{name}<0>": hint.specs or [default_spec(hint.rank)]}
    elif count < 2:
        return None
    inner = [hint.parts.get(index, Hints()) for index in range(count)]
    states = name in ("state", "states", "hidden", "hc", "cur_state", "prev_state")
    default = [Spec((BATCH, 64))] if states else [default_spec(None)]
    return {
        f"{name}{brackets[0]}{index}{brackets[1]}": part.specs or default
        for index, part in enumerate(inner)
    }


def _of_key(hint: Hints) -> list[Spec]:
    specs = sorted(hint.specs, key=lambda s: s.kind == "long" and len(s.shape) != 1)
    return specs or [default_spec(hint.rank)]


def _specs(p: inspect.Parameter, hint: Hints) -> list[Spec]:
    named = by_name(p.name)
    specs = [*by_annotation(p), *hint.specs]
    if hint.rank is not None:
        specs.sort(key=lambda spec: len(spec.shape) != hint.rank)
        named.sort(key=lambda spec: len(spec.shape) != hint.rank)
        # What lies between may change the rank: both are worth a try.
        if all(len(spec.shape) != hint.rank for spec in (*specs, *named)):
            specs.append(default_spec(hint.rank))
    if hint.rank is not None and hint.rank > 3:  # images with the channels last
        sides = (8,) * (hint.rank - 2)
        flat = [s for s in specs if s.kind == "float" and len(s.shape) == 2 and s.batch == 0]
        specs[1:1] = [replace(s, shape=(BATCH, *sides, s.shape[-1])) for s in flat[:1]]
    annotation = getattr(p.annotation, "__name__", str(p.annotation))
    if annotation in ("int", "float", "bool"):
        return [Spec((), f"plain-{annotation}", batch=None, key="from-annotation")]
    return [*specs, *named] or [default_spec(hint.rank)]


def nested(values: Mapping[str, Any]) -> dict[str, Any]:
    """`{"batch[x]": 1, "state(0)": 2}` as `{"batch": {"x": 1}, "state": (2,)}`."""
    found: dict[str, Any] = {}
    for name, value in values.items():
        match = _PART.fullmatch(name)
        if match is None:
            found[name] = value
        elif match[2] == "[":
            found.setdefault(match[1], {})[match[3]] = value
        elif match[2] == "<":
            found.setdefault(match[1], []).append(value)
        else:
            found[match[1]] = (*found.get(match[1], ()), value)
    return found


def joined_code(value: Any) -> str:
    """The expression for what `nested` made of expressions."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key!r}: {text}" for key, text in value.items()) + "}"
    if isinstance(value, list):
        return f"[{', '.join(value)}]"
    if isinstance(value, tuple):
        return f"({', '.join(value)}{',' if len(value) == 1 else ''})"
    return str(value)
