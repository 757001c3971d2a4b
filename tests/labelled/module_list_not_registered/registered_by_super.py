# clean: module-list-not-registered
# proof: sound(Stack([nn.Linear(3, 3), nn.ReLU()]), randn(1, 3))

from torch import nn


class Stack(nn.Sequential):
    def __init__(self, layers):
        super().__init__(*layers)
        self.depth = len(layers)
