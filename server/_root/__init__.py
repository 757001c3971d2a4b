"""TorchTutor: a language server that teaches PyTorch while you write it."""

__version__ = "0.1.0"
