import torch
import torch.nn.functional as F
from torch import nn

w = torch.randn(4, 1, requires_grad=True)
b = torch.zeros(1, requires_grad=True)
x, y = torch.randn(16, 4), torch.randn(16, 1)
for _ in range(10):
    loss = ((x @ w + b - y) ** 2).mean()
    loss.backward()
    w -= 0.1 * w.grad  # want: manual-update-mistake "`with torch.no_grad():`"
    b -= 0.1 * b.grad  # want: manual-update-mistake
    w.grad.zero_()
    b.grad.zero_()


def fit(lr):
    weight = torch.zeros(4, 1)
    weight.requires_grad_()
    for _ in range(10):
        loss = ((x @ weight - y) ** 2).mean()
        loss.backward()
        with torch.no_grad():
            weight = weight - lr * weight.grad  # want: manual-update-mistake "`weight -= lr * weight.grad`"
        weight.grad = None


def fit_model(model, lr):
    for _ in range(10):
        model.zero_grad()
        F.mse_loss(model(x), y).backward()
        for p in model.parameters():
            p = p - lr * p.grad  # want: manual-update-mistake "does not change"
    for _ in range(10):
        model.zero_grad()
        F.mse_loss(model(x), y).backward()
        for name, p in model.named_parameters():
            p -= lr * p.grad  # want: manual-update-mistake "Autograd refuses"


def ascend():
    theta = nn.Parameter(torch.zeros(4))
    for _ in range(10):
        theta.sum().backward()
        theta = theta + 0.1 * theta.grad  # want: manual-update-mistake "`theta += 0.1 * theta.grad`"


# --- nothing below is a mistake


class Right:
    def __init__(self):
        self.w = torch.randn(4, 1, requires_grad=True)

    def fit(self, lr):
        for _ in range(10):
            loss = ((x @ self.w - y) ** 2).mean()
            loss.backward()
            with torch.no_grad():
                self.w -= lr * self.w.grad
            self.w.grad = None


def other_ways(lr):
    u = torch.randn(4, 1, requires_grad=True)
    for _ in range(10):
        ((x @ u - y) ** 2).mean().backward()
        u.data -= lr * u.grad
        u.data = u.data - lr * u.grad.data
        with torch.no_grad():
            u.sub_(lr * u.grad)
            u -= lr * u.grad
        u.grad = None


def sgd(parameters, lr):
    for p in parameters:
        p -= lr * p.grad


def sgd_of_a_model(model, lr):
    for p in model.parameters():
        p -= lr * p.grad


@torch.no_grad()
def decorated(model, lr):
    for p in model.parameters():
        p -= lr * p.grad


def leaf_again(lr):
    u = torch.randn(4, 1, requires_grad=True)
    for _ in range(10):
        ((x @ u - y) ** 2).mean().backward()
        u = u - lr * u.grad
        u = u.detach().requires_grad_()
    v = torch.randn(4, 1, requires_grad=True)
    for _ in range(10):
        ((x @ v - y) ** 2).mean().backward()
        v = (v - lr * v.grad).detach().requires_grad_()
    z = torch.randn(4, 1, requires_grad=True)
    for _ in range(10):
        ((x @ z - y) ** 2).mean().backward()
        z = z - lr * z.grad
        z.retain_grad()


def attacked(model, images, labels, epsilon):
    images.requires_grad = True
    F.cross_entropy(model(images), labels).backward()
    adversarial = images + epsilon * images.grad.sign()
    return adversarial.clamp(0, 1)


def adapted(model, lr):
    F.mse_loss(model(x), y).backward()
    fast = {}
    for name, p in model.named_parameters():
        p = p - lr * p.grad
        fast[name] = p
    return fast


def once():
    u = torch.randn(4, requires_grad=True)
    (u**2).sum().backward()
    u = u - 0.1 * u.grad
    return u


def statistics(model):
    total = 0.0
    for p in model.parameters():
        total += p.grad.norm().item()
    return total
