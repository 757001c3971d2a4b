# clean: shared-layer-by-multiplication
# proof: sound(Net(), randn(2, 4))

from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        relu = nn.ReLU()
        acts = [relu] * 2
        self.net = nn.Sequential(nn.Linear(4, 4), acts[0], nn.Linear(4, 4), acts[1])

    def forward(self, x):
        return self.net(x)
