# mistake: module-list-not-registered
# line: 15
# proof: hidden(StackedLSTM(3, 5, 2), "cells.1", randn(4, 2, 3))

import torch
import torch.nn as nn


class StackedLSTM(nn.Module):
    def __init__(self, input_size: int, hidden_size: int, num_layers: int):
        super().__init__()
        self.hidden_size = hidden_size
        cells = [nn.LSTMCell(input_size, hidden_size)]
        cells = cells + [nn.LSTMCell(hidden_size, hidden_size) for _ in range(num_layers - 1)]
        self.cells = cells
        self.fc = nn.Linear(hidden_size, 1)

    def forward(self, seq):
        n = seq.size(1)
        state = [
            (seq.new_zeros(n, self.hidden_size), seq.new_zeros(n, self.hidden_size))
            for _ in self.cells
        ]
        for x in seq:
            for i, cell in enumerate(self.cells):
                state[i] = cell(x, state[i])
                x = state[i][0]
        return self.fc(x)
