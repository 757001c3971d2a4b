# mistake: trainable-tensor-not-parameter
# line: 12, 13, 14, 15
# proof: hidden(Net(), "params.w", randn(2, 3))

import torch
import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.params = {
            "w": torch.randn(3, 2, requires_grad=True),
            "b": torch.zeros(2, requires_grad=True),
        }

    def forward(self, x):
        return x @ self.params["w"] + self.params["b"]
