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


def test_a_gradient_that_goes_elsewhere_is_not_said_to_be_missing() -> None:
    init = (
        "self.fc = nn.Linear(4, 4)\n"
        "self.weights = {k: torch.randn_like(v, requires_grad=True) for k, v in self.fc.named_parameters()}"
    )
    result = run(net(init, "return torch.func.functional_call(self.fc, self.weights, (x,))"))
    assert [(item["kind"], item["path"]) for item in result["state"]] == [("cut-off", "self.fc")]
    assert all(item["trained"] for item in result["unregistered"])


def test_what_a_view_or_a_keyword_keeps_is_found_on_its_line() -> None:
    init = (
        "self.blocks = {'a': nn.Linear(4, 4)}.values()\n"
        "def scaled(x, *, by=torch.randn(4, requires_grad=True)):\n    return x * by\n"
        "self.act = scaled"
    )
    result = run(net(init, "return self.act([*self.blocks][0](x))"))
    found = [(item["path"], item["line"], item["trained"]) for item in result["unregistered"]]
    assert found == [("self.blocks{…}", 7, True), ("self.act.__kwdefaults__['by']", 10, True)]


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


def test_what_a_move_does_not_reach_is_on_its_line() -> None:
    init = """self.fc = nn.Linear(4, 4)
self.register_buffer('scale', torch.ones(4))
self.kept = [self.scale]
self.same = list(self.fc.parameters())
self.rows = self.fc.weight[:2]"""
    forward = "y = F.linear(x, self.same[0]) * self.kept[0] + SHIFT + torch.ones(4)\n"
    forward += "        return y @ self.rows.T * torch.tensor(2.0) + torch.ones(2, device=x.device)"
    result = run(net(init, forward, before="SHIFT = torch.ones(4)\n"))
    assert result["error"] is None
    moves = [item for item in result["state"] if item["kind"] in ("stays", "made-elsewhere")]
    # `same` holds Parameters, which a move changes in place; numbers (0-dim) may lie anywhere.
    assert [(item["kind"], item["path"], item["line"]) for item in moves] == [
        ("stays", "self.kept[0]", 10),
        ("stays", "SHIFT", 4),
        ("made-elsewhere", "torch.ones", 15),
        ("stays", "self.rows", 12),
    ]


def test_a_layer_that_is_passed_in_is_not_moved_with_the_copy() -> None:
    """The audit moves another Module to meta; both would hold the same layer."""
    source = net("self.fc = fc", "return self.fc(x)").replace(
        "__init__(self)", "__init__(self, fc)"
    )
    result = run(f"{source}layer = nn.Linear(4, 4)\nmodel = Net(layer)\n")
    assert result["error"] is None
    assert result["constructor"]["call"] == "Net(layer)"


def test_one_shared_block_is_one_finding() -> None:
    init = "self.a = nn.Sequential(nn.Linear(4, 4), nn.Linear(4, 4))\nself.b = self.a"
    found = run(net(init, "return self.b(self.a(x))"))["state"]
    assert [(i["kind"], i["path"], i["other"], i["line"]) for i in found] == [
        ("shared", "self.b", "self.a", 8)
    ]


def test_a_forward_that_needs_gradients_is_not_timed_without() -> None:
    init = "self.fc = nn.Linear(4, 4)"
    forward = """d = torch.zeros_like(x).requires_grad_()
        (g,) = torch.autograd.grad(self.fc(x + d).sum(), d)
        return self.fc(x + g)"""
    result = run(net(init, forward))
    assert (result["error"], result["timing"]["reason_key"]) == (None, "reason-own-gradients")


def test_a_dataclass_that_cannot_be_in_a_set_is_explained() -> None:
    source = """from dataclasses import dataclass
import torch
from torch import nn

@dataclass
class Net(nn.Module):
    width: int = 4

    def __post_init__(self):
        super().__init__()
        self.fc = nn.Linear(self.width, 2)

    def forward(self, x):
        return self.fc(x)
"""
    error = run(source)["error"]
    assert (error["kind"], error["line"]) == ("learner", 6)
    assert error["explanation_key"] == "explain-unhashable"
