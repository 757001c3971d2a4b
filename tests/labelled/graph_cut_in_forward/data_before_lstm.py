# mistake: graph-cut-in-forward
# line: 17
# proof: no_gradient(Classifier(), "emb", torch.randint(0, 9, (2, 5)))

import torch
from torch import nn


class Classifier(nn.Module):
    def __init__(self):
        super(Classifier, self).__init__()
        self.emb = nn.Embedding(9, 4)
        self.lstm = nn.LSTM(4, 6, batch_first=True)
        self.fc = nn.Linear(6, 2)

    def forward(self, tokens):
        e = self.emb(tokens).data
        out, (h, c) = self.lstm(e)
        return self.fc(h[-1])


clf = Classifier()
