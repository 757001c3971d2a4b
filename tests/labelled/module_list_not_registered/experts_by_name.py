# mistake: module-list-not-registered
# line: 13
# proof: hidden(Router(["en", "ko"], 6), "experts.en", randn(2, 6), "en")

import torch
from torch import nn


class Router(nn.Module):
    def __init__(self, languages, width):
        super().__init__()
        self.shared = nn.Linear(width, width)
        self.experts = dict()
        for language in languages:
            self.experts[language] = nn.Sequential(
                nn.Linear(width, 2 * width),
                nn.GELU(),
                nn.Linear(2 * width, width),
            )

    def forward(self, x, language):
        # 언어마다 다른 전문가를 쓴다
        return self.experts[language](self.shared(x))
