"""The agent's stages on learner code: inputs, errors, hidden state.

In this process and without torch.compile; tests/test_runner_process.py does as the server does.
"""

from __future__ import annotations

import io
import re
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn
from torchtutor.server.language import LANGUAGES
from torchtutor.server.runner.agent.audit import Walk
from torchtutor.server.runner.agent.errors import Stopped
from torchtutor.server.runner.agent.stages import Stages
from torchtutor.server.runner.messages import Job, blank_result
from torchtutor.server.runner.wording import phrase

pytestmark = pytest.mark.torch
FILES = Path(__file__).parent / "learner_code"
HEADER = "import torch\nimport torch.nn.functional as F\nfrom torch import nn\n"


@pytest.fixture(autouse=True)
def no_keyboard(monkeypatch: pytest.MonkeyPatch) -> None:
    """pytest's own stand-in for the keyboard raises something else than an empty one."""
    monkeypatch.setattr("sys.stdin", io.StringIO())


def run(source: str, class_name: str = "Net", path: str = "/learner/net.py") -> dict[str, Any]:
    """The result of a run without torch.compile."""
    job = Job(source, path, class_name, measure=False, budget_s=0.01)
    result = blank_result(job)
    try:
        Stages(asdict(job), result, lambda stage: None, lambda: None).run()
    except Stopped as stopped:
        result["error"] = stopped.error
    return result


def run_file(name: str, class_name: str = "Net") -> dict[str, Any]:
    path = FILES / name
    return run(path.read_text(encoding="utf-8"), class_name, str(path))


def net(init: str, forward: str = "return x", before: str = "", after: str = "") -> str:
    """A file with a class `Net`; `init` starts on line 7 when nothing is before the class."""
    body = "\n        ".join(["super().__init__()", *init.strip().split("\n")])
    return (
        f"{HEADER}{before}class Net(nn.Module):\n    def __init__(self):\n        {body}\n\n"
        f"    def forward(self, x):\n        {forward}\n\n\n{after}"
    )


WANTED = re.compile(r"^class (\w+)\(.*\):  # call: ?(.*)$", re.MULTILINE)
CALLS = WANTED.findall((FILES / "inputs.py").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("class_name", "call"), CALLS, ids=[name for name, _ in CALLS])
def test_an_input_is_found(class_name: str, call: str) -> None:
    result = run_file("inputs.py", class_name)
    assert result["error"] is None
    assert result["input"]["call"] == call
    assert result["unregistered"] == []


def test_the_source_of_an_input_names_the_layer_and_its_line() -> None:
    source = (FILES / "inputs.py").read_text(encoding="utf-8")
    given = run_file("inputs.py", "Flat")["input"]
    line = source[: source.index("nn.Linear(28 * 28, 512)")].count("\n") + 1
    assert given["source_key"] == "from-layer-line"
    assert given["source_fields"] == {"layer": "Linear(784, 512)", "line": line}


def test_a_file_that_trains_is_read_and_not_run() -> None:
    result = run_file("training.py")
    assert result["error"] is None
    assert result["constructor"]["call"] == "Net(28, 77, layers=3)"
    assert result["input"]["call"] == "torch.randn(32, 28, 28)"
    assert result["input"]["source_key"] == "from-reshape"


def test_names_in_the_calls_are_followed() -> None:
    source = net(
        "self.fc = nn.Linear(3, 4)",
        "return self.fc(x)",
        after=(
            "def main(batch=5):\n    size = (batch, 3)\n    x = torch.randn(size).to('cuda')\n"
            "    model = Net().cuda()\n    model(x)\n"
        ),
    )
    result = run(source)
    assert result["input"]["arguments"] == [{"name": "x", "shape": [5, 3], "dtype": "float32"}]
    assert result["input"]["source_key"] == "from-call"


def test_the_example_comment_comes_first() -> None:
    source = net(
        "self.fc = nn.Linear(3, 4)",
        "return self.fc(x)",
        before="WIDTH = 3\n# torchtutor: example torch.randn(7, WIDTH)\n",
        after="Net()(torch.randn(9, 3))\n",
    )
    result = run(source)
    assert result["output"] == "float32[7, 4]"
    assert result["input"]["call"] == "torch.randn(7, WIDTH)"
    assert result["input"]["source_fields"] == {"line": 5}


def test_submodules_come_in_the_order_of_calls_with_their_lines() -> None:
    source = net(
        "self.head = nn.Linear(4, 2)\nself.body = nn.Linear(3, 4)\nself.spare = nn.Linear(1, 1)",
        "return self.head(self.body(x))",
    )
    found = run(source)["submodules"]
    assert [(info["path"], info["line"], info["output"]) for info in found] == [
        ("self.body", 8, "float32[32, 4]"),
        ("self.head", 7, "float32[32, 2]"),
        ("self.spare", 9, None),
    ]


