"""The values of a line of forward in words: short beside the line, whole in its tooltip."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from .language import Language, say

Item = Mapping[str, Any]


def label_of_values(items: Iterable[Item], device: str) -> str:
    """`(32, 128)`; dtype and device only where they are not float32 and `device`.

    Several values of one line have their names, unless they are all alike.
    """
    shapes = {str(item["name"]): _distinct(item, device) for item in items}
    alike = len(set(shapes.values())) == 1
    if alike:
        return next(iter(shapes.values()))
    return ", ".join(f"{name} {text}" for name, text in shapes.items())


def _distinct(item: Item, device: str) -> str:
    return " | ".join(dict.fromkeys(_short(value, device) for value in item["values"]))


def _short(value: Item, device: str) -> str:
    text = shape_of(value)
    if value["dtype"] != "float32":
        text = f"{text} {value['dtype']}"
    if not str(value["device"]).startswith(device.split(":")[0]):
        text = f"{text} {value['device']}"
    return text


def shape_of(value: Item) -> str:
    """`(32, 128)`, or `3 × (32, 128)` of a tuple of equal ones."""
    sizes = ", ".join(map(str, value["shape"]))
    shape = f"({sizes},)" if len(value["shape"]) == 1 else f"({sizes})"
    return f"{value['items']} × {shape}" if value["items"] > 1 else shape


def tooltip_of_values(items: Iterable[Item], language: Language) -> str:
    """A line for each value: dtype, shape, device, memory, whether it requires grad."""
    rows = []
    for item in items:
        name = str(item["name"])
        if name == "return":
            name = say(language, "lines.returned")
        for value in item["values"]:
            row = say(
                language,
                "lines.given",
                name=name,
                dtype=value["dtype"],
                shape=shape_of(value),
                device=value["device"],
                memory=memory(int(value["bytes"]) * int(value["items"])),
            )
            parts = [row]
            if value["requires_grad"]:
                parts.append(say(language, "lines.grad"))
            if item["count"] > 1:
                parts.append(say(language, "lines.times", count=item["count"]))
            rows.append(", ".join(parts))
    return "\n".join(rows[:20])


def memory(size: int) -> str:
    """`16.0 KiB`."""
    amount, unit = float(size), "B"
    for unit in ("B", "KiB", "MiB", "GiB"):
        if amount < 1024 or unit == "GiB":
            break
        amount /= 1024
    return f"{amount:.0f} B" if unit == "B" else f"{amount:.1f} {unit}"
