"""`python -m torchtutor` is the `torchtutor` command."""

import sys

from torchtutor.server.cli import main

if __name__ == "__main__":
    sys.exit(main())
