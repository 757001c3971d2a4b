import numpy as np
import torch
import torch.nn.functional as F
from torch import nn


class Data(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 8, 3)
        self.fc = nn.Linear(8, 2)

    def forward(self, x):
        x = F.relu(self.conv(x)).data  # want: graph-cut-in-forward "`.data`"
        x = F.adaptive_avg_pool2d(x, 1).flatten(1)
        return self.fc(x)


class ThroughNumpy(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(8, 8)
        self.second = nn.Linear(8, 2)

    def forward(self, x):
        h = self.first(x)
        h = torch.from_numpy(np.tanh(h.detach().cpu().numpy()))  # want: graph-cut-in-forward "NumPy"
        return self.second(h)


class Copied(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(8, 8)
        self.second = nn.Linear(8, 2)

    def forward(self, x):
        h = torch.tensor(self.first(x))  # want: graph-cut-in-forward "torch.tensor(...)"
        return self.second(h)


class Detached(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.LSTM(8, 8)
        self.first = nn.Linear(8, 8)
        self.second = nn.Linear(8, 2)

    def forward(self, x):
        h = self.first(x).detach()  # want: graph-cut-in-forward "`.detach()`"
        h = torch.cat([h, x.data], dim=1)
        return self.second(h)


# --- nothing below is a mistake


class StraightThrough(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Linear(8, 8)
        self.codes = nn.Embedding(16, 8)
        self.decoder = nn.Linear(8, 8)

    def forward(self, x):
        z = self.encoder(x)
        q = self.codes(torch.cdist(z, self.codes.weight).argmin(dim=1))
        loss = F.mse_loss(q, z.detach()) + F.mse_loss(z, q.detach())
        q = z + (q - z).detach()
        return self.decoder(q), loss


class Stable(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 8)

    def forward(self, x):
        x = self.fc(x)
        x = x - x.data.max()
        return torch.exp(x)


class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.score = nn.Linear(8, 8)
        self.value = nn.Linear(8, 8)
        self.last = None

    def forward(self, x):
        weights = torch.softmax(self.score(x), dim=-1)
        self.last = weights.detach()
        print(weights.detach().numpy().mean())
        return weights * self.value(x), weights.data


class Decoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(16, 8)
        self.gru = nn.GRU(8, 8)
        self.out = nn.Linear(8, 16)

    def forward(self, token, hidden):
        outputs = []
        for _ in range(5):
            step, hidden = self.gru(self.embed(token), hidden)
            scores = self.out(step)
            outputs.append(scores)
            _, best = scores.topk(1)
            token = best.squeeze(-1).detach()
        return torch.cat(outputs), hidden


class Frozen(nn.Module):
    def __init__(self):
        super().__init__()
        self.backbone = nn.Linear(8, 8)
        self.head = nn.Linear(8, 2)
        self.teacher = nn.Linear(8, 2)  # want: layer-never-used
        for p in self.backbone.parameters():
            p.requires_grad = False

    def forward(self, x):
        return self.head(self.backbone(x).detach())


class Said(nn.Module):
    def __init__(self):
        super().__init__()
        self.backbone = nn.Linear(8, 8)
        self.head = nn.Linear(8, 2)

    def forward(self, x):
        with torch.no_grad():
            features = self.backbone(x).data
        y = self.backbone(x).detach()  # no gradient into the backbone
        return self.head(features + y)

    @torch.no_grad()
    def predict(self, x):
        return self.head(self.backbone(x).data).numpy()


class Mask(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 8)

    def forward(self, tokens, lengths):
        mask = tokens.data.ne(0)
        size = torch.tensor(tokens.shape)
        return self.fc(tokens.float()) * mask / size.max()
