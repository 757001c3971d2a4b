# clean: module-list-not-registered
# proof: sound(AutoEncoder(), randn(2, 6))

import torch
import torch.nn as nn


class AutoEncoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.enc1 = nn.Linear(6, 4)
        self.enc2 = nn.Linear(4, 2)
        self.dec = nn.Linear(2, 6)
        self.encoder_layers = [self.enc1, self.enc2]

    def forward(self, x):
        for layer in self.encoder_layers:
            x = torch.relu(layer(x))
        return self.dec(x)
