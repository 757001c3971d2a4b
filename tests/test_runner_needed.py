"""Which changes of a file make a result stale, and start `run --watch` again."""

from __future__ import annotations

import pytest
from torchtutor.server.runner.needed import needed, needs_more

FILE = """import torch
from torch import nn

SIZES = [16, 16]
RATE = 0.1
torch.manual_seed(0)


def grow(size):
    SIZES.append(size)


def widths():
    return SIZES


class Block(nn.Module):
    def __init__(self, width):
        super().__init__()


class Net(nn.Module):
    def __init__(self, hidden, depth=2):
        super().__init__()
        self.layers = nn.ModuleList([Block(width) for width in widths()])

    def forward(self, x):
        return x


def train(model, steps):
    for _ in range(steps):
        model(torch.randn(2, 9))


def main():
    hidden = 4 * 8
    batch = 8
    model = Net(hidden)
    x = torch.randn(batch, 16)
    out = model(x)
    print(out.sum())
    train(model, 10)


# torchtutor: example Block(3)
if __name__ == "__main__":
    DEPTH = 3
    grow(3)
    main()
"""


def same(old: str, new: str, whole_file: bool = False) -> bool:
    assert FILE.count(old) == 1, old
    text = FILE.replace(old, new)
    after, before = needed(text, "Net", whole_file), needed(FILE, "Net", whole_file)
    assert after is not None and before is not None
    quick = not needs_more(FILE, text, "Net", whole_file)
    assert quick == (after.code == before.code)
    return quick


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("SIZES = [16, 16]", "SIZES = [16, 8]"),
        ("return SIZES", "return SIZES[:1]"),
        ("def __init__(self, width):", "def __init__(self, width, bias=True):"),
        ("return x\n", "return x + 1\n"),
        ("Net(hidden)", "Net(hidden, depth=3)"),
        ("4 * 8", "4 * 9"),
        ("batch = 8", "batch = 9"),
        ("torch.randn(batch, 16)", "torch.randn(batch, 17)"),
        ("manual_seed(0)", "manual_seed(1)"),
        ("example Block(3)", "example Block(4)"),
        ("RATE = 0.1\n", "RATE = 0.1\nSIZES = [1]\n"),
        ("RATE = 0.1\n", "RATE = 0.1\nSIZES[0] = 1\n"),
        ("def train(", "Net.forward = None\n\n\ndef train("),
    ],
)
def test_what_the_class_needs(old: str, new: str) -> None:
    assert not same(old, new)
    assert not same(old, new, whole_file=True)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("RATE = 0.1", "RATE = 0.2"),
        ("train(model, 10)", "train(model, 20)"),
        ("print(out.sum())", "print(out.mean())"),
        ("DEPTH = 3", "DEPTH = 4"),
        ("for _ in range(steps):", "for _ in range(steps + 1):"),
        # these two run only when the whole file does
        ("SIZES.append(size)", "SIZES.append(2 * size)"),
        ("grow(3)", "grow(4)"),
    ],
)
def test_what_it_does_not_need_but_the_whole_file_has(old: str, new: str) -> None:
    assert same(old, new)
    assert not same(old, new, whole_file=True)


@pytest.mark.parametrize("whole_file", [False, True])
def test_comments_and_layout_are_nothing(whole_file: bool) -> None:
    assert same("RATE = 0.1", "\n# how fast\nRATE  =  0.1", whole_file)
    assert same("def widths():", "def widths():  # of the layers", whole_file)


def test_what_is_no_class() -> None:
    text = "from torch import nn\nWIDTH = 3\nnet = nn.Sequential(nn.Linear(WIDTH, 4))\nother = 1\n"
    assert needs_more(text, text.replace("= 3", "= 5"), "net")
    assert not needs_more(text, text.replace("other = 1", "other = 2"), "net")


@pytest.mark.parametrize("text", ["class Net(", "x = '\x00'"])
def test_what_cannot_be_read_says_nothing(text: str) -> None:
    assert needed(text, "Net") is None
    assert not needs_more(FILE, FILE + text, "Net") and not needs_more(text, FILE, "Net")


def test_a_name_that_is_bound_again_by_an_import() -> None:
    assert needs_more(FILE, FILE.replace("RATE = 0.1", "from sizes import SIZES"), "Net")
