# clean: load-state-dict-assigned
# proof: sound(model, randn(2, 3))

import torch
from torch import nn

torch.save(nn.Sequential(nn.Linear(3, 1)), "model.pt")
model = torch.load("model.pt", weights_only=False)
model.eval()
