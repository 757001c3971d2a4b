# clean: eval-mode-missing
# proof: fact("step", 1)

import torch
from torch import nn

model = nn.Sequential(nn.Linear(2, 8), nn.ReLU(), nn.Dropout(0.1), nn.Linear(8, 1))
opt = torch.optim.Adam(model.parameters())


def get_batch():
    x = torch.randn(8, 2)
    return x, x.sum(1, keepdim=True)


@torch.no_grad()
def estimate(n):
    model.eval()
    out = torch.zeros(n)
    for k in range(n):
        x, y = get_batch()
        out[k] = (model(x) - y).pow(2).mean()
    model.train()
    return out.mean()


for it in range(3):
    x, y = get_batch()
    opt.zero_grad()
    (model(x) - y).pow(2).mean().backward()
    opt.step()
    print(estimate(2).item())
