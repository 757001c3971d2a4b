"""Text in, findings out: reads PyTorch code with libcst and never runs it."""

from .analysis import analysis_steps, analyze, symbol_at

__all__ = ["analysis_steps", "analyze", "symbol_at"]
