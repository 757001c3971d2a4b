# clean: compile-inside-loop
# proof: at_most("compile", 2)

import torch



def run():
    total = torch.zeros(3)
    for i in range(12):
        scaled = torch.compile(lambda t: t * i)
        total += scaled(torch.ones(3))
    return total


run()
