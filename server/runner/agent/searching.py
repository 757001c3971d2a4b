"""Make up arguments for forward: candidates, tried and repaired from torch's own error messages.

Of a large Module an empty one on the meta device is tried, which costs no memory and no time; what
fits there is then called for real.
"""

from __future__ import annotations

import contextlib
import heapq
import inspect
import itertools
import time
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from .candidates import Candidates, joined_code, nested, variants
from .construct import SEED, Built
from .editing import Specs
from .inputs import Call
from .repair import repairs
from .spec import BATCH, BATCHES, code_of, tensors_in
from .steps import unchanged
from .trace import trace
from .usage import Usage

_MOST_TRIES = 120
_MOST_SECONDS = 4.0
_MOST_FLOP = 5e9  # in one call with a made-up batch: tenths of a second with one thread
_SLOW_CALL_S = 5.0  # where the work is not in matrix products
_LARGE = 64 << 20  # bytes of parameters


@dataclass(frozen=True)
class Known:
    """Arguments that a call of the file says, by name; the call is on `line`."""

    values: Mapping[str, Any] = field(default_factory=dict)
    line: int | None = None


NOTHING = Known()
_Arguments = tuple[tuple[Any, ...], dict[str, Any]]


class NoInput(Exception):
    """No made-up input fits. `sure` when a layer says that the first one should have."""

    def __init__(self, call: Call, error: Exception, sure: bool) -> None:
        super().__init__(str(error))
        self.call = call
        self.error = error
        self.sure = sure


def make_up(
    built: Built,
    device: str,
    line_of: Callable[[Any], Any],
    usages: Mapping[str, Usage],
    known: Known = NOTHING,
) -> Call:
    """Arguments that run, tried on other instances of the class. Raises NoInput.

    `line_of` gives the line where a layer was made, for saying where the shape comes from;
    `usages` is what the code of forward does with its arguments, `known` what needs no guess.
    """
    probe = None if known.values else _empty(built)
    if probe is not None:
        # An index that is too large, or a mask of the wrong values, only shows for real.
        with contextlib.suppress(Exception):
            call = _Search(built, device, usages, known, probe.eval()).run(line_of)
            if _fits(built.model, call):
                return call
    return _Search(built, device, usages, known, None).run(line_of)


def _empty(built: Built) -> nn.Module | None:
    """One without numbers, where building and trying a real one costs much."""
    parameters = list(built.model.parameters())
    if any(nn.parameter.is_lazy(p) for p in parameters) or built.empty is None:
        return None
    size = sum(p.numel() * p.element_size() for p in parameters)
    return built.empty() if size >= _LARGE else None


def _fits(model: nn.Module, call: Call) -> bool:
    with unchanged(model), torch.no_grad():
        model.eval()
        model(*call.args, **call.kwargs)
    return True


class _Search:
    """Tries on `probe`, which is on meta, or where that is None on Modules that are built anew."""

    def __init__(
        self,
        built: Built,
        device: str,
        usages: Mapping[str, Usage],
        known: Known,
        probe: nn.Module | None,
    ) -> None:
        self._usages = usages
        self._known = known
        self._again = built.again
        self._device = device
        self._where = device if probe is None else "meta"
        parameters = list(built.model.parameters())
        # A lazy layer keeps the first shape it sees, so that each try needs a new one.
        self._lazy = any(map(nn.parameter.is_lazy, parameters))
        floats = (p for p in parameters if not nn.parameter.is_lazy(p) and p.is_floating_point())
        self._dtype = next((p.dtype for p in floats), torch.get_default_dtype())
        self._probe = self._again().eval() if probe is None else probe
        stars = inspect.Parameter.VAR_KEYWORD
        every = list(inspect.signature(built.model.forward).parameters.values())
        self._order = [p for p in every if p.kind != stars]
        self._parameters = [
            p for p in self._order if p.default is p.empty and p.name not in known.values
        ]
        tensors = [t for t in tensors_in(list(known.values.values())) if t.dim() > 0]
        self._batch = tensors[0].shape[0] if tensors else None
        self._first: tuple[Specs, Exception] | None = None

    def _sized(self, specs: Specs) -> Specs:
        """With the batch size of the arguments that are known."""
        if self._batch is None:
            return specs
        return {name: spec.scaled(self._batch) for name, spec in specs.items()}

    def _values(self, specs: Specs, device: str) -> dict[str, Any]:
        torch.manual_seed(SEED)
        made = self._sized(specs).items()
        return {name: spec.make(self._dtype, device) for name, spec in made}

    def _split(self, plain: dict[str, Any], known: Mapping[str, Any]) -> _Arguments:
        """Positional where all before are given, else by keyword."""
        args: list[Any] = []
        kwargs: dict[str, Any] = {}
        for p in self._order:
            given = known if p.name in known else plain
            if p.name not in given:
                continue
            before = self._order[: self._order.index(p)]
            gap = any(q.name not in plain and q.name not in known for q in before)
            if p.kind is p.KEYWORD_ONLY or gap:
                kwargs[p.name] = given[p.name]
            elif p.kind is p.VAR_POSITIONAL and isinstance(given[p.name], (list, tuple)):
                args += given[p.name]
            else:
                args.append(given[p.name])
        return tuple(args), kwargs

    def _arguments(self, specs: Specs, device: str) -> _Arguments:
        return self._split(nested(self._values(specs, device)), self._known.values)

    def _try(self, specs: Specs) -> tuple[Any, float]:
        probe = self._again().eval() if self._lazy else self._probe
        args, kwargs = self._arguments(specs, self._where)
        # Tensors that forward makes itself are to be on meta too.
        place = torch.device("meta") if self._where == "meta" else contextlib.nullcontext()
        with torch.no_grad(), place, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            start = time.thread_time()
            output = probe(*args, **kwargs)
        return output, time.thread_time() - start

    def run(self, line_of: Callable[[Any], Any]) -> Call:
        hints = trace(self._again().eval() if self._lazy else self._probe, self._known.values)
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
        if self._batch is not None:
            return specs
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
        args, kwargs = self._arguments(specs, self._device)
        code = {name: spec.code(self._dtype) for name, spec in self._sized(specs).items()}
        known = {name: code_of(value) for name, value in self._known.values.items()}
        positional, named = self._split(nested(code), known)
        given = [*map(joined_code, positional)]
        given += [f"{name}={joined_code(value)}" for name, value in named.items()]
        text = ", ".join(given)
        if self._known.line is not None:
            return Call(
                args, kwargs, text, "from-call-part", {"line": self._known.line}, sure=False
            )
        deciding = next((s for s in specs.values() if s.layer is not None), None)
        deciding = deciding or next(iter(specs.values()), None)
        if deciding is None:
            return Call((), {}, "", "from-nothing", {}, sure=False)
        fields = dict(deciding.fields)
        line = line_of(deciding.layer) if deciding.layer is not None else None
        key = deciding.key
        if line is not None:
            key, fields = "from-layer-line", {**fields, "line": line}
        return Call(args, kwargs, text, key, fields, sure=False)


def _keeps_batch(specs: Specs, output: Any) -> bool:
    first = {spec.shape[0] for spec in specs.values() if spec.shape and spec.is_tensor}
    outputs = list(tensors_in(output))
    if not outputs or not first:
        return True
    return any(t.dim() == 0 or first & set(t.shape[:2]) for t in outputs)
