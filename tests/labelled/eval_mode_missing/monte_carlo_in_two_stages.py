# clean: eval-mode-missing
# proof: fact("training_without_grad", 1)

import torch
from torch import nn

encoder = nn.Sequential(nn.Linear(4, 8), nn.Dropout(0.2))
decoder = nn.Sequential(nn.Linear(8, 4), nn.Dropout(0.2))
opt = torch.optim.Adam([*encoder.parameters(), *decoder.parameters()])
for x in torch.randn(3, 5, 4):
    opt.zero_grad()
    loss = (decoder(encoder(x)) - x).pow(2).mean()
    loss.backward()
    opt.step()

x = torch.randn(5, 4)
samples = []
with torch.no_grad():
    for _ in range(20):
        h = encoder(x)
        out = decoder(h)
        samples.append(out)
print(torch.stack(samples).std(0))
