# mistake: optimizer-bad-argument
# line: 9
# proof: stops(TypeError)

import torch
import torch.nn as nn

gen, disc = nn.Linear(2, 4), nn.Linear(4, 1)
opt = torch.optim.RMSprop([gen.parameters(), disc.parameters()], lr=5e-5)
