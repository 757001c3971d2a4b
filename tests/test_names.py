"""What names mean, and what stands under the cursor."""

from __future__ import annotations

import libcst as cst
import pytest
from torchtutor.analyzers import symbol_at
from torchtutor.analyzers.census import Census
from torchtutor.analyzers.names import Names, meanings


def names(text: str) -> Names:
    module = cst.parse_module(text)
    return Names(meanings(Census(module).imports, module.body))


@pytest.mark.parametrize(
    ("imports", "written", "meant"),
    [
        ("import torch", "torch.nn.Linear", "torch.nn.Linear"),
        ("import torch.nn as nn", "nn.Linear", "torch.nn.Linear"),
        ("from torch import nn", "nn.Linear", "torch.nn.Linear"),
        ("from torch.nn import Linear as L", "L", "torch.nn.Linear"),
        ("from torch.nn import *", "Linear", "torch.nn.Linear"),
        ("from torch.nn import *", "unknown", None),
        ("from torch.nn.modules.linear import Linear", "Linear", "torch.nn.Linear"),
        ("from torch.nn.parameter import Parameter", "Parameter", "torch.nn.Parameter"),
        ("from torch.nn import *\nclass Linear: pass", "Linear", None),
        ("from torch import nn\nLayer = nn.Linear", "Layer", "torch.nn.Linear"),
        ("from torch import nn\nnn = something()", "nn.Linear", None),
        ("import torch.nn.functional as F", "F.relu", "torch.nn.functional.relu"),
        ("from .layers import Linear", "Linear", ".layers.Linear"),
        ("", "nn.Linear", None),
        (
            "try:\n    import torch.nn as nn\nexcept ImportError:\n    import mlx.nn as nn",
            "nn.Linear",
            None,
        ),
        ("def f():\n    from torch import nn", "nn.Linear", "torch.nn.Linear"),
    ],
)
def test_resolve(imports: str, written: str, meant: str | None) -> None:
    assert names(imports).resolve_dotted(written) == meant


@pytest.mark.parametrize(
    ("imports", "spelling"),
    [
        ("import torch", "torch.nn.ModuleList"),
        ("import torch\nfrom torch import nn", "nn.ModuleList"),
        ("from torch.nn import ModuleList", "ModuleList"),
        ("from torch.nn import *", "ModuleList"),
        ("from torch.nn import Linear", None),
    ],
)
def test_spelling(imports: str, spelling: str | None) -> None:
    assert names(imports).spelling("torch.nn.ModuleList") == spelling


TEXT = (
    "import torch.nn as nn\n# nn.Linear in a comment\n"
    's = "nn.Linear"\nlayer = nn.Linear(2, 3)\nloss.backward()\nx = other.thing\n'
)


@pytest.mark.parametrize(
    ("marked", "symbol"),
    [
        ("layer = nn.Li|near", "torch.nn.Linear"),
        ("layer = n|n.Linear", "torch.nn"),
        ("loss.back|ward", "torch.Tensor.backward"),
        ("# nn.Li|near in", None),
        ('"nn.Li|near"', None),
        ("lay|er = nn", None),
        ("other.th|ing", None),
    ],
)
def test_symbol_under_the_cursor(marked: str, symbol: str | None) -> None:
    before, after = marked.split("|")
    offset = TEXT.index(before + after) + len(before)
    found = symbol_at(TEXT, offset)
    assert (found[0] if found else None) == symbol
    if found:
        assert found[1].start <= offset <= found[1].end
