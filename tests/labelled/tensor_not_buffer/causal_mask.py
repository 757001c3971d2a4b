# mistake: tensor-not-buffer
# line: 14
# proof: stays_behind(CausalSelfAttention(8, 6), randn(2, 6, 8))

import torch
import torch.nn as nn
import torch.nn.functional as F


class CausalSelfAttention(nn.Module):
    def __init__(self, dim, max_len):
        super().__init__()
        self.qkv = nn.Linear(dim, 3 * dim)
        self.mask = torch.tril(torch.ones(max_len, max_len))

    def forward(self, x):
        T = x.size(1)
        q, k, v = self.qkv(x).chunk(3, dim=-1)
        att = q @ k.transpose(-2, -1) / q.size(-1) ** 0.5
        att = att.masked_fill(self.mask[:T, :T] == 0, float("-inf"))
        return F.softmax(att, dim=-1) @ v


if __name__ == "__main__":
    device = "cuda" if torch.cuda.is_available() else "cpu"
    model = CausalSelfAttention(8, 6).to(device)
    print(model(torch.randn(2, 6, 8, device=device)).shape)
