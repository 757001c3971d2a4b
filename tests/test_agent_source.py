"""The agent reads a learner's file: what it runs of it, and which comments it understands."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest
from torchtutor.server.runner.agent import example
from torchtutor.server.runner.agent.names import Purity, bound_names, free_names

AGENT = Path(__file__).parent.parent / "server" / "runner" / "agent"
AGENT_FILES = sorted(AGENT.glob("*.py"))


@pytest.mark.parametrize("file", AGENT_FILES, ids=lambda file: file.name)
def test_the_agent_is_valid_in_the_oldest_python_that_it_supports(file: Path) -> None:
    ast.parse(file.read_text(encoding="utf-8"), feature_version=(3, 10))


@pytest.mark.parametrize("file", AGENT_FILES, ids=lambda file: file.name)
def test_the_agent_needs_only_the_standard_library_and_torch(file: Path) -> None:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            roots = {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            roots = {(node.module or "").split(".")[0]}
        else:
            continue
        assert roots <= sys.stdlib_module_names | {"torch"}, f"line {node.lineno}"


def expression(text: str) -> ast.expr:
    return ast.parse(text, mode="eval").body


@pytest.mark.parametrize(
    ("text", "free"),
    [
        ("[x * n for x in xs]", {"n", "xs"}),
        ("lambda a, b=c: a + b + d", {"c", "d"}),
        ("nn.Linear(width, 3)", {"nn", "width"}),
    ],
)
def test_free_names(text: str, free: set[str]) -> None:
    assert free_names(expression(text)) == free


def test_a_function_needs_what_its_body_looks_up_outside() -> None:
    tree = ast.parse(
        "def f(a: Kind = 3):\n    b = a + TABLE\n    global N\n    N = b\n    return N\n"
    )
    assert free_names(tree.body[0]) == {"Kind", "TABLE", "N"}
    assert bound_names(tree.body[0]) == {"f"}


PREAMBLE = """
import torch
import torch.nn as nn
import numpy as np
from torch.utils.data import DataLoader

class Net(nn.Module): ...
def pure(): return Net()
def trains(): torch.load("x")
"""


@pytest.mark.parametrize(
    "text",
    ["3 * 4", "torch.randn(3)", "[nn.ReLU() for _ in range(3)]", "Net(3)", "pure()",
     "'a b'.split()", "torch.device('cuda' if torch.cuda.is_available() else 'cpu')",
     "nn.Linear(2, 3).to(device)", "len({1: 2})"],
)  # fmt: skip
def test_pure(text: str) -> None:
    assert Purity(ast.parse(PREAMBLE)).is_pure(expression(text))


@pytest.mark.parametrize(
    "text",
    ["open('x').read()", "torch.load('m.pt')", "DataLoader(d)", "input()", "trains()",
     "np.loadtxt('x')", "fetch(3)", "model.fit(x)", "print(1)"],
)  # fmt: skip
def test_impure(text: str) -> None:
    assert not Purity(ast.parse(PREAMBLE)).is_pure(expression(text))


@pytest.mark.parametrize(
    ("text", "constructor", "forward"),
    [
        ("Net(128, 4)(torch.randn(32, 128))", "Net(128, 4)", "Net(128, 4)(torch.randn(32, 128))"),
        ("Net(128, 4)", "Net(128, 4)", None),
        ("x=torch.randn(2, 3)", None, "forward(x=torch.randn(2, 3))"),
        ("torch.randn(2, 3), None", None, "forward(torch.randn(2, 3), None)"),
        ("", None, None),
    ],
)
def test_the_example_comment(text: str, constructor: str | None, forward: str | None) -> None:
    found = example.parse(text, "Net", 7)
    assert (found.constructor and ast.unparse(found.constructor)) == constructor
    assert (found.forward and ast.unparse(found.forward)) == forward


@pytest.mark.parametrize(
    "source",
    [
        "# torchtutor: example Net(2)\nclass Net(M):\n    pass\n",
        "# torchtutor: example Net(2)\n@decorated\nclass Net(M):\n    pass\n",
        "class Net(M):  # torchtutor: example Net(2)\n    pass\n",
        "class Net(M):\n    pass  # torchtutor: example: Net(2)\n",
    ],
)
def test_where_the_comment_may_stand(source: str) -> None:
    node = next(n for n in ast.parse(source).body if isinstance(n, ast.ClassDef))
    found = example.find(source, node, "Net")
    assert found is not None and found.text == "Net(2)"


def test_comments_elsewhere_are_not_about_the_class() -> None:
    source = (
        '"# torchtutor: example Net(1)"\n# torchtutor: example Net(2)\n\n'
        "class Net(M):\n    class Inner(M):\n        pass  # torchtutor: example Inner()\n"
        "# torchtutor: example Net(3)\n"
    )
    node = ast.parse(source).body[-1]
    assert isinstance(node, ast.ClassDef)
    assert example.find(source, node, "Net") is None


def test_a_broken_comment_says_its_line() -> None:
    source = "class Net(M):\n    pass  # torchtutor: example torch.randn(3,\n"
    node = ast.parse(source).body[0]
    assert isinstance(node, ast.ClassDef)
    with pytest.raises(SyntaxError) as caught:
        example.find(source, node, "Net")
    assert caught.value.lineno == 2
