"""What a rule and a real run say of one mistake is one entry; what only the run knows stands alone."""

from __future__ import annotations

import pytest
from torchtutor.analyzers import analyze
from torchtutor.server.document import Document
from torchtutor.server.runner.target import as_target
from torchtutor.server.runs import Aged, Run
from torchtutor.server.session import Known
from torchtutor.server.settings import Settings
from torchtutor.server.shown import Shown, shown

from .test_agent_runs import net, run

pytestmark = pytest.mark.torch
FC = "self.fc = nn.Linear(4, 4)\n"
CONFIRMED = "Confirmed by running"


def entries(source: str) -> list[Shown]:
    """What the editor shows after a run of `Net`."""
    document = Document.of("file:///learner/net.py", 1, source)
    analysis = analyze(source)
    job = Run(document, analysis.runnables, "Net", "cpu", as_target("python"))
    job.result = run(source, path="/learner/net.py")
    assert job.result["error"] is None
    known = Known(document, analysis, analysis.what_runs)
    return shown(known, [Aged(job, document, analysis.runnables)], Settings(), "en", {})


@pytest.mark.parametrize(
    ("init", "forward", "rule"),
    [
        (f"{FC}self.spare = nn.Linear(4, 2)", "return self.fc(x)", "layer-never-used"),
        (
            f"{FC}self.out = nn.Linear(4, 2)",
            "return self.out(self.fc(x).detach())",
            "graph-cut-in-forward",
        ),
        (FC, "return F.dropout(self.fc(x), 0.5)", "dropout-ignores-eval"),
        (
            "self.layers = nn.ModuleList([nn.Linear(4, 4)] * 3)",
            "for layer in self.layers: x = layer(x)\n        return x",
            "shared-layer-by-multiplication",
        ),
        (FC, "return self.fc(x) + torch.arange(4)", "tensor-without-device-in-forward"),
        (f"{FC}self.mean = torch.ones(4)", "return self.fc(x) - self.mean", "tensor-not-buffer"),
        ("self.fc = [nn.Linear(4, 4)]", "return self.fc[0](x)", "module-list-not-registered"),
    ],
    ids=lambda value: value if value.count("-") and " " not in value else "code",
)
def test_one_mistake_is_one_entry(init: str, forward: str, rule: str) -> None:
    found = entries(net(init, forward))
    [same] = [entry for entry in found if entry.rule == rule]
    assert same.message.count(CONFIRMED) == 1
    assert [entry.code for entry in found if entry.rule is None] == []


def test_a_layer_of_forward_is_told_by_its_rule_and_never_twice() -> None:
    found = entries(net(FC, "return nn.Linear(4, 4)(self.fc(x))"))
    [same] = [entry for entry in found if entry.rule == "layer-created-in-forward"]
    assert CONFIRMED in same.message
    assert [entry.code for entry in found if entry.rule is None] == []


def test_what_only_the_run_knows_stands_alone() -> None:
    init = f"{FC}self.register_buffer('step', torch.ones(4))\nself.kept = [self.step]"
    found = entries(net(init, "return self.fc(x) * self.kept[0]"))
    [entry] = [entry for entry in found if entry.rule is None]
    assert (entry.code, entry.span.start) == ("run-stays", net(init).index("self.kept"))
    assert "self.kept[0] (4 elements)" in entry.message


def test_another_complaint_about_the_same_attribute_is_not_confirmed() -> None:
    """`twin` is never called, and it is the same Module as `fc`: two statements."""
    found = entries(net(f"{FC}self.twin = self.fc", "return self.fc(x)"))
    assert [entry.code for entry in found if entry.rule is None] == ["run-shared"]
    assert not any(CONFIRMED in entry.message for entry in found)
