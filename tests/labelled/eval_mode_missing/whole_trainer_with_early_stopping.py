# clean: eval-mode-missing
# proof: healthy()

import copy

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset, random_split


class Trainer:
    def __init__(self, model, criterion, optimizer, scheduler=None, patience=2, device="cpu"):
        self.model = model.to(device)
        self.criterion = criterion
        self.optimizer = optimizer
        self.scheduler = scheduler
        self.patience = patience
        self.device = device
        self.best_loss = float("inf")
        self.best_state = None
        self.history = {"train": [], "val": []}

    def _step(self, batch):
        inputs, targets = (t.to(self.device) for t in batch)
        return self.criterion(self.model(inputs), targets)

    def train_epoch(self, loader):
        self.model.train()
        total = 0.0
        for batch in loader:
            self.optimizer.zero_grad(set_to_none=True)
            loss = self._step(batch)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(self.model.parameters(), max_norm=1.0)
            self.optimizer.step()
            total += loss.item()
        return total / len(loader)

    @torch.inference_mode()
    def evaluate(self, loader):
        self.model.eval()
        return sum(self._step(batch).item() for batch in loader) / len(loader)

    def fit(self, train_loader, val_loader, epochs):
        bad_epochs = 0
        for epoch in range(epochs):
            self.history["train"].append(self.train_epoch(train_loader))
            val_loss = self.evaluate(val_loader)
            self.history["val"].append(val_loss)
            if self.scheduler is not None:
                self.scheduler.step()
            if val_loss < self.best_loss:
                self.best_loss, bad_epochs = val_loss, 0
                self.best_state = copy.deepcopy(self.model.state_dict())
            else:
                bad_epochs += 1
                if bad_epochs >= self.patience:
                    break
        self.model.load_state_dict(self.best_state)


torch.manual_seed(0)
x = torch.randn(40, 5)
y = (x.sum(1) > 0).long()
train_set, val_set = random_split(TensorDataset(x, y), [32, 8])
model = nn.Sequential(nn.Linear(5, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Dropout(0.2), nn.Linear(8, 2))
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-2, weight_decay=1e-4)
scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=3)
trainer = Trainer(model, nn.CrossEntropyLoss(), optimizer, scheduler)
trainer.fit(DataLoader(train_set, 8, shuffle=True), DataLoader(val_set, 8), epochs=3)
