"""The LSP features: one module each, with `register(server)`."""
