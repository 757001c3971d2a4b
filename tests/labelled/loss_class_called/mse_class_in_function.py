# mistake: loss-class-called
# line: 12
# proof: raises(RuntimeError, lambda: compute_loss(nn.Linear(2, 2), randn(3, 2), randn(3, 2)), "Boolean value")

import torch
from torch import nn
from torch.nn import MSELoss


def compute_loss(model, x, target):
    prediction = model(x)
    return MSELoss(prediction, target)
