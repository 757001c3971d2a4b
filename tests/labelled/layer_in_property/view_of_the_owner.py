# clean: layer-in-property
# proof: sound(Prompt(), randn(2, 4))

import torch
from torch import nn


class Prompt(nn.Module):
    def __init__(self):
        super().__init__()
        self.tokens = nn.Parameter(torch.randn(3, 4))

    @property
    def embedding(self):
        class View(nn.Module):
            def __init__(self, parent: Prompt):
                super().__init__()
                self.parent = parent

            @property
            def weight(self):
                return self.parent.tokens

        return View(self)

    def forward(self, x):
        return x @ self.embedding.weight.T
