"""Find what to call forward with.

In this order: the example comment; calls of an instance in the file; annotations, the first layers
that each argument reaches, and parameter names, repaired from torch's own error messages.
"""

from __future__ import annotations

import heapq
import inspect
import itertools
import re
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import nn

from .construct import SEED
from .layers import NODES
from .repair import Specs, repairs
from .spec import BATCH, BATCHES, LENGTH, Spec, code_of, dtype_name, tensors_in
from .trace import Hints, default_spec, trace

_MOST_TRIES = 60
_MOST_SECONDS = 4.0
_SLOW_CALL_S = 0.2  # a batch that takes longer than this is too large to be made up
_STATES = ("h", "hidden", "state", "h0", "hx", "h_0", "c0", "cache", "past")
_TIMES = ("t", "timestep", "timesteps", "time", "step")
_INTEGERS = (
    "ids", "input_ids", "idx", "index", "indices", "tokens", "token_ids", "text", "src", "tgt",
    "caption", "words", "labels", "targets",
)  # fmt: skip
_IMAGES = ("img", "image", "images", "imgs", "pixel_values")


@dataclass
class Call:
    """Arguments for forward. `sure` when they are the learner's own: an error is then theirs."""

    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    text: str
    source_key: str
    source_fields: dict[str, Any]
    sure: bool

    def describe(self, model: nn.Module) -> dict[str, Any]:
        """The `Input` of a result; the server adds `source`."""
        names = list(inspect.signature(model.forward).parameters)
        names += [f"argument {index + 1}" for index in range(len(names), len(self.args))]
        named = [*zip(names, self.args), *self.kwargs.items()]  # noqa: B905 (names may be more)
        return {
            "arguments": [_describe(name, value) for name, value in named],
            "call": self.text,
            "source": "",
            "source_key": self.source_key,
            "source_fields": self.source_fields,
        }


def _describe(name: str, value: Any) -> dict[str, Any]:
    if isinstance(value, torch.Tensor):
        return {"name": name, "shape": list(value.shape), "dtype": dtype_name(value.dtype)}
    return {"name": name, "shape": None, "dtype": None}


class NoInput(Exception):
    """No made-up input fits. `sure` when a layer says that the first one should have."""

    def __init__(self, call: Call, error: Exception, sure: bool) -> None:
        super().__init__(str(error))
        self.call = call
        self.error = error
        self.sure = sure


def call_text(args: tuple[Any, ...], kwargs: dict[str, Any]) -> str:
    """The arguments as code."""
    parts = [code_of(value) for value in args]
    parts += [f"{name}={code_of(value)}" for name, value in kwargs.items()]
    return ", ".join(parts)


def make_up(
    model: nn.Module, again: Callable[[], nn.Module], device: str, line_of: Callable[[Any], Any]
) -> Call:
    """Arguments that run, tried on other instances of the class. Raises NoInput.

    `line_of` gives the line where a layer was made, for saying where the shape comes from.
    """
    return _Search(model, again, device).run(line_of)


