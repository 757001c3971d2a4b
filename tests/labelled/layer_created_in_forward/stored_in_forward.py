# mistake: layer-created-in-forward
# line: 17
# proof: holds(not [n for n, _ in Seq().named_parameters() if n.startswith("rnn")])
# proof: random_in_eval(Seq(), randn(2, 5, 3))

import torch
import torch.nn as nn


class Seq(nn.Module):
    def __init__(self, hidden=4):
        super(Seq, self).__init__()
        self.hidden = hidden
        self.out = nn.Linear(hidden, 1)

    def forward(self, x):
        self.rnn = nn.LSTM(x.size(-1), self.hidden, batch_first=True)
        y, _ = self.rnn(x)
        return self.out(y[:, -1])
