# mistake: module-list-not-registered
# line: 12
# proof: hidden(Siamese(), "encoder.0", randn(2, 5), randn(2, 5))

import torch as t
import torch.nn as tnn


class Siamese(tnn.Module):
    def __init__(self):
        tnn.Module.__init__(self)
        self.encoder = (tnn.Linear(5, 7), tnn.Tanh(), tnn.Linear(7, 3))
        self.scale = tnn.Parameter(t.ones(1))

    def embed(self, x):
        for step in self.encoder:
            x = step(x)
        return x

    def forward(self, left, right):
        a, b = self.embed(left), self.embed(right)
        return self.scale * t.cosine_similarity(a, b)