class _Search:
    def __init__(self, model: nn.Module, again: Callable[[], nn.Module], device: str) -> None:
        self._again = again
        self._device = device
        parameters = list(model.parameters())
        lazy = nn.parameter.UninitializedParameter
        # A lazy layer keeps the first shape it sees, so that each try needs a new one.
        self._lazy = any(isinstance(p, lazy) for p in parameters)
        floats = (p.dtype for p in parameters if not isinstance(p, lazy) and p.is_floating_point())
        self._dtype = next(floats, torch.get_default_dtype())
        self._probe = again().eval()
        kinds = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
        self._parameters = [
            p
            for p in inspect.signature(model.forward).parameters.values()
            if p.default is p.empty and p.kind != kinds[1]
        ]
        self._first: tuple[Specs, Exception] | None = None

    def _values(self, specs: Specs) -> dict[str, Any]:
        torch.manual_seed(SEED)
        return {name: spec.make(self._dtype, self._device) for name, spec in specs.items()}

    def _split(self, values: dict[str, Any]) -> tuple[tuple[Any, ...], dict[str, Any]]:
        keyword = {p.name for p in self._parameters if p.kind is p.KEYWORD_ONLY}
        plain = _unflatten(values)
        args = tuple(v for name, v in plain.items() if name not in keyword)
        return args, {name: v for name, v in plain.items() if name in keyword}

    def _try(self, specs: Specs) -> tuple[Any, float]:
        probe = self._again().eval() if self._lazy else self._probe
        args, kwargs = self._split(self._values(specs))
        with torch.no_grad(), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            start = time.perf_counter()
            output = probe(*args, **kwargs)
        return output, time.perf_counter() - start

    def run(self, line_of: Callable[[Any], Any]) -> Call:
        candidates = self._candidates()
        found = self._search(candidates)
        if found is None:
            assert self._first is not None
            specs, error = self._first
            sure = all(spec.key in ("from-layer", "from-weight") for spec in specs.values())
            raise NoInput(self._call(specs, line_of), error, sure)
        return self._call(self._enlarged(found), line_of)

    def _candidates(self) -> dict[str, list[Spec]]:
        hints = trace(self._again().eval() if self._lazy else self._probe)
        found: dict[str, list[Spec]] = {}
        for parameter in self._parameters:
            hint = hints.get(parameter.name, hints.get(f"*{parameter.name}", Hints()))
            if hint.keys:
                for key, inner in hint.keys.items():
                    one = sorted(inner.specs, key=lambda s: s.kind == "long" and len(s.shape) != 1)
                    found[f"{parameter.name}[{key}]"] = one or [default_spec(None)]
                continue
            named = _by_name(parameter.name)
            specs = [*_by_annotation(parameter), *hint.specs]
            if hint.rank is not None:
                specs.sort(key=lambda spec: len(spec.shape) != hint.rank)
            found[parameter.name] = [*specs, *named] or [default_spec(hint.rank)]
        return found

    def _search(self, candidates: dict[str, list[Spec]]) -> Specs | None:
        names = list(candidates)
        ranks = itertools.product(*(range(min(8, len(candidates[name]))) for name in names))
        counter = itertools.count()
        queue: list[tuple[float, int, Specs]] = []
        for chosen in itertools.islice(sorted(ranks, key=lambda c: (sum(c), c)), 40):
            specs = {n: candidates[n][i] for n, i in zip(names, chosen)}  # noqa: B905 (same length)
            heapq.heappush(queue, (0, next(counter), specs))
        seen: set[tuple[Any, ...]] = set()
        fallback: Specs | None = None
        deadline = time.perf_counter() + _MOST_SECONDS
        tries = 0
        while queue and tries < _MOST_TRIES and time.perf_counter() < deadline:
            cost, _, specs = heapq.heappop(queue)
            key = tuple((name, s.shape, s.kind, s.high) for name, s in specs.items())
            if key in seen:
                continue
            seen.add(key)
            tries += 1
            try:
                output, _ = self._try(specs)
            except Exception as error:  # the learner's forward may raise anything
                self._first = self._first or (specs, error)
                if isinstance(error, (NameError, NotImplementedError, EOFError)):
                    return None
                for index, repaired in enumerate(repairs(error, specs)):
                    heapq.heappush(queue, (cost + 1 + index / 100, next(counter), repaired))
                continue
            if _keeps_batch(specs, output):
                return specs
            # `view(-1, 400)` can fold an image of a wrong size into the batch.
            fallback = fallback or specs
        return fallback

    def _enlarged(self, specs: Specs) -> Specs:
        """The same with a usual batch size, unless that is slow or does not run."""
        try:
            _, seconds = self._try(specs)
        except Exception:  # it ran before: code with a memory
            return specs
        for batch in BATCHES:
            if seconds * batch / BATCH > _SLOW_CALL_S:
                continue
            larger = {name: spec.scaled(batch) for name, spec in specs.items()}
            try:
                output, _ = self._try(larger)
            except Exception:  # a fixed batch size somewhere: the small one ran
                return specs
            return larger if _keeps_batch(larger, output) else specs
        return specs

    def _call(self, specs: Specs, line_of: Callable[[Any], Any]) -> Call:
        args, kwargs = self._split(self._values(specs))
        code = {name: spec.code(self._dtype) for name, spec in specs.items()}
        keyword = {p.name for p in self._parameters if p.kind is p.KEYWORD_ONLY}
        parts = [
            f"{name}={text}" if name in keyword else text
            for name, text in _unflatten_code(code).items()
        ]
        deciding = next((s for s in specs.values() if s.layer is not None), None)
        deciding = deciding or next(iter(specs.values()), None)
        if deciding is None:
            return Call((), {}, "", "from-nothing", {}, sure=False)
        fields = dict(deciding.fields)
        line = line_of(deciding.layer) if deciding.layer is not None else None
        key = deciding.key
        if line is not None:
            key, fields = "from-layer-line", {**fields, "line": line}
        return Call(args, kwargs, ", ".join(parts), key, fields, sure=False)


