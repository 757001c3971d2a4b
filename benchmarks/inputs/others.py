"""Everything else that people build."""

from collections import OrderedDict
from typing import NamedTuple

import torch
import torch.nn as nn
import torch.nn.functional as F


class MLP(nn.Module):
    def __init__(self, layer_sizes, activation=nn.ReLU):
        super().__init__()
        layers = []
        for a, b in zip(layer_sizes[:-1], layer_sizes[1:]):
            layers += [nn.Linear(a, b), activation()]
        self.net = nn.Sequential(*layers[:-1])

    def forward(self, x):
        return self.net(x)


class LogisticRegression(nn.Module):
    def __init__(self, n_input_features):
        super().__init__()
        self.linear = nn.Linear(n_input_features, 1)

    def forward(self, x):
        return torch.sigmoid(self.linear(x))


class Polynomial3(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Parameter(torch.randn(()))
        self.b = nn.Parameter(torch.randn(()))
        self.c = nn.Parameter(torch.randn(()))

    def forward(self, x):
        return self.a + self.b * x + self.c * x**2


class Expert(nn.Module):
    def __init__(self, n_embd):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(n_embd, 4 * n_embd), nn.ReLU(), nn.Linear(4 * n_embd, n_embd))

    def forward(self, x):
        return self.net(x)


class SparseMoE(nn.Module):
    def __init__(self, n_embd, num_experts, top_k):
        super().__init__()
        self.router = nn.Linear(n_embd, num_experts)
        self.experts = nn.ModuleList([Expert(n_embd) for _ in range(num_experts)])
        self.top_k = top_k

    def forward(self, x):
        weights, indices = self.router(x).topk(self.top_k, dim=-1)
        weights = F.softmax(weights, dim=-1)
        out = torch.zeros_like(x)
        for i, expert in enumerate(self.experts):
            mask = (indices == i).any(dim=-1)
            if mask.any():
                w = weights[indices == i].unsqueeze(-1)
                out[mask] += expert(x[mask]) * w
        return out


class LoRALinear(nn.Module):
    def __init__(self, linear: nn.Linear, rank: int, alpha: float):
        super().__init__()
        self.linear = linear
        self.A = nn.Parameter(torch.randn(linear.in_features, rank) * 0.01)
        self.B = nn.Parameter(torch.zeros(rank, linear.out_features))
        self.scale = alpha / rank

    def forward(self, x):
        return self.linear(x) + (x @ self.A @ self.B) * self.scale


class PINN(nn.Module):
    def __init__(self, layers):
        super().__init__()
        self.linears = nn.ModuleList([nn.Linear(layers[i], layers[i + 1]) for i in range(len(layers) - 1)])

    def forward(self, x, t):
        z = torch.cat([x, t], dim=1)
        for linear in self.linears[:-1]:
            z = torch.tanh(linear(z))
        return self.linears[-1](z)


class HyperParamNet(nn.Module):
    def __init__(self, args):
        super().__init__()
        self.args = args
        self.embed = nn.Embedding(args.vocab_size, args.embed_dim)
        self.convs = nn.ModuleList([nn.Conv2d(1, args.kernel_num, (k, args.embed_dim)) for k in args.kernel_sizes])
        self.fc = nn.Linear(len(args.kernel_sizes) * args.kernel_num, args.class_num)

    def forward(self, x):
        x = self.embed(x).unsqueeze(1)
        x = [F.relu(conv(x)).squeeze(3) for conv in self.convs]
        x = torch.cat([F.max_pool1d(i, i.size(2)).squeeze(2) for i in x], 1)
        return self.fc(x)


class Output(NamedTuple):
    logits: torch.Tensor
    features: torch.Tensor


class TwoHeads(nn.Module):
    def __init__(self, in_dim: int, n_classes: int, n_regression: int):
        super().__init__()
        self.body = nn.Sequential(OrderedDict([("fc", nn.Linear(in_dim, 32)), ("act", nn.ReLU())]))
        self.cls = nn.Linear(32, n_classes)
        self.reg = nn.Linear(32, n_regression)

    def forward(self, x):
        h = self.body(x)
        return Output(self.cls(h), self.reg(h))


class CBOW(nn.Module):
    def __init__(self, vocab_size, embedding_dim, context_size):
        super().__init__()
        self.embeddings = nn.Embedding(vocab_size, embedding_dim)
        self.linear1 = nn.Linear(context_size * embedding_dim, 128)
        self.linear2 = nn.Linear(128, vocab_size)

    def forward(self, inputs):
        embeds = self.embeddings(inputs).view((1, -1))
        return F.log_softmax(self.linear2(F.relu(self.linear1(embeds))), dim=1)


class BagClassifier(nn.Module):
    def __init__(self, vocab_size, embed_dim, num_class):
        super().__init__()
        self.embedding = nn.EmbeddingBag(vocab_size, embed_dim, sparse=False)
        self.fc = nn.Linear(embed_dim, num_class)

    def forward(self, text, offsets):
        return self.fc(self.embedding(text, offsets))


class StateSpace(nn.Module):
    def __init__(self, d_state: int, d_model: int):
        super().__init__()
        self.A = nn.Parameter(-torch.rand(d_model, d_state))
        self.B = nn.Parameter(torch.randn(d_model, d_state))
        self.C = nn.Parameter(torch.randn(d_model, d_state))

    def forward(self, u):
        batch, length, d = u.shape
        h = u.new_zeros(batch, d, self.A.shape[1])
        ys = []
        for t in range(length):
            h = torch.exp(self.A) * h + self.B * u[:, t, :, None]
            ys.append((h * self.C).sum(-1))
        return torch.stack(ys, dim=1)


class Perceiver(nn.Module):
    def __init__(self, num_latents, latent_dim, input_dim, heads=4):
        super().__init__()
        self.latents = nn.Parameter(torch.randn(num_latents, latent_dim))
        self.attn = nn.MultiheadAttention(latent_dim, heads, kdim=input_dim, vdim=input_dim, batch_first=True)
        self.ff = nn.Linear(latent_dim, latent_dim)

    def forward(self, data):
        q = self.latents.unsqueeze(0).expand(data.shape[0], -1, -1)
        out, _ = self.attn(q, data, data)
        return self.ff(out)


class Hypernet(nn.Module):
    def __init__(self, z_dim, in_size, out_size):
        super().__init__()
        self.gen = nn.Linear(z_dim, in_size * out_size)
        self.in_size, self.out_size = in_size, out_size

    def forward(self, z, x):
        w = self.gen(z).view(-1, self.out_size, self.in_size)
        return torch.bmm(w, x.unsqueeze(-1)).squeeze(-1)


class RBF(nn.Module):
    def __init__(self, in_features, num_centers, sigma=1.0):
        super().__init__()
        self.centers = nn.Parameter(torch.randn(num_centers, in_features))
        self.log_sigma = nn.Parameter(torch.zeros(num_centers))

    def forward(self, x):
        d = (x.unsqueeze(1) - self.centers.unsqueeze(0)).pow(2).sum(-1)
        return torch.exp(-d * torch.exp(self.log_sigma))


