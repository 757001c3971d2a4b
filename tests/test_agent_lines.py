"""What a run says about the lines of forward."""

from __future__ import annotations

from typing import Any

import pytest
from torchtutor.server.line_values import label_of_values, memory, tooltip_of_values
from torchtutor.server.runner.summary import lens_title

from .test_agent_runs import HEADER, run

pytestmark = pytest.mark.torch

SOURCE = (
    HEADER
    + """class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.qkv = nn.Linear(8, 24)
        self.layers = nn.ModuleList(nn.Linear(8, 8) for _ in range(3))

    def forward(self, x):
        B, T, D = x.shape
        q, k, v = self.qkv(x).chunk(3, dim=-1)
        q, k = (
            t.view(B, T, 2, -1)
            for t in (q, k)
        )
        for layer in self.layers:
            v = layer(v)
        with torch.no_grad():
            best = v.argmax(-1)
        h = v
        for n in (3, 2, 1):
            h = h[:, :n]
        return q, best
"""
)


def labels(result: dict[str, Any]) -> dict[int, str]:
    lines: dict[int, list[Any]] = {}
    for item in result["values"]:
        lines.setdefault(item["line"], []).append(item)
    return {line: label_of_values(items, "cpu") for line, items in lines.items()}


def test_each_line_has_the_shapes_of_what_it_assigned() -> None:
    result = run(SOURCE)
    assert result["error"] is None
    assert labels(result) == {
        10: "(32, 6, 8)",
        12: "(32, 6, 8)",
        16: "(32, 6, 2, 4)",
        18: "(32, 6, 8)",
        20: "(32, 6) int64",
        21: "(32, 6, 8)",
        23: "(32, 3, 8) | (32, 2, 8) | (32, 1, 8)",
        24: "return[0] (32, 6, 2, 4), return[1] (32, 6) int64",
    }
    by_name = {(item["line"], item["name"]): item for item in result["values"]}
    assert by_name[18, "v"]["count"] == 3
    assert by_name[18, "v"]["values"][0]["requires_grad"]
    assert not by_name[20, "best"]["values"][0]["requires_grad"]
    text = tooltip_of_values([by_name[18, "v"]], "en")
    assert text == "v: float32 (32, 6, 8) on cpu, 6.0 KiB, requires grad, assigned 3 times"


def test_a_value_that_cannot_say_its_shape_stops_nothing() -> None:
    source = (
        HEADER
        + """class Odd(list):
    def __getitem__(self, index):
        raise RuntimeError("not like this")


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 8)

    def forward(self, x):
        ragged = torch.nested.nested_tensor([x[0], x[1, :1]])
        match x.dim():
            case 1:
                odd = [x]
            case n:
                odd = Odd([x, n])
        y = self.fc(ragged).to_padded_tensor(0.0)
        return y
"""
    )
    result = run(source)
    assert result["error"] is None
    assert {line: text for line, text in labels(result).items() if line > 14} == {
        21: "(2, 6, 8)",
        22: "(2, 6, 8)",
    }


def test_the_shapes_before_an_error_are_there() -> None:
    result = run(SOURCE.replace("return q, best", "return self.qkv(q)"))
    assert result["error"]["explanation_key"] == "explain-linear"
    assert labels(result)[16].endswith(", 6, 2, 4)")


def test_each_layer_has_its_share_of_the_time() -> None:
    shares = {info["path"]: info["share"] for info in run(SOURCE)["submodules"]}
    assert set(shares) == {"self.qkv", *(f"self.layers[{i}]" for i in range(3))}
    assert all(0 < share <= 1 for share in shares.values())


def test_memory_is_said_in_units() -> None:
    assert [memory(8), memory(2048), memory(3 << 20)] == ["8 B", "2.0 KiB", "3.0 MiB"]


def test_a_model_too_large_for_memory_has_its_shapes() -> None:
    source = (
        HEADER
        + """class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.tokens = nn.Embedding(100, 100_000)
        self.layers = nn.ModuleList(nn.Linear(100_000, 100_000) for _ in range(4))

    def forward(self, ids):
        x = self.tokens(ids)
        for layer in self.layers:
            x = layer(x)
        return x
"""
    )
    result = run(source)
    assert result["error"] is None
    assert not result["computed"]
    assert result["parameters"]["elements"] > 4e10
    assert result["timing"] is None
    by_line = {item["line"]: item["values"][0] for item in result["values"]}
    assert by_line[13]["shape"][1:] == [6, 100_000]
    assert by_line[13]["device"] == "meta"
    assert "shapes only" in lens_title(result, "en")


LARGE = """        self.wide = nn.Linear(200_000, 200_000)
        self.out = nn.Linear(200_000, 2)
"""


def large(forward: str) -> str:
    init = "    def __init__(self):\n        super().__init__()\n"
    return f"{HEADER}class Net(nn.Module):\n{init}{LARGE}\n    def forward(self, x):\n{forward}"


def test_code_that_names_a_device_has_its_shapes_too() -> None:
    result = run(
        large(
            "        y = self.wide(x).cpu()\n        return self.out(y + torch.zeros(1, device='cpu'))\n"
        )
    )
    assert result["error"] is None
    assert (result["computed"], result["output"]) == (False, "float32[2, 2]")


def test_what_needs_numbers_cannot_be_told_of_a_model_that_is_too_large() -> None:
    error = run(large("        y = self.wide(x)\n        return self.out(y) * y.sum().item()\n"))[
        "error"
    ]
    assert (error["kind"], error["explanation_key"]) == ("memory", "explain-needs-numbers")
    assert error["line"] == 12


def test_a_wrong_size_in_a_model_that_is_too_large_is_explained() -> None:
    error = run(large("        return self.out(self.wide(x)[..., 1:])\n"))["error"]
    assert (error["kind"], error["explanation_key"]) == ("learner", "explain-linear")
