"""The provers: what a label says, asked of torch.

Each raises AssertionError when torch does otherwise. `sound`, and `healthy` of recorded.py, are for
clean samples and ask everything that the provers of mistakes ask, the other way round.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import nn

from .looking import at, leaves, moved, same, strangers, tensors, total


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
