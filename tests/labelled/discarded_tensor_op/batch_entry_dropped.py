# mistake: discarded-tensor-op
# line: 12
# proof: holds(evaluate(lambda x: x, [{"image": torch.ones(1), "label": torch.ones(1)}]) == {torch.float32})

import torch


def evaluate(model, loader):
    seen = set()
    for batch in loader:
        image, label = batch["image"], batch["label"]
        image.to(torch.float64)
        seen.add((model(image) * label).dtype)
    return seen
