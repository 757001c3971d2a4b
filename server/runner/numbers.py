"""Numbers as a measurement can bear them: two or three significant figures, never more."""

from __future__ import annotations

import math


def figures(value: float, count: int = 3) -> str:
    """`value` rounded to `count` significant figures, with thousands separators."""
    if value == 0:
        return "0"
    rounded = float(f"{value:.{count - 1}e}")
    decimals = count - 1 - math.floor(math.log10(abs(rounded)))
    if decimals > 6:
        return f"{rounded:g}"
    return f"{rounded:,.{max(decimals, 0)}f}"


def milliseconds(value: float) -> str:
    """`0.312 ms`, `45.1 µs`, `2.10 s`."""
    if value < 0.1:
        return f"{figures(value * 1e3)} µs"
    if value >= 1000:
        return f"{figures(value / 1e3)} s"
    return f"{figures(value)} ms"


def seconds(value: float) -> str:
    """Two figures are enough for what happens once: `4.2 s`."""
    return f"{figures(value, 2)} s"


def size(value: int) -> str:
    """Bytes: `273 kB`, `1.20 GB`, in powers of 1000."""
    amount = float(value)
    for unit in ("B", "kB", "MB", "GB"):
        if amount < 1000:
            return f"{amount:.0f} {unit}" if unit == "B" else f"{figures(amount)} {unit}"
        amount /= 1000
    return f"{figures(amount)} TB"
