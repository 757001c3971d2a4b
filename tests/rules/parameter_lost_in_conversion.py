import torch
from torch import nn

device = "cuda"


class Moved(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.a = nn.Parameter(torch.randn(n)).to(device)  # want: parameter-lost-in-conversion "another device"
        self.b = nn.Parameter(torch.randn(n)).cuda()  # want: parameter-lost-in-conversion
        self.c = nn.Parameter(torch.randn(n)).double()  # want: parameter-lost-in-conversion ".double"
        self.d = nn.Parameter(torch.randn(n)).half()  # want: parameter-lost-in-conversion


class Reshaped(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.a = nn.Parameter(torch.randn(n, n)).view(-1)  # want: parameter-lost-in-conversion
        self.b = nn.Parameter(torch.randn(n, n)).T  # want: parameter-lost-in-conversion
        self.c = nn.Parameter(torch.randn(n)).unsqueeze(0).clone()  # want: parameter-lost-in-conversion
        self.d = nn.Parameter(torch.randn(n)).detach()  # want: parameter-lost-in-conversion
        self.e = nn.Parameter(torch.randn(n)).data  # want: parameter-lost-in-conversion


class ThroughAName(nn.Module):
    def __init__(self, n):
        super().__init__()
        w = nn.Parameter(torch.randn(n))
        w = w.to(device)
        self.w = w  # want: parameter-lost-in-conversion
        self.v = nn.Parameter(torch.randn(n)).float()  # want: parameter-lost-in-conversion


# --- nothing below is a mistake


class Fine(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.a = nn.Parameter(torch.randn(n).to(device))
        self.b = nn.Parameter(torch.randn(n)).requires_grad_(False)
        self.c = nn.init.xavier_uniform_(nn.Parameter(torch.empty(n, n)))
        self.d = nn.Parameter(torch.randn(n))
        start = self.d.clone()
        self.shape = nn.Parameter(torch.randn(n)).shape
        print(start)

    def forward(self, x):
        return x + self.a.to(x.device)
