"""A sample of the list that `benchmarks/input_inference.py` runs as a whole."""

from __future__ import annotations

from typing import Any

import pytest
from torchtutor.server.runner.agent import searching

from benchmarks.input_inference import FOLDER, module_classes, run_class

from .test_agent_runs import net, run

pytestmark = pytest.mark.torch

# One for each way of guessing that the others do not need.
SAMPLE = [
    ("images", "ResNet"),  # a class and a list as arguments
    ("images", "DenseLayer"),  # a list of tensors that are joined
    ("generative", "ConditionalGenerator"),  # argparse at the top level
    ("generative", "RealNVP"),  # factories and a tensor of masks
    ("graphs_and_tables", "GraphClassifier"),
    ("graphs_and_tables", "TabularModel"),  # pairs; two inputs
    ("graphs_and_tables", "TupleInput"),
    ("graphs_and_tables", "ListInput"),
    ("others", "HyperParamNet"),  # a config of which only the use is known
    ("others", "LoRALinear"),  # a layer as argument
    ("recurrent", "Decoder"),  # the states of an LSTM
    ("recurrent", "Seq2Seq"),  # Modules of the file as arguments
    ("recurrent", "SentimentLSTM"),  # lengths
    ("transformers", "SublayerConnection"),  # something to call
    ("transformers", "RotaryAttention"),
]


def result_of(stem: str, name: str) -> dict[str, Any]:
    return run_class(FOLDER / f"{stem}.py", name)


@pytest.mark.parametrize(("stem", "name"), SAMPLE, ids=[name for _, name in SAMPLE])
def test_it_runs_with_no_hint(stem: str, name: str) -> None:
    result = result_of(stem, name)
    assert result["error"] is None
    assert result["constructor"]["call"].startswith(f"{name}(")
    assert result["output"]


SECOND = [
    ("vision_and_signals", "EdgeConv"),  # points, by their name
    ("sequences", "CharModel"),  # one_hot says that it is classes
    ("graphs_tables_agents", "MessagePassing"),  # nodes and edges have their own numbers of rows
    ("graphs_tables_agents", "BatchedGraphNet"),
    ("unusual", "PrototypeNet"),
]
THIRD = [
    ("deciding", "ActorCritic"),  # what is read from a dictionary
    ("deciding", "GATLayer"),  # a width that the heads divide
    ("deciding", "HashedFeatures"),  # `*ids`, each for a table of its own
    ("reading", "AttnDecoderRNN"),  # a tensor made in forward by the size of another
    ("reading", "TextCNN"),  # the sizes of kernels
    ("seeing", "FPN"),  # a list of feature maps, the last by [-1]
]
LATER = [("second", *one) for one in SECOND] + [("third", *one) for one in THIRD]


@pytest.mark.parametrize(("part", "stem", "name"), LATER, ids=[name for _, _, name in LATER])
def test_what_was_not_solved_at_first_runs_now(part: str, stem: str, name: str) -> None:
    assert run_class(FOLDER / part / f"{stem}.py", name)["error"] is None


def test_a_layer_that_forward_makes_has_no_stand_in_for_a_size() -> None:
    source = net(
        "self.fc = None\nself.out = nn.Linear(8, 2)",
        "self.fc = self.fc or nn.Linear(x.shape[-1], 8)\n        return self.out(self.fc(x))",
    )
    result = run(source)
    assert result["error"] is None
    [argument] = result["input"]["arguments"]
    assert argument["shape"] is not None
    assert result["output"] == "float32[32, 2]"


@pytest.mark.parametrize(
    ("name", "call"),
    [
        ("LightningLike", "torch.randn(4, 7, 9)"),
        ("Dummy", "ids=torch.randint(0, 4, (1, 3)), scale=torch.randn(1)"),
        ("TimmLike", "torch.randn(32, 3, 48, 48)"),
    ],
)
def test_an_input_that_the_module_declares_is_taken(name: str, call: str) -> None:
    result = result_of("declared", name)
    assert (result["input"]["source_key"], result["input"]["call"]) == ("from-attribute", call)
    assert result["unregistered"] == []  # an example is not state


PARTLY = net(
    "self.emb = nn.Embedding(50, 8)\nself.fc = nn.Linear(8, 3)",
    "return self.fc(self.emb(x).mean(1) * scale) * (2 if flag else 1)",
).replace("(self, x)", "(self, x, scale, flag=False)")


def test_the_arguments_that_a_call_says_are_used() -> None:
    after = "model = Net()\nfor batch in loader:\n    model(batch, torch.rand(5, 1), flag=True)\n"
    given = run(PARTLY + after)["input"]
    assert given["call"] == "torch.randint(0, 50, (5, 6)), torch.randn(5, 1), True"
    assert given["source_key"] == "from-call-part"
    assert given["source_fields"] == {"line": 16}


def test_what_an_assert_says_holds() -> None:
    forward = "assert x.shape[1] == 12 and x.dim() == 2\n        return self.fc(x)"
    given = run(net("self.fc = nn.Linear(12, 4)", forward))
    assert (given["error"], given["input"]["call"]) == (None, "torch.randn(32, 12)")


def test_a_large_module_is_tried_on_meta_and_called_for_real(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(searching, "_LARGE", 1)
    tried: list[str] = []
    original = searching._Search._try

    def noting(self: Any, specs: Any) -> Any:
        tried.append(self._where)
        return original(self, specs)

    monkeypatch.setattr(searching._Search, "_try", noting)
    plain = run(net("self.fc = nn.Linear(7, 4)", "return self.fc(x) + torch.zeros(4)"))
    assert (plain["input"]["call"], plain["output"]) == ("torch.randn(32, 7)", "float32[32, 4]")
    assert set(tried) == {"meta"}
    tried.clear()
    # A number is needed: meta cannot, so that it is tried for real.
    numbers = run(net("self.fc = nn.Linear(7, 4)", "return self.fc(x) * x.sum().item()"))
    assert numbers["error"] is None
    assert tried[0] == "meta" and tried[-1] == "cpu"


def test_the_list_has_a_hundred_classes_and_no_hints() -> None:
    texts = [path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.py"))]
    assert sum(len(module_classes(text)) for text in texts) >= 100
    assert not any("torchtutor" in text for text in texts)
