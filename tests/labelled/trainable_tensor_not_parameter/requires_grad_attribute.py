# mistake: trainable-tensor-not-parameter
# line: 13, 14
# proof: hidden(AttnPool(4), "context", randn(2, 3, 4))

import torch
import torch.nn as nn


class AttnPool(nn.Module):
    def __init__(self, hidden):
        super().__init__()
        self.proj = nn.Linear(hidden, hidden)
        self.context = torch.rand(hidden)
        self.context.requires_grad = True

    def forward(self, h):
        score = torch.tanh(self.proj(h)) @ self.context
        return (torch.softmax(score, 1).unsqueeze(-1) * h).sum(1)
