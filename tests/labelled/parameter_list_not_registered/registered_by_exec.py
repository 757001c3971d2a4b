# clean: parameter-list-not-registered
# proof: sound(Net(), randn(3, 4))

import torch
import torch.nn as nn


class Net(nn.Module):
    def __init__(self, depth=3):
        super().__init__()
        self.bias = []
        self.bias_0 = nn.Parameter(torch.zeros(4))
        self.bias.append(self.bias_0)
        for i in range(1, depth):
            exec(f"self.bias_{i} = nn.Parameter(torch.zeros(4))")
            exec(f"self.bias.append(self.bias_{i})")

    def forward(self, x):
        for i in range(len(self.bias)):
            x = torch.tanh(x + getattr(self, f"bias_{i}"))
        return x
