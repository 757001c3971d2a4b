# mistake: freeze-has-no-effect
# line: 12
# proof: holds(all(p.requires_grad for p in net.parameters()))

import torch.nn as nn

net = nn.Sequential(nn.Linear(2, 2), nn.BatchNorm1d(2))


def freeze(module):
    for p in module.parameters():
        p.requires_grad == False


freeze(net)
