"""The provers: what a label says, asked of torch.

Each raises AssertionError when torch does otherwise. `sound` and `healthy` are for clean samples
and ask everything that the provers of mistakes ask, the other way round.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import torch
from torch import Tensor, nn

from .recorder import Recorder


def tensors(value: Any) -> Iterator[Tensor]:
    """Every tensor in nested tuples, lists and dicts."""
    if isinstance(value, Tensor):
        yield value
    elif isinstance(value, dict):
        yield from (t for item in value.values() for t in tensors(item))
    elif isinstance(value, tuple | list):
        yield from (t for item in value for t in tensors(item))


def leaves(output: Any) -> list[Tensor]:
    """The leaf tensors that gradients of `output` flow into, without repetition."""
    found: dict[int, Tensor] = {}
    seen: set[Any] = set()
    todo = [t.grad_fn for t in tensors(output) if t.grad_fn is not None]
    while todo:
        node = todo.pop()
        if node is None or node in seen:
            continue
        seen.add(node)
        if (leaf := getattr(node, "variable", None)) is not None:
            found[id(leaf)] = leaf
        todo += [following for following, _ in node.next_functions]
    return list(found.values())


def at(thing: Any, path: str) -> Any:
    """What stands at `path`, e.g. `layers.0.weight`: attributes, keys and places."""
    for part in path.split("."):
        if isinstance(thing, dict | nn.ModuleDict | nn.ParameterDict):
            thing = thing[part]
        elif part.lstrip("-").isdigit():
            thing = list(thing)[int(part)]
        else:
            thing = getattr(thing, part)
    return thing


def states(value: Any) -> Iterator[Any]:
    """Modules, Parameters and tensors that take gradients, in plain Python containers."""
    if isinstance(value, nn.Module) or (isinstance(value, Tensor) and value.requires_grad):
        yield value
    elif isinstance(value, dict):
        yield from (s for item in value.values() for s in states(item))
    elif isinstance(value, tuple | list | set):
        yield from (s for item in value for s in states(item))


def strangers(model: nn.Module) -> list[Any]:
    """What lies in attributes of `model` and of its parts but is not registered anywhere in it."""
    known = {id(m) for m in model.modules()}
    known |= {id(t) for t in (*model.parameters(), *model.buffers())}
    private = ("_parameters", "_buffers", "_modules")
    return [
        state
        for module in model.modules()
        for name, value in vars(module).items()
        if name not in private
        for state in states(value)
        if id(state) not in known
    ]


def total(output: Any) -> Tensor:
    """A number that every floating tensor of `output` goes into, each element differently."""
    parts = [
        (t * torch.linspace(0.5, 1.5, t.numel()).reshape(t.shape)).sum()
        for t in tensors(output)
        if t.requires_grad
    ]
    assert parts, "nothing in the output takes gradients"
    return torch.stack(parts).sum()


def same(first: Any, second: Any) -> bool:
    """Whether two outputs hold equal tensors."""
    pairs = list(zip(tensors(first), tensors(second), strict=True))
    return bool(pairs) and all(a.shape == b.shape and torch.equal(a, b) for a, b in pairs)


def moved(value: Any, where: str | torch.dtype) -> Any:
    """`value` on another device or of another type (floating tensors only)."""
    if isinstance(value, Tensor):
        wanted = isinstance(where, str) or value.is_floating_point()
        return value.to(where) if wanted else value
    if isinstance(value, tuple | list):
        return type(value)(moved(item, where) for item in value)
    return value


def _moves(model: nn.Module, inputs: Sequence[Any]) -> str | None:
    """None when `model.to(...)` moves all it needs, else torch's error."""
    for where in ("meta", torch.float64):
        try:
            copy.deepcopy(model).to(where)(*moved(tuple(inputs), where))
        except (RuntimeError, NotImplementedError) as error:
            return str(error)
    return None


