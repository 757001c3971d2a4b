"""What the analysis knows about torch's API: the generated tables, and what no table can tell.

Nothing here imports torch. Facts that are not generated name their source.
"""

from __future__ import annotations

import sys

from .torch_facts_data import (
    FUNCTIONAL,
    INITIALISERS,
    MODULE_NAMES,
    MODULES_WITH_STATE,
    MODULES_WITHOUT_ARGUMENTS,
    MODULES_WITHOUT_STATE,
    OPTIMIZERS,
    TENSOR_FUNCTIONS,
    TENSOR_METHODS,
)

__all__ = [
    "MODULES_WITHOUT_ARGUMENTS",
    "MODULES_WITHOUT_STATE",
    "MODULES_WITH_STATE",
    "MODULE_NAMES",
    "TENSOR_METHODS",
]

NN = "torch.nn"
STAR_EXPORTS: dict[str, frozenset[str]] = {
    "torch.nn": MODULES_WITH_STATE | MODULES_WITHOUT_STATE | {"Parameter", "Buffer"},
    "torch.nn.functional": FUNCTIONAL,
    "torch.optim": OPTIMIZERS,
}

# Bases of other libraries whose instances are Modules (each is a subclass of torch.nn.Module in
# the named library's source).
OTHER_MODULE_BASES = frozenset(
    {
        "lightning.LightningModule",
        "lightning.pytorch.LightningModule",
        "pytorch_lightning.LightningModule",
        "pytorch_lightning.core.LightningModule",
        "transformers.PreTrainedModel",
        "transformers.modeling_utils.PreTrainedModel",
        "torch_geometric.nn.MessagePassing",
        "d2l.torch.Module",
        "d2l.torch.Classifier",
        "gpytorch.Module",
        "mmengine.model.BaseModule",
        "fairseq.models.BaseFairseqModel",
    }
)

# Containers that register what they are given (torch/nn/modules/container.py).
REGISTERING_CONTAINERS = frozenset(
    {"Sequential", "ModuleList", "ModuleDict", "ParameterList", "ParameterDict"}
)
# A slice of one of them is another one.
SEQUENCES = frozenset({"Sequential", "ModuleList", "ParameterList"})
# Own only what they hold.
HOLDERS = REGISTERING_CONTAINERS | {"Module", "DataParallel"}
# Own state only while one of these arguments is on; with its default
# (torch/nn/modules/{batchnorm,instancenorm,normalization,pooling}.py).
_NORM_SWITCHES = {"affine", "track_running_stats"}
STATE_SWITCHES: dict[str, dict[str, bool]] = {
    **{f"{lazy}InstanceNorm{n}d": dict.fromkeys(_NORM_SWITCHES, False)
       for lazy in ("", "Lazy") for n in (1, 2, 3)},
    **{f"{lazy}BatchNorm{n}d": dict.fromkeys(_NORM_SWITCHES, True)
       for lazy in ("", "Lazy") for n in (1, 2, 3)},
    "SyncBatchNorm": dict.fromkeys(_NORM_SWITCHES, True),
    "LayerNorm": {"elementwise_affine": True},
    "RMSNorm": {"elementwise_affine": True},
    "GroupNorm": {"affine": True},
    "FractionalMaxPool2d": {"_random_samples": False},
    "FractionalMaxPool3d": {"_random_samples": False},
}  # fmt: skip
# They have no forward: calling them raises NotImplementedError.
NOT_CALLABLE = frozenset({"ModuleList", "ModuleDict"})
# Where nn.Module itself keeps what is registered.
REGISTRIES = frozenset({"_modules", "_parameters", "_buffers"})
# Behave differently in train() and eval(), own nothing.
MODE_DEPENDENT = frozenset(
    {
        "Dropout",
        "Dropout1d",
        "Dropout2d",
        "Dropout3d",
        "AlphaDropout",
        "FeatureAlphaDropout",
        "RReLU",
    }
)

