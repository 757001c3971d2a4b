# mistake: load-state-dict-assigned
# line: 12, 13
# proof: stops(Exception)

import torch
import torch.nn as nn

model = nn.Linear(3, 1)
torch.save(model.state_dict(), "model.pt")

model = nn.Linear(3, 1)
model = model.load_state_dict(torch.load("model.pt", weights_only=True))
model.eval()
print(model(torch.randn(2, 3)))
