"""One module for each LSP feature, each with `register(server)`."""
