# clean: layer-created-in-forward
# proof: sound(make_net(4), randn(2, 4))

import torch.nn as nn


def make_net(n, hidden=8):
    body = nn.Sequential(nn.Linear(n, hidden), nn.ReLU())
    head = nn.Linear(hidden, 1)
    return nn.Sequential(body, head)


def forward(net, x):
    return net(x)
