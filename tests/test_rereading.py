"""A class or function that was edited is read again only where it has to be, with the same outcome."""

from __future__ import annotations

import random
from pathlib import Path

import libcst as cst
import pytest
from torchtutor.analyzers import rereading
from torchtutor.analyzers.chunks import cut, recut
from torchtutor.analyzers.file_model import FileModel
from torchtutor.analyzers.interpreter import Interpreter
from torchtutor.analyzers.statement import Memory

from benchmarks.equivalence import line_edit

from .reading_shape import shapes

SAMPLES = sorted((Path(__file__).parent / "rules").glob("*.py"))

NET = """\
import torch
from contextlib import contextmanager
from torch import nn


@contextmanager
def around(layer):
    layer.eval()
    yield nn.Linear(2, 2)
    layer.train()


class Net(nn.Module):
    def __init__(self, width):
        super().__init__()
        layers = [nn.Linear(width, width)]
        self.first = nn.Linear(width, width)
        self.layers = layers
        self.scale = torch.ones(3)

    def helper(self, x):
        y = self.first(x)
        return y + self.unknown

    def forward(self, x):
        x = self.first(x)
        y = self.helper(x)
        for layer in self.layers:
            x = layer(x)
        return x + y

    def extra_repr(self):
        return f"{self.unknown} {self.first}"


def train(model, loader, optimizer):
    losses = []
    for x, y in loader:
        optimizer.zero_grad()
        loss = model(x, y)
        losses.append(loss)
    total = sum(losses)
    return total
"""


class Document:
    """A text and what is known of it, edit after edit."""

    def __init__(self, text: str) -> None:
        self.text, self.chunks = text, cut(text)
        self.memory: Memory = {}
        self.file = self._read()

    def _read(self) -> FileModel:
        file = FileModel(self.text, self.chunks, self.memory)
        assert file.readings is not None
        assert file.scripts
        return file

    def edit(self, text: str) -> None:
        self.chunks = recut(text, self.chunks, self.text)
        self.text = text
        self.file = self._read()

    def put_in(self, line: str, above: str) -> None:
        """Put a line in above the last one that is `above`, at its indentation."""
        head, _, tail = self.text.rpartition(f"{above}\n")
        indent = head.rpartition("\n")[2]
        self.edit(f"{head}{line}\n{indent}{above}\n{tail}")

    def check(self) -> None:
        """Everything is as if it were read for the first time."""
        assert shapes(self.file) == shapes(Document(self.text).file)


@pytest.fixture
def statements_read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The methods whose statements are read, one after the other."""
    found: list[str] = []
    read = Interpreter.read_statement

    def noted(self: Interpreter, node: cst.CSTNode) -> None:
        found.append(self.frame.method)
        read(self, node)

    monkeypatch.setattr(Interpreter, "read_statement", noted)
    return found


def test_no_method_is_read_but_the_one_that_is_typed_at(statements_read: list[str]) -> None:
    document = Document(NET)
    statements_read.clear()
    document.put_in("x", "return x + y")
    assert set(statements_read) == {"forward", "helper"}  # which it calls
    statements_read.clear()
    document.put_in("x = x * 2", "return x + y")
    assert statements_read == ["forward", "forward"]  # the new line, and what follows it
    document.check()


def test_a_function_is_read_on_from_the_statement_that_changed(statements_read: list[str]) -> None:
    document = Document(NET)
    document.put_in("print(total)", "return total")
    statements_read.clear()
    document.put_in("print(total)", "return total")
    assert statements_read == ["train", "train"]
    document.check()


@pytest.mark.parametrize(
    "above",
    ["return x + y", "return y + self.unknown", "self.scale = torch.ones(3)", "return total"],
)
@pytest.mark.parametrize(
    "line",
    [
        "x",
        "y = self.first(x)",
        "y = self.unknown",
        "y = self.other.thing",
        "self.extra = [nn.Linear(2, 2)]",
        "self.unknown = 3",
        "self.layers.append(nn.Linear(2, 2))",
        "self.register_buffer('mask', torch.ones(2))",
        "def inner(): return self.first(y)",
        "y = self.helper(self.first)",
        "losses = []",
        "print(self.layers, self.scale)",
        "if x: self.scale = self.first",
        "self.forward(x)",
        "del y",
        "return self.first",
        "w = nn.Parameter(torch.ones(2)); self.w = w",
        "keep(self.layers)",
        "losses.append(x)",
        "nn.init.zeros_(self.scale)",
        "with around(self.first) as y: self.layers.append(y)",
        "make = lambda n: nn.Linear(n, 2); self.more = make(y)",
        "self.pick = lambda t: self.first(t); y = self.pick(self.scale)",
        "y = y or self.first; y = self.helper(None)",
        "y = self.other if x else torch.zeros(2); print(y + x)",
        "self.one, y = (torch.ones(n, 1) for n in self.sizes)",
        "x and self.layers.append(nn.Linear(2, 2))",
        "self.other and (y := self.first(x)); y = x and self.scale",
        "x and self.register_buffer('mask', torch.ones(2)); x and self.helper(self.other)",
        "y = [self.first(b) for b in self.layers if b is not self.other and self.helper(b)]",
        "assert self.helper(x), self.other.thing; y = self.scale[self.layers[0](x) : self.size]",
        "self.scale = self.scale and self.unknown and nn.Linear(2, 2)",
    ],
)  # fmt: skip
def test_it_is_as_if_it_were_read_for_the_first_time(line: str, above: str) -> None:
    document = Document(NET)
    document.put_in(line, above)
    document.check()
    document.put_in("y = self.layers[0]", above)  # now behind it
    document.check()
    document.edit(document.text.replace(f"{line}\n", "pass\n", 1))  # and without it
    document.check()
    document.edit(NET)
    document.check()


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_so_it_is_after_random_edits_in_one_place(path: Path) -> None:
    random_ = random.Random(path.stem)
    original = path.read_text(encoding="utf-8")
    document = Document(original)
    near = random_.randrange(original.count("\n") + 1)
    for step in range(12):
        text = original if step == 8 else line_edit(document.text, random_, near)
        document.edit(text)
        document.check()


def test_what_a_method_left_changed_is_never_taken_for_what_was_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The comparison would see it: without looking at what was touched, it differs."""
    monkeypatch.setattr(rereading, "touches", lambda *_: False)
    text = NET.replace("self.helper(x)", "x").replace(
        "return y + self.unknown", "keep(self.layers)"
    )
    document = Document(text)
    document.edit(text.replace("keep(self.layers)", "pass"))
    with pytest.raises(AssertionError):
        document.check()


def test_what_functions_put_into_a_list_of_the_top_level_is_there_once() -> None:
    document = Document(f"{NET}\n\nseen = []\n\n\ndef keep(x):\n    seen.append(x)\n    return x\n")
    for _ in range(3):
        document.put_in("seen.append(3)", "return x")
        document.check()
    document.edit(document.text.replace("    seen.append(3)\n", "", 2))
    document.check()


def test_attributes_of_a_layer_belong_to_the_layer_that_is_made_now() -> None:
    text = NET.replace("self.unknown}", "self.unknown} {self.first.weight} {self.scale.shape}")
    document = Document(text.replace("(self, width)", "(self, width, depth)"))
    document.edit(document.text.replace("width, depth)", "width)"))
    document.check()
    document.edit(
        document.text.replace("(width, width)\n        self.layers", "(3, 4)\n        self.layers")
    )
    document.check()
