# mistake: compiled-state-dict-prefix
# line: 10
# proof: holds(all(key.startswith("_orig_mod.") for key in torch.load("m.pt", weights_only=True)))

import torch
from torch import nn

model = torch.compile(nn.Linear(3, 1))
model(torch.randn(2, 3))
torch.save(model.state_dict(), "m.pt")
