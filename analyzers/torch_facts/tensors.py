"""Facts about tensors: what makes them, what their methods return, which methods only they have."""

from __future__ import annotations

from .generated import FUNCTIONAL, INITIALISERS, TENSOR_FUNCTIONS, TENSOR_METHODS

# Functions that make a tensor, and the types that old code calls for it.
_TENSOR_MAKERS = frozenset(
    {
        "tensor", "as_tensor", "from_numpy", "asarray", "Tensor", "FloatTensor", "DoubleTensor",
        "HalfTensor", "LongTensor", "IntTensor", "BoolTensor", "ByteTensor",
    }
)  # fmt: skip

# Functions of einops that give one tensor, computed from the first argument.
_OF_EINOPS = frozenset({"rearrange", "repeat", "reduce", "einsum"})

# Functions that make a tensor which has no history, whatever they are given.
FACTORIES = frozenset(
    {
        "tensor", "as_tensor", "from_numpy", "zeros", "ones", "full", "empty", "rand", "randn",
        "randint", "randperm", "arange", "linspace", "logspace", "eye", "zeros_like", "ones_like",
        "full_like", "empty_like", "rand_like", "randn_like",
    }
)  # fmt: skip

# Functions that make a tensor from plain values: a leaf, without gradient unless asked for.
LEAF_FACTORIES = frozenset(
    f"torch.{name}"
    for name in (
        "zeros", "ones", "full", "empty", "rand", "randn", "tensor", "linspace", "eye",
        "zeros_like", "ones_like", "rand_like", "randn_like", "empty_like", "full_like",
    )
)  # fmt: skip

# Functions that make a tensor from nothing but Python values.
RANDOM_FACTORIES = frozenset(
    {"rand", "randn", "normal", "rand_like", "randn_like", "empty", "empty_like"}
)

# Functions that make a tensor on the default device unless told otherwise, and never one of no
# dimension from what learners pass them (torch.tensor is left out: it often has none; torch.empty
# too: it often stands for "no weight").
DEVICE_FACTORIES = frozenset(
    f"torch.{name}"
    for name in (
        "zeros", "ones", "full", "rand", "randn", "randint", "randperm", "arange",
        "linspace", "logspace", "eye", "tril_indices", "triu_indices", "hann_window",
    )
)  # fmt: skip

# What gives a tensor its values without its history.
WITHOUT_GRAPH = frozenset({"torch.tensor", "torch.autograd.Variable"})

# Functions and methods that give values and where they stood: `values, indices = x.topk(3)`.
GIVE_PLACES = frozenset(
    {"max", "min", "topk", "sort", "median", "nanmedian", "mode", "kthvalue", "cummax", "cummin"}
)
# ... and those that give parts of one tensor.
GIVE_PARTS = frozenset({"chunk", "split", "tensor_split", "unbind", "hsplit", "vsplit", "dsplit"})
GIVE_TENSORS = GIVE_PLACES | GIVE_PARTS

# Functions of numpy whose result has a dimension for all that learners give them.
NUMPY_ARRAYS = frozenset(
    {
        "array", "asarray", "arange", "linspace", "zeros", "ones", "full", "eye", "stack", "hstack",
        "vstack", "concatenate", "load", "loadtxt", "diag",
    }
)  # fmt: skip

# Functions whose result has no dimension where no argument has one.
ARITHMETIC = frozenset(
    {
        "add", "sub", "subtract", "mul", "multiply", "div", "divide", "true_divide", "floor_divide",
        "remainder", "fmod", "pow", "clamp", "clip",
    }
)  # fmt: skip

# Methods and functions that leave no dimension where none is named.
REDUCING = frozenset(
    {
        "sum", "mean", "prod", "norm", "std", "var", "max", "min", "median", "logsumexp", "all",
        "any", "numel", "trace", "det", "argmax", "argmin", "nansum", "nanmean",
    }
)  # fmt: skip

# Methods that give even a tensor without dimensions some.
SHAPING_METHODS = frozenset({"view", "reshape", "unsqueeze", "expand", "repeat", "tile"})

# Tensor methods that give one tensor unless they are given a dimension (torch/_C/__init__.pyi), and
# one that is written in Python (torch/_tensor.py): the generated table has neither.
MOSTLY_TENSOR_METHODS = frozenset(
    {"max", "min", "median", "nanmedian", "mode", "norm", "any", "all"}
)

