# mistake: softmax-before-cross-entropy
# line: 18, 25
# proof: fact("probabilities", 2)

import torch
import torch.nn.functional as F


class Spikes(torch.nn.Module):
    def __init__(self, steps, width):
        super().__init__()
        self.steps = steps
        self.layer = torch.nn.Linear(width, 3)

    def forward(self, x):
        voltages = torch.stack([self.layer(x) * (t + 1) for t in range(self.steps)])
        strongest, _ = torch.max(voltages, 0)
        p = F.softmax(strongest, dim=1)
        return p


def train(model, batches, optimizer):
    for data, target in batches:
        optimizer.zero_grad()
        loss = F.nll_loss(model(data), target)
        loss.backward()
        optimizer.step()


def main(batches):
    model = Spikes(steps=4, width=5)
    train(model, batches, torch.optim.SGD(model.parameters(), lr=0.1))


main([(torch.randn(4, 5), torch.tensor([0, 2, 1, 1])) for _ in range(2)])
