# mistake: loss-rewrapped
# line: 12
# proof: fact("step_without_gradient")
import torch
from torch import nn

model = nn.Linear(3, 1)
opt = torch.optim.SGD(model.parameters(), lr=0.1)
for x, y in [(torch.randn(4, 3), torch.randn(4, 1))] * 2:
    pred = model(x).detach().numpy()
    err = ((pred - y.numpy()) ** 2).mean()
    loss = torch.tensor(err, requires_grad=True)
    opt.zero_grad()
    loss.backward()
    opt.step()
