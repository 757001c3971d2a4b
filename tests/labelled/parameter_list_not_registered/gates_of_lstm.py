# mistake: parameter-list-not-registered
# line: 17
# proof: hidden(ScratchLSTM(4, 6), "W.f", randn(3, 2, 4))

import torch
from torch import nn
from torch.nn import Parameter


class ScratchLSTM(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.hidden_size = hidden_size
        self.W = dict()
        self.b = nn.ParameterDict()
        for gate in "ifgo":
            self.W[gate] = Parameter(torch.randn(input_size + hidden_size, hidden_size) * 0.1)
            self.b[gate] = Parameter(torch.zeros(hidden_size))

    def forward(self, seq):
        T, B, _ = seq.shape
        h = seq.new_zeros(B, self.hidden_size)
        c = seq.new_zeros(B, self.hidden_size)
        for t in range(T):
            z = torch.cat([seq[t], h], dim=1)
            i = torch.sigmoid(z @ self.W["i"] + self.b["i"])
            f = torch.sigmoid(z @ self.W["f"] + self.b["f"])
            g = torch.tanh(z @ self.W["g"] + self.b["g"])
            o = torch.sigmoid(z @ self.W["o"] + self.b["o"])
            c = f * c + i * g
            h = o * torch.tanh(c)
        return h


print(ScratchLSTM(4, 6)(torch.randn(3, 2, 4)).shape)