# Functions that drop values unless told `training=False` (torch/nn/functional.py; alpha_dropout and
# feature_alpha_dropout are off by default), and the layers that do the same.
DROPOUT_FUNCTIONS = frozenset(
    f"torch.nn.functional.{name}" for name in ("dropout", "dropout1d", "dropout2d", "dropout3d")
)
DROPOUT_LAYERS = MODE_DEPENDENT - {"RReLU"}
# The function of torch.nn.functional for a class of torch.nn: it takes the data first and then the
# arguments of the class, so that `nn.MaxPool2d(x, 2)` becomes right as `F.max_pool2d(x, 2)`.
FUNCTIONAL_FORMS = {
    "ReLU": "relu", "ReLU6": "relu6", "LeakyReLU": "leaky_relu", "ELU": "elu", "SELU": "selu",
    "CELU": "celu", "GELU": "gelu", "SiLU": "silu", "Mish": "mish", "Softplus": "softplus",
    "Softsign": "softsign", "Sigmoid": "sigmoid", "Tanh": "tanh", "LogSigmoid": "logsigmoid",
    "Hardtanh": "hardtanh", "Hardsigmoid": "hardsigmoid", "Hardswish": "hardswish",
    "Softmax": "softmax", "LogSoftmax": "log_softmax", "Softmin": "softmin",
    "MaxPool1d": "max_pool1d", "MaxPool2d": "max_pool2d", "MaxPool3d": "max_pool3d",
    "AvgPool1d": "avg_pool1d", "AvgPool2d": "avg_pool2d", "AvgPool3d": "avg_pool3d",
    "AdaptiveAvgPool1d": "adaptive_avg_pool1d", "AdaptiveAvgPool2d": "adaptive_avg_pool2d",
    "AdaptiveAvgPool3d": "adaptive_avg_pool3d", "AdaptiveMaxPool1d": "adaptive_max_pool1d",
    "AdaptiveMaxPool2d": "adaptive_max_pool2d", "AdaptiveMaxPool3d": "adaptive_max_pool3d",
    "PixelShuffle": "pixel_shuffle", "PixelUnshuffle": "pixel_unshuffle",
    "CosineSimilarity": "cosine_similarity",
}  # fmt: skip
# Without a dimension they guess one, with a warning (torch/nn/functional.py, _get_softmax_dim).
NEED_A_DIMENSION = frozenset({"Softmax", "LogSoftmax", "Softmin"})

# What they return is unpacked into tensors, each of which depends on all that went in.
GIVE_SEVERAL = frozenset({"RNN", "LSTM", "GRU", "LSTMCell", "MultiheadAttention"})

# ... and those that own something, or contain dropout unless told otherwise.
DEPENDS_ON_MODE = MODE_DEPENDENT | {
    "BatchNorm1d", "BatchNorm2d", "BatchNorm3d", "SyncBatchNorm", "LazyBatchNorm1d",
    "LazyBatchNorm2d", "LazyBatchNorm3d", "Transformer", "TransformerEncoderLayer",
    "TransformerDecoderLayer",
}  # fmt: skip

# Tensor methods that return the very Parameter they are called on, in every case.
IDENTITY_METHODS = frozenset({"requires_grad_", "share_memory_", "retain_grad", "register_hook"})
# ... and those that do so only when device, dtype and layout already fit, which a reader of the
# code cannot know. `nn.Parameter(t).float()` keeps a float32 Parameter registered.
SOMETIMES_IDENTITY_METHODS = frozenset({"cpu", "float", "contiguous", "to"})
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

