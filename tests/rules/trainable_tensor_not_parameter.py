import torch
from torch import nn, optim
from torch.autograd import Variable


class Plain(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.w = torch.randn(n, requires_grad=True)  # want: trainable-tensor-not-parameter "self.w"
        self.b = torch.zeros(n).requires_grad_()  # want: trainable-tensor-not-parameter
        self.v = Variable(torch.randn(n), requires_grad=True)  # want: trainable-tensor-not-parameter


class Initialised(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.w = nn.init.xavier_uniform_(torch.empty(n, n))  # want: trainable-tensor-not-parameter
        self.b = torch.empty(n)  # want: trainable-tensor-not-parameter
        nn.init.normal_(self.b)
        w = torch.randn(n)
        w.requires_grad = True
        self.late = w  # want: trainable-tensor-not-parameter


class Scaled(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.w = torch.randn(n, requires_grad=True) * 0.1  # want: trainable-tensor-not-parameter
        self.build(n)

    def build(self, n):
        self.u = torch.ones(n, requires_grad=True)  # want: trainable-tensor-not-parameter


class InAList(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.weights = []  # want: trainable-tensor-not-parameter "nn.ParameterList"
        for n in sizes:
            self.weights.append(torch.randn(n, n, requires_grad=True))
        self.named = {  # want: trainable-tensor-not-parameter "nn.ParameterDict"
            "w": torch.randn(3, requires_grad=True),
        }


class FromAFunctionInside(nn.Module):
    def __init__(self, n):
        super().__init__()

        def weight(*shape):
            return (torch.randn(*shape) * 0.01).requires_grad_(True)

        self.w = weight(n, n)  # want: trainable-tensor-not-parameter


# --- nothing below is a mistake


class ListForAnOptimizer(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.points = [torch.randn(3, requires_grad=True) for _ in range(n)]
        self.optimizer = torch.optim.Adam(self.points)
        self.grid = [torch.zeros(3), torch.ones(3)]
        rows = [torch.randn(3, requires_grad=True)]
        self.table = nn.ParameterList(rows)


class Fine(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.w = nn.Parameter(torch.randn(n))
        self.register_parameter("b", nn.Parameter(torch.zeros(n)))
        start = torch.randn(n, requires_grad=True)
        self.c = nn.Parameter(start)
        self.size = torch.randn(n, requires_grad=True).shape


class OwnOptimizer(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.delta = torch.zeros(n, requires_grad=True)
        self.opt = optim.SGD([self.delta], lr=0.1)

    def forward(self, x):
        return x + self.delta


class MadeAnew(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.noise = torch.zeros(n, requires_grad=True)

    def forward(self, x):
        self.noise = torch.zeros_like(x, requires_grad=True)
        return x + self.noise


class NotAModule:
    def __init__(self):
        self.w = torch.randn(3, requires_grad=True)
