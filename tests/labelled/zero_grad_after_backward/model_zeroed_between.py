# mistake: zero-grad-after-backward
# line: 15
# proof: fact("step_without_gradient", 2)

import torch
from torch import nn


def train_one_epoch(net, loader, opt):
    net.train()
    for xb, yb in loader:
        loss = nn.functional.cross_entropy(net(xb), yb)
        loss.backward()
        nn.utils.clip_grad_value_(net.parameters(), 0.5)
        opt.zero_grad()
        opt.step()


if __name__ == "__main__":
    net = nn.Linear(4, 3)
    loader = [(torch.randn(5, 4), torch.randint(0, 3, (5,))) for _ in range(3)]
    train_one_epoch(net, loader, torch.optim.Adam(net.parameters()))
