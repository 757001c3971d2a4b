# clean: dropout-ignores-eval
# proof: random_in_eval(Prenet(), randn(4, 8))

import torch.nn as nn
import torch.nn.functional as F


class Prenet(nn.Module):
    def __init__(self, rate=0.5):
        super().__init__()
        self.rate = rate
        self.layers = nn.ModuleList([nn.Linear(8, 8), nn.Linear(8, 8)])

    def forward(self, x):
        for layer in self.layers:
            # this part stays non-deterministic, as in the paper
            x = F.dropout(F.relu(layer(x)), self.rate)
        return x
