"""Facts about training: losses, optimizers, schedulers, and what is done with parameters and batches."""

from __future__ import annotations

from .generated import FUNCTIONAL, MODULES_WITH_STATE, MODULES_WITHOUT_STATE, OPTIMIZERS

# Loss classes of torch.nn whose constructor takes settings only, never a prediction or a target.
LOSSES = frozenset(
    name for name in MODULES_WITHOUT_STATE | MODULES_WITH_STATE if name.endswith("Loss")
)

# The functions of torch.nn.functional that compute a loss.
LOSS_FUNCTIONS = frozenset(
    name
    for name in FUNCTIONAL
    if name.endswith(("_loss", "cross_entropy", "cross_entropy_with_logits")) or name == "kl_div"
)

# Functions that go through an iterable to its end, so that a generator is empty afterwards.
READ_THROUGH = frozenset(
    {
        "sum", "max", "min", "any", "all", "torch.nn.utils.clip_grad_norm_",
        "torch.nn.utils.clip_grad_value_", "torch.nn.utils.parameters_to_vector",
        "torch.nn.utils.vector_to_parameters", "torch.nn.utils.get_total_norm",
    }
)  # fmt: skip

# Libraries with batches or graphs whose `to` changes them in place, or that return such things.
BATCHES_MOVE_IN_PLACE = frozenset({"torch_geometric", "transformers", "tokenizers", "torchtext"})

# Builtins that look at a container without keeping or registering what is in it.
HARMLESS_FUNCTIONS = frozenset(
    {
        "len", "print", "range", "isinstance", "issubclass", "enumerate", "zip", "reversed", "sum",
        "str", "repr", "int", "float", "bool", "min", "max", "any", "all", "id", "type", "hasattr",
        "getattr", "super", "sorted", "iter", "next", "map", "filter", "abs", "round", "math.prod",
        "math.sqrt", "math.log",
    }
)  # fmt: skip


def is_optimizer(dotted: str) -> bool:
    """Whether `dotted` is an optimizer class of torch.optim."""
    head, _, name = dotted.rpartition(".")
    return head.startswith("torch.optim") and name in OPTIMIZERS


def is_scheduler(dotted: str) -> bool:
    """Whether `dotted` is a class of torch.optim.lr_scheduler."""
    head, _, name = dotted.rpartition(".")
    return head == "torch.optim.lr_scheduler" and name[:1].isupper()
