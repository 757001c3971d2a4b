"""The text that is run when the text on the screen is broken."""

from __future__ import annotations

import ast

import pytest
from torchtutor.analyzers import readable
from torchtutor.server.runner.source import prepare_job

GOOD = (
    "import torch\n\n\nclass Net(torch.nn.Module):\n    def forward(self, x):\n        return x\n"
)


def test_a_text_without_mistakes_stays_as_it_is() -> None:
    assert readable(GOOD) == GOOD


@pytest.mark.parametrize("text", ["", "\n", "# only a comment", "\ufeff"])
def test_a_text_without_statements_stays_as_it_is(text: str) -> None:
    assert readable(text) == text


@pytest.mark.parametrize(
    "broken",
    [
        "def f(:\n    pass\n",
        "x = (1,\n",
        "for i in\n    print(i)\n",
        "x = 'abc\n",
        "  x = 1\n",
        "x = 1 +\n",
    ],
)
def test_a_broken_statement_leaves_valid_python_with_the_same_lines(broken: str) -> None:
    text = f"{GOOD}\n\n{broken}\n\n{GOOD.replace('Net', 'Other')}"
    mended = readable(text)
    tree = ast.parse(mended)
    assert mended.count("\n") == text.count("\n")
    classes = {node.name: node.lineno for node in tree.body if isinstance(node, ast.ClassDef)}
    lines = text.split("\n")
    assert {name: lines[line - 1].split("(")[0] for name, line in classes.items()} == {
        "Net": "class Net", "Other": "class Other",
    }  # fmt: skip


def test_a_half_typed_line_costs_only_itself() -> None:
    text = GOOD.replace("        return x", "        y = x.\n        return x")
    assert ast.unparse(ast.parse(readable(text))).endswith("pass\n        return x")


def test_a_class_that_cannot_run_leaves_the_error_to_python() -> None:
    broken = GOOD.replace("def forward(self, x):", "def forward(self, x")
    assert broken != GOOD
    assert prepare_job(broken, "/learner/net.py", "Net").source == broken
