"""Starts the language server that comes with the extension, from `libs` beside this file.

Not by PYTHONPATH: the learner's own processes would inherit it.
"""

import runpy
import sys
from pathlib import Path

sys.path[0] = str(Path(__file__).parent / "libs")
runpy.run_module("torchtutor", run_name="__main__")
