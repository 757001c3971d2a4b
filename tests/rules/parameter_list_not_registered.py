import torch
from torch import nn
from torch.nn import Parameter


class Literal(nn.Module):
    def __init__(self):
        super().__init__()
        self.weights = [nn.Parameter(torch.randn(3)), nn.Parameter(torch.randn(3))]  # want: parameter-list-not-registered "self.weights"


class Comprehension(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.weights = [Parameter(torch.zeros(4)) for _ in range(n)]  # want: parameter-list-not-registered
        self.pair = (Parameter(torch.zeros(4)), Parameter(torch.zeros(4)))  # want: parameter-list-not-registered


class Appended(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.weights = []  # want: parameter-list-not-registered
        for i in range(n):
            self.weights.append(nn.Parameter(torch.zeros(i)))
        found = []
        for i in range(n):
            w = nn.Parameter(torch.zeros(i))
            nn.init.normal_(w)
            found.append(w)
        self.found = found  # want: parameter-list-not-registered


class ByName(nn.Module):
    def __init__(self, names):
        super().__init__()
        self.weights = {"a": nn.Parameter(torch.zeros(4))}  # want: parameter-list-not-registered "nn.ParameterDict"
        self.made = {name: nn.Parameter(torch.zeros(4)) for name in names}  # want: parameter-list-not-registered
        self.nested = [[nn.Parameter(torch.zeros(1))]]  # want: parameter-list-not-registered


# --- nothing below is a mistake


class Fine(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.weights = nn.ParameterList([nn.Parameter(torch.zeros(4)) for _ in range(n)])
        self.tensors = nn.ParameterList([torch.zeros(4)])
        self.by_name = nn.ParameterDict({"a": nn.Parameter(torch.zeros(4))})
        kept = []
        for i in range(n):
            w = nn.Parameter(torch.zeros(4))
            self.register_parameter(f"w{i}", w)
            kept.append(w)
        self.kept = kept
        self.a = nn.Parameter(torch.zeros(4))
        self.order = [self.a]
        self.frozen = [p for p in self.parameters()]
