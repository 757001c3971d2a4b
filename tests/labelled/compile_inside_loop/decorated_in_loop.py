# mistake: compile-inside-loop
# line: 10
# proof: fact("compile", 3)

import torch

results = []
for activation in ["relu", "tanh", "sigmoid"]:
    @torch.compile
    def apply(t):
        return getattr(torch, activation)(t) * 2

    results.append(apply(torch.ones(3)))
