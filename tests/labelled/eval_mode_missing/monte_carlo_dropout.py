# clean: eval-mode-missing
# proof: fact("training_without_grad", 5)
# proof: holds(std.abs().sum() > 0)

import torch
from torch import nn

model = nn.Sequential(nn.Linear(4, 8), nn.Dropout(0.3), nn.Linear(8, 3))


def mc_dropout_predict(model, x, n_samples=5):
    """Dropout stays on: the spread of the samples tells the uncertainty."""
    model.train()
    with torch.no_grad():
        samples = torch.stack([model(x) for _ in range(n_samples)])
    return samples.mean(0), samples.std(0)


mean, std = mc_dropout_predict(model, torch.randn(2, 4))
