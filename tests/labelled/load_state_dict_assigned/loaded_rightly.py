# clean: load-state-dict-assigned
# proof: sound(model, randn(2, 3))
# proof: holds(result.missing_keys == [])

import torch
from torch import nn

torch.save(nn.Linear(3, 1).state_dict(), "weights.pt")
model = nn.Linear(3, 1)
state = torch.load("weights.pt", weights_only=True)
model.load_state_dict(state)
result = model.load_state_dict(state, strict=False)
print(result.missing_keys)
missing, unexpected = model.load_state_dict(state, strict=False)
