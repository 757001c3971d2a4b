"""What an argument's name and annotation say about its shape: weak hints, tried after the layers."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator

from .layers import EDGES, NODES
from .spec import BATCH, LENGTH, Spec

_STATES = ("h", "hidden", "state", "h0", "hx", "h_0", "c0", "cell", "cache", "past")
_TIMES = ("t", "timestep", "timesteps", "time", "step", "ts")
_INTEGERS = (
    "ids", "input_ids", "idx", "index", "indices", "tokens", "token_ids", "text", "src", "tgt",
    "trg", "caption", "captions", "words", "sentence", "input_seq",
)  # fmt: skip
_CLASSES = ("label", "labels", "target", "targets", "y", "category", "class_labels", "cond")
_ONE_EACH = (
    "done",
    "dones",
    "terminated",
    "truncated",
    "reward",
    "rewards",
    "advantages",
    "returns",
)
_POINTS = ("xyz", "pts", "points", "point_cloud", "pointcloud", "pc", "cloud", "coordinates")
_IMAGES = ("img", "image", "images", "imgs", "pixel_values", "pixels")
_ADJACENCIES = ("adj", "adjacency", "A", "adj_matrix", "adjacency_matrix", "adj_norm", "adj_t")


def is_graph(name: str) -> bool:
    """Whether an argument of this name says which nodes are joined."""
    return name in _ADJACENCIES or name == "edge_index"


def is_of_edges(name: str) -> bool:
    """Whether an argument of this name has a row for each edge of a graph."""
    return name != "edge_index" and name.startswith("edge")


def by_name(name: str) -> list[Spec]:
    """Usual shapes for an argument of this name."""
    if name in _TIMES:
        return [
            Spec((BATCH,), "long", 100, key="from-name"),
            Spec((BATCH,), key="from-name"),
            Spec((BATCH, 1), key="from-name"),
        ]
    if name in _ADJACENCIES:
        return [
            Spec((NODES, NODES), batch=None, key="from-name"),
            Spec((BATCH, NODES, NODES), key="from-name"),
        ]
    if name == "edge_index":
        return [Spec((2, EDGES), "long", NODES, batch=None, key="from-name")]
    if is_of_edges(name):
        return [
            Spec((EDGES, 16), batch=None, key="from-name"),
            Spec((EDGES,), batch=None, key="from-name"),
        ]
    if name in _POINTS:
        return [Spec((BATCH, 64, 3), key="from-name"), Spec((BATCH, 3, 64), key="from-name")]
    if name in ("batch", "batch_index"):
        return [Spec((NODES,), "long", 2, batch=None, key="from-name")]
    if name in _ONE_EACH:
        return [Spec((BATCH,), key="from-name"), Spec((BATCH, 1), key="from-name")]
    if "length" in name or name in ("lens", "seq_len", "x_len"):
        return [Spec((BATCH,), "full", LENGTH, key="from-name")]
    if name == "offsets":
        return [Spec((BATCH,), "long", 1, key="from-name")]
    if name in _STATES or name.startswith(("h_", "hidden_")):
        return [
            Spec((BATCH, 64), key="from-name"),
            Spec((1, BATCH, 64), batch=1, key="from-name"),
            Spec((), "none", key="from-name"),
        ]
    if "mask" in name:
        return [
            Spec((BATCH, LENGTH), "bool", key="from-name"),
            Spec((), "none", key="from-name"),
            Spec((LENGTH, LENGTH), "bool", batch=None, key="from-name"),
        ]
    if name in _INTEGERS or name.endswith(("_ids", "_tokens", "_idx")):
        return [Spec((BATCH, LENGTH), "long", key="from-name")]
    if name in _CLASSES:
        return [Spec((BATCH,), "long", key="from-name"), Spec((BATCH,), key="from-name")]
    if name in _IMAGES:
        return [
            Spec((BATCH, 3, 32, 32), key="from-name"),
            Spec((BATCH, 1, 28, 28), key="from-name"),
        ]
    if name in ("waveform", "audio", "wav", "signal"):
        return [Spec((BATCH, 16000), key="from-name"), Spec((BATCH, 1, 16000), key="from-name")]
    return []


def by_annotation(parameter: inspect.Parameter) -> Iterator[Spec]:
    """`Float[Tensor, "b 3 8 8"]`, as jaxtyping writes it."""
    annotation = parameter.annotation
    text = annotation if isinstance(annotation, str) else repr(annotation)
    match = re.search(r"(\w*)\[\s*[\w.]*Tensor\s*,\s*['\"]([^'\"]*)['\"]", text)
    if match is None:
        return
    sizes: dict[str, int] = {"c": 3, "h": 32, "w": 32}
    shape: list[int] = []
    for raw in match[2].split():
        word = raw.split("=")[-1]
        if word == "..." or word.startswith("*"):
            continue
        if word.isdigit():
            shape.append(int(word))
        elif not shape:
            shape.append(BATCH)
        else:
            shape.append(sizes.setdefault(word, LENGTH + len(sizes)))
    kind = {"Int": "long", "Lon": "long", "UIn": "long", "Boo": "bool"}.get(match[1][:3], "float")
    yield Spec(tuple(shape), kind, key="from-annotation")
