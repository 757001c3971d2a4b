# clean: module-list-not-registered
# proof: sound(Net(), randn(2, 4))

from torch import nn


class Net(nn.Module):
    def __init__(self, depth=2):
        super().__init__()
        self.block_types = [nn.Linear, nn.Linear]
        self.blocks = nn.ModuleList()
        for make in self.block_types[:depth]:
            self.blocks.append(make(4, 4))

    def forward(self, x):
        for block in self.blocks:
            x = block(x)
        return x
