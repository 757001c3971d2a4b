# clean: eval-mode-missing
# proof: healthy()
import torch
from torch import nn
from contextlib import contextmanager

model = nn.Sequential(nn.Linear(4, 8), nn.BatchNorm1d(8), nn.Dropout(0.1), nn.Linear(8, 2))
opt = torch.optim.SGD(model.parameters(), lr=0.1)


@contextmanager
def evaluating(m):
    mode = m.training
    m.eval()
    try:
        with torch.no_grad():
            yield m
    finally:
        m.train(mode)


def run_epoch(loader, train=True):
    model.train(train)
    with torch.set_grad_enabled(train):
        for x, y in loader:
            loss = nn.functional.cross_entropy(model(x), y)
            if train:
                opt.zero_grad()
                loss.backward()
                opt.step()


data = [(torch.randn(6, 4), torch.randint(2, (6,)))]
for epoch in range(2):
    run_epoch(data)
    run_epoch(data, train=False)
    with evaluating(model) as m:
        m(data[0][0])