LINEAR = "self.fc = nn.Linear(3, 4)"
ERRORS = [
    ("init-first", net("").replace("super().__init__()", "self.fc = nn.Linear(2, 2)"), 6),
    ("init-first", net("").replace("super().__init__()", "self.fc = [nn.Linear(2, 2)]"), 5),
    ("linear", net("self.a = nn.Linear(8, 5)\nself.b = nn.Linear(4, 2)",
                   "return self.b(self.a(x))"), 11),
    ("channels", net("self.a = nn.Conv2d(3, 8, 3)\nself.b = nn.Conv2d(6, 2, 3)",
                     "return self.b(self.a(x))"), 11),
    ("linear", net(LINEAR, "return self.fc(x)", after="net = Net()\nnet(torch.randn(2, 5))\n"), 10),
    ("double", net(LINEAR, "return self.fc(x.double())"), 10),
    ("integers", net(LINEAR, "return self.fc(x.long())"), 10),
    ("no-forward", net(LINEAR).replace("def forward(self, x)", "def predict(self, x)"), 4),
    ("forward-typo", net(LINEAR).replace("def forward(self, x)", "def foward(self, x)"), 9),
    ("input", net("self.fc = nn.Linear(int(input()), 4)", "return self.fc(x)"), 7),
    ("attribute-close", net("self.fc1 = nn.Linear(3, 4)", "return self.fc(x)"), 10),
    ("attribute", net(LINEAR, "return self.head(x)"), 10),
    ("skipped-name", net("self.e = nn.Embedding(size, 4)", "return self.e(x)",
                         before="text = open('x').read()\nsize = len(text)\n"), 5),
    ("parameter-number", net("self.w = nn.Parameter(3.0)", "return self.w * x"), 7),
    ("parameter-integer", net("self.w = nn.Parameter(torch.tensor([1, 2]))"), 7),
    ("index", net("self.e = nn.Embedding(10, 4)", "return self.e(x)",
                  after="Net()(torch.tensor([[1, 10]]))\n"), 10),
    ("list-called", net("self.fc = nn.ModuleList([nn.Linear(3, 4)])", "return self.fc(x)"), 10),
    ("not-installed", net(LINEAR, "return no_such_package.f(x)", before="import no_such_package\n"),
     4),
    ("not-a-module", net("self.net = nn.Sequential(nn.Linear(3, 4), F.relu)"), 7),
    ("in-place", net(LINEAR, "y = torch.sigmoid(self.fc(x)); y += 1; return y"), 9),
    ("leaf-in-place", net("self.w = nn.Parameter(torch.ones(3)).mul_(2)"), 7),
    ("view", net("self.fc = nn.Linear(8, 4)", "return self.fc(x).view(-1, 3)",
                 after="Net()(torch.randn(5, 8))\n"), 10),
    ("broadcast", net(LINEAR, "return self.fc(x) + torch.ones(3)",
                      after="Net()(torch.randn(5, 3))\n"), 10),
    ("cat", net(LINEAR, "return torch.cat([x, x[:2]], 1)", after="Net()(torch.randn(5, 3))\n"), 10),
    ("product", net("self.w = nn.Parameter(torch.randn(3, 4))", "return x @ self.w @ self.w"), 10),
    ("boolean", net(LINEAR, "return x if self.fc(x) > 0 else -x"), 10),
    ("exit", net("import sys; sys.exit(3)"), 7),
    ("recursion", net(LINEAR, "return self(x)"), 10),
    ("no-class", "import torch\n", None),
    ("not-a-module-class", "import torch\nclass Net:\n    pass\n", None),
    ("memory", net("self.w = nn.Parameter(torch.zeros(10**7, 10**8, device='cpu'))"), 7),
    ("comment", net(LINEAR, before="# torchtutor: example torch.randn(3,\n"), 4),
    ("comment", net(LINEAR, before="# torchtutor: example torch.randn(N)\n"), 4),
    ("comment", net(LINEAR, before="# torchtutor: example Net(N)\n"), 4),
    ("constructor", HEADER + "class Net(nn.Module):\n    def __init__(self, thing):\n"
     "        super().__init__()\n        self.fc = nn.Linear(thing.load('x')['n'], 3)\n", 7),
    ("no-input", net("self.n = 3", "return x.frames[0] + x['a']"), 10),
]  # fmt: skip


@pytest.mark.parametrize(("key", "source", "line"), ERRORS, ids=[e[0] for e in ERRORS])
def test_an_error_is_placed_and_explained(key: str, source: str, line: int | None) -> None:
    error = run(source)["error"]
    assert error["explanation_key"] == f"explain-{key}"
    assert error["line"] == line
    for language in LANGUAGES:
        assert phrase(language, error["explanation_key"], error["explanation_fields"])


