# mistake: trainable-tensor-not-parameter | tensor-not-buffer
# line: 12, 13
# proof: holds(not Bilinear(3).W.requires_grad and not list(Bilinear(3).parameters()))

import torch
import torch.nn as nn


class Bilinear(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.W = torch.empty(dim, dim)
        nn.init.xavier_uniform_(self.W)

    def forward(self, a, b):
        return torch.einsum("bi,ij,bj->b", a, self.W, b)
