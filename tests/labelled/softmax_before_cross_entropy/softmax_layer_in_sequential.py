# mistake: softmax-before-cross-entropy
# line: 13, 21
# proof: fact("probabilities", 2)

import torch
from torch import nn

model = nn.Sequential(
    nn.Flatten(),
    nn.Linear(28, 32),
    nn.ReLU(),
    nn.Linear(32, 10),
    nn.Softmax(dim=1),
)
loss_fn = nn.CrossEntropyLoss()
opt = torch.optim.SGD(model.parameters(), lr=1e-2)


def train(x, y):
    pred = model(x)
    loss = loss_fn(pred, y)
    opt.zero_grad()
    loss.backward()
    opt.step()


for _ in range(2):
    train(torch.randn(4, 4, 7), torch.randint(0, 10, (4,)))