def hidden(model: nn.Module, path: str, *inputs: Any, learns: bool = True) -> None:
    """What stands at `path` is not registered, although forward's gradients flow into it."""
    thing = at(model, path)
    registered = {id(m) for m in model.modules()}
    registered |= {id(t) for t in (*model.parameters(), *model.buffers())}
    assert id(thing) not in registered, f"{path} is registered"
    own = list(thing.parameters()) if isinstance(thing, nn.Module) else [thing]
    assert own, f"{path} has no parameters"
    assert not any(id(t) in registered for t in own), f"{path}'s parameters are registered"
    kept = {t.data_ptr() for t in model.state_dict().values()}
    assert not any(t.data_ptr() in kept for t in own), f"{path} is in state_dict()"
    if inputs and learns:
        for tensor in own:
            tensor.retain_grad()
        total(model(*inputs)).backward()
        assert any(t.grad is not None for t in own), f"forward does not use {path}"


def orphans(model: nn.Module, *inputs: Any) -> None:
    """Gradients of forward flow into tensors that `parameters()` does not know."""
    known = {id(p) for p in model.parameters()}
    given = {id(t) for t in tensors(inputs)}
    lost = [t for t in leaves(model(*inputs)) if id(t) not in known | given]
    assert lost, "every leaf is registered"


def stays_behind(model: nn.Module, *inputs: Any) -> None:
    """Forward works where it was built, and no longer after `model.to(...)`."""
    model(*inputs)
    assert _moves(model, inputs) is not None, "it works after a move too"


def random_in_eval(model: nn.Module, *inputs: Any) -> None:
    """Two calls in eval mode differ."""
    model.eval()
    assert not same(model(*inputs), model(*inputs)), "two calls give the same"


def no_gradient(model: nn.Module, path: str, *inputs: Any, loss: Any = None) -> None:
    """Parameters at `path` take gradients, and backward of forward's output gives them none."""
    thing = at(model, path)
    own = list(thing.parameters()) if isinstance(thing, nn.Module) else [thing]
    assert own and all(p.requires_grad for p in own)
    model.zero_grad()
    (loss or total)(model(*inputs)).backward()
    assert all(p.grad is None or not p.grad.any() for p in own), f"{path} has gradients"


def skips_hooks(model: nn.Module, use: Callable[[nn.Module], Any]) -> None:
    """`use(model)` runs forward and leaves a registered forward hook out."""
    calls: list[str] = []
    original = model.forward

    def forward(*arguments: Any, **keywords: Any) -> Any:
        calls.append("forward")
        return original(*arguments, **keywords)

    model.forward = forward  # type: ignore[method-assign]  # to see that it runs at all
    model.register_forward_hook(lambda *_: calls.append("hook"))
    use(model)
    assert "forward" in calls and "hook" not in calls, str(calls)


def calls_hooks(model: nn.Module, use: Callable[[nn.Module], Any]) -> None:
    """`use(model)` calls the model so that hooks run."""
    calls: list[str] = []
    model.register_forward_hook(lambda *_: calls.append("hook"))
    use(model)
    assert calls


def raises(error: type[Exception], call: Callable[[], Any], part: str = "") -> None:
    """`call` ends with exactly that error."""
    try:
        call()
    except Exception as caught:  # noqa: BLE001 - any error that the sample raises is judged
        assert isinstance(caught, error) and part in str(caught), repr(caught)
    else:
        raise AssertionError("nothing was raised")


def holds(value: Any) -> None:
    """The value is true."""
    assert value, "it does not hold"


def misses(optimizer: torch.optim.Optimizer, model: nn.Module) -> None:
    """Parameters of `model` that take gradients are not in the optimizer."""
    held = {id(p) for group in optimizer.param_groups for p in group["params"]}
    assert any(id(p) not in held for p in model.parameters() if p.requires_grad)


def covers(optimizer: torch.optim.Optimizer, *models: nn.Module) -> None:
    """Every Parameter that takes gradients is in the optimizer."""
    held = {id(p) for group in optimizer.param_groups for p in group["params"]}
    assert all(id(p) in held for m in models for p in m.parameters() if p.requires_grad)


