import torch


def scores(model, x):
    """What `Scorer` computed before anybody changed it."""
    h = torch.relu(torch.nn.functional.linear(x, model.fc.weight, model.fc.bias))
    largest = h.max()
    if largest > 1:
        h = h / largest
    return torch.nn.functional.linear(h, model.head.weight, model.head.bias)
