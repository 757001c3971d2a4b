# clean: softmax-before-cross-entropy
# proof: healthy()

import torch
from torch import nn


class MoE(nn.Module):
    def __init__(self, d=4, n=2, out=3):
        super().__init__()
        self.gate = nn.Sequential(nn.Linear(d, n), nn.Softmax(dim=-1))
        self.experts = nn.ModuleList([nn.Linear(d, out) for _ in range(n)])

    def forward(self, x):
        w = self.gate(x)
        ys = torch.stack([e(x) for e in self.experts], dim=1)
        return (w.unsqueeze(-1) * ys).sum(1)

    def predict(self, x):
        return self(x).softmax(-1).argmax(-1)


model = MoE()
ce = nn.CrossEntropyLoss()
opt = torch.optim.Adam(model.parameters())
for _ in range(2):
    x, y = torch.randn(5, 4), torch.randint(0, 3, (5,))
    logits = model(x)
    probs = logits.softmax(1)
    loss = ce(logits, y)
    opt.zero_grad()
    loss.backward()
    opt.step()
    print("conf", probs.max(1).values.mean().item())
