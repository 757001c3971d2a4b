# mistake: missing-zero-grad
# line: 20, 21
# proof: fact("stale_gradient", 2)

import torch
import torch.nn as nn


class Trainer:
    def __init__(self, model, lr=0.01):
        self.model = model
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=lr)
        self.criterion = nn.MSELoss()

    def fit(self, batches, epochs=2):
        for epoch in range(epochs):
            for x, y in batches:
                out = self.model(x)
                loss = self.criterion(out, y)
                loss.backward()
                self.optimizer.step()


trainer = Trainer(nn.Linear(2, 1))
trainer.fit([(torch.randn(4, 2), torch.randn(4, 1)) for _ in range(3)])
