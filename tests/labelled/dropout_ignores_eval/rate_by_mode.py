# clean: dropout-ignores-eval
# proof: sound(Attend(), randn(2, 3, 4))

import torch
import torch.nn as nn
import torch.nn.functional as F


class Attend(nn.Module):
    def __init__(self, rate=0.2):
        super().__init__()
        self.rate = rate
        self.q = nn.Linear(4, 4)

    def forward(self, x):
        if not self.training:
            rate = 0.0
        else:
            rate = self.rate
        return self.attend(self.q(x), rate)

    def attend(self, x, rate):
        weights = torch.softmax(x @ x.transpose(1, 2), dim=-1)
        if rate > 0.0:
            weights = F.dropout(weights, rate)
        return weights @ x
