# clean: graph-cut-in-forward
# proof: holds(all(p.grad is None or p.grad.abs().sum() > 0 for p in (F.cross_entropy(*MoCo()(randn(4, 16), randn(4, 16))).backward(), *MoCo().parameters())[1:]))

import copy
import torch
from torch import nn
import torch.nn.functional as F

class MoCo(nn.Module):
    def __init__(self, dim=8, K=32, m=0.99):
        super().__init__()
        self.m = m
        self.encoder_q = nn.Linear(16, dim)
        self.encoder_k = copy.deepcopy(self.encoder_q)
        for p in self.encoder_k.parameters():
            p.requires_grad = False
        self.register_buffer("queue", F.normalize(torch.randn(dim, K), dim=0))
        self.register_buffer("ptr", torch.zeros(1, dtype=torch.long))

    @torch.no_grad()
    def _update(self):
        for q, k in zip(self.encoder_q.parameters(), self.encoder_k.parameters()):
            k.data = k.data * self.m + q.data * (1 - self.m)

    def forward(self, a, b):
        q = F.normalize(self.encoder_q(a), dim=1)
        with torch.no_grad():
            self._update()
            k = F.normalize(self.encoder_k(b), dim=1)
        pos = (q * k).sum(1, keepdim=True)
        neg = q @ self.queue.clone().detach()
        logits = torch.cat([pos, neg], 1) / 0.07
        return logits, torch.zeros(len(q), dtype=torch.long, device=q.device)
