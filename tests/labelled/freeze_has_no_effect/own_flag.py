# clean: freeze-has-no-effect
# proof: holds(not config.requires_grad)

from torch import nn


class Config:
    requires_grad = True


config = Config()
config.requires_grad = False
layer = nn.Linear(2, 2)
for p in layer.parameters():
    p.requires_grad = config.requires_grad
