"""Speaks LSP and runs learner code in another process; never imports torch."""
