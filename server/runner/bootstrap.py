"""The text that the learner's interpreter is started with: `python -c TEXT`.

It reads the agent's modules from standard input and imports them from memory, so that nothing of
ours is on the learner's sys.path, and so that the same works on a machine where TorchTutor is not
installed. It must be valid for every Python 3, because it is what tells an old one that it is old.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files

PACKAGE = "_torchtutor_agent"

TEXT = r"""
import sys
sys.path[:] = [p for p in sys.path if p]
import json
if sys.version_info < (3, 10):
    print(json.dumps({"event": "done", "result": {"error": {
        "kind": "environment", "type": None, "stage": "start",
        "message": "TorchTutor needs Python 3.10 or newer here, this is %d.%d (%s)"
            % (sys.version_info[0], sys.version_info[1], sys.executable),
        "explanation": None, "explanation_key": "explain-old-python",
        "explanation_fields": {"version": "%d.%d" % sys.version_info[:2],
                               "python": sys.executable},
        "file": None, "line": None, "column": None, "end_column": None}}}))
    sys.exit(0)
import importlib.util

PACKAGE = "_torchtutor_agent"
SOURCES = json.loads(sys.stdin.buffer.readline().decode("utf-8"))["modules"]


class Memory:
    @classmethod
    def find_spec(cls, name, path=None, target=None):
        head, _, module = name.partition(".")
        if head != PACKAGE or (module or "__init__") not in SOURCES:
            return None
        return importlib.util.spec_from_loader(
            name, cls, origin="<torchtutor %s>" % (module or "agent"), is_package=not module)

    @staticmethod
    def create_module(spec):
        return None

    @classmethod
    def exec_module(cls, module):
        source = cls.get_source(module.__name__)
        exec(compile(source, module.__spec__.origin, "exec", dont_inherit=True), module.__dict__)

    @staticmethod
    def get_source(name):
        return SOURCES[name.partition(".")[2] or "__init__"]


sys.meta_path.insert(0, Memory)
importlib.import_module(PACKAGE + ".main").main()
"""


@cache
def hello() -> str:
    """The first line for the interpreter: the agent's modules, as JSON."""
    folder = files("torchtutor.server.runner").joinpath("agent")
    modules = {
        entry.name.removesuffix(".py"): entry.read_text(encoding="utf-8")
        for entry in folder.iterdir()
        if entry.name.endswith(".py")
    }
    return json.dumps({"modules": modules})
