"""What a run says about registered state, and the example that it keeps."""

from __future__ import annotations

import pytest
from torchtutor.analyzers import analyze
from torchtutor.analyzers.finding import apply_edits
from torchtutor.server.document import Document
from torchtutor.server.examples import comment_edit, example_comment

from .test_agent_runs import net, run

pytestmark = pytest.mark.torch

INIT = """self.fc = nn.Linear(4, 4)
self.spare = nn.Linear(4, 2)
self.cut = nn.Linear(4, 4)
self.scale = nn.Parameter(torch.ones(4))
self.twin = self.fc
self.register_buffer('mask', torch.ones(4), persistent=False)
"""


def test_what_does_not_learn_is_found_on_its_line() -> None:
    result = run(net(INIT, "return self.fc(x) + self.cut(x).detach() + F.dropout(x)"))
    assert result["error"] is None
    found = [(item["kind"], item["path"], item["line"]) for item in result["state"]]
    assert found == [
        ("not-called", "self.spare", 8),
        ("cut-off", "self.cut", 9),
        ("unused", "self.scale", 10),
        ("shared", "self.twin", 11),
        ("not-saved", "self.mask", 12),
        ("differs", "forward", 14),
    ]


def test_a_model_that_learns_has_no_findings() -> None:
    init = "self.fc = nn.Linear(4, 4)\nself.drop = nn.Dropout(0.5)\nself.bn = nn.BatchNorm1d(4)"
    assert run(net(init, "return self.bn(self.drop(self.fc(x)))"))["state"] == []


def test_an_output_without_gradient_is_one_finding() -> None:
    result = run(net("self.fc = nn.Linear(4, 4)", "return self.fc(x).argmax(-1)"))
    assert [(item["kind"], item["line"]) for item in result["state"]] == [("no-gradients", 9)]


def test_the_example_that_was_found_is_kept_and_used() -> None:
    source = net("self.fc = nn.Linear(3, 4)", "return self.fc(x)")
    first = run(source)
    comment = example_comment(first, frozenset())
    assert comment == "# torchtutor: example Net()(torch.randn(32, 3))"
    document = Document.of("file:///net.py", 1, source)
    [runnable] = analyze(source).runnables
    kept = apply_edits(source, (comment_edit(document, runnable, comment),))
    edited = run(kept.replace("randn(32, 3)", "randn(5, 3)"))
    assert edited["output"] == "float32[5, 4]"
    assert edited["input"]["source_key"] == "from-comment"
    assert example_comment(edited, frozenset()) is None


def test_what_is_no_code_is_left_out_of_the_example() -> None:
    source = net("self.fc = nn.Linear(config.width, 4)", "return self.fc(x)")
    result = run(source.replace("def __init__(self)", "def __init__(self, config)"))
    assert result["error"] is None
    assert example_comment(result, frozenset()) == "# torchtutor: example torch.randn(32, 64)"