# Return the Module they are called on (torch/nn/modules/module.py).
MODULE_SELF_METHODS = frozenset(
    {
        "to", "cuda", "cpu", "xpu", "double", "float", "half", "bfloat16", "eval", "train", "apply",
        "requires_grad_", "share_memory", "to_empty", "type", "compile",
    }
)  # fmt: skip
# Functions that return the Module they are given, changed or wrapped.
MODULE_WRAPPERS = frozenset(
    {
        "torch.compile", "torch.jit.script", "torch.nn.utils.weight_norm",
        "torch.nn.utils.spectral_norm", "torch.nn.utils.parametrizations.weight_norm",
        "torch.nn.utils.parametrizations.spectral_norm",
        "torch.nn.utils.parametrizations.orthogonal", "torch.nn.utils.skip_init",
    }
)  # fmt: skip
COPIERS = frozenset({"copy.deepcopy", "copy.copy"})

# The functions of torch.nn.functional that compute a loss.
LOSS_FUNCTIONS = frozenset(
    name
    for name in FUNCTIONAL
    if name.endswith(("_loss", "cross_entropy", "cross_entropy_with_logits")) or name == "kl_div"
)

# Functions that make a tensor from nothing but Python values.
RANDOM_FACTORIES = frozenset(
    {"rand", "randn", "normal", "rand_like", "randn_like", "empty", "empty_like"}
)

# Functions that make a tensor which has no history, whatever they are given.
FACTORIES = frozenset(
    {
        "tensor", "as_tensor", "from_numpy", "zeros", "ones", "full", "empty", "rand", "randn",
        "randint", "randperm", "arange", "linspace", "logspace", "eye", "zeros_like", "ones_like",
        "full_like", "empty_like", "rand_like", "randn_like",
    }
)  # fmt: skip
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
# Tensor methods that give one tensor unless they are given a dimension (torch/_C/__init__.pyi), and
# one that is written in Python (torch/_tensor.py): the generated table has neither.
MOSTLY_TENSOR_METHODS = frozenset(
    {"max", "min", "median", "nanmedian", "mode", "norm", "any", "all"}
)
# Methods that put a tensor on another device, or may.
MOVING_METHODS = frozenset({"to", "cuda", "cpu", "xpu", "type_as", "type", "to_sparse"})

# Methods with which a Module registers something under a name.
REGISTERING_METHODS = frozenset(
    {"add_module", "register_module", "register_parameter", "register_buffer"}
)

# Methods that give even a tensor without dimensions some.
SHAPING_METHODS = frozenset({"view", "reshape", "unsqueeze", "expand", "repeat", "tile"})
# Methods and functions that leave no dimension where none is named.
REDUCING = frozenset(
    {
        "sum", "mean", "prod", "norm", "std", "var", "max", "min", "median", "logsumexp", "all",
        "any", "numel", "trace", "det", "argmax", "argmin", "nansum", "nanmean",
    }
)  # fmt: skip

# What gives a tensor its values without its history.
WITHOUT_GRAPH = frozenset({"torch.tensor", "torch.autograd.Variable"})
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