def test_an_error_has_columns() -> None:
    error = run(net(LINEAR, "return self.missing(x) + 1"))["error"]
    assert (error["column"], error["end_column"]) == (16, 28)


def test_an_error_in_a_guess_is_not_called_the_learners() -> None:
    by_key = {key: run(source)["error"]["kind"] for key, source, _ in ERRORS[-2:]}
    assert by_key == {"constructor": "constructor", "no-input": "input"}


def test_a_syntax_error_is_told_with_its_place() -> None:
    error = run("import torch\nclass Net(:\n    pass\n")["error"]
    assert (error["kind"], error["type"], error["line"]) == ("learner", "SyntaxError", 2)


def test_optional_imports_that_are_missing_do_not_matter() -> None:
    source = net(LINEAR, "return self.fc(x)", before="import no_such_package\n")
    assert run(source)["error"] is None


def hidden_by_comments(source: str) -> list[tuple[str, str, int]]:
    found = []
    for number, line in enumerate(source.splitlines(), 1):
        _, comment, wanted = line.partition("  # hidden: ")
        for entry in wanted.split("; ") if comment else []:
            path, _, kind = entry.rpartition(" ")
            found.append((path, kind, number))
    return sorted(found)


def test_everything_hidden_is_found_and_nothing_else() -> None:
    result = run_file("hidden.py")
    assert result["error"] is None
    found = sorted((u["path"], u["kind"], u["line"]) for u in result["unregistered"])
    assert found == hidden_by_comments((FILES / "hidden.py").read_text(encoding="utf-8"))


def test_what_a_gradient_reaches_is_marked() -> None:
    trained = {u["path"]: u["trained"] for u in run_file("hidden.py")["unregistered"]}
    untrained = {path for path, is_trained in trained.items() if not is_trained}
    assert untrained == {
        "self.in_set{…}", "self.constant", "self.bank.memory", "self.p.keywords['weight']"
    }  # fmt: skip


def test_state_hidden_in_a_submodule_has_its_path_and_line() -> None:
    source = HEADER + (
        "class Inner(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
        "        self.layers = [nn.Linear(4, 4)]\n\n"
        "    def forward(self, x):\n        return self.layers[0](x)\n\n\n"
        "class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
        "        self.parts = nn.ModuleList([Inner()])\n\n"
        "    def forward(self, x):\n        return self.parts[0](x)\n"
    )
    (entry,) = run(source)["unregistered"]
    assert (entry["path"], entry["line"]) == ("self.parts[0].layers[0]", 7)


STOCK: list[nn.Module] = [
    nn.Linear(4, 4), nn.Conv2d(3, 4, 3), nn.ConvTranspose2d(3, 4, 3), nn.BatchNorm2d(3),
    nn.LayerNorm(4), nn.GroupNorm(2, 4), nn.Embedding(4, 4), nn.EmbeddingBag(4, 4),
    nn.LSTM(4, 4, 2, bidirectional=True), nn.GRU(4, 4), nn.RNN(4, 4), nn.LSTMCell(4, 4),
    nn.MultiheadAttention(8, 2), nn.MultiheadAttention(8, 2, kdim=4, vdim=4),
    nn.TransformerEncoderLayer(8, 2), nn.Transformer(8, 2, 1, 1, 16), nn.Bilinear(2, 2, 2),
    nn.AdaptiveLogSoftmaxWithLoss(8, 20, [5, 10]), nn.PReLU(), nn.LazyLinear(3),
    nn.utils.parametrizations.weight_norm(nn.Linear(3, 3)),
    nn.utils.parametrizations.spectral_norm(nn.Linear(3, 3)), nn.CrossEntropyLoss(torch.ones(3)),
    nn.Upsample(scale_factor=2), nn.ParameterList([torch.ones(2)]),
    nn.ParameterDict({"a": torch.ones(2)}), nn.ModuleDict({"a": nn.Linear(2, 2)}),
]  # fmt: skip


@pytest.mark.parametrize("module", STOCK, ids=lambda module: type(module).__name__)
def test_nothing_is_hidden_in_torchs_own_modules(module: nn.Module) -> None:
    """Also when their classes are looked at as if the learner had written them."""
    names = {cls.__module__ for part in module.modules() for cls in type(part).__mro__[:-2]}
    assert Walk(module, frozenset(names)).found == []


def test_the_class_is_found_in_the_tree() -> None:
    source = "class Outer:\n" + "".join(
        f"    {line}\n" for line in net(LINEAR, "return self.fc(x)").splitlines()[3:]
    )
    result = run(HEADER + source, "Outer.Net")
    assert (result["error"], result["line"]) == (None, 5)
