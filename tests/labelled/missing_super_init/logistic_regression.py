# mistake: missing-super-init
# line: 12
# proof: stops(AttributeError, "cannot assign module")

import torch
import torch.nn as nn
import torch.optim as optim


class LogisticRegression(nn.Module):
    def __init__(self, input_dim, output_dim):
        self.linear = nn.Linear(input_dim, output_dim)

    def forward(self, x):
        return torch.sigmoid(self.linear(x))


def main():
    model = LogisticRegression(4, 1)
    optimizer = optim.SGD(model.parameters(), lr=0.01)
    x, y = torch.randn(8, 4), torch.ones(8, 1)
    for epoch in range(3):
        optimizer.zero_grad()
        loss = nn.BCELoss()(model(x), y)
        loss.backward()
        optimizer.step()


if __name__ == "__main__":
    main()
