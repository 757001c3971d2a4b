# mistake: module-list-not-registered
# line: 15
# proof: hidden(MLP(8, [16, 16], 3), "hidden.0", randn(4, 8))

import torch
import torch.nn as nn
import torch.nn.functional as F


class MLP(nn.Module):
    """Feed-forward classifier with a configurable number of hidden layers."""

    def __init__(self, in_dim, hidden_dims, n_classes):
        super(MLP, self).__init__()
        self.hidden = []
        prev = in_dim
        for dim in hidden_dims:
            self.hidden.append(nn.Linear(prev, dim))
            prev = dim
        self.out = nn.Linear(prev, n_classes)

    def forward(self, x):
        x = x.view(x.size(0), -1)
        for layer in self.hidden:
            x = F.relu(layer(x))
        return self.out(x)


if __name__ == "__main__":
    model = MLP(8, [16, 16], 3)
    print(model)
    print("params:", sum(p.numel() for p in model.parameters()))
