# mistake: loss-rewrapped
# line: 17
# proof: fact("step_without_gradient", 2)

import torch
import torch.nn as nn
from torch.autograd import Variable

model = nn.Linear(2, 2)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)


def train_step(x, y):
    optimizer.zero_grad()
    out = model(x)
    loss = nn.functional.mse_loss(out.detach(), y)
    loss = Variable(loss, requires_grad=True)
    loss.backward()
    optimizer.step()
    return loss.item()


for _ in range(2):
    train_step(torch.randn(3, 2), torch.zeros(3, 2))
