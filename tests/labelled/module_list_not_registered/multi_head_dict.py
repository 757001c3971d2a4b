# mistake: module-list-not-registered
# line: 14, 15, 16, 17, 18
# proof: hidden(MultiTask(), "heads.age", randn(3, 10))

import torch
import torch.nn as nn
from typing import Dict


class MultiTask(nn.Module):
    def __init__(self, feature_dim: int = 10):
        super().__init__()
        self.backbone = nn.Sequential(nn.Linear(feature_dim, 20), nn.ReLU())
        self.heads = {
            "age": nn.Linear(20, 1),
            "gender": nn.Linear(20, 2),
            "smile": nn.Linear(20, 2),
        }

    def forward(self, x: torch.Tensor) -> Dict[str, torch.Tensor]:
        features = self.backbone(x)
        return {task: head(features) for task, head in self.heads.items()}
