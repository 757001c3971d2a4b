# mistake: missing-zero-grad
# line: 14, 15
# proof: fact("stale_gradient", 3)

import torch
from torch import nn


class Experiment:
    def run(self):
        for x, y in self.batches:
            output = self.model(x)
            loss = self.loss_func(output, y)
            loss.backward()
            self.optimizer.step()


experiment = Experiment()
experiment.model = nn.Linear(3, 1)
experiment.loss_func = nn.MSELoss()
experiment.optimizer = torch.optim.SGD(experiment.model.parameters(), lr=0.1)
experiment.batches = [(torch.randn(4, 3), torch.randn(4, 1)) for _ in range(4)]
experiment.run()
