# mistake: tensor-without-device-in-forward
# line: 17, 18
# proof: stays_behind(Tagger(), randn(2, 5, 3))

import torch
from torch import nn


class Tagger(nn.Module):
    def __init__(self, hidden=4):
        super(Tagger, self).__init__()
        self.hidden = hidden
        self.lstm = nn.LSTM(3, hidden, batch_first=True)
        self.fc = nn.Linear(hidden, 2)

    def forward(self, x):
        h0 = torch.zeros(1, x.size(0), self.hidden)
        c0 = torch.zeros(1, x.size(0), self.hidden)
        out, _ = self.lstm(x, (h0, c0))
        return self.fc(out[:, -1])
