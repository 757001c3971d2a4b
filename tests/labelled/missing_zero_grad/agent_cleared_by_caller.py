# clean: missing-zero-grad
# proof: healthy()
import torch
from torch import nn


class Learner:
    def __init__(self, model):
        self.model = model
        self.opt = torch.optim.SGD(model.parameters(), lr=.1)

    def reset(self):
        for p in self.model.parameters():
            p.grad = None

    def learn(self, x):
        loss = self.model(x).pow(2).mean()
        loss.backward()
        self.opt.step()


l = Learner(nn.Linear(3, 1))
for x in torch.randn(3, 2, 3):
    l.reset()
    l.learn(x)
