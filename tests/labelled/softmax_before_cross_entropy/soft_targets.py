# clean: softmax-before-cross-entropy
# proof: healthy()

import torch
import torch.nn.functional as F
from torch import nn

teacher, student = nn.Linear(4, 3), nn.Linear(4, 3)
optimizer = torch.optim.SGD(student.parameters(), lr=0.1)
for _ in range(2):
    x = torch.randn(8, 4)
    with torch.no_grad():
        target = F.softmax(teacher(x) / 2.0, dim=1)
    loss = F.cross_entropy(student(x) / 2.0, target)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
