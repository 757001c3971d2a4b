# mistake: optimizer-bad-argument
# line: 11
# proof: stops(TypeError, "unsupported operand")

import torch
import torch.nn as nn
import torch.optim as optim

encoder = nn.Linear(6, 2)
decoder = nn.Linear(2, 6)
optimizer = optim.Adam(encoder.parameters() + decoder.parameters(), lr=1e-3)
x = torch.randn(3, 6)
loss = (decoder(encoder(x)) - x).pow(2).mean()
loss.backward()
optimizer.step()
