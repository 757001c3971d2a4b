"""Classes that are finished on demand behave as those that are finished at once, in real processes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

CAPABILITIES = Path(__file__).parent / "editor_capabilities"

DATACLASSES = """
from dataclasses import FrozenInstanceError, asdict, dataclass, field, fields, replace
import copy, pickle, sys

@dataclass(frozen=True, slots=True, order=True)
class Point:
    x: int
    y: int = 2
    rest: list = field(default_factory=list, compare=False, repr=False)

@dataclass
class Base:
    name: str
    def __post_init__(self):
        self.name = self.name.upper()

@dataclass(eq=False, kw_only=True)
class Derived(Base):
    size: float = 1.0
    def __init__(self, *, name, size=3.0):
        super().__init__(name)
        self.size = size

class Plain(Point):
    pass

def error(call):
    try:
        call()
    except Exception as raised:
        return type(raised).__name__, str(raised)
    return None

a, b = Point(1), Point(1, 3)
print(a, b, a < b, a == Point(1), a == b, a != b, a >= b, hash(a) == hash(Point(1)), len({a, Point(1)}))
print(a.rest is Point(1).rest, replace(a, y=9), asdict(b), copy.deepcopy(b), pickle.loads(pickle.dumps(b)))
print(Base("x"), Base("x") == Base("X"), Derived(name="d"), Derived(name="d", size=2) == Derived(name="d", size=2))
print(Plain(4), Plain(4) == Plain(4), Plain(4) == Point(4), [f.name for f in fields(Plain)])
print(error(lambda: setattr(a, "x", 3)), error(lambda: delattr(a, "x")), error(lambda: hash(Base("x"))))
print(error(lambda: Point()), error(lambda: Point(1, 2, [], 4)), error(lambda: Point(z=1)), error(lambda: a < 3))
print(Point.__init__.__qualname__, Base.__repr__.__name__, Point(1).__init__.__qualname__)
match a:
    case Point(x, y):
        print(x, y)
"""

LSPROTOCOL = """
import glob, json, sys
import attrs
from lsprotocol import types
from pygls.protocol import default_converter

def error(call):
    try:
        call()
    except Exception as raised:
        return type(raised).__name__, str(raised)[:200]
    return None

place = types.Position(1, 2)
print(place, place == types.Position(1, 2), place == types.Position(1, 3), place < types.Position(2, 0))
print(error(lambda: types.Position(1)), error(lambda: types.Position("1", 2)), error(lambda: hash(types.Range(place, place))))
print(error(lambda: types.TextEdit(range=None, new_text=3)), types.Range(place, place))
converter = default_converter()
for path in sorted(glob.glob(sys.argv[1] + "/*.json")):
    message = {"id": 1, "jsonrpc": "2.0", "method": "initialize",
               "params": {"processId": 1, "rootUri": None} | json.load(open(path))}
    read = converter.structure(message, types.InitializeRequest)
    print(path, read, json.dumps(converter.unstructure(read)))
for name, kind in types.ALL_TYPES_MAP.items():
    if isinstance(kind, type) and attrs.has(kind):
        print(name, [(f.name, f.type, f.default) for f in attrs.fields(kind)])
"""

FINISHED = """
from torchtutor.server import on_demand
on_demand.dataclass_methods()
on_demand.lsprotocol_classes()
from lsprotocol import types
unfinished = [n for n, k in types.ALL_TYPES_MAP.items() if "_init" in str(getattr(k, "__init__", ""))]
from pygls.protocol import default_converter
default_converter()
print(sum(isinstance(vars(k).get("__attrs_attrs__"), tuple) for k in types.ALL_TYPES_MAP.values()
          if isinstance(k, type)), len(unfinished) > 500)
"""

ON_DEMAND = (
    "from torchtutor.server import on_demand\n"
    "on_demand.dataclass_methods()\non_demand.lsprotocol_classes()\n"
)


def printed(script: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", script, str(CAPABILITIES)],
        check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip


def test_dataclasses_behave_the_same() -> None:
    plain = printed(DATACLASSES)
    assert "Point(x=1, y=2)" in plain
    assert printed(ON_DEMAND + DATACLASSES) == plain


def test_the_types_of_the_protocol_behave_the_same() -> None:
    plain = printed(LSPROTOCOL)
    assert "code-server.json InitializeRequest" in plain
    assert printed(ON_DEMAND + LSPROTOCOL) == plain


def test_most_classes_of_the_protocol_stay_unfinished() -> None:
    finished, many = printed(FINISHED).split()
    assert many == "True"
    assert int(finished) < 50
