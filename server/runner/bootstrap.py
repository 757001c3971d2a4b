"""What the learner's interpreter is started with: `python -c LAUNCH`, then lines on its input.

LAUNCH runs the first line, TEXT, which reads the agent's modules from the second and imports them
from memory: nothing of ours is on the learner's sys.path, and the same works on a machine where
TorchTutor is not installed. Both must be valid for every Python 3, because they are what tells an
old one that it is old.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files

PACKAGE = "_torchtutor_agent"

# One text for a program that is started directly and for one behind a shell that takes a level of
# quotes away, as ssh's does: with its quotes it is an f-string, without them an assignment to `f`
# and a set. Unbuffered, since the lines after the first are not for this reader.
LAUNCH = """f'=0;{exec(eval(open(0,"rb",0,closefd=False).readline()))}'"""

TEXT = r"""
import os
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
# A descriptor of its own, not inherited: descriptor 0 will be the null device for learner code.
LINES = os.fdopen(os.dup(0), "rb")
HELLO = json.loads(LINES.readline().decode("utf-8"))
SOURCES = HELLO["modules"]


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
importlib.import_module(PACKAGE + ".main").main(LINES, HELLO["remote"])
"""


@cache
def hello(remote: bool = False) -> str:
    """The first two lines for the interpreter, ended: the program and the agent's modules.

    `remote` tells the agent that nobody on its machine will clean up behind it.
    """
    folder = files("torchtutor.server.runner").joinpath("agent")
    modules = {
        entry.name.removesuffix(".py"): entry.read_text(encoding="utf-8")
        for entry in folder.iterdir()
        if entry.name.endswith(".py")
    }
    return f"{TEXT!r}\n{json.dumps({'modules': modules, 'remote': remote})}\n"
