# mistake: compile-inside-loop
# line: 11
# proof: fact("compile", 3)

import torch


def run(x, powers):
    out = []
    for p in powers:
        f = torch.compile(lambda t: sum(t**i for i in range(p)))
        out.append(f(x))
    return out


run(torch.ones(3), [2, 3, 4])
