# clean: softmax-before-cross-entropy
# proof: healthy()

import torch
from torch import nn

policy = nn.Sequential(nn.Linear(4, 3), nn.Softmax(dim=-1))
value = nn.Linear(4, 1)
encoder = nn.Linear(4, 3)
crit = nn.CrossEntropyLoss()
opt = torch.optim.Adam([*policy.parameters(), *value.parameters(), *encoder.parameters()])
for _ in range(2):
    s, a, r = torch.randn(5, 4), torch.randint(0, 3, (5, 1)), torch.randn(5, 1)
    probs = policy(s)
    logp = torch.log(probs.gather(1, a) + 1e-8)
    aux = crit(encoder(s), probs.detach())
    loss = -(logp * (r - value(s).detach())).mean() + (r - value(s)).pow(2).mean() + aux
    opt.zero_grad()
    loss.backward()
    opt.step()
