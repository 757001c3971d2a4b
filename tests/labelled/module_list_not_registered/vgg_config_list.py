# clean: module-list-not-registered
# proof: sound(VGG("tiny"), randn(2, 3, 8, 8))

import torch
import torch.nn as nn

cfg = {
    "tiny": [4, "M", 8, "M"],
    "small": [8, 8, "M", 16, "M"],
}


class VGG(nn.Module):
    def __init__(self, name, num_classes=3):
        super(VGG, self).__init__()
        self.plan = cfg[name]
        self.features = self._make_layers(self.plan)
        self.classifier = nn.Linear(8 * 2 * 2, num_classes)

    def _make_layers(self, plan):
        layers = []
        in_channels = 3
        for v in plan:
            if v == "M":
                layers += [nn.MaxPool2d(kernel_size=2, stride=2)]
            else:
                layers += [nn.Conv2d(in_channels, v, 3, padding=1), nn.BatchNorm2d(v), nn.ReLU(inplace=True)]
                in_channels = v
        return nn.Sequential(*layers)

    def forward(self, x):
        out = self.features(x)
        return self.classifier(out.view(out.size(0), -1))
