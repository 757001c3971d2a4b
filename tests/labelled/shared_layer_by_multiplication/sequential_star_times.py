# mistake: shared-layer-by-multiplication
# line: 12
# proof: holds(sum(p.numel() for p in Deep().parameters()) == 8 * 8 + 8)

import torch.nn as nn


class Deep(nn.Module):
    def __init__(self, width=8, depth=5):
        super(Deep, self).__init__()
        # 깊은 네트워크
        self.net = nn.Sequential(*[nn.Linear(width, width), nn.ReLU()] * depth)

    def forward(self, x):
        return self.net(x)
