# mistake: optimizer-built-too-early
# line: 30
# proof: misses(*main())

"""꽃 분류 전이 학습"""
import torch
from torch import nn, optim


class Backbone(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)
        self.fc = nn.Linear(8, 1000)

    def forward(self, x):
        return self.fc(self.conv(x).mean((2, 3)))


def get_model(n_classes: int):
    model = Backbone()
    for p in model.parameters():
        p.requires_grad = False
    return model


def main(n_classes=5):
    model = get_model(n_classes)
    optimizer = optim.Adam(model.fc.parameters(), lr=1e-3)
    model.fc = nn.Linear(model.fc.in_features, n_classes)
    criterion = nn.CrossEntropyLoss()
    for step in range(3):
        x, y = torch.randn(4, 3, 8, 8), torch.randint(0, n_classes, (4,))
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
    return optimizer, model
