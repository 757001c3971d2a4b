import torch
import torch.nn as nn
import torch.nn.functional as F


class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers):
        super().__init__()
        self.hidden_size = hidden_size
        self.num_layers = num_layers
        self.lstm = nn.LSTM(input_size, hidden_size, num_layers, batch_first=True)
        self.fc = nn.Linear(hidden_size, 2)

    def forward(self, x):
        h0 = torch.zeros(self.num_layers, x.size(0), self.hidden_size)  # want: tensor-without-device-in-forward "device=x.device"
        c0 = torch.zeros(self.num_layers, x.size(0), self.hidden_size)  # want: tensor-without-device-in-forward
        out, _ = self.lstm(x, (h0, c0))
        return self.fc(out[:, -1, :])


class Positions(nn.Module):
    def __init__(self):
        super().__init__()
        self.tokens = nn.Embedding(100, 8)
        self.positions = nn.Embedding(64, 8)

    def forward(self, ids):
        positions = torch.arange(ids.size(1)).unsqueeze(0)  # want: tensor-without-device-in-forward "device=ids.device"
        return self.tokens(ids) + self.positions(positions)


class Noise(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 8)

    def forward(self, x):
        x = self.fc(x)
        x = x + 0.1 * torch.randn(x.shape)  # want: tensor-without-device-in-forward
        mask = torch.tril(torch.ones(8, 8))  # want: tensor-without-device-in-forward "`ones`"
        x = x.masked_fill(mask == 0, 0.0)
        padding = torch.zeros(x.shape[0], 1)  # want: tensor-without-device-in-forward
        return torch.cat([x, padding], dim=1)


class BroughtBack(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 8)

    def forward(self, x):
        y = x.cpu().numpy().mean()
        return self.fc(x) + torch.zeros(8) * float(y)  # want: tensor-without-device-in-forward


# --- nothing below is a mistake


class Fine(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.fc = nn.Linear(8, 8)
        self.embedding = nn.Embedding(64, 8)
        self.p = 0.5
        self.register_buffer("steps", torch.arange(n))

    def forward(self, x, n):
        x = self.fc(x)
        x = x + torch.zeros(8, device=x.device) + torch.zeros(8).to(x.device)
        x = x * torch.ones(8).type_as(x) + torch.ones_like(x) + x.new_zeros(8)
        shift = torch.randn(8)
        shift = shift.to(x.device)
        scale = torch.ones(8)
        if x.is_cuda:
            scale = scale.cuda()
        if torch.rand(1) < self.p:
            x = x + shift * scale
        x = x[:, torch.arange(4)] + torch.tensor(0.5)
        sizes = torch.arange(3) * n
        for size in torch.arange(3).tolist():
            x = x * size
        x = x + self.embedding(self.steps) + self.embedding(torch.arange(8, device=x.device))
        with torch.device(x.device):
            x = x + torch.zeros(8)
        return x, sizes

    def placeholder(self, x):
        return F.linear(self.fc(x), torch.empty([0]))

    def example_input(self):
        return torch.randn(1, 8)


if __name__ == "__main__":
    x = torch.randn(2, 8)
    print(Fine(8)(x + torch.ones(8), 3))


class CountedOnTheCpu(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 8)

    def forward(self, x, lengths):
        lengths = lengths.cpu() * torch.tensor([2])
        numbers = torch.arange(1, lengths.shape[0] + 1)
        index = torch.arange(x.shape[0]) + torch.repeat_interleave(numbers, lengths)
        return self.fc(x)[index.to(x.device)]
