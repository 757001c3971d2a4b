# mistake: container-misuse
# line: 11
# proof: raises(TypeError, Net, "is not a Module subclass")

import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.main = nn.Sequential(nn.Conv2d(3, 4, 3), nn.ReLU, nn.Conv2d(4, 1, 3))

    def forward(self, x):
        return self.main(x)
