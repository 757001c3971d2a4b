# mistake: parameter-created-in-forward
# line: 16
# proof: random_in_eval(Att(), randn(2, 5, 4))

import torch
from torch import nn
from torch.nn.parameter import Parameter


class Att(nn.Module):
    def __init__(self):
        super(Att, self).__init__()
        self.proj = nn.Linear(4, 4)

    def forward(self, h):
        w = Parameter(torch.randn(h.shape[-1]))
        a = torch.softmax(torch.tanh(self.proj(h)) @ w, dim=1)
        return torch.bmm(a.unsqueeze(1), h).squeeze(1)
