# clean: softmax-before-cross-entropy
# proof: healthy()

import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 3)

    def forward(self, x):
        logits = self.fc(x)
        return logits, F.softmax(logits, dim=1)


net = Net()
opt = torch.optim.SGD(net.parameters(), lr=0.1)
for _ in range(2):
    x, y = torch.randn(5, 4), torch.randint(0, 3, (5,))
    logits, probs = net(x)
    loss = F.cross_entropy(logits, y)
    entropy = -(probs * probs.clamp_min(1e-9).log()).sum(1).mean()
    opt.zero_grad()
    (loss - 0.01 * entropy).backward()
    opt.step()
