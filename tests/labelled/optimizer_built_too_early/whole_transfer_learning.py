# clean: optimizer-built-too-early
# proof: healthy(but=["training_without_grad"])
# proof: covers(optimizer, model)

import torch
from torch import nn


def pretrained():
    torch.manual_seed(1)
    return nn.Sequential(nn.Conv2d(3, 4, 3, padding=1), nn.BatchNorm2d(4), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten())


class Classifier(nn.Module):
    def __init__(self, backbone, n_classes):
        super().__init__()
        self.backbone = backbone
        for p in self.backbone.parameters():
            p.requires_grad = False
        self.head = nn.Linear(4, n_classes)

    def train(self, mode=True):
        super().train(mode)
        self.backbone.eval()  # keep the running statistics
        return self

    def forward(self, x):
        with torch.no_grad():
            features = self.backbone(x)
        return self.head(features)


model = Classifier(pretrained(), 3)
optimizer = torch.optim.SGD([p for p in model.parameters() if p.requires_grad], lr=0.1, momentum=0.9)
criterion = nn.CrossEntropyLoss(label_smoothing=0.1)
model.train()
for epoch in range(2):
    images, labels = torch.randn(4, 3, 8, 8), torch.randint(0, 3, (4,))
    optimizer.zero_grad()
    loss = criterion(model(images), labels)
    loss.backward()
    optimizer.step()

# second phase: everything
for p in model.parameters():
    p.requires_grad = True
optimizer = torch.optim.SGD(model.parameters(), lr=1e-3)
