"""One training step's backward pass, for what it reaches; nothing is updated."""

from __future__ import annotations

import dataclasses
import warnings
from typing import Any

import torch
from torch import nn

from .audit import Hidden, Walk, leaves_of
from .explain import describe_layer
from .inputs import Call
from .recorder import Recorder
from .slicing import Loaded
from .spec import tensors_in


@dataclasses.dataclass
class Reached:
    """The leaves a backward pass gave a gradient to, and the error that stopped it if any."""

    leaves: list[torch.Tensor]
    error: Exception | None = None


def backward(model: nn.Module, call: Call) -> Reached:
    """Forward in training mode and backward from a random cotangent.

    A sum instead would have no gradient through normalisation and softmax. Falls back on evaluation
    mode where training mode needs more (targets, a larger batch).
    """
    error: Exception | None = None
    for training in (True, False):
        model.train(training)
        try:
            return Reached(_reached(model, call))
        except Exception as caught:  # noqa: BLE001 (the learner's forward may raise anything)
            error = error or caught
        finally:
            model.eval()
    return Reached([], error)


def _reached(model: nn.Module, call: Call) -> list[torch.Tensor]:
    torch.manual_seed(0)
    with warnings.catch_warnings(), torch.enable_grad():
        warnings.simplefilter("ignore")
        outputs = [t for t in tensors_in(model(*call.args, **call.kwargs)) if t.requires_grad]
        leaves = leaves_of(outputs)
        if not outputs or not leaves:
            return []
        cotangents = [torch.randn_like(output) for output in outputs]
        gradients = torch.autograd.grad(outputs, leaves, cotangents, allow_unused=True)
    return [leaf for leaf, grad in zip(leaves, gradients, strict=True) if grad is not None]


def unregistered(
    model: nn.Module, call: Call, loaded: Loaded, learner: frozenset[str], recorder: Recorder
) -> tuple[list[Hidden], Reached]:
    """All that is hidden, before and after one forward, with what a gradient reaches marked."""
    before = Walk(model, learner)
    reached = backward(model, call)
    after = Walk(model, learner)
    found = [hidden for hidden in before.found if _stays(hidden, after)]
    known = {id(hidden.value) for hidden in found}
    # Tensors that forward stores are results; Modules and Parameters it makes are state.
    made = [h for h in after.found if h.kind in ("module", "parameter", "trainable-tensor")]
    found += [h for h in made if id(h.value) not in known and _is_leaf(h)]
    strangers = _strangers(model, found, reached.leaves)
    found += _elsewhere(strangers, loaded, recorder)
    ids = {id(leaf) for leaf in reached.leaves}
    for hidden in found:
        tensors = hidden.tensors
        if hidden.kind in ("lost-parameter", "trainable-tensor"):
            tensors = leaves_of(tensors)
        hidden.trained = any(id(tensor) in ids for tensor in tensors)
    return found, reached


def _is_leaf(hidden: Hidden) -> bool:
    return isinstance(hidden.value, nn.Module) or bool(hidden.value.is_leaf)


def _stays(hidden: Hidden, after: Walk) -> bool:
    """Forward replaces some tensors (a recurrent state): those are not lost state."""
    return hidden.kind != "tensor" or after.tensors.get(hidden.path) is hidden.value


def _strangers(
    model: nn.Module, found: list[Hidden], leaves: list[torch.Tensor]
) -> list[torch.Tensor]:
    known = {id(p) for p in model.parameters()}
    for hidden in found:
        tensors = hidden.tensors
        known |= {id(t) for t in (*tensors, *leaves_of(tensors))}
    return [leaf for leaf in leaves if id(leaf) not in known]


def _elsewhere(strangers: list[torch.Tensor], loaded: Loaded, recorder: Recorder) -> list[Hidden]:
    """Leaves that are trained and not reachable from the Module: globals, locals of forward."""
    found: list[Hidden] = []
    left = {id(tensor): tensor for tensor in strangers}
    for name, value in list(loaded.namespace.items()):
        if isinstance(value, nn.Module) and any(id(p) in left for p in value.parameters()):
            found.append(Hidden(name, "module", value, None, name))
        elif isinstance(value, torch.Tensor) and id(value) in left:
            kind = "parameter" if isinstance(value, nn.Parameter) else "trainable-tensor"
            found.append(Hidden(name, kind, value, None, name))
    for hidden in found:
        for tensor in hidden.tensors:
            left.pop(id(tensor), None)
    for module in recorder.modules():
        own = list(module.parameters(recurse=False))
        if any(id(p) in left for p in own):
            path = f"{describe_layer(module)} in forward"
            found.append(Hidden(path, "module", module, module, ""))
            for tensor in own:
                left.pop(id(tensor), None)
    for tensor in left.values():
        kind = "parameter" if isinstance(tensor, nn.Parameter) else "trainable-tensor"
        found.append(Hidden(f"{type(tensor).__name__} in forward", kind, tensor, None, ""))
    return found


def describe(hidden: Hidden, place: tuple[str, int] | None) -> dict[str, Any]:
    """The `Unregistered` of a result."""
    tensors = hidden.tensors
    single = None if isinstance(hidden.value, nn.Module) else list(hidden.value.shape)
    return {
        "path": hidden.path,
        "kind": hidden.kind,
        "file": place[0] if place else None,
        "line": place[1] if place else None,
        "shape": single,
        "elements": sum(tensor.numel() for tensor in tensors),
        "trained": hidden.trained,
    }
