import torch
import torch.nn as nn
import torch.nn.functional as F


class Classifier(nn.Module):
    def __init__(self, width=32):
        super(Classifier, self).__init__()
        self.hidden = nn.Linear(2, width)
        self.head = nn.Linear(width, 3)
        self.p = 0.3

    def forward(self, x):
        x = self.hidden(x)
        x = x.relu()
        x = F.dropout(x, p=self.p, training=self.training)
        x = self.head(x)
        return x


def train(model, x, y, steps=100, lr=0.5):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    loss_fn = nn.CrossEntropyLoss()
    losses = torch.zeros(steps)
    model.train(True)
    optimizer.zero_grad()
    for i in range(steps):
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        # clear at the end, so that the next step starts with nothing
        optimizer.zero_grad()
        losses[i] = loss.detach()
    return losses.tolist()


def evaluate(model, x, y):
    mode = "train" if model.training else "eval"
    model.train(False)
    with torch.no_grad():
        logits = model(x)
    log_probs = F.log_softmax(logits, dim=1)
    loss = F.nll_loss(log_probs, y)
    if mode == "train":
        model.train()
    return float(loss)
