# clean: load-state-dict-assigned
# proof: holds(isinstance(net.model, nn.Module))

import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.model = nn.Linear(3, 2)
        self.report = None

    def load(self, path):
        self.report = self.model.load_state_dict(torch.load(path), strict=False)
        keys_of_model = self.model.load_state_dict(torch.load(path))
        return keys_of_model


torch.save(nn.Linear(3, 2).state_dict(), "x.pt")
net = Net()
net.load("x.pt")
