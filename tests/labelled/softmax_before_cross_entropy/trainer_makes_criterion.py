# mistake: softmax-before-cross-entropy
# line: 18, 33
# proof: fact("probabilities", 1)

import torch
from torch import nn
import torch.nn.functional as F


class CNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.c1 = nn.Conv2d(1, 4, 3)
        self.fc = nn.Linear(4, 3)

    def forward(self, x):
        x = F.relu(self.c1(x)).mean((2, 3))
        out = F.softmax(self.fc(x), dim=-1)
        return out


class Trainer:
    def __init__(self, model, lr=1e-3):
        self.model = model
        self.criterion = nn.CrossEntropyLoss()
        self.optimizer = torch.optim.Adam(self.model.parameters(), lr=lr)

    def fit(self, loader, epochs=1):
        for epoch in range(epochs):
            for images, labels in loader:
                self.optimizer.zero_grad()
                outputs = self.model(images)
                loss = self.criterion(outputs, labels)
                loss.backward()
                self.optimizer.step()


trainer = Trainer(CNN())
trainer.fit([(torch.randn(2, 1, 6, 6), torch.tensor([0, 2]))])
