"""Facts about the classes of torch.nn: what they register, own, return and refuse."""

from __future__ import annotations

from .generated import MODULE_NAMES

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

# They have no forward: calling them raises NotImplementedError.
NOT_CALLABLE = frozenset({"ModuleList", "ModuleDict"})

# list methods that ModuleList lacks, dict methods that ModuleDict lacks, list methods that
# ParameterList lacks (torch 2.13, torch/nn/modules/container.py).
NOT_IN_MODULE_LIST = frozenset({"clear", "copy", "count", "index", "remove", "reverse", "sort"})
NOT_IN_MODULE_DICT = frozenset({"get", "copy", "setdefault", "popitem", "fromkeys"})
NOT_IN_PARAMETER_LIST = NOT_IN_MODULE_LIST | {"insert", "pop"}

# Where nn.Module itself keeps what is registered.
REGISTRIES = frozenset({"_modules", "_parameters", "_buffers"})

# Methods with which a Module registers something under a name.
REGISTERING_METHODS = frozenset(
    {"add_module", "register_module", "register_parameter", "register_buffer"}
)

# Names that ModuleDict refuses as keys because it has attributes of that name.
MODULE_ATTRIBUTES = MODULE_NAMES | {
    "training", "keys", "values", "items", "pop", "update", "clear",
}  # fmt: skip

# Methods that Modules have and neither tensors nor optimizers do (torch/nn/modules/module.py).
MODULE_ONLY = frozenset(
    {
        "parameters", "named_parameters", "modules", "named_modules", "children", "named_children",
        "buffers", "named_buffers", "register_forward_hook", "get_submodule",
    }
)  # fmt: skip

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

# Functions that return a copy of it.
COPIERS = frozenset({"copy.deepcopy", "copy.copy"})

# They put new Parameters in the place of a layer's weight; spectral_norm keeps the old one
# (torch/nn/utils/weight_norm.py, parametrizations.py; run with torch 2.13).
REPLACE_PARAMETERS = frozenset(
    {"torch.nn.utils.weight_norm", "torch.nn.utils.parametrizations.weight_norm"}
)

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

# Behave differently in train() and eval(), own nothing.
MODE_DEPENDENT = frozenset(
    {
        "Dropout", "Dropout1d", "Dropout2d", "Dropout3d", "AlphaDropout", "FeatureAlphaDropout",
        "RReLU",
    }
)  # fmt: skip

# ... and those that own something, or contain dropout unless told otherwise.
DEPENDS_ON_MODE = MODE_DEPENDENT | {
    "BatchNorm1d", "BatchNorm2d", "BatchNorm3d", "SyncBatchNorm", "LazyBatchNorm1d",
    "LazyBatchNorm2d", "LazyBatchNorm3d", "Transformer", "TransformerEncoderLayer",
    "TransformerDecoderLayer",
}  # fmt: skip

# Functions that drop values unless told `training=False` (torch/nn/functional.py; alpha_dropout and
# feature_alpha_dropout are off by default), and the layers that do the same.
DROPOUT_LAYERS = MODE_DEPENDENT - {"RReLU"}
DROPOUT_FUNCTIONS = frozenset(
    f"torch.nn.functional.{name}" for name in ("dropout", "dropout1d", "dropout2d", "dropout3d")
)

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

# Attributes of well-known models that are Modules (torchvision.models, timm).
USUAL_MODULE_NAMES = frozenset(
    {
        "fc", "features", "classifier", "backbone", "encoder", "decoder", "layer1", "layer2",
        "layer3", "layer4", "conv1", "bn1", "avgpool", "blocks", "stages",
    }
)  # fmt: skip
