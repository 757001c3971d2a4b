# clean: compiled-state-dict-prefix
# proof: holds(set(torch.nn.Linear(3, 1).state_dict()) == keys)

import torch
from torch import nn

model = nn.Linear(3, 1)
fast = torch.compile(model)
fast(torch.randn(2, 3))
torch.save(model.state_dict(), "m.pt")
torch.save(fast._orig_mod.state_dict(), "n.pt")
keys = set(torch.load("n.pt", weights_only=True))
