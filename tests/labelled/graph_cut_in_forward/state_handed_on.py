# clean: graph-cut-in-forward
# proof: healthy()

import torch
from torch import nn


class CharRNN(nn.Module):
    def __init__(self, vocab=7, h=8):
        super().__init__()
        self.emb = nn.Embedding(vocab, h)
        self.rnn = nn.LSTM(h, h, batch_first=True)
        self.out = nn.Linear(h, vocab)

    def forward(self, x, state=None):
        y, (h, c) = self.rnn(self.emb(x), state)
        return self.out(y), (h.detach(), c.detach())


model = CharRNN()
opt = torch.optim.Adam(model.parameters())
state = None
for _ in range(3):
    ids = torch.randint(0, 7, (2, 6))
    logits, state = model(ids[:, :-1], state)
    loss = nn.functional.cross_entropy(logits.transpose(1, 2), ids[:, 1:])
    opt.zero_grad()
    loss.backward()
    opt.step()
