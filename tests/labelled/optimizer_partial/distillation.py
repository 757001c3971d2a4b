# clean: optimizer-partial
# proof: healthy()

import torch
from torch import nn
import torch.nn.functional as F

teacher = nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Linear(16, 3)).eval()
student = nn.Linear(4, 3)
opt = torch.optim.Adam(student.parameters())
T = 2.0
for _ in range(2):
    x, y = torch.randn(5, 4), torch.randint(0, 3, (5,))
    s, t = student(x), teacher(x).detach()
    kd = F.kl_div(F.log_softmax(s / T, -1), F.softmax(t / T, -1), reduction="batchmean") * T * T
    loss = 0.5 * kd + 0.5 * F.cross_entropy(s, y)
    opt.zero_grad()
    loss.backward()
    opt.step()