def sound(
    model: nn.Module,
    *inputs: Any,
    moves: bool = True,
    steady: bool = True,
    learns: bool = True,
    frozen: Sequence[str] = (),
    unused: Sequence[str] = (),
) -> None:
    """A Module with which all is well.

    All state in its attributes is registered (what `frozen` names is hidden on purpose and takes
    no gradients), every gradient ends in a registered Parameter, every Parameter gets one (but
    those below `unused`), eval mode is steady, and `model.to(...)` moves all that forward needs.
    The keywords turn one question off where the sample does not ask it.
    """
    model.train()
    hidden_on_purpose = {id(at(model, path)) for path in frozen}
    for path in frozen:
        thing = at(model, path)
        own = thing.parameters() if isinstance(thing, nn.Module) else [thing]
        assert not any(p.requires_grad for p in own), f"{path} takes gradients"
    lost = [s for s in strangers(model) if id(s) not in hidden_on_purpose]
    lost = [s for s in lost if not isinstance(s, nn.Module) or s.state_dict()]
    assert not lost, f"not registered: {lost}"
    model.zero_grad()
    output = model(*inputs)
    known = {id(p) for p in model.parameters()} | {id(t) for t in tensors(inputs)}
    assert all(id(leaf) in known for leaf in leaves(output)), "a leaf is not registered"
    if learns and any(p.requires_grad for p in model.parameters()):
        total(output).backward()
        without = [n for n, p in model.named_parameters() if p.requires_grad and p.grad is None]
        without = [n for n in without if not n.startswith(tuple(unused) or ("\0",))]
        assert not without, f"no gradients: {without}"
        model.zero_grad()
    model.eval()
    if steady:
        assert same(model(*inputs), model(*inputs)), "two calls in eval mode differ"
    if moves:
        error = _moves(model, inputs)
        assert error is None, f"after a move: {error}"


class Facts:
    """Provers that ask what was recorded while the sample ran."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder

    def fact(self, name: str, at_least: int = 1) -> None:
        """It happened."""
        found = self._recorder.facts[name]
        assert found >= at_least, f"{name}: {found}; {dict(self._recorder.facts)}"

    def at_most(self, name: str, most: int) -> None:
        """It happened, but no more often than this."""
        found = self._recorder.facts[name]
        assert 0 < found <= most, f"{name}: {found}"

    def never(self, *names: str) -> None:
        """None of them happened."""
        for name in names:
            assert not self._recorder.facts[name], f"{name}: {dict(self._recorder.facts)}"

    def compiled_between_timers(self) -> None:
        """A compilation fell between two readings of the clock, so that it was timed."""
        assert self._timed("compile"), str(self._recorder.order)

    def timed_without_compiling(self) -> None:
        """The clock was read, and nothing was compiled in between."""
        assert "timer" in self._recorder.order
        assert not self._timed("compile"), str(self._recorder.order)

    def _timed(self, event: str) -> bool:
        timers = [i for i, e in enumerate(self._recorder.order) if e == "timer"]
        pairs = zip(timers[::2], timers[1::2], strict=False)
        return any(event in self._recorder.order[a:b] for a, b in pairs)

    def healthy(self, trained: bool = True, but: Sequence[str] = ()) -> None:
        """A script with which all is well: it took steps, each with fresh gradients; losses got
        logits; modes were right. `but` names facts that the sample has on purpose."""
        if trained:
            self.fact("step")
        wrong = {
            "stale_gradient",
            "step_without_gradient",
            "probabilities",
            "training_without_grad",
            "eval_with_grad",
            "scheduler_first",
        }
        self.never(*(wrong - set(but)))

    def names(self) -> dict[str, Callable[..., None]]:
        """The provers by the names that proofs use."""
        own = (
            self.fact,
            self.at_most,
            self.never,
            self.compiled_between_timers,
            self.timed_without_compiling,
            self.healthy,
        )
        return {prover.__name__: prover for prover in (*own, *PROVERS)}


PROVERS: tuple[Callable[..., None], ...] = (
    hidden,
    orphans,
    stays_behind,
    random_in_eval,
    no_gradient,
    skips_hooks,
    calls_hooks,
    raises,
    holds,
    misses,
    covers,
    sound,
)