# Methods that tensors have and neither Modules nor other things of a training script do.
TENSOR_ONLY = frozenset(
    {
        "backward", "item", "view", "view_as", "unsqueeze", "permute", "contiguous", "dim", "numel",
        "expand_as", "type_as", "masked_fill", "masked_fill_", "index_select", "softmax",
        "log_softmax", "sigmoid", "relu", "tanh", "argmax", "argmin", "matmul", "bmm", "mm", "topk",
        "repeat_interleave", "new_zeros", "new_ones", "new_tensor", "retain_grad", "unbind",
    }
)  # fmt: skip
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
# Methods that Modules have and neither tensors nor optimizers do (torch/nn/modules/module.py).
MODULE_ONLY = frozenset(
    {
        "parameters", "named_parameters", "modules", "named_modules", "children", "named_children",
        "buffers", "named_buffers", "register_forward_hook", "get_submodule",
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
# Attributes of well-known models that are Modules (torchvision.models, timm).
USUAL_MODULE_NAMES = frozenset(
    {
        "fc", "features", "classifier", "backbone", "encoder", "decoder", "layer1", "layer2",
        "layer3", "layer4", "conv1", "bn1", "avgpool", "blocks", "stages",
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
# They put new Parameters in the place of a layer's weight; spectral_norm keeps the old one
# (torch/nn/utils/weight_norm.py, parametrizations.py; run with torch 2.13).
REPLACE_PARAMETERS = frozenset(
    {"torch.nn.utils.weight_norm", "torch.nn.utils.parametrizations.weight_norm"}
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

# Loss classes of torch.nn whose constructor takes settings only, never a prediction or a target.
LOSSES = frozenset(
    name for name in MODULES_WITHOUT_STATE | MODULES_WITH_STATE if name.endswith("Loss")
)

# Read a tensor without needing it on the right device.
HARMLESS_TENSOR_READS = frozenset(
    {
        "item", "shape", "size", "dim", "ndim", "numel", "dtype", "device", "tolist", "numpy",
        "to", "cuda", "cpu", "type_as", "is_cuda", "nelement", "element_size", "stride",
    }
)  # fmt: skip

# Builtins that look at a container without keeping or registering what is in it.
HARMLESS_FUNCTIONS = frozenset(
    {
        "len", "print", "range", "isinstance", "issubclass", "enumerate", "zip", "reversed", "sum",
        "str", "repr", "int", "float", "bool", "min", "max", "any", "all", "id", "type", "hasattr",
        "getattr", "super", "sorted", "iter", "next", "map", "filter", "abs", "round", "math.prod",
        "math.sqrt", "math.log",
    }
)  # fmt: skip

# list methods that ModuleList lacks, dict methods that ModuleDict lacks, list methods that
# ParameterList lacks (torch 2.13, torch/nn/modules/container.py).
NOT_IN_MODULE_LIST = frozenset({"clear", "copy", "count", "index", "remove", "reverse", "sort"})
NOT_IN_MODULE_DICT = frozenset({"get", "copy", "setdefault", "popitem", "fromkeys"})
NOT_IN_PARAMETER_LIST = NOT_IN_MODULE_LIST | {"insert", "pop"}
# Names that ModuleDict refuses as keys because it has attributes of that name.
MODULE_ATTRIBUTES = MODULE_NAMES | {
    "training", "keys", "values", "items", "pop", "update", "clear",
}  # fmt: skip

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
    """`Linear` for `torch.nn.Linear`; None for everything that is no Module class of torch.nn."""
    if dotted and dotted.startswith(NN + "."):
        name = dotted[len(NN) + 1 :]
        if name in MODULES_WITH_STATE or name in MODULES_WITHOUT_STATE:
            return name
    return None


# Functions that make a tensor, and the types that old code calls for it.
_TENSOR_MAKERS = frozenset(
    {
        "tensor", "as_tensor", "from_numpy", "asarray", "Tensor", "FloatTensor", "DoubleTensor",
        "HalfTensor", "LongTensor", "IntTensor", "BoolTensor", "ByteTensor",
    }
)  # fmt: skip


def is_tensor_function(dotted: str) -> bool:
    """Whether calling `dotted` gives one tensor."""
    head, _, name = dotted.rpartition(".")
    if head == "torch":
        return name in TENSOR_FUNCTIONS or name in _TENSOR_MAKERS
    return (head == "torch.nn.functional" and name in FUNCTIONAL) or (
        head in ("torch.special", "torch.fft", "torch.linalg") and name in TENSOR_METHODS
    )


def is_initialiser(dotted: str) -> bool:
    """Whether `dotted` is a function of torch.nn.init, which returns the tensor it was given."""
    head, _, name = dotted.rpartition(".")
    return head == "torch.nn.init" and name in INITIALISERS


def is_scheduler(dotted: str) -> bool:
    """Whether `dotted` is a class of torch.optim.lr_scheduler."""
    head, _, name = dotted.rpartition(".")
    return head == "torch.optim.lr_scheduler" and name[:1].isupper()


def is_optimizer(dotted: str) -> bool:
    """Whether `dotted` is an optimizer class of torch.optim."""
    head, _, name = dotted.rpartition(".")
    return head.startswith("torch.optim") and name in OPTIMIZERS
