# mistake: optimizer-built-too-early
# line: 21, 22
# proof: misses(*main())

import torch
import torch.nn as nn


class Classifier(nn.Module):
    def __init__(self, backbone):
        super().__init__()
        self.backbone = backbone
        self.dropout = nn.Dropout(0.2)

    def forward(self, x):
        return self.head(self.dropout(self.backbone(x)))


def main():
    model = Classifier(nn.Linear(6, 6))
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-4)
    model.head = nn.Linear(6, 2)
    model.train()
    for _ in range(2):
        optimizer.zero_grad()
        model(torch.randn(3, 6)).sum().backward()
        optimizer.step()
    return optimizer, model


if __name__ == "__main__":
    main()
