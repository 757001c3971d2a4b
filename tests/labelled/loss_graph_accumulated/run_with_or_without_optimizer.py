# clean: loss-graph-accumulated
# proof: healthy()

import copy
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset, random_split


def run(model, loader, crit, opt=None):
    train = opt is not None
    model.train() if train else model.eval()
    total, n = 0.0, 0
    with torch.set_grad_enabled(train):
        for x, y in loader:
            loss = crit(model(x), y)
            if train:
                opt.zero_grad()
                loss.backward()
                opt.step()
            total += loss.item() * len(x)
            n += len(x)
    return total / n


ds = TensorDataset(torch.randn(24, 4), torch.randint(0, 2, (24,)))
tr, va = random_split(ds, [16, 8])
model = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Dropout(0.2), nn.Linear(8, 2))
opt = torch.optim.Adam(model.parameters())
crit = nn.CrossEntropyLoss()
best, state, patience = float("inf"), None, 0
for epoch in range(3):
    tl = run(model, DataLoader(tr, 8, shuffle=True), crit, opt)
    vl = run(model, DataLoader(va, 8), crit)
    if vl < best:
        best, state, patience = vl, copy.deepcopy(model.state_dict()), 0
    elif (patience := patience + 1) > 2:
        break
model.load_state_dict(state)
