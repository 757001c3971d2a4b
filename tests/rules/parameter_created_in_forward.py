import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.nn import Parameter
from torch.nn.modules.lazy import LazyModuleMixin


class Local(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 8)

    def forward(self, x):
        scale = nn.Parameter(torch.ones(8))  # want: parameter-created-in-forward "Every call of `forward`"
        return self.fc(x) * scale


class InsideAnExpression(nn.Module):
    def forward(self, x):
        x = x + nn.Parameter(torch.zeros(x.shape[-1]))  # want: parameter-created-in-forward
        x = torch.matmul(x, Parameter(torch.randn(8, 8)))  # want: parameter-created-in-forward
        x = x.mul(Parameter(torch.randn(8) * 0.1))  # want: parameter-created-in-forward
        return F.linear(x, nn.init.xavier_uniform_(nn.Parameter(torch.empty(8, 8))))  # want: parameter-created-in-forward


class SizeFromTheInput(nn.Module):
    def forward(self, x):
        position = nn.Parameter(torch.randn(1, x.size(1), 8))  # want: parameter-created-in-forward
        mask_token = nn.Parameter(torch.zeros_like(x))  # want: parameter-created-in-forward
        return x + position * 0.02 + mask_token


class InAHelper(nn.Module):
    def forward(self, x):
        return self.shift(x)

    def shift(self, x):
        bias = nn.Parameter(torch.zeros(8)).to(x.device)  # want: parameter-created-in-forward "Every call of `shift`"
        return x + bias


class Replaced(nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.rand(8))

    def forward(self, x):
        self.weight = nn.Parameter(self.weight.clamp(0, 1))  # want: parameter-created-in-forward "self.weight"
        return x * self.weight


class Hidden(nn.Module):
    def forward(self, x):
        self.h0 = nn.Parameter(torch.zeros(1, x.size(0), 8))  # want: parameter-created-in-forward "self.h0"
        return x + self.h0


# --- nothing below is a mistake


class Right(nn.Module):
    def __init__(self):
        super().__init__()
        self.scale = nn.Parameter(torch.ones(8))

    def forward(self, x):
        with torch.no_grad():
            self.scale.clamp_(0, 1)
        return x * self.scale


class MadeOnce(nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = None

    def forward(self, x):
        if self.weight is None:
            self.weight = nn.Parameter(torch.ones(x.shape[-1]))  # want: layer-built-on-first-forward
        return x * self.weight


class Lazy(LazyModuleMixin, nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = nn.UninitializedParameter()

    def initialize_parameters(self, x):
        if self.has_uninitialized_params():
            self.weight.materialize((x.shape[-1],))

    def forward(self, x):
        return x * self.weight


class HyperNetwork(nn.Module):
    def __init__(self):
        super().__init__()
        self.make = nn.Linear(8, 64)
        self.main = nn.Linear(8, 8)

    def forward(self, x, z):
        weight = nn.Parameter(self.make(z).view(8, 8))
        self.main.weight = nn.Parameter(weight)
        return F.linear(x, weight) + self.main(x)


class NotTrained(nn.Module):
    def forward(self, x):
        ones = nn.Parameter(torch.ones(8), requires_grad=False)
        return x * ones


class OptimisedInForward(nn.Module):
    def forward(self, x):
        delta = nn.Parameter(torch.zeros(8))
        optimizer = torch.optim.SGD([delta], lr=0.1)
        for _ in range(3):
            optimizer.zero_grad()
            (x + delta).square().mean().backward()
            optimizer.step()
        return x + delta


class HandedOver(nn.Module):
    def forward(self, x, layer):
        layer.weight = nn.Parameter(torch.ones(8, 8))
        layer.register_parameter("bias", nn.Parameter(torch.ones(8)))
        return layer(x)


class SetLater(nn.Module):
    def __init__(self):
        super().__init__()
        self.reset(8)

    def reset(self, width):
        self.weight = nn.Parameter(torch.ones(width))

    def forward(self, x):
        return x * self.weight


class NotAModule:
    def forward(self, x):
        return x * nn.Parameter(torch.ones(8))
