"""The messages of PyTorch's that lessons explain: real ones, and the card that each of them gets."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from torchtutor.lessons import load

# Code that raises or warns, by the lesson and the heading that explain it. In order: the more common
# message of a heading first.
RAISES: dict[str, list[str]] = {
    "2 facts": [
        "nn.Linear(3, 1)(torch.ones(2, 3, dtype=torch.float64))",
        "torch.tensor([1, 2]).mean()",
        "torch.tensor([1, 2], requires_grad=True)",
        "nn.Linear(2, 1)(next(iter(DataLoader([[0.5, 1.5]])))[0].reshape(1, 1).expand(1, 2))",
    ],
    "2 broadcasting": [
        "torch.ones(2, 3) - torch.ones(2)",
        "nn.functional.mse_loss(torch.zeros(8, 1), torch.zeros(8))",
    ],
    "2 reshape": ["torch.ones(2, 3).T.view(6)", "torch.ones(6).view(4)"],
    "2 new-tensors": [
        "torch.cat([torch.ones(2, device='meta'), torch.ones(2)])",

        "torch.ones((), device='meta').item()",
    ],
    "2 no-loop": ["torch.ones(2, 3) @ torch.ones(4, 5)"],
    "3 record": ["loss = torch.ones(1, requires_grad=True).exp()\nloss.backward()\nloss.backward()"],
    "3 accumulate": ["torch.ones(2, requires_grad=True).exp().backward()"],
    "3 update": ["w = torch.ones(2, requires_grad=True)\nw -= 1"],
    "3 detach": [
        "torch.ones(2).sum().backward()",
        "torch.ones(2, requires_grad=True).sum().item().backward()",
    ],
    "3 data": ["w = torch.ones(2, requires_grad=True) * 3\ns = (w**2).sum()\nw.detach().zero_()\ns.backward()"],
    "3 leaves": [
        "torch.optim.SGD([torch.ones(2, requires_grad=True) * 2], lr=0.1)",
        "(torch.ones(2, requires_grad=True) * 2).grad",
    ],
    "4 checkpoint": ["f = io.BytesIO()\ntorch.save(nn.Linear(1, 1), f)\nf.seek(0)\ntorch.load(f)"],
    "4 loading": [
        "nn.Linear(1, 1).load_state_dict({'weight': torch.ones(1, 1)})",
        "nn.Linear(1, 1).load_state_dict({**nn.Linear(1, 1).state_dict(), 'x': torch.ones(1)})",
        "nn.Linear(1, 1).load_state_dict(nn.Linear(2, 1).state_dict())",
        "nn.Linear(1, 1).load_state_dict(nn.Linear(1, 1).state_dict())(torch.ones(1, 1))",
        "nn.Linear(1, 1).load_state_dict(nn.Linear(1, 1).state_dict()).eval()",
    ],
    "4 update-buffer": ["m = nn.Module()\nm.register_buffer('mean', torch.ones(1))\nm.mean = 0.5"],
    "5 optimizer-parameters": [
        "torch.optim.SGD([], lr=0.1)",
        ("o = torch.optim.SGD([nn.Parameter(torch.ones(1))], lr=0.1)\n"
        "torch.optim.lr_scheduler.StepLR(o, 1).step()"),
    ],
    "5 loss": [
        "nn.functional.cross_entropy(torch.ones(2, 3), torch.ones(2))",
        "nn.functional.cross_entropy(torch.ones(2, 3), torch.tensor([0, 3]))",
        "nn.functional.cross_entropy(torch.ones(2, 3), torch.zeros(2, 1).long())",
    ],
    "5 eval-mode": ["nn.BatchNorm1d(2)(torch.ones(1, 2))"],
    "6 ragged": ["next(iter(DataLoader([torch.ones(3), torch.ones(1)], batch_size=2)))"],
    "8 graph-breaks": [
        "torch.compile(lambda x: x if x.sum() > 0 else -x, backend='eager', fullgraph=True)(torch.ones(2))",
        "torch.compile(lambda x: print(x), backend='eager', fullgraph=True)(torch.ones(2))",
    ],
    "8 checkpoint": ["nn.Linear(1, 1).load_state_dict(torch.compile(nn.Linear(1, 1)).state_dict())"],
}  # fmt: skip

# What needs a GPU, no compiler, or a worker that dies: the words, and how the installed sources
# write them.
IN_SOURCES = {
    "4 checkpoint": (
        "Attempting to deserialize object on a CUDA device but torch.cuda.is_available() is False",
        "torch.serialization",
        [
            "Attempting to deserialize object on a {",
            "device but torch.{",
            "is_available() is False",
        ],
    ),
    "6 workers": (
        "DataLoader worker (pid(s) 4711) exited unexpectedly",
        "torch.utils.data.dataloader",
        ["DataLoader worker (pid(s) {", ") exited unexpectedly"],
    ),
    "8 decide": (
        "InvalidCxxCompiler: No working C++ compiler found",
        "torch._inductor.exc",
        ["class InvalidCxxCompiler", "No working C++ compiler found"],
    ),
}

PROBE = """
import contextlib, importlib, io, json, logging, sys, warnings
import torch
from torch import nn
from torch.utils.data import DataLoader

wanted = json.load(sys.stdin)
said = []
names = {"torch": torch, "nn": nn, "io": io, "DataLoader": DataLoader}
for code in wanted["raises"]:
    with warnings.catch_warnings(record=True) as caught, contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("always")
        message = ""
        try:
            exec(code, dict(names))
        except Exception as error:
            message = f"{type(error).__name__}: {error}"
    said.append(message or " ".join(str(w.message) for w in caught))
sources = {name: open(importlib.import_module(name).__file__).read() for name in wanted["sources"]}
json.dump({"said": said, "sources": sources}, sys.stdout)
"""


@pytest.mark.torch
def test_what_pytorch_says_leads_to_the_card_that_explains_it() -> None:
    codes = [(place, code) for place, some in RAISES.items() for code in some]
    wanted = {
        "raises": [code for _, code in codes],
        "sources": [module for _, module, _ in IN_SOURCES.values()],
    }
    process = subprocess.run(
        [sys.executable, "-c", PROBE],
        input=json.dumps(wanted), capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip
    assert process.returncode == 0, process.stderr
    answer = json.loads(process.stdout)
    for (place, code), message in zip(codes, answer["said"], strict=True):
        for language in ("en", "ko"):
            card = load().card_for_error(message, language)
            assert card is not None, (code, message)
            lesson = load().find(card.lesson_id)
            assert lesson is not None
            assert f"{lesson.order} {card.heading}" == place, (code, message)
            assert card.lesson_title == lesson.document(language).title
    for place, (message, module, pieces) in IN_SOURCES.items():
        assert all(piece in answer["sources"][module] for piece in pieces), module
        card = load().card_for_error(message, "en")
        assert card is not None and place.endswith(f" {card.heading}")


def test_the_pattern_that_covers_most_decides() -> None:
    plain = 'Error(s) in loading state_dict for Linear: Missing key(s) in state_dict: "weight". '
    compiled = plain + 'Unexpected key(s) in state_dict: "_orig_mod.weight".'
    for message, lesson in ((plain, "pt.state"), (compiled, "pt.compile-for-real")):
        card = load().card_for_error(message, "en")
        assert card is not None and card.lesson_id == lesson
