# mistake: trainable-tensor-not-parameter
# line: 20, 21
# proof: hidden(GRUScratch(2, 3), "W_xz", randn(4, 5, 2))

import torch
from torch import nn


class GRUScratch(nn.Module):
    def __init__(self, num_inputs, num_hiddens, sigma=0.01):
        super().__init__()
        self.num_hiddens = num_hiddens

        def init_weight(*shape):
            return (torch.randn(*shape) * sigma).requires_grad_(True)

        def triple():
            return (init_weight(num_inputs, num_hiddens), init_weight(num_hiddens, num_hiddens))

        self.W_xz, self.W_hz = triple()
        self.W_xh, self.W_hh = triple()

    def forward(self, inputs):
        H = inputs.new_zeros(inputs.shape[1], self.num_hiddens)
        outputs = []
        for X in inputs:
            Z = torch.sigmoid(X @ self.W_xz + H @ self.W_hz)
            H_tilde = torch.tanh(X @ self.W_xh + H @ self.W_hh)
            H = Z * H + (1 - Z) * H_tilde
            outputs.append(H)
        return torch.stack(outputs)
