"""Comments that silence findings."""

from __future__ import annotations

import pytest
from torchtutor.analyzers import analyze

HEAD = "from torch import nn\n\n\nclass Net(nn.Module):\n    def __init__(self):\n"
RULE = "module-list-not-registered"


def rules(body: str, head: str = HEAD) -> set[str]:
    text = head + "        super().__init__()\n" + body
    return {finding.rule for finding in analyze(text).findings}


@pytest.mark.parametrize(
    "body",
    [
        f"        self.a = [nn.Linear(1, 1)]  # torchtutor: ignore[{RULE}]\n",
        "        self.a = [nn.Linear(1, 1)]  # torchtutor: ignore\n",
        f"        self.a = [nn.Linear(1, 1)]  #torchtutor:ignore[tensor-not-buffer, {RULE}]\n",
        f"        # torchtutor: ignore[{RULE}]\n        self.a = [nn.Linear(1, 1)]\n",
        f"        # torchtutor: ignore-file[{RULE}]\n\n        self.a = [nn.Linear(1, 1)]\n",
        "        # torchtutor: ignore-file\n\n        self.a = [nn.Linear(1, 1)]\n",
    ],
)
def test_silenced(body: str) -> None:
    assert rules(body) == set()


@pytest.mark.parametrize(
    "body",
    [
        "        self.a = [nn.Linear(1, 1)]  # torchtutor: ignore[tensor-not-buffer]\n",
        f'        self.a = [nn.Linear(1, 1)]; s = "# torchtutor: ignore[{RULE}]"\n',
        f"        x = 1  # torchtutor: ignore[{RULE}]\n        self.a = [nn.Linear(1, 1)]\n",
    ],
)
def test_not_silenced(body: str) -> None:
    assert rules(body) == {RULE}
