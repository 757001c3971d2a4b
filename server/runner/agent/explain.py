"""Which of our sentences goes with an exception, and what to fill in.

The sentences themselves are the server's (`server/locales/run.*.json`). The messages are matched
as torch 2.4 to 2.13 word them; where a layer raised, its attributes tell more than its words.
"""

from __future__ import annotations

import difflib
import re
import traceback
from typing import Any

Explanation = tuple[str | None, dict[str, Any]]

# Message -> key; groups become fields. The first that matches counts.
_PATTERNS = [
    (r"cannot assign \w+ before \w+\.__init__\(\) call", "explain-init-first"),
    (r"object has no attribute '_(?:backward_hooks|modules|parameters|forward_hooks)'",
     "explain-init-first"),
    (r"Module \[(?P<type>ModuleList|ModuleDict)\] is missing the required \"forward\"",
     "explain-list-called"),
    (r"is missing the required \"forward\" function", "explain-no-forward"),
    (r"(?:same dtype|\) and (?:weight|bias) type|scalar type|m1 and m2).*(?:[Dd]ouble|[Ff]loat64)",
     "explain-double"),
    (r"(?:same dtype|scalar type|should be the same).*(?:Long|Int|int|long|Byte|unsigned char)",
     "explain-integers"),
    (r"mat1 and mat2 must have the same dtype", "explain-dtype"),
    (r"'indices' to have one of the following scalar types", "explain-indices"),
    (r"index out of range in self", "explain-index"),
    (r"shape '(?P<shape>.*)' is invalid for input of size (?P<size>\d+)", "explain-view"),
    (r"size of tensor a \((?P<a>\d+)\) must match the size of tensor b \((?P<b>\d+)\)",
     "explain-broadcast"),
    (r"Sizes of tensors must match except in dimension (?P<dim>\d+)", "explain-cat"),
    (r"Expected all tensors to be on the same device", "explain-device"),
    (r"a leaf Variable that requires grad is being used in an in-place operation",
     "explain-leaf-in-place"),
    (r"modified by an inplace operation", "explain-in-place"),
    (r"Expected more than 1 value per channel when training", "explain-batch-of-one"),
    (r"'(?:float|int|list|tuple)' object has no attribute 'detach'", "explain-parameter-number"),
    (r"Only Tensors of floating point and complex dtype can require gradients",
     "explain-parameter-integer"),
    (r"is not a Module subclass", "explain-not-a-module"),
    (r"Boolean value of Tensor with more than one value is ambiguous", "explain-boolean"),
]  # fmt: skip


def explain(error: BaseException) -> Explanation:
    """The key of our sentence about `error` with its fields; (None, {}) when we have none."""
    text = str(error)
    if isinstance(error, EOFError):
        return "explain-input", {}
    if isinstance(error, SystemExit):
        return "explain-exit", {}
    if isinstance(error, RecursionError):
        return "explain-recursion", {}
    if isinstance(error, ModuleNotFoundError) and error.name:
        return "explain-not-installed", {"name": error.name}
    if re.search(r"mat1 and mat2 shapes cannot be multiplied|must have same reduction dim", text):
        return _product(error, text)
    if match := re.search(r"to have (\d+) channels, but got (\d+) channels", text):
        return "explain-channels", {**_layer(error), "expects": match[1], "got": match[2]}
    for pattern, key in _PATTERNS:
        if match := re.search(pattern, text, re.DOTALL):
            return key, match.groupdict()
    if isinstance(error, AttributeError) and error.name:
        return _attribute(error, error.name)
    return None, {}


def _product(error: BaseException, text: str) -> Explanation:
    match = re.search(r"\((\d+)x(\d+) and (\d+)x(\d+)\)", text)
    # Without numbers, torch words it so.
    match = match or re.search(r"\[(\d+), (\d+)\] X \[(\d+), (\d+)\]", text)
    layer = _layer(error)
    if match and layer["layer"].startswith("Linear"):
        return "explain-linear", {**layer, "expects": match[3], "got": match[2]}
    if match:
        return "explain-product", {"left": match[2], "right": match[3]}
    return None, {}


def _attribute(error: AttributeError, name: str) -> Explanation:
    # Duck-typed: `explain` must work where torch is not importable.
    if not hasattr(error.obj, "named_modules") or isinstance(error.obj, type):
        return None, {}
    known = [n for n in dir(error.obj) if not n.startswith("_")]
    close = difflib.get_close_matches(name, known, 1)
    if close:
        return "explain-attribute-close", {"name": name, "close": close[0]}
    return "explain-attribute", {"name": name}


def _layer(error: BaseException) -> dict[str, Any]:
    """The torch layer whose forward raised, as `Linear(500, 128)`."""
    layer = ""
    for frame, _ in traceback.walk_tb(error.__traceback__):
        owner = frame.f_locals.get("self")
        if type(owner).__module__.startswith("torch.nn.modules."):
            layer = describe_layer(owner)
    return {"layer": layer or "layer"}


def describe_layer(module: Any) -> str:
    """`Linear(500, 128)`: a layer as the learner would write its first arguments."""
    names = {
        "Linear": ("in_features", "out_features"),
        "Embedding": ("num_embeddings", "embedding_dim"),
        "EmbeddingBag": ("num_embeddings", "embedding_dim"),
        "LayerNorm": ("normalized_shape",),
        "GroupNorm": ("num_groups", "num_channels"),
        "MultiheadAttention": ("embed_dim", "num_heads"),
    }
    kind = type(module).__name__
    chosen = names.get(kind)
    if chosen is None and hasattr(module, "in_channels"):
        chosen = ("in_channels", "out_channels")
    if chosen is None and hasattr(module, "num_features"):
        chosen = ("num_features",)
    if chosen is None and hasattr(module, "input_size"):
        chosen = ("input_size", "hidden_size")
    values = (getattr(module, name) for name in chosen or ())
    return f"{kind}({', '.join(_value(v) for v in values)})"


def _value(value: Any) -> str:
    if isinstance(value, tuple) and len(value) == 1:
        value = value[0]
    return str(value)
