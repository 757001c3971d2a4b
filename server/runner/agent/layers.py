"""Which inputs a layer takes: candidate shapes, best first."""

from __future__ import annotations

from typing import Any

from torch import nn

from .explain import describe_layer
from .spec import BATCH, LENGTH, Spec

B, T = BATCH, LENGTH
SIDES = (32, 28, 64, 224, 96, 128, 48, 16, 8, 256, 299, 227, 84, 512)  # of images, usual ones first
LENGTHS = (64, 128, 256, 1024, 4000, 16000)  # of signals
NODES = 10  # of a graph
EDGES = 2 * NODES

# Layers that any shape passes unchanged.
TRANSPARENT = (
    nn.Identity, nn.Dropout, nn.Dropout1d, nn.Dropout2d, nn.Dropout3d, nn.AlphaDropout, nn.ReLU,
    nn.ReLU6, nn.GELU, nn.SiLU, nn.Mish, nn.ELU, nn.SELU, nn.LeakyReLU, nn.Tanh, nn.Sigmoid,
    nn.Softmax, nn.Softplus, nn.Hardtanh, nn.Hardswish, nn.MaxPool1d, nn.MaxPool2d, nn.AvgPool2d,
    nn.MaxPool3d, nn.AvgPool1d, nn.AvgPool3d, nn.ZeroPad1d, nn.ZeroPad2d, nn.ZeroPad3d,
    nn.ConstantPad1d, nn.ConstantPad2d, nn.ConstantPad3d, nn.ReflectionPad1d, nn.ReflectionPad2d,
    nn.ReflectionPad3d, nn.ReplicationPad1d, nn.ReplicationPad2d, nn.ReplicationPad3d, nn.Upsample,
)  # fmt: skip


def specs_for(layer: nn.Module, flattened: bool, place: int = 0) -> list[Spec]:
    """Inputs for `layer`; `flattened` when the model flattens its argument first.

    `place` is the position of the argument: of attention, 0 is the query and 1 the key.
    """
    found = _second(layer, place) if place > 0 else _shapes(layer, flattened)
    fields = (("layer", describe_layer(layer)),)
    kind, high = "float", 4
    if isinstance(layer, (nn.Embedding, nn.EmbeddingBag)):
        kind, high = "long", layer.num_embeddings
    sequence_first = isinstance(layer, nn.RNNBase) and not layer.batch_first
    batch = 1 if sequence_first else 0
    return [Spec(shape, kind, high, batch, "from-layer", fields, layer) for shape in found]


def _second(layer: Any, place: int) -> list[tuple[int, ...]]:
    """Of the arguments after the first one."""
    if isinstance(layer, nn.MultiheadAttention):
        widths = (layer.embed_dim, layer.kdim, layer.vdim)
        return [(B, T, widths[place])] if place < 3 else []
    if isinstance(layer, nn.Bilinear):
        return [(B, layer.in2_features)]
    if isinstance(layer, (nn.Transformer, nn.TransformerDecoder, nn.TransformerDecoderLayer)):
        return _shapes(layer, False) if place == 1 else []
    return []


def state_shapes(layer: Any) -> list[tuple[int, ...]]:
    """The states of a recurrent layer: one, or `h` and `c` of an LSTM."""
    if isinstance(layer, nn.RNNCellBase):
        return [(B, layer.hidden_size)] * (2 if isinstance(layer, nn.LSTMCell) else 1)
    count = layer.num_layers * (2 if layer.bidirectional else 1)
    hidden = (count, B, layer.proj_size or layer.hidden_size)
    if isinstance(layer, nn.LSTM):
        return [hidden, (count, B, layer.hidden_size)]
    return [hidden]


def _shapes(layer: Any, flattened: bool) -> list[tuple[int, ...]]:
    if isinstance(layer, nn.LazyLinear):
        return [(B, 1, 28, 28), (B, 16)] if flattened else [(B, 16)]
    if isinstance(layer, nn.Linear):
        return _linear(layer.in_features, flattened)
    if isinstance(layer, nn.Bilinear):
        return [(B, layer.in1_features)]
    if isinstance(layer, nn.modules.conv._ConvNd):
        return _convolution(layer)
    if isinstance(layer, (nn.Embedding, nn.EmbeddingBag)):
        return [(B, T), (B,), (1,)]
    if isinstance(layer, nn.RNNBase):
        width = layer.input_size
        return [(B, T, width)] if layer.batch_first else [(T, B, width)]
    if isinstance(layer, nn.RNNCellBase):
        return [(B, layer.input_size), (B, T, layer.input_size)]
    if isinstance(layer, nn.MultiheadAttention):
        return [(B, T, layer.embed_dim)]
    if isinstance(layer, (nn.TransformerEncoderLayer, nn.TransformerDecoderLayer)):
        return [(B, T, layer.self_attn.embed_dim)]
    if isinstance(layer, (nn.TransformerEncoder, nn.TransformerDecoder)):
        return _shapes(layer.layers[0], flattened)
    if isinstance(layer, nn.Transformer):
        return [(B, T, layer.d_model)]
    if isinstance(layer, (nn.BatchNorm3d, nn.InstanceNorm3d)):
        return [(B, layer.num_features, 8, 16, 16)]
    if isinstance(layer, (nn.BatchNorm2d, nn.InstanceNorm2d)):
        return [(B, layer.num_features, side, side) for side in SIDES[:3]]
    if isinstance(layer, nn.modules.batchnorm._NormBase):
        return [(B, layer.num_features), (B, layer.num_features, T)]
    if isinstance(layer, nn.LayerNorm) or hasattr(layer, "normalized_shape"):
        shape = tuple(layer.normalized_shape)
        return [(B, *shape), (B, T, *shape)]
    if isinstance(layer, nn.GroupNorm):
        return [(B, layer.num_channels, 32, 32), (B, layer.num_channels, T)]
    return []


def _linear(width: int, flattened: bool) -> list[tuple[int, ...]]:
    plain: list[tuple[int, ...]] = [(B, width), (B, T, width)]
    if not flattened:
        return [*plain, (NODES, width)]
    images = [
        (B, channels, side, side)
        for channels in (1, 3)
        for side in (28, 32, 64, 8, 16, 224)
        if channels * side * side == width
    ]
    return [*images, (B, width), (B, T, width), (B, 1, width)]


def _convolution(layer: Any) -> list[tuple[int, ...]]:
    dims = len(layer.kernel_size)
    channels = layer.in_channels or 3  # 0 in a lazy one
    if dims == 1:
        return [(B, channels, length) for length in LENGTHS]
    if dims == 3:
        return [(B, channels, side, side, side) for side in (16, 32, 8)]
    sides = (1, 4, 7, 8, 16, 32) if layer.transposed else SIDES
    return [(B, channels, side, side) for side in sides]
