import numpy as np
import torch
from torch import nn
from torch.nn import Parameter


class Numbers(nn.Module):
    def __init__(self, start: float):
        super().__init__()
        self.a = nn.Parameter(0.5)  # want: parameter-from-non-tensor "is a number"
        self.b = nn.Parameter(data=1)  # want: parameter-from-non-tensor
        self.c = Parameter(-1e-3, requires_grad=True)  # want: parameter-from-non-tensor
        self.d = nn.Parameter(start)  # want: parameter-from-non-tensor "`start`"
        value = 3
        self.e = nn.Parameter(value)  # want: parameter-from-non-tensor


class Lists(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Parameter([1.0, 2.0])  # want: parameter-from-non-tensor "list or tuple"
        self.b = nn.Parameter((3, 4))  # want: parameter-from-non-tensor "shape"
        self.c = nn.Parameter([0.1 for _ in range(8)])  # want: parameter-from-non-tensor
        self.d = nn.Parameter(3, 4)  # want: parameter-from-non-tensor


class Arrays(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.a = nn.Parameter(np.hanning(5))  # want: parameter-from-non-tensor "NumPy"
        start = np.random.randn(width).astype("float32")
        self.b = nn.Parameter(np.array([0.1, 0.2], dtype=np.float32))  # want: parameter-from-non-tensor
        self.c = nn.Parameter(torch.from_numpy(start))
        self.d = nn.Parameter(torch.tensor(np.sqrt(2.0)))


class Integers(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.a = nn.Parameter(torch.arange(8))  # want: parameter-from-non-tensor "holds integers"
        self.b = nn.Parameter(torch.tensor([1, 2, 3]))  # want: parameter-from-non-tensor
        self.c = nn.Parameter(torch.tensor(1))  # want: parameter-from-non-tensor
        self.d = nn.Parameter(torch.zeros(3, dtype=torch.long))  # want: parameter-from-non-tensor
        self.e = nn.Parameter(torch.ones(3).long().view(1, 3))  # want: parameter-from-non-tensor
        start = torch.randint(0, 9, (3,))
        self.f = nn.Parameter(start)  # want: parameter-from-non-tensor
        self.g = nn.Parameter(torch.full((3,), 1))  # want: parameter-from-non-tensor
        self.h = nn.Parameter(torch.arange(len(start)))  # want: parameter-from-non-tensor
        self.i = nn.Parameter(torch.arange(width - 1))  # want: parameter-from-non-tensor


w = nn.Parameter(0.0)  # want: parameter-from-non-tensor


class ByDefault(nn.Module):
    def __init__(self, start=0.07):
        super().__init__()
        self.a = nn.Parameter(start)  # want: parameter-from-non-tensor "`start`"


# --- nothing below is a mistake


class Right(nn.Module):
    def __init__(self, start, n, size: int):
        super().__init__()
        self.a = nn.Parameter(torch.tensor(0.5))
        self.b = nn.Parameter(torch.zeros(3))
        self.c = nn.Parameter(torch.tensor([1, 2.0]))
        self.d = nn.Parameter(torch.arange(8), requires_grad=False)
        self.e = nn.Parameter(torch.arange(8).float())
        self.f = nn.Parameter(torch.arange(0, 1, 0.1))
        self.g = nn.Parameter(torch.tensor([1, 2], dtype=torch.float32))
        self.h = nn.Parameter(torch.arange(n / 2))
        self.i = nn.Parameter(start)
        self.j = nn.Parameter(torch.eye(size))
        self.k = nn.Parameter(torch.zeros(size, size))
        self.m = nn.Parameter(None)
        self.n = nn.Parameter()
        self.o = nn.Parameter(torch.full((3,), 1.0))
        self.p = nn.Parameter(torch.randint(0, 9, (3,)) / 9)
        self.q = nn.Parameter(torch.arange(8) * 0.5)
        self.r = nn.Parameter(torch.ones(3).to(torch.float16))


class MadeATensor(nn.Module):
    def __init__(self, start=0.07, given=None):
        super().__init__()
        if not isinstance(start, torch.Tensor):
            start = torch.tensor(start)
        self.a = nn.Parameter(start)
        self.b = nn.Parameter(given)
