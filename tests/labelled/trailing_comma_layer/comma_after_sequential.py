# mistake: trailing-comma-layer
# line: 18
# proof: holds(isinstance(EncDec().decoder, tuple))

from torch import nn


class EncDec(nn.Module):
    def __init__(self, d=4):
        super().__init__()
        self.encoder = nn.Sequential(
            nn.Linear(d, d),
            nn.ReLU(),
        )
        self.decoder = nn.Sequential(
            nn.Linear(d, d),
            nn.Sigmoid(),
        ),

    def forward(self, x):
        return self.decoder(self.encoder(x))


model = EncDec()
