# mistake: layer-created-in-forward
# line: 16
# proof: random_in_eval(Bag(9), torch.tensor([[1, 2], [3, 4]]))

import torch
from torch.nn import Embedding, Linear, Module


class Bag(Module):
    def __init__(self, vocab):
        super().__init__()
        self.vocab = vocab
        self.cls = Linear(4, 2)

    def forward(self, tokens):
        emb = Embedding(self.vocab, 4)
        return self.cls(emb(tokens).mean(dim=1))
