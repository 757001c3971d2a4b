"""Modules of many kinds; after `# call:` stands what forward should be called with."""

import math
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import nn

LATENT = 100


class Mnist(nn.Module):  # call: torch.randn(32, 1, 28, 28)
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 32, 3, 1)
        self.conv2 = nn.Conv2d(32, 64, 3, 1)
        self.fc1 = nn.Linear(9216, 128)
        self.fc2 = nn.Linear(128, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv2(F.relu(self.conv1(x)))), 2)
        return F.log_softmax(self.fc2(F.relu(self.fc1(torch.flatten(x, 1)))), dim=1)


class LeNet(nn.Module):  # call: torch.randn(32, 3, 32, 32)
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 6, 5)
        self.pool = nn.MaxPool2d(2, 2)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.fc1 = nn.Linear(16 * 5 * 5, 120)

    def forward(self, x):
        x = self.pool(F.relu(self.conv1(x)))
        x = self.pool(F.relu(self.conv2(x)))
        return self.fc1(x.view(-1, 16 * 5 * 5))


class Flat(nn.Module):  # call: torch.randn(32, 1, 28, 28)
    def __init__(self):
        super().__init__()
        self.flatten = nn.Flatten()
        self.stack = nn.Sequential(nn.Linear(28 * 28, 512), nn.ReLU(), nn.Linear(512, 10))

    def forward(self, x):
        return self.stack(self.flatten(x))


class Recurrent(nn.Module):  # call: torch.randn(32, 6, 16)
    def __init__(self, input_size, hidden_size, num_layers, num_classes):
        super().__init__()
        self.hidden_size = hidden_size
        self.num_layers = num_layers
        self.lstm = nn.LSTM(input_size, hidden_size, num_layers, batch_first=True)
        self.fc = nn.Linear(hidden_size, num_classes)

    def forward(self, x):
        h0 = torch.zeros(self.num_layers, x.size(0), self.hidden_size)
        out, _ = self.lstm(x, (h0, h0))
        return self.fc(out[:, -1, :])


@dataclass
class Config:
    vocab_size: int = 65
    block_size: int = 8
    n_embd: int = 32
    n_head: int = 4


