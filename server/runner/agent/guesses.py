"""What an argument's name and annotation say about its shape: weak hints, tried after the layers."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator

from .layers import NODES
from .spec import BATCH, LENGTH, Spec

_STATES = ("h", "hidden", "state", "h0", "hx", "h_0", "c0", "cache", "past")
_TIMES = ("t", "timestep", "timesteps", "time", "step")
_INTEGERS = (
    "ids", "input_ids", "idx", "index", "indices", "tokens", "token_ids", "text", "src", "tgt",
    "caption", "words", "labels", "targets",
)  # fmt: skip
_IMAGES = ("img", "image", "images", "imgs", "pixel_values")


def by_name(name: str) -> list[Spec]:
    """Usual shapes for an argument of this name."""
    if name in _TIMES:
        return [Spec((BATCH,), "long", 100, key="from-name"), Spec((BATCH,), key="from-name")]
    if name in ("adj", "adjacency", "A"):
        return [Spec((NODES, NODES), batch=None, key="from-name")]
    if name == "edge_index":
        return [Spec((2, 2 * NODES), "long", NODES, batch=None, key="from-name")]
    if name in _STATES or name.startswith(("h_", "hidden_")):
        return [
            Spec((), "none", key="from-name"),
            Spec((BATCH, 64), key="from-name"),
            Spec((1, BATCH, 64), batch=1, key="from-name"),
        ]
    if "mask" in name:
        return [
            Spec((), "none", key="from-name"),
            Spec((BATCH, LENGTH), "bool", key="from-name"),
            Spec((LENGTH, LENGTH), "bool", batch=None, key="from-name"),
        ]
    if name in _INTEGERS:
        return [Spec((BATCH, LENGTH), "long", key="from-name")]
    if name in _IMAGES:
        return [
            Spec((BATCH, 3, 32, 32), key="from-name"),
            Spec((BATCH, 1, 28, 28), key="from-name"),
        ]
    return []


def by_annotation(parameter: inspect.Parameter) -> Iterator[Spec]:
    """`Float[Tensor, "b 3 8 8"]`, as jaxtyping writes it."""
    annotation = parameter.annotation
    text = annotation if isinstance(annotation, str) else repr(annotation)
    match = re.search(r"(\w*)\[\s*[\w.]*Tensor\s*,\s*['\"]([^'\"]*)['\"]", text)
    if match is None:
        return
    sizes: dict[str, int] = {"c": 3, "h": 32, "w": 32}
    shape = []
    for word in match[2].split():
        if word.isdigit():
            shape.append(int(word))
        elif not shape:
            shape.append(BATCH)
        else:
            shape.append(sizes.setdefault(word, LENGTH + len(sizes)))
    kind = "long" if match[1].startswith(("Int", "Long")) else "float"
    yield Spec(tuple(shape), kind, key="from-annotation")
