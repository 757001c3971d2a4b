# mistake: parameter-list-not-registered
# line: 13
# proof: hidden(Adapter({"en": 4, "de": 4}), "bias.en", randn(2, 4), "en")
import torch
from torch import nn


class Adapter(nn.Module):
    def __init__(self, languages: dict[str, int]):
        super().__init__()
        self.proj = nn.Linear(4, 4)
        make = lambda n: nn.Parameter(torch.zeros(n))
        self.bias = {lang: make(size) for lang, size in languages.items()}

    def forward(self, x, lang):
        return self.proj(x) + self.bias[lang]
