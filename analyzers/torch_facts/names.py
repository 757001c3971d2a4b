"""How torch's things are called: public names, what a star import brings, whose a name is."""

from __future__ import annotations

import sys

from .generated import FUNCTIONAL, MODULES_WITH_STATE, MODULES_WITHOUT_STATE, OPTIMIZERS

NN = "torch.nn"

# What `from ... import *` brings.
STAR_EXPORTS: dict[str, frozenset[str]] = {
    "torch.nn": MODULES_WITH_STATE | MODULES_WITHOUT_STATE | {"Parameter", "Buffer"},
    "torch.nn.functional": FUNCTIONAL,
    "torch.optim": OPTIMIZERS,
}

# Methods whose name alone says in a torch file what they are; for hovers.
METHOD_SYMBOLS = {
    "backward": "torch.Tensor.backward",
    "state_dict": "torch.nn.Module.state_dict",
    "load_state_dict": "torch.nn.Module.load_state_dict",
    "parameters": "torch.nn.Module.parameters",
    "named_parameters": "torch.nn.Module.named_parameters",
    "register_buffer": "torch.nn.Module.register_buffer",
    "register_parameter": "torch.nn.Module.register_parameter",
    "zero_grad": "torch.optim.Optimizer.zero_grad",
    "requires_grad_": "torch.Tensor.requires_grad_",
}


def canonical(dotted: str) -> str:
    """The public name of a torch object that was imported from where it is defined.

    `torch.nn.modules.linear.Linear` -> `torch.nn.Linear`.
    """
    parts = dotted.split(".")
    if parts[:3] == ["torch", "nn", "modules"] and len(parts) > 3 and parts[-1][:1].isupper():
        return f"{NN}.{parts[-1]}"
    if parts[:3] == ["torch", "nn", "parameter"] and len(parts) == 4:
        return f"{NN}.{parts[3]}"
    if parts[:2] == ["torch", "functional"]:
        return ".".join(("torch", *parts[2:]))
    return dotted


def is_library(dotted: str) -> bool:
    """Whether `dotted` plainly belongs to torch or the standard library, not to the project."""
    root = dotted.partition(".")[0]
    return bool(root) and (root == "torch" or root in sys.stdlib_module_names)


def nn_class(dotted: str | None) -> str | None:
    """`Linear` for `torch.nn.Linear`; None for everything that is not a Module class of torch.nn."""
    if dotted and dotted.startswith(NN + "."):
        name = dotted[len(NN) + 1 :]
        if name in MODULES_WITH_STATE or name in MODULES_WITHOUT_STATE:
            return name
    return None
