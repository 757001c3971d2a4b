# mistake: optimizer-built-too-early
# line: 35
# proof: misses(optimizer, model)

import torch
from torch import nn


class LoRA(nn.Module):
    def __init__(self, base, r=2):
        super().__init__()
        self.base = base
        self.a = nn.Linear(base.in_features, r, bias=False)
        self.b = nn.Linear(r, base.out_features, bias=False)
        nn.init.zeros_(self.b.weight)

    def forward(self, x):
        return self.base(x) + self.b(self.a(x))


class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.up = nn.Linear(8, 32)
        self.down = nn.Linear(32, 8)

    def forward(self, x):
        return self.down(torch.relu(self.up(x)))


model = MLP()
model.requires_grad_(False)
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
for name in ("up", "down"):
    setattr(model, name, LoRA(getattr(model, name)))

for _ in range(5):
    x = torch.randn(4, 8)
    loss = nn.functional.mse_loss(model(x), x)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
