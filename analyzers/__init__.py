"""Text in, findings out: reads PyTorch code with libcst and never runs it."""

from .analysis import Engine, analyze, symbol_at

__all__ = ["Engine", "analyze", "symbol_at"]
