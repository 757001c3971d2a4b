# clean: softmax-before-cross-entropy
# proof: healthy()

import torch
from torch import nn


class Attn(nn.Module):
    def __init__(self):
        super().__init__()
        self.q = nn.Linear(4, 4)
        self.out = nn.Linear(4, 3)

    def forward(self, x):
        a = torch.softmax(self.q(x) @ x.transpose(1, 2), dim=-1)
        return self.out((a @ x).mean(1))


model = Attn()
ce = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters())
for _ in range(2):
    optimizer.zero_grad()
    ce(model(torch.randn(2, 5, 4)), torch.tensor([0, 2])).backward()
    optimizer.step()
