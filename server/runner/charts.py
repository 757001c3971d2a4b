"""The pictures of a report, as SVG from matplotlib, with the colours left to the page.

Imported only when a report is made: matplotlib takes a second to load. Every curve has its own
line style, marker or hatching and is named where it is, so that colour only helps.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ..language import Language, say
from .numbers import figures, milliseconds, seconds

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Colours that no one would choose; the page's style sheet has variables of these names.
_TEXT, _QUIET, _EAGER, _COMPILED = "#010203", "#010204", "#010205", "#010206"
_VARIABLES = {_TEXT: "--text", _QUIET: "--quiet", _EAGER: "--eager", _COMPILED: "--compiled"}
_STYLE: Any = {
    "svg.fonttype": "none",
    "svg.hashsalt": "torchtutor",
    "font.family": "sans-serif",
    "font.size": 10,
    "text.color": _TEXT,
    "axes.labelcolor": _TEXT,
    "axes.edgecolor": _QUIET,
    "axes.facecolor": "none",
    "figure.facecolor": "none",
    "xtick.color": _QUIET,
    "xtick.labelcolor": _TEXT,
    "ytick.color": _QUIET,
    "ytick.labelcolor": _TEXT,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "hatch.linewidth": 0.6,
}
_SIZE = (7.0, 3.2)  # inches, at 72 to the inch
_BINS = 30


def available() -> bool:
    """Whether matplotlib is installed."""
    from importlib.util import find_spec

    return find_spec("matplotlib") is not None


def draw(timing: Mapping[str, Any], language: Language) -> list[tuple[str, str]]:
    """Title and SVG of each picture that the timing has numbers for."""
    import matplotlib as mpl

    pictures = []
    with mpl.rc_context(_STYLE):
        for name, wanted, fill in (
            ("distribution", timing["samples"]["eager_ms"], _distribution),
            ("break-even", timing["compiled_ms"] and timing["first_call_s"], _break_even),
            ("sweep", timing["sweep"], _sweep),
        ):
            if wanted:
                title = say(language, f"page.title-{name}")
                pictures.append((title, _svg(_figure(fill, timing, language), title)))
    return pictures


def _figure(fill: Any, timing: Mapping[str, Any], language: Language) -> Figure:
    from matplotlib.figure import Figure as NewFigure

    figure = NewFigure(figsize=_SIZE, layout="constrained")
    axes = figure.subplots()
    fill(axes, timing, language)
    return figure


def _svg(figure: Figure, title: str) -> str:
    """The picture without what an HTML page does not want in it."""
    buffer = io.StringIO()
    with warnings.catch_warnings():
        # Its own font has no Hangul; the reader's does, and the SVG holds text.
        warnings.filterwarnings("ignore", "Glyph")
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    text = buffer.getvalue()
    text = text[text.index("<svg") :]
    text = re.sub(r"<metadata>.*?</metadata>", "", text, flags=re.DOTALL)
    for colour, variable in _VARIABLES.items():
        text = text.replace(colour, f"var({variable})")
    text = re.sub(r' (?:width|height)="[\d.]+pt"', "", text, count=2)
    label = title.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
    return text.replace("<svg", f'<svg role="img" aria-label="{label}"', 1)


def _distribution(axes: Axes, timing: Mapping[str, Any], language: Language) -> None:
    """How often a call took how long. What was slower than nearly all is cut off, and counted."""
    sides = [("eager", timing["samples"]["eager_ms"], _EAGER, "-", "//", timing["eager_ms"])]
    if timing["samples"]["compiled_ms"]:
        compiled = timing["samples"]["compiled_ms"]
        sides.append(("torch.compile", compiled, _COMPILED, "--", "..", timing["compiled_ms"]))
    every = sorted(value for side in sides for value in side[1])
    low, high = every[0], _high([side[1] for side in sides])
    width = (high - low or high * 0.1 or 1e-6) / _BINS
    edges = [low + index * width for index in range(_BINS + 1)]
    for name, values, colour, line, hatch, median in sides:
        axes.hist(
            [value for value in values if value <= edges[-1]], bins=edges, histtype="stepfilled",
            facecolor="none", edgecolor=colour, linestyle=line, linewidth=1.6, hatch=hatch,
            label=f"{name}, {milliseconds(median)}",
        )  # fmt: skip
        axes.axvline(median, color=colour, linestyle=line, linewidth=2)
    slower = sum(value > edges[-1] for value in every)
    label = say(language, "page.axis-time")
    if slower:
        label += f" ({say(language, 'page.beyond', count=slower)})"
    axes.set_xlabel(label)
    axes.set_ylabel(say(language, "page.axis-blocks"))
    axes.legend(frameon=False)


def _high(sides: Sequence[Sequence[float]]) -> float:
    """Where nearly all of each side lies below; a busy machine makes long tails."""
    return max(sorted(side)[int(0.95 * (len(side) - 1))] for side in sides) * 1.05


def _break_even(axes: Axes, timing: Mapping[str, Any], language: Language) -> None:
    """Time in all after so many calls, compiling included."""
    eager_s, compiled_s = timing["eager_ms"] / 1e3, timing["compiled_ms"] / 1e3
    first_s, even = timing["first_call_s"], timing["break_even_calls"]
    most = 20 * even if even else 20 * max(1.0, first_s / max(eager_s, compiled_s))
    calls = [most ** (index / 60) for index in range(61)]
    axes.plot(calls, [count * eager_s for count in calls], color=_EAGER, label="eager")
    axes.plot(
        calls, [first_s + (count - 1) * compiled_s for count in calls],
        color=_COMPILED, linestyle="--", label="torch.compile",
    )  # fmt: skip
    if even:
        axes.plot([even], [even * eager_s], "o", color=_TEXT)
        note = say(language, "page.even", calls=figures(even, 2), seconds=seconds(even * eager_s))
        axes.annotate(
            note, (even, even * eager_s), xytext=(-10, 12), textcoords="offset points", ha="right"
        )
    axes.set_xscale("log")
    axes.set_yscale("log")
    _plain_numbers(axes.xaxis)
    _plain_numbers(axes.yaxis)
    axes.set_xlabel(say(language, "page.axis-calls"))
    axes.set_ylabel(say(language, "page.axis-total"))
    axes.legend(frameon=False)


def _sweep(axes: Axes, timing: Mapping[str, Any], language: Language) -> None:
    """Time per call by batch size."""
    points = timing["sweep"]
    batches = [point["batch"] for point in points]
    for name, key, colour, style in (
        ("eager", "eager_ms", _EAGER, "o-"),
        ("torch.compile", "compiled_ms", _COMPILED, "s--"),
    ):
        axes.plot(batches, [point[key] for point in points], style, color=colour, label=name)
    axes.set_xscale("log", base=2)
    axes.set_yscale("log")
    _plain_numbers(axes.yaxis, (1.0, 2.0, 5.0))
    axes.set_xticks(batches, [str(batch) for batch in batches])
    axes.minorticks_off()
    axes.set_xlabel(say(language, "measure.column-batch"))
    axes.set_ylabel(say(language, "page.axis-time"))
    axes.legend(frameon=False)


def _plain_numbers(axis: Any, steps: tuple[float, ...] = (1.0,)) -> None:
    """`1,000` instead of 10 to the third, at these steps of each decade."""
    from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator

    axis.set_major_locator(LogLocator(subs=steps, numticks=8))
    axis.set_major_formatter(FuncFormatter(lambda value, _: figures(value, 1)))
    axis.set_minor_locator(NullLocator())
