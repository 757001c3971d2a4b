# mistake: tensor-not-buffer
# line: 15
# proof: stays_behind(Diffusion(nn.Linear(4, 4)), randn(3, 4), torch.tensor([0, 3, 9]))

import torch
import torch.nn as nn


class Diffusion(nn.Module):
    def __init__(self, model: nn.Module, T: int = 10):
        super().__init__()
        self.model = model
        betas = torch.linspace(1e-4, 0.02, T)
        alphas = 1.0 - betas
        self.alpha_bar = torch.cumprod(alphas, dim=0)

    def forward(self, x0, t):
        a = self.alpha_bar[t].unsqueeze(-1)
        noise = torch.randn_like(x0)
        xt = a.sqrt() * x0 + (1 - a).sqrt() * noise
        return ((self.model(xt) - noise) ** 2).mean()
