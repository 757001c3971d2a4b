# mistake: parameter-list-not-registered
# line: 17
# proof: hidden(PromptTuning(2, 4, 6), "prompts.0", randn(3, 5, 6))

import torch
import torch.nn as nn


class PromptTuning(nn.Module):
    def __init__(self, n_layers, n_tokens, dim):
        super().__init__()
        prompts = []
        for _ in range(n_layers):
            p = torch.empty(n_tokens, dim)
            nn.init.normal_(p, std=0.02)
            prompts.append(nn.Parameter(p))
        self.prompts = prompts
        self.layers = nn.ModuleList(
            nn.TransformerEncoderLayer(dim, 2, 8, batch_first=True) for _ in range(n_layers)
        )

    def forward(self, x):
        for prompt, layer in zip(self.prompts, self.layers):
            p = prompt.expand(x.size(0), -1, -1)
            x = layer(torch.cat([p, x], dim=1))[:, p.size(1):]
        return x
