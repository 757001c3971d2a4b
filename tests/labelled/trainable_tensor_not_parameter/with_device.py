# mistake: trainable-tensor-not-parameter
# line: 15
# proof: hidden(PosEnc(5, 4), "pe", randn(2, 5, 4))

import torch
import torch.nn as nn

DEVICE = torch.device("cuda:0") if torch.cuda.is_available() else torch.device("cpu")


class PosEnc(nn.Module):
    def __init__(self, max_len, dim):
        super().__init__()
        self.drop = nn.Dropout(0.0)
        self.pe = torch.randn(1, max_len, dim, device=DEVICE, requires_grad=True)

    def forward(self, x):
        return self.drop(x + self.pe[:, : x.shape[1]])
