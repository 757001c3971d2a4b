"""A sample of the list that `benchmarks/input_inference.py` runs as a whole."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks.input_inference import FOLDER, module_classes, run_class

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


def test_the_list_has_a_hundred_classes_and_no_hints() -> None:
    texts = [path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.py"))]
    assert sum(len(module_classes(text)) for text in texts) >= 100
    assert not any("torchtutor" in text for text in texts)
