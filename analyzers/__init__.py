"""Text in, findings out: reads PyTorch code with libcst and never runs it.

libcst is loaded with the first analysis, not with the first import of a part of this package: a
server answers `initialize` before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .analysis import Engine, analyze, readable, symbol_at

__all__ = ["Engine", "analyze", "readable", "symbol_at"]


def __getattr__(name: str) -> object:
    if name in __all__:
        from . import analysis

        return getattr(analysis, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
