"""Times one small residual model against its own copy (with the same weights), and against one that works twice as much.

Run as a process of its own: `python same_twice.py TRIALS BUDGET_S`; prints one JSON object.
"""

import copy
import json
import sys

import torch
from torch import nn
from torchtutor.server.runner.agent.timing import compare


class Residual(nn.Module):
    def __init__(self, depth: int = 4) -> None:
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(128, 128) for _ in range(depth))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        for layer in self.layers:
            x = x + torch.relu(layer(x))
        return x


def twin() -> nn.Module:
    return copy.deepcopy(model, {id(p): p for p in model.parameters()})


trials, budget_s = int(sys.argv[1]), float(sys.argv[2])
torch.set_num_threads(1)
torch.manual_seed(0)
x = torch.randn(32, 128)
model = Residual().eval()
double = Residual(depth=8).eval()
with torch.no_grad():
    same = [
        compare(lambda: model(x), lambda twin=twin(): twin(x), budget_s=budget_s)
        for _ in range(trials)
    ]
    slower = compare(lambda: model(x), lambda: double(x), budget_s=1.0)
    faster = compare(lambda: double(x), lambda: model(x), budget_s=1.0)
print(
    json.dumps(
        {
            "same": [(c.verdict, c.ratio, c.clock, c.pairs) for c in same],
            "slower": (slower.verdict, slower.ratio, slower.interval),
            "faster": (faster.verdict, faster.ratio, faster.interval),
        }
    )
)
