# clean: discarded-tensor-op
# proof: holds(True)

import torch
from torch import nn

model = nn.Sequential(nn.Linear(4, 3))
cm = torch.zeros(3, 3, dtype=torch.long)
model.eval()
with torch.no_grad():
    for x, y in [(torch.randn(5, 4), torch.randint(0, 3, (5,)))]:
        p = model(x).argmax(1)
        cm.index_put_((y, p), torch.ones_like(y), accumulate=True)
        x.numpy().sort()
        y.tolist()
cm.sum()
cm.float()
print(cm.diag().sum() / cm.sum())
