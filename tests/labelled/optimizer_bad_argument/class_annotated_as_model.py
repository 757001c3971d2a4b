# clean: optimizer-bad-argument
# proof: covers(*prepared(nn.Linear, {"in_features": 4, "out_features": 2}))

import torch
import torch.nn as nn


def prepared(model_class: nn.Module, arguments: dict, device="cpu"):
    model = model_class(**arguments).to(device)
    model = model.train()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    return optimizer, model
