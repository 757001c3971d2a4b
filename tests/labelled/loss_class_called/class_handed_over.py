# clean: loss-class-called
# proof: healthy()

import torch
from torch import nn


def fit(loss_class=nn.L1Loss, **options):
    model = nn.Linear(2, 1)
    loss_fn = loss_class(**options)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for _ in range(2):
        optimizer.zero_grad()
        loss_fn(model(torch.randn(4, 2)), torch.zeros(4, 1)).backward()
        optimizer.step()


fit()
fit(nn.SmoothL1Loss, beta=0.5)