class Attention(nn.Module):  # call: torch.randn(32, 6, 32)
    def __init__(self, config):
        super().__init__()
        self.qkv = nn.Linear(config.n_embd, 3 * config.n_embd)
        self.heads = config.n_head
        mask = torch.tril(torch.ones(config.block_size, config.block_size))
        self.register_buffer("mask", mask)

    def forward(self, x):
        B, T, D = x.shape
        q, k, v = self.qkv(x).chunk(3, -1)
        q, k, v = (t.view(B, T, self.heads, D // self.heads).transpose(1, 2) for t in (q, k, v))
        weights = q @ k.transpose(-2, -1) / math.sqrt(D)
        weights = weights.masked_fill(self.mask[:T, :T] == 0, float("-inf")).softmax(-1)
        return (weights @ v).transpose(1, 2).reshape(B, T, D)


class Gpt(nn.Module):  # call: torch.randint(0, 65, (32, 6))
    def __init__(self, config):
        super().__init__()
        self.tokens = nn.Embedding(config.vocab_size, config.n_embd)
        self.positions = nn.Embedding(config.block_size, config.n_embd)
        self.attention = Attention(config)
        self.head = nn.Linear(config.n_embd, config.vocab_size)

    def forward(self, idx, targets=None):
        _, T = idx.shape
        x = self.tokens(idx) + self.positions(torch.arange(T))
        logits = self.head(x + self.attention(x))
        if targets is None:
            return logits, None
        return logits, F.cross_entropy(logits.flatten(0, 1), targets.flatten())


class TwoTowers(nn.Module):  # call: torch.randn(32, 10), torch.randn(32, 7)
    def __init__(self):
        super().__init__()
        self.users = nn.Linear(10, 4)
        self.items = nn.Linear(7, 4)

    def forward(self, user, item):
        return (self.users(user) * self.items(item)).sum(-1)


class Autoencoder(nn.Module):  # call: torch.randn(32, 1, 28, 28)
    def __init__(self):
        super().__init__()
        self.inner = nn.Linear(784, 400)
        self.mean = nn.Linear(400, 20)
        self.outer = nn.Linear(20, 784)

    def encode(self, x):
        return self.mean(F.relu(self.inner(x)))

    def forward(self, x):
        mean = self.encode(x.view(-1, 784))
        return torch.sigmoid(self.outer(mean + torch.randn_like(mean))), mean


class GraphNet(nn.Module):  # call: torch.randn(10, 16), torch.randn(10, 10)
    def __init__(self, nfeat, nhid, nclass):
        super().__init__()
        self.w1 = nn.Parameter(torch.randn(nfeat, nhid))
        self.w2 = nn.Parameter(torch.randn(nhid, nclass))

    def forward(self, x, adj):
        return adj @ (F.relu(adj @ (x @ self.w1)) @ self.w2)


class Generator(nn.Module):  # call: torch.randn(32, 100, 1, 1)
    def __init__(self, ngpu):
        super().__init__()
        self.main = nn.Sequential(
            nn.ConvTranspose2d(LATENT, 64, 4, 1, 0, bias=False),
            nn.BatchNorm2d(64),
            nn.ReLU(True),
            nn.ConvTranspose2d(64, 3, 4, 2, 1),
        )

    def forward(self, input):
        return self.main(input)


class UNet(nn.Module):  # call: torch.randn(32, 3, 32, 32)
    def __init__(self, in_channels, out_channels):
        super().__init__()
        self.down = nn.Conv2d(in_channels, 16, 3, padding=1)
        self.up = nn.ConvTranspose2d(16, 16, 2, 2)
        self.out = nn.Conv2d(32, out_channels, 1)

    def forward(self, x):
        a = self.down(x)
        b = self.up(F.max_pool2d(a, 2))
        return self.out(torch.cat([a, b], 1))


class Masked(nn.Module):  # call: torch.randn(32, 6, 64), None
    def __init__(self, d_model, nhead):
        super().__init__()
        self.attention = nn.MultiheadAttention(d_model, nhead, batch_first=True)

    def forward(self, x, mask):
        return self.attention(x, x, x, attn_mask=mask)[0]


class Tabular(nn.Module):  # call: {'cat': torch.randint(0, 10, (32,)), 'num': torch.randn(32, 5)}
    def __init__(self):
        super().__init__()
        self.categories = nn.Embedding(10, 4)
        self.numbers = nn.Linear(5, 4)

    def forward(self, batch):
        return self.categories(batch["cat"]) + self.numbers(batch["num"])


class Lazy(nn.Module):  # call: torch.randn(32, 3, 32, 32)
    def __init__(self):
        super().__init__()
        self.conv = nn.LazyConv2d(8, 3)
        self.head = nn.LazyLinear(10)

    def forward(self, x):
        return self.head(self.conv(x).flatten(1))


class Speech(nn.Module):  # call: torch.randn(32, 1, 128)
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv1d(1, 8, 80, stride=16)
        self.head = nn.Linear(8, 35)

    def forward(self, x):
        x = self.conv(x)
        return self.head(F.avg_pool1d(x, x.shape[-1]).permute(0, 2, 1))


class Diffusion(nn.Module):  # call: torch.randn(32, 3, 32, 32), torch.randint(0, 1000, (32,))
    def __init__(self, dim):
        super().__init__()
        self.time = nn.Embedding(1000, dim)
        self.inner = nn.Conv2d(3, dim, 3, padding=1)
        self.outer = nn.Conv2d(dim, 3, 3, padding=1)

    def forward(self, x, t):
        return self.outer(self.inner(x) + self.time(t)[:, :, None, None])


class Sines(nn.Module):  # call: torch.randn(32, 6, 64)
    def __init__(self, d_model, max_len=5000):
        super().__init__()
        self.register_buffer("table", torch.zeros(max_len, 1, d_model))

    def forward(self, x):
        return x + self.table[: x.size(0)]


class Line(nn.Module):  # call: torch.randn(32, 1)
    def __init__(self):
        super().__init__()
        self.w = nn.Parameter(torch.randn(1))
        self.b = nn.Parameter(torch.randn(1))

    def forward(self, x):
        return self.w * x + self.b


class Encoder(nn.Module):  # call: torch.randint(0, 100, (1,)), torch.randn(1, 1, 64)
    def __init__(self, vocab_size, hidden_size):
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, hidden_size)
        self.gru = nn.GRU(hidden_size, hidden_size)

    def forward(self, input, hidden):
        embedded = self.embedding(input).view(1, 1, -1)
        return self.gru(embedded, hidden)


class Vision(nn.Module):  # call: torch.randn(32, 3, 32, 32)
    def __init__(self, image_size, patch_size, num_classes, dim, depth, heads, mlp_dim):
        super().__init__()
        self.p = patch_size
        self.embedding = nn.Linear(3 * patch_size**2, dim)
        self.positions = nn.Parameter(torch.randn(1, (image_size // patch_size) ** 2, dim))
        layer = nn.TransformerEncoderLayer(dim, heads, mlp_dim, batch_first=True)
        self.encoder = nn.TransformerEncoder(layer, depth)
        self.head = nn.Linear(dim, num_classes)

    def forward(self, img):
        b, c, h, w = img.shape
        p = self.p
        x = img.reshape(b, c, h // p, p, w // p, p).permute(0, 2, 4, 1, 3, 5)
        x = self.embedding(x.reshape(b, -1, c * p * p)) + self.positions
        return self.head(self.encoder(x).mean(1))


class Pieces(nn.Sequential):  # call: torch.randn(32, 3)
    def __init__(self):
        super().__init__(nn.Linear(3, 4), nn.ReLU())


class Constant(nn.Module):  # call:
    def __init__(self):
        super().__init__()
        self.w = nn.Parameter(torch.randn(3))

    def forward(self):
        return self.w * 2
