"""One rule, one file: its reason, a bad and a good example, its fix, its texts and its check."""
