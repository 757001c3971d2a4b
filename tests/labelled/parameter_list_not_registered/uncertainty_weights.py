# mistake: parameter-list-not-registered
# line: 14
# proof: hidden(MultiLoss(2), "log_vars.0", [torch.ones(()), torch.ones(())])

import torch
import torch.nn as nn


class MultiLoss(nn.Module):
    """Kendall et al.: weighs several losses by learned uncertainty."""

    def __init__(self, num_tasks: int):
        super().__init__()
        self.log_vars = list(nn.Parameter(torch.zeros(1)) for _ in range(num_tasks))

    def forward(self, losses):
        total = 0
        for loss, log_var in zip(losses, self.log_vars):
            total = total + torch.exp(-log_var) * loss + log_var
        return total
