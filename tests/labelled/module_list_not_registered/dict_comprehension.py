# mistake: module-list-not-registered
# line: 13
# proof: hidden(TabularNet({"city": 5, "day": 7}), "embeds.city", {"city": torch.tensor([1]), "day": torch.tensor([2])})

import torch
from torch import nn


class TabularNet(nn.Module):
    def __init__(self, cardinalities, dim=4):
        super().__init__()
        # one table for each categorical column
        self.embeds = {name: nn.Embedding(n, dim) for name, n in cardinalities.items()}
        self.mlp = nn.Sequential(nn.Linear(dim * len(cardinalities), 8), nn.ReLU(), nn.Linear(8, 1))

    def forward(self, batch):
        columns = [table(batch[name]) for name, table in self.embeds.items()]
        return self.mlp(torch.cat(columns, dim=-1))
