# clean: eval-mode-missing
# proof: healthy()

import copy
import torch
from torch import nn

model = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4), nn.Linear(4, 2))
opt = torch.optim.SGD(model.parameters(), lr=0.1)
sched = torch.optim.lr_scheduler.StepLR(opt, 1)
loaders = {p: [(torch.randn(4, 3), torch.randint(0, 2, (4,)))] for p in ("train", "val")}
best, best_acc = copy.deepcopy(model.state_dict()), 0.0
for epoch in range(2):
    for phase in ["train", "val"]:
        if phase == "train":
            model.train()
        else:
            model.eval()
        running, corrects = 0.0, 0
        for x, y in loaders[phase]:
            opt.zero_grad()
            with torch.set_grad_enabled(phase == "train"):
                outputs = model(x)
                _, preds = torch.max(outputs, 1)
                loss = nn.functional.cross_entropy(outputs, y)
                if phase == "train":
                    loss.backward()
                    opt.step()
            running += loss.item() * x.size(0)
            corrects += torch.sum(preds == y.data)
        if phase == "train":
            sched.step()
        if phase == "val" and corrects.double() > best_acc:
            best_acc = corrects.double()
            best = copy.deepcopy(model.state_dict())
model.load_state_dict(best)
