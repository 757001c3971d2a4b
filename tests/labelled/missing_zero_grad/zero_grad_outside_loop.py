# mistake: missing-zero-grad
# line: 18, 19
# proof: fact("stale_gradient", 2)

import torch

model = torch.nn.Linear(1, 1)
loss_fn = torch.nn.MSELoss()
opt = torch.optim.SGD(model.parameters(), lr=0.05)
xs = torch.linspace(0, 1, 20).unsqueeze(1)
ys = 2 * xs + 1

opt.zero_grad()
for t in range(10):
    y_pred = model(xs)
    loss = loss_fn(y_pred, ys)
    print(t, loss.item())
    loss.backward()
    opt.step()
