# clean: discarded-tensor-op
# proof: sound(Net(), randn(2, 5))

import torch
import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv1d(1, 2, 3)

    def forward(self, x):
        x = x.float() if x.dtype == torch.float16 else x
        y = x.unsqueeze(1)
        y = y.contiguous()
        return self.conv(y).squeeze()