def _unflatten(values: dict[str, Any]) -> dict[str, Any]:
    """`{"batch[x]": 1, "batch[y]": 2}` as `{"batch": {"x": 1, "y": 2}}`."""
    nested: dict[str, Any] = {}
    for name, value in values.items():
        match = re.fullmatch(r"(\w+)\[(.*)\]", name)
        if match:
            nested.setdefault(match[1], {})[match[2]] = value
        else:
            nested[name] = value
    return nested


def _unflatten_code(code: dict[str, str]) -> dict[str, str]:
    nested = _unflatten(code)
    return {
        name: value
        if isinstance(value, str)
        else "{" + ", ".join(f"{key!r}: {text}" for key, text in value.items()) + "}"
        for name, value in nested.items()
    }


def _keeps_batch(specs: Specs, output: Any) -> bool:
    first = {spec.shape[0] for spec in specs.values() if spec.shape and spec.kind != "none"}
    outputs = list(tensors_in(output))
    if not outputs or not first:
        return True
    return any(t.dim() == 0 or first & set(t.shape[:2]) for t in outputs)


def _by_name(name: str) -> list[Spec]:
    if name in _TIMES:
        return [Spec((BATCH,), "long", 100, key="from-name"), Spec((BATCH,), key="from-name")]
    if name in ("adj", "adjacency", "A"):
        return [Spec((NODES, NODES), batch=None, key="from-name")]
    if name == "edge_index":
        return [Spec((2, 2 * NODES), "long", NODES, batch=None, key="from-name")]
    if name in _STATES or name.startswith(("h_", "hidden_")):
        return [
            Spec((), "none", key="from-name"),
            Spec((BATCH, 64), key="from-name"),
            Spec((1, BATCH, 64), batch=1, key="from-name"),
        ]
    if "mask" in name:
        return [
            Spec((), "none", key="from-name"),
            Spec((BATCH, LENGTH), "bool", key="from-name"),
            Spec((LENGTH, LENGTH), "bool", batch=None, key="from-name"),
        ]
    if name in _INTEGERS:
        return [Spec((BATCH, LENGTH), "long", key="from-name")]
    if name in _IMAGES:
        return [
            Spec((BATCH, 3, 32, 32), key="from-name"),
            Spec((BATCH, 1, 28, 28), key="from-name"),
        ]
    return []


def _by_annotation(parameter: inspect.Parameter) -> Iterator[Spec]:
    """`Float[Tensor, "b 3 8 8"]`, as jaxtyping writes it."""
    annotation = parameter.annotation
    text = annotation if isinstance(annotation, str) else repr(annotation)
    match = re.search(r"(\w*)\[\s*[\w.]*Tensor\s*,\s*['\"]([^'\"]*)['\"]", text)
    if match is None:
        return
    sizes: dict[str, int] = {"c": 3, "h": 32, "w": 32}
    shape = []
    for word in match[2].split():
        if word.isdigit():
            shape.append(int(word))
        elif not shape:
            shape.append(BATCH)
        else:
            shape.append(sizes.setdefault(word, LENGTH + len(sizes)))
    kind = "long" if match[1].startswith(("Int", "Long")) else "float"
    yield Spec(tuple(shape), kind, key="from-annotation")


def with_device(call: Call, device: str) -> Call:
    """The same call with its tensors on `device`."""

    def move(value: Any) -> Any:
        if isinstance(value, torch.Tensor):
            return value.detach().to(device)
        if isinstance(value, (list, tuple)) and not hasattr(value, "_fields"):
            return type(value)(move(item) for item in value)
        if isinstance(value, dict):
            return {key: move(item) for key, item in value.items()}
        return value

    kwargs = {name: move(value) for name, value in call.kwargs.items()}
    return replace(call, args=tuple(map(move, call.args)), kwargs=kwargs)
