# mistake: softmax-before-cross-entropy
# line: 20, 29
# proof: fact("probabilities", 1)

import torch
from torch import nn


class RNNClassifier(nn.Module):
    def __init__(self, vocab=9, emb=4, hid=6, classes=3):
        super().__init__()
        self.emb = nn.Embedding(vocab, emb)
        self.rnn = nn.LSTM(emb, hid, batch_first=True)
        self.fc = nn.Linear(hid, classes)
        self.softmax = nn.Softmax(dim=1)

    def forward(self, ids):
        out, (h, c) = self.rnn(self.emb(ids))
        logits = self.fc(h[-1])
        return self.softmax(logits)


def train(model, data, lr=1e-3):
    crit = nn.CrossEntropyLoss()
    opt = torch.optim.Adam(model.parameters(), lr=lr)
    for ids, y in data:
        opt.zero_grad()
        probs = model(ids)
        loss = crit(probs, y)
        loss.backward()
        opt.step()


train(RNNClassifier(), [(torch.randint(0, 9, (2, 5)), torch.tensor([0, 2]))])
