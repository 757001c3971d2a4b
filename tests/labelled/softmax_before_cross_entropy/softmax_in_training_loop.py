# mistake: softmax-before-cross-entropy
# line: 13, 14
# proof: fact("probabilities", 2)

import torch
import torch.nn.functional as F
from torch.nn import Linear

net = Linear(5, 3)
optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
for epoch in range(2):
    logits = net(torch.randn(9, 5))
    probs = torch.softmax(logits, dim=1)
    loss = F.cross_entropy(probs, torch.randint(0, 3, (9,)))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
