# mistake: tensor-not-buffer
# line: 13
# proof: stays_behind(Normed(np.ones(4)), randn(2, 4))

import numpy as np
import torch
import torch.nn as nn


class Normed(nn.Module):
    def __init__(self, mean):
        super().__init__()
        self.mean = torch.tensor(np.asarray(mean), dtype=torch.float32)
        self.fc = nn.Linear(4, 2)

    def forward(self, x):
        return self.fc(x - self.mean)
