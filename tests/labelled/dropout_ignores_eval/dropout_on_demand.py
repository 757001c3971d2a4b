# clean: dropout-ignores-eval
# proof: sound(MCNet(), randn(5, 4))

import torch
from torch import nn
import torch.nn.functional as F

class MCNet(nn.Module):
    def __init__(self, p=0.2):
        super().__init__()
        self.p = p
        self.a, self.b = nn.Linear(4, 16), nn.Linear(16, 1)

    def forward(self, x, mc=False):
        h = F.dropout(torch.relu(self.a(x)), self.p, training=self.training or mc)
        return self.b(h)

net = MCNet().eval()
x = torch.randn(5, 4)
with torch.no_grad():
    samples = torch.stack([net(x, mc=True) for _ in range(20)])
print(samples.mean(0), samples.std(0))
