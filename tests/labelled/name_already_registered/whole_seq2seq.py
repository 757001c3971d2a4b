# clean: name-already-registered
# proof: sound(Seq2Seq(), torch.tensor([[1, 2, 3]]), torch.tensor([[4, 5]]))

import random

import torch
import torch.nn as nn


class EncoderRNN(nn.Module):
    def __init__(self, vocab, hidden):
        super(EncoderRNN, self).__init__()
        self.embedding = nn.Embedding(vocab, hidden)
        self.gru = nn.GRU(hidden, hidden, batch_first=True)
        self.dropout = nn.Dropout(0.1)

    def forward(self, tokens):
        embedded = self.dropout(self.embedding(tokens))
        output, hidden = self.gru(embedded)
        return output, hidden


class DecoderRNN(nn.Module):
    def __init__(self, vocab, hidden, max_length=3):
        super(DecoderRNN, self).__init__()
        self.embedding = nn.Embedding(vocab, hidden)
        self.gru = nn.GRU(hidden, hidden, batch_first=True)
        self.out = nn.Linear(hidden, vocab)
        self.max_length = max_length

    def forward(self, encoder_hidden, target=None):
        n = encoder_hidden.size(1)
        token = torch.zeros(n, 1, dtype=torch.long, device=encoder_hidden.device)
        hidden = encoder_hidden
        outputs = []
        steps = self.max_length if target is None else target.size(1)
        for i in range(steps):
            output, hidden = self.gru(torch.relu(self.embedding(token)), hidden)
            output = self.out(output)
            outputs.append(output)
            if target is not None:
                token = target[:, i : i + 1]
            else:
                token = output.argmax(-1).detach()
        return torch.cat(outputs, dim=1).log_softmax(-1)


class Seq2Seq(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = EncoderRNN(10, 6)
        self.decoder = DecoderRNN(10, 6)
        self.teacher_forcing = 1.0

    def forward(self, source, target):
        _, hidden = self.encoder(source)
        use_target = random.random() < self.teacher_forcing
        return self.decoder(hidden, target if use_target else None)
