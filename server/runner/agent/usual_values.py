"""Values that constructor parameters usually have, by their name and by the layer that takes them."""

from __future__ import annotations

from typing import Any

# Parts of parameter names -> a small value that most Modules accept; the first that matches counts.
# The numbers go together: 64 is divisible by 4 heads, 16 channels by any usual number of groups.
_BY_NAME: list[tuple[tuple[str, ...], Any]] = [
    (("dropout", "drop", "p_drop", "droprate", "smoothing", "momentum", "alpha", "beta", "cost",
      "slope"), 0.1),
    (("epsilon", "_eps"), 1e-5),
    (("bias", "batch_first", "norm_first", "use_", "with_", "is_"), True),
    (("bidirectional", "causal"), False),
    (("pad_idx", "padding_idx", "pad_token", "pad_id"), 0),
    (("num_classes", "n_class", "nclass", "classes", "class_num", "num_labels", "n_labels",
      "output_size", "output_dim", "out_dim", "n_out", "out_features", "dim_out", "n_action",
      "num_action", "action_dim", "act_dim", "action_size", "tagset"), 10),
    (("vocab", "ntoken", "num_embeddings", "n_tokens", "num_tokens", "n_users", "num_users",
      "n_items", "num_items", "n_steps", "timesteps", "dict_size"), 100),
    (("nhead", "n_head", "num_heads", "heads"), 4),
    (("expert",), 4),
    (("top_k", "topk"), 2),
    (("nlayer", "n_layer", "num_layer", "depth", "num_block", "n_block", "layers", "blocks",
      "repeat"), 2),
    (("kernel",), 3),
    (("stride", "dilation", "groups"), 1),
    (("padding",), 1),
    (("scale", "factor", "ratio", "expansion", "mult", "reduction"), 2),
    (("img_size", "image_size", "resolution"), 32),
    (("patch",), 4),
    (("context_size", "window"), 4),
    (("rank", "modes"), 4),
    (("max_len", "block_size", "seq_len", "context", "max_seq", "n_ctx", "max_position"), 64),
    (("in_channel", "in_plane", "inplane", "in_ch", "c_in", "channels_in", "num_channels"), 3),
    (("out_channel", "out_plane", "plane", "out_ch", "c_out", "ngf", "ndf", "channel", "filters"),
     16),
    (("in_features", "input_size", "in_dim", "n_in", "n_feature", "input_dim", "in_size",
      "num_inputs", "dim_in"), 16),
    (("d_ff", "ffn", "dim_feedforward", "mlp_dim"), 128),
    (("d_model", "n_embd", "embed", "emb", "hidden", "nhid", "ninp", "dim", "width", "units",
      "size", "latent"), 64),
]  # fmt: skip
BY_ANNOTATION = {"int": 16, "float": 0.1, "bool": True, "str": "relu"}
CONFIGS = ("cfg", "args", "opt", "opts", "hparams", "params", "hp", "configs")
# What an argument of a torch layer takes; positions as torch has them.
LAYERS: list[tuple[tuple[str, ...], tuple[str, ...], Any]] = [
    (("Embedding", "EmbeddingBag"), ("0", "num_embeddings"), 100),
    (("Embedding", "EmbeddingBag"), ("padding_idx",), 0),
    (("Dropout", "Dropout1d", "Dropout2d", "Dropout3d"), ("0", "p"), 0.1),
    (("LeakyReLU",), ("0", "negative_slope"), 0.1),
    (("PixelShuffle",), ("0", "upscale_factor"), 2),
    (("MultiheadAttention", "TransformerEncoderLayer", "TransformerDecoderLayer", "Transformer"),
     ("1", "nhead", "num_heads"), 4),
    (("LSTM", "GRU", "RNN", "TransformerEncoder", "TransformerDecoder"), ("2", "num_layers"), 2),
    (("LSTM", "GRU", "RNN"), ("bidirectional",), False),
    (("Conv1d", "Conv2d", "Conv3d"), ("2", "kernel_size"), 3),
]  # fmt: skip


def by_name(lowered: str) -> Any:
    """A usual value for a parameter of this name, or None."""
    for parts, value in _BY_NAME:
        if any(part in lowered for part in parts):
            return value
    return None


def likely_module(name: str) -> bool:
    """Whether a parameter of this name takes a Module."""
    words = ("encoder", "decoder", "backbone", "layer", "module", "net", "model", "block")
    return name.rstrip("0123456789_").endswith(words) and not name.startswith(("n_", "num_", "d_"))
