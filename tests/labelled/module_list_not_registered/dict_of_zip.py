# mistake: module-list-not-registered
# line: 14
# proof: hidden(MultiTask(), "heads.age", randn(2, 6))
import torch
import torch.nn as nn

TASKS = ["age", "height", "weight"]


class MultiTask(nn.Module):
    def __init__(self, in_dim=6, hidden=12):
        super(MultiTask, self).__init__()
        self.body = nn.Sequential(nn.Linear(in_dim, hidden), nn.ReLU())
        self.heads = dict(zip(TASKS, [nn.Linear(hidden, 1) for _ in TASKS]))

    def forward(self, x):
        h = self.body(x)
        return {t: self.heads[t](h) for t in TASKS}
