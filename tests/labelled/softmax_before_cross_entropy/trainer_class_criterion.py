# mistake: softmax-before-cross-entropy
# line: 12, 29
# proof: fact("probabilities", 1)

import torch
from torch import nn


class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        layers = [nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 3), nn.Softmax(dim=-1)]
        self.layers = nn.Sequential(*layers)

    def forward(self, x):
        return self.layers(x)


class Trainer:
    def __init__(self, model):
        self.model = model
        self.criterion = nn.CrossEntropyLoss()
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=0.1)

    def fit(self, x, y, epochs=2):
        for _ in range(epochs):
            self.optimizer.zero_grad()
            out = self.model(x)
            loss = self.criterion(out, y)
            loss.backward()
            self.optimizer.step()


Trainer(Classifier()).fit(torch.randn(6, 4), torch.randint(0, 3, (6,)))
