# mistake: name-already-registered
# line: 18
# proof: raises(TypeError, lambda: Tagger()(torch.zeros(2, 3, 4)), "cannot assign")

import torch
import torch.nn as nn


class Tagger(nn.Module):
    def __init__(self):
        super(Tagger, self).__init__()
        self.lstm = nn.LSTM(4, 5, batch_first=True)
        self.hidden = nn.Linear(5, 5)
        self.tag = nn.Linear(5, 3)

    def forward(self, words):
        out, (h, c) = self.lstm(words)
        self.hidden = h[-1]
        return self.tag(out + self.hidden.unsqueeze(1))
