# mistake: discarded-tensor-op
# line: 12
# proof: holds(h.requires_grad)

import torch
from torch import nn

rnn = nn.RNN(3, 4)
h = torch.zeros(1, 2, 4)
for chunk in torch.randn(2, 5, 2, 3):
    out, h = rnn(chunk, h)
    h.detach()
