import torch
import torchvision
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.backbone = nn.Sequential(nn.Linear(4, 4), nn.ReLU())
        self.backbone.requires_grad = False  # want: freeze-has-no-effect "`self.backbone.requires_grad_(...)`"
        self.head = nn.Linear(4, 2)
        for p in self.head.parameters():
            p.require_grad = False  # want: freeze-has-no-effect "`require_grad`"

    def freeze(self):
        for name, p in self.backbone.named_parameters():
            p.requires_grad == False  # want: freeze-has-no-effect "`p.requires_grad = False`"

    def forward(self, x):
        return self.head(self.backbone(x))


def freeze(model):
    for param in model.parameters():
        param.requires_grads = False  # want: freeze-has-no-effect "trains as before"
    model.requires_grad = False  # want: freeze-has-no-effect
    return model


net = Net()
net.requires_grad = False  # want: freeze-has-no-effect
net.head.weight.require_grad = False  # want: freeze-has-no-effect
net.requires_grad_ = False  # want: freeze-has-no-effect "replaces the method"
resnet = torchvision.models.resnet18(weights="DEFAULT")
resnet.layer1.requires_grad = False  # want: freeze-has-no-effect
optimizer = torch.optim.SGD(resnet.parameters(), lr=0.1)
w = torch.zeros(3)
w.require_grad = True  # want: freeze-has-no-effect
table = torch.zeros(3, 4)
table.require_grad = False  # want: freeze-has-no-effect "changes nothing"
for layer in nn.Sequential(nn.Linear(2, 2)), nn.Linear(2, 2):
    layer.requires_grad = False  # want: freeze-has-no-effect
for p in net.parameters():
    p.requires_grad == False  # want: freeze-has-no-effect

# --- nothing below is a mistake


class Fine(nn.Module):
    def __init__(self, requires_grad):
        super().__init__()
        self.requires_grad = requires_grad
        self.fc = nn.Linear(4, 2)
        self.fc.weight.requires_grad = False
        self.pos = nn.Parameter(torch.zeros(4))
        self.pos.requires_grad = False

    def forward(self, x):
        return self.fc(x) if self.requires_grad else self.fc(x).detach()


class Embedding(nn.Module):
    @property
    def requires_grad(self):
        return self.weight.requires_grad

    @requires_grad.setter
    def requires_grad(self, value):
        self.weight.requires_grad = value


def fine(model, x, config):
    x.requires_grad = True
    config.require_grad = False
    model.pos_embed.requires_grad = False
    for p in model.parameters():
        p.requires_grad = False
    for p in config.tensors:
        p.requires_grad = False
    assert p.requires_grad == False
    model.requires_grad_(False)
    return model(x)


own = Fine(True)
own.requires_grad = False
embedding = Embedding()
embedding.requires_grad = False
w.requires_grad = True
net.head.weight.requires_grad = False
net.head.weight.requires_grad == False
frozen = [p.requires_grad == False for p in net.parameters()]
