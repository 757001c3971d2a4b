# mistake: parameter-list-not-registered
# line: 12, 13
# proof: hidden(HandMadeMLP(), "ws.0", randn(2, 4))
# proof: hidden(HandMadeMLP(), "bs.0", randn(2, 4))

import torch as th


class HandMadeMLP(th.nn.Module):
    def __init__(self, dims=(4, 8, 2)):
        super().__init__()
        self.ws = list()
        self.bs = list()
        for d_in, d_out in zip(dims[:-1], dims[1:]):
            self.ws.append(th.nn.Parameter(th.randn(d_in, d_out) / d_in**0.5))
            self.bs.append(th.nn.Parameter(th.zeros(d_out)))

    def forward(self, x):
        last = len(self.ws) - 1
        for i, (w, b) in enumerate(zip(self.ws, self.bs)):
            x = x.matmul(w) + b
            if i < last:
                x = x.relu()
        return x
