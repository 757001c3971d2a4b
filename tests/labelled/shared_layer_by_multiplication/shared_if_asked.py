# clean: shared-layer-by-multiplication
# proof: sound(Heads(), randn(2, 4))
# proof: holds(len(list(Heads(share=False).parameters())) == 6)

import copy

import torch.nn as nn


class Heads(nn.Module):
    def __init__(self, share=True, count=3):
        super().__init__()
        head = nn.Linear(4, 4)
        if share:
            self.heads = nn.ModuleList([head for _ in range(count)])
        else:
            self.heads = nn.ModuleList([copy.deepcopy(head) for _ in range(count)])

    def forward(self, x):
        return sum(head(x) for head in self.heads)
