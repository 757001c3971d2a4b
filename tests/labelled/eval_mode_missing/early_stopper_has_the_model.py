# mistake: eval-mode-missing
# line: 45
# proof: holds(modes == [True, False, False])

import torch
from torch import nn


class EarlyStopping:
    def __init__(self, patience):
        self.patience, self.best, self.stop = patience, None, False

    def __call__(self, loss, model):
        if self.best is None or loss < self.best:
            self.best = loss
            self.weights = {name: w.clone() for name, w in model.state_dict().items()}


class Tabular(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(width, 8), nn.Dropout(0.5), nn.Linear(8, 2))

    def forward(self, x):
        return self.layers(x)


modes = []


def fit(model, train_data, val_data, epochs):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters())
    early_stopping = EarlyStopping(patience=2)
    model.train()
    for epoch in range(epochs):
        modes.append(model.training)
        for x, y in train_data:
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()

        total = 0.0
        model.eval()
        with torch.no_grad():
            for x, y in val_data:
                total += criterion(model(x), y).item()
        early_stopping(total, model)


data = [(torch.randn(4, 3), torch.tensor([0, 1, 1, 0])) for _ in range(2)]
fit(Tabular(3), data, data, 3)
