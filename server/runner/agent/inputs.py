"""Find what to call forward with.

In this order: the example comment; calls of an instance in the file; annotations, the first layers
that each argument reaches, and parameter names, repaired from torch's own error messages.
"""

from __future__ import annotations

import heapq
import inspect
import itertools
import time
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from .candidates import Candidates, nested, nested_code, variants
from .construct import SEED
from .repair import Specs, repairs
from .spec import BATCH, BATCHES, code_of, dtype_name, tensors_in
from .trace import trace
from .usage import Usage

_MOST_TRIES = 120
_MOST_SECONDS = 4.0
_MOST_FLOP = 5e9  # in one call with a made-up batch: tenths of a second with one thread
_SLOW_CALL_S = 5.0  # where the work is not in matrix products


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
    model: nn.Module,
    again: Callable[[], nn.Module],
    device: str,
    line_of: Callable[[Any], Any],
    usages: Mapping[str, Usage],
) -> Call:
    """Arguments that run, tried on other instances of the class. Raises NoInput.

    `line_of` gives the line where a layer was made, for saying where the shape comes from;
    `usages` is what the code of forward does with its arguments.
    """
    return _Search(model, again, device, usages).run(line_of)


class _Search:
    def __init__(
        self,
        model: nn.Module,
        again: Callable[[], nn.Module],
        device: str,
        usages: Mapping[str, Usage],
    ) -> None:
        self._usages = usages
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
        plain = nested(values)
        args = tuple(v for name, v in plain.items() if name not in keyword)
        return args, {name: v for name, v in plain.items() if name in keyword}

    def _try(self, specs: Specs) -> tuple[Any, float]:
        probe = self._again().eval() if self._lazy else self._probe
        args, kwargs = self._split(self._values(specs))
        with torch.no_grad(), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            start = time.thread_time()
            output = probe(*args, **kwargs)
        return output, time.thread_time() - start

    def run(self, line_of: Callable[[Any], Any]) -> Call:
        hints = trace(self._again().eval() if self._lazy else self._probe)
        found = self._search(variants(self._parameters, hints, self._usages))
        if found is None:
            assert self._first is not None
            specs, error = self._first
            sure = all(spec.key in ("from-layer", "from-weight") for spec in specs.values())
            raise NoInput(self._call(specs, line_of), error, sure)
        return self._call(self._enlarged(found), line_of)

    def _search(self, readings: list[Candidates]) -> Specs | None:
        counter = itertools.count()
        queue: list[tuple[float, int, Specs]] = []
        for place, candidates in enumerate(readings):
            names = list(candidates)
            ranks = itertools.product(*(range(min(8, len(candidates[name]))) for name in names))
            best = heapq.nsmallest(40, itertools.islice(ranks, 4000), key=lambda c: (sum(c), c))
            for chosen in best:
                specs = {n: candidates[n][i] for n, i in zip(names, chosen)}  # noqa: B905 (same length)
                # A repair of the best reading comes before the third choice of another.
                cost = place + sum(chosen) / 2
                heapq.heappush(queue, (cost, next(counter), specs))
        seen: set[tuple[Any, ...]] = set()
        fallback: Specs | None = None
        deadline = time.process_time() + _MOST_SECONDS
        tries = 0
        while queue and tries < _MOST_TRIES and time.process_time() < deadline:
            cost, _, specs = heapq.heappop(queue)
            key = tuple((name, s.shape, s.kind, s.high) for name, s in specs.items())
            if key in seen:
                continue
            seen.add(key)
            tries += 1
            try:
                output, _ = self._try(specs)
            except Exception as error:  # noqa: BLE001 (the learner's forward may raise anything)
                self._first = self._first or (specs, error)
                if isinstance(error, (NameError, NotImplementedError, EOFError)):
                    return None
                for index, repaired in enumerate(repairs(error, specs, self._probe)):
                    heapq.heappush(queue, (cost + 0.6 + index / 5, next(counter), repaired))
                continue
            if _keeps_batch(specs, output):
                return specs
            # `view(-1, 400)` can fold an image of a wrong size into the batch.
            fallback = fallback or specs
        return fallback

    def _enlarged(self, specs: Specs) -> Specs:
        """The same with a usual batch size, unless that is slow or does not run."""
        # By the work and not by the clock: the same Module gets the same batch on each run.
        try:
            with FlopCounterMode(display=False) as counter:
                _, seconds = self._try(specs)
        except Exception:  # noqa: BLE001 (it ran before: code with a memory)
            return specs
        for batch in BATCHES:
            growth = batch / BATCH
            if counter.get_total_flops() * growth > _MOST_FLOP or seconds * growth > _SLOW_CALL_S:
                continue
            larger = {name: spec.scaled(batch) for name, spec in specs.items()}
            try:
                output, _ = self._try(larger)
            except Exception:  # noqa: BLE001 (a fixed batch size somewhere: the small one ran)
                return specs
            return larger if _keeps_batch(larger, output) else specs
        return specs

    def _call(self, specs: Specs, line_of: Callable[[Any], Any]) -> Call:
        args, kwargs = self._split(self._values(specs))
        code = {name: spec.code(self._dtype) for name, spec in specs.items()}
        keyword = {p.name for p in self._parameters if p.kind is p.KEYWORD_ONLY}
        parts = [
            f"{name}={text}" if name in keyword else text
            for name, text in nested_code(code).items()
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


def _keeps_batch(specs: Specs, output: Any) -> bool:
    first = {spec.shape[0] for spec in specs.values() if spec.shape and spec.is_tensor}
    outputs = list(tensors_in(output))
    if not outputs or not first:
        return True
    return any(t.dim() == 0 or first & set(t.shape[:2]) for t in outputs)


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