# Tensor methods that return the very Parameter they are called on, in every case.
IDENTITY_METHODS = frozenset({"requires_grad_", "share_memory_", "retain_grad", "register_hook"})

# ... and those that do so only when device, dtype and layout already fit, which a reader of the
# code cannot know. `nn.Parameter(t).float()` keeps a float32 Parameter registered.
SOMETIMES_IDENTITY_METHODS = frozenset({"cpu", "float", "contiguous", "to"})

# What gives the same values in another place, type or shape: another tensor, no Parameter any more.
CONVERSION_METHODS = frozenset(
    {
        "to", "cuda", "cpu", "xpu", "mps", "double", "float", "half", "bfloat16", "type", "type_as",
        "clone", "view", "view_as", "reshape", "reshape_as", "expand", "expand_as", "unsqueeze",
        "squeeze", "transpose", "permute", "t", "flatten", "contiguous", "repeat", "detach",
        "pin_memory", "movedim", "swapaxes", "unflatten", "ravel",
    }
)  # fmt: skip
CONVERSION_ATTRIBUTES = frozenset({"T", "mT", "H", "mH", "data"})

# They drop the gradient on purpose; moving them inside Parameter(...) would bring it back.
DETACHING = frozenset({"detach", "data"})

# Methods that put a tensor on another device, or may.
MOVING_METHODS = frozenset({"to", "cuda", "cpu", "xpu", "type_as", "type", "to_sparse"})

# Tensor methods that learners take for changes in place: each returns a new tensor and does nothing
# else. `cpu` and `clone` are left out, since benchmarks call them alone, and nobody expects a change.
RETURNS_ANEW = frozenset(
    {
        "to", "cuda", "float", "double", "half", "bfloat16", "long", "int", "bool", "type", "type_as",
        "detach", "view", "reshape", "permute", "transpose", "t", "flatten", "squeeze",
        "unsqueeze", "contiguous", "expand", "repeat", "clamp", "clip", "masked_fill", "relu",
        "sigmoid", "tanh", "softmax", "log_softmax",
    }
)  # fmt: skip

# Methods that tensors have and neither Modules nor other things of a training script do.
TENSOR_ONLY = frozenset(
    {
        "backward", "item", "view", "view_as", "unsqueeze", "permute", "contiguous", "dim", "numel",
        "expand_as", "type_as", "masked_fill", "masked_fill_", "index_select", "softmax",
        "log_softmax", "sigmoid", "relu", "tanh", "argmax", "argmin", "matmul", "bmm", "mm", "topk",
        "repeat_interleave", "new_zeros", "new_ones", "new_tensor", "retain_grad", "unbind",
    }
)  # fmt: skip

# What learners write for `requires_grad`; torch reads none of these (torch/_tensor.py).
MISSPELT_REQUIRES_GRAD = frozenset(
    {
        "require_grad", "require_grads", "requires_grads", "required_grad", "requires_gradient",
        "requires_gradients", "require_gradient", "requires_gard", "requiers_grad", "reqires_grad",
        "requries_grad", "requires_grd", "requires_grap", "requries_grads", "requiresgrad",
        "requiresGrad", "requires_Grad",
    }
)  # fmt: skip

# Read a tensor without needing it on the right device.
HARMLESS_TENSOR_READS = frozenset(
    {
        "item", "shape", "size", "dim", "ndim", "numel", "dtype", "device", "tolist", "numpy",
        "to", "cuda", "cpu", "type_as", "is_cuda", "nelement", "element_size", "stride",
    }
)  # fmt: skip


def is_tensor_function(dotted: str) -> bool:
    """Whether calling `dotted` gives one tensor."""
    head, _, name = dotted.rpartition(".")
    if head == "torch":
        return name in TENSOR_FUNCTIONS or name in _TENSOR_MAKERS
    if head == "einops":
        return name in _OF_EINOPS
    return (head == "torch.nn.functional" and name in FUNCTIONAL) or (
        head in ("torch.special", "torch.fft", "torch.linalg") and name in TENSOR_METHODS
    )


def is_initialiser(dotted: str) -> bool:
    """Whether `dotted` is a function of torch.nn.init, which returns the tensor it was given."""
    head, _, name = dotted.rpartition(".")
    return head == "torch.nn.init" and name in INITIALISERS
