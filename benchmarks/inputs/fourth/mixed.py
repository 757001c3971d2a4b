"""Written after the third list had been mended: what a new file may expect."""

from dataclasses import dataclass
from typing import Dict, List, Optional, Tuple

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch import Tensor
from torch.distributions import Normal


class SqueezeExcite(nn.Module):
    def __init__(self, channels: int, reduction: int = 16):
        super().__init__()
        self.fc = nn.Sequential(
            nn.Linear(channels, channels // reduction),
            nn.ReLU(inplace=True),
            nn.Linear(channels // reduction, channels),
            nn.Sigmoid(),
        )

    def forward(self, x: Tensor) -> Tensor:
        b, c, _, _ = x.size()
        return x * self.fc(x.mean((2, 3))).view(b, c, 1, 1)


class WindowAttention(nn.Module):
    """Swin."""

    def __init__(self, dim, window_size, num_heads):
        super().__init__()
        self.window_size = window_size
        self.num_heads = num_heads
        self.qkv = nn.Linear(dim, dim * 3)
        self.bias = nn.Parameter(torch.zeros(num_heads, window_size**2, window_size**2))

    def forward(self, x):
        B, H, W, C = x.shape
        s = self.window_size
        x = x.view(B, H // s, s, W // s, s, C).transpose(2, 3).reshape(-1, s * s, C)
        q, k, v = self.qkv(x).view(len(x), s * s, 3, self.num_heads, -1).permute(2, 0, 3, 1, 4)
        attn = (q @ k.mT * q.shape[-1] ** -0.5 + self.bias).softmax(-1)
        x = (attn @ v).transpose(1, 2).reshape(-1, H // s, W // s, s, s, C)
        return x.transpose(2, 3).reshape(B, H, W, C)


class MLPMixerBlock(nn.Module):
    def __init__(self, num_patches, hidden_dim, tokens_mlp_dim, channels_mlp_dim):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(hidden_dim), nn.LayerNorm(hidden_dim)
        self.tokens = nn.Sequential(
            nn.Linear(num_patches, tokens_mlp_dim), nn.GELU(), nn.Linear(tokens_mlp_dim, num_patches)
        )
        self.channels = nn.Sequential(
            nn.Linear(hidden_dim, channels_mlp_dim), nn.GELU(), nn.Linear(channels_mlp_dim, hidden_dim)
        )

    def forward(self, x):
        x = x + self.tokens(self.norm1(x).transpose(1, 2)).transpose(1, 2)
        return x + self.channels(self.norm2(x))


class Pix2PixUp(nn.Module):
    def __init__(self, in_size, out_size, dropout=0.0):
        super().__init__()
        self.model = nn.Sequential(
            nn.ConvTranspose2d(in_size, out_size, 4, 2, 1, bias=False),
            nn.InstanceNorm2d(out_size),
            nn.ReLU(inplace=True),
        )

    def forward(self, x, skip_input):
        return torch.cat((self.model(x), skip_input), 1)


class TwoStreamSiamese(nn.Module):
    def __init__(self, emb=16):
        super().__init__()
        self.branch = nn.Sequential(nn.Linear(20, 32), nn.ReLU(), nn.Linear(32, emb))

    def forward(self, pair: Tuple[Tensor, Tensor]):
        a, b = pair
        return F.cosine_similarity(self.branch(a), self.branch(b))


class GaussianPolicy(nn.Module):
    def __init__(self, num_inputs, num_actions, hidden_dim, action_space=None):
        super().__init__()
        self.linear1 = nn.Linear(num_inputs, hidden_dim)
        self.linear2 = nn.Linear(hidden_dim, hidden_dim)
        self.mean_linear = nn.Linear(hidden_dim, num_actions)
        self.log_std_linear = nn.Linear(hidden_dim, num_actions)
        if action_space is None:
            self.action_scale = torch.tensor(1.0)
        else:
            self.action_scale = torch.FloatTensor((action_space.high - action_space.low) / 2.0)

    def forward(self, state):
        x = F.relu(self.linear2(F.relu(self.linear1(state))))
        mean = self.mean_linear(x)
        log_std = self.log_std_linear(x).clamp(-20, 2)
        y = torch.tanh(Normal(mean, log_std.exp()).rsample())
        return y * self.action_scale, mean


class QNetwork(nn.Module):
    def __init__(self, num_inputs, num_actions, hidden_dim):
        super().__init__()
        self.l1 = nn.Linear(num_inputs + num_actions, hidden_dim)
        self.l2 = nn.Linear(hidden_dim, 1)

    def forward(self, state, action):
        return self.l2(F.relu(self.l1(torch.cat([state, action], 1))))


class CharCNNTagger(nn.Module):
    """Words as rows of characters."""

    def __init__(self, n_chars: int, n_words: int, n_tags: int, char_dim: int = 8, word_dim: int = 16):
        super().__init__()
        self.chars = nn.Embedding(n_chars, char_dim)
        self.words = nn.Embedding(n_words, word_dim)
        self.conv = nn.Conv1d(char_dim, 12, 3, padding=1)
        self.lstm = nn.LSTM(12 + word_dim, 20, batch_first=True)
        self.out = nn.Linear(20, n_tags)

    def forward(self, word_ids: Tensor, char_ids: Tensor) -> Tensor:
        b, t, c = char_ids.shape
        e = self.chars(char_ids).view(b * t, c, -1).transpose(1, 2)
        e = self.conv(e).amax(-1).view(b, t, -1)
        h, _ = self.lstm(torch.cat([self.words(word_ids), e], -1))
        return self.out(h)


class PointerNetwork(nn.Module):
    def __init__(self, input_dim=2, hidden=24):
        super().__init__()
        self.enc = nn.LSTM(input_dim, hidden, batch_first=True)
        self.cell = nn.LSTMCell(input_dim, hidden)
        self.w1, self.w2 = nn.Linear(hidden, hidden), nn.Linear(hidden, hidden)
        self.v = nn.Linear(hidden, 1)

    def forward(self, coords):
        enc, (h, c) = self.enc(coords)
        h, c = h[-1], c[-1]
        inp = coords.mean(1)
        picks = []
        for _ in range(coords.size(1)):
            h, c = self.cell(inp, (h, c))
            scores = self.v(torch.tanh(self.w1(enc) + self.w2(h)[:, None])).squeeze(-1)
            picks.append(scores.log_softmax(-1))
            inp = coords[torch.arange(len(coords)), scores.argmax(-1)]
        return torch.stack(picks, 1)


class DeepSets(nn.Module):
    def __init__(self, in_dim, hid, out_dim):
        super().__init__()
        self.phi = nn.Sequential(nn.Linear(in_dim, hid), nn.ReLU())
        self.rho = nn.Linear(hid, out_dim)

    def forward(self, sets, mask=None):
        h = self.phi(sets)
        if mask is not None:
            h = h * mask.unsqueeze(-1)
        return self.rho(h.sum(dim=1))


class TCN(nn.Module):
    def __init__(self, num_inputs, num_channels, kernel_size=2, dropout=0.2):
        super().__init__()
        layers = []
        for i, out in enumerate(num_channels):
            d = 2**i
            cin = num_inputs if i == 0 else num_channels[i - 1]
            layers += [
                nn.ConstantPad1d(((kernel_size - 1) * d, 0), 0.0),
                nn.Conv1d(cin, out, kernel_size, dilation=d),
                nn.ReLU(),
            ]
        self.network = nn.Sequential(*layers)

    def forward(self, x):
        return self.network(x)


@dataclass
class MambaConfig:
    d_model: int = 32
    n_layers: int = 2
    d_inner: Optional[int] = None

    def __post_init__(self):
        self.d_inner = self.d_inner or 2 * self.d_model


class GatedConvBlock(nn.Module):
    def __init__(self, cfg: MambaConfig):
        super().__init__()
        self.inp = nn.Linear(cfg.d_model, 2 * cfg.d_inner)
        self.conv = nn.Conv1d(cfg.d_inner, cfg.d_inner, 4, groups=cfg.d_inner, padding=3)
        self.out = nn.Linear(cfg.d_inner, cfg.d_model)

    def forward(self, x):
        a, g = self.inp(x).chunk(2, -1)
        a = self.conv(a.mT)[..., : x.size(1)].mT
        return x + self.out(F.silu(a) * torch.sigmoid(g))


class FourierFeatures(nn.Module):
    def __init__(self, in_dim: int, mapping_size: int, scale: float = 10.0):
        super().__init__()
        self.register_buffer("B", torch.randn(in_dim, mapping_size) * scale)
        self.net = nn.Linear(2 * mapping_size, 3)

    def forward(self, coords: Tensor) -> Tensor:
        p = 2 * torch.pi * coords @ self.B
        return torch.sigmoid(self.net(torch.cat([p.sin(), p.cos()], -1)))


class MultiModal(nn.Module):
    def __init__(self, num_labels=4):
        super().__init__()
        self.image = nn.Sequential(nn.Conv2d(3, 8, 3, 2), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten())
        self.text = nn.EmbeddingBag(400, 16, mode="mean")
        self.tab = nn.Linear(5, 8)
        self.head = nn.Linear(8 + 16 + 8, num_labels)

    def forward(self, inputs: Dict[str, Tensor]) -> Dict[str, Tensor]:
        parts = [
            self.image(inputs["image"]),
            self.text(inputs["input_ids"]),
            F.relu(self.tab(inputs["tabular"])),
        ]
        return {"logits": self.head(torch.cat(parts, dim=-1))}


class ClassConditionalDiffusion(nn.Module):
    def __init__(self, n_feat=16, n_classes=10):
        super().__init__()
        self.n_classes = n_classes
        self.t = nn.Sequential(nn.Linear(1, n_feat), nn.GELU(), nn.Linear(n_feat, n_feat))
        self.c = nn.Linear(n_classes, n_feat)
        self.down = nn.Conv2d(1, n_feat, 3, padding=1)
        self.up = nn.Conv2d(n_feat, 1, 3, padding=1)

    def forward(self, x, c, t, context_mask):
        c = F.one_hot(c, num_classes=self.n_classes).float()
        c = c * (1 - context_mask[:, None])
        e = self.t(t.view(-1, 1).float()) + self.c(c)
        return self.up(F.gelu(self.down(x) + e[:, :, None, None]))


class HierarchicalAttention(nn.Module):
    def __init__(self, vocab_size=300, dim=16, hidden=12):
        super().__init__()
        self.emb = nn.Embedding(vocab_size, dim)
        self.word = nn.GRU(dim, hidden, bidirectional=True, batch_first=True)
        self.sent = nn.GRU(2 * hidden, hidden, bidirectional=True, batch_first=True)
        self.fc = nn.Linear(2 * hidden, 5)

    def forward(self, docs):
        b, s, w = docs.size()
        h, _ = self.word(self.emb(docs.view(b * s, w)))
        h, _ = self.sent(h.mean(1).view(b, s, -1))
        return self.fc(h.mean(1))


class ResidualVQ(nn.Module):
    def __init__(self, num_quantizers: int, codebook_size: int, dim: int):
        super().__init__()
        self.books = nn.ModuleList(nn.Embedding(codebook_size, dim) for _ in range(num_quantizers))

    def forward(self, z):
        residual, total, ids = z, torch.zeros_like(z), []
        for book in self.books:
            i = torch.cdist(residual.flatten(0, -2), book.weight).argmin(-1).view(z.shape[:-1])
            q = book(i)
            residual, total = residual - q, total + q
            ids.append(i)
        return z + (total - z).detach(), torch.stack(ids, -1)


class Highway(nn.Module):
    def __init__(self, size, num_layers, f):
        super().__init__()
        self.nonlinear = nn.ModuleList([nn.Linear(size, size) for _ in range(num_layers)])
        self.gate = nn.ModuleList([nn.Linear(size, size) for _ in range(num_layers)])
        self.f = f

    def forward(self, x):
        for n, g in zip(self.nonlinear, self.gate):
            t = torch.sigmoid(g(x))
            x = t * self.f(n(x)) + (1 - t) * x
        return x


class StackedDecoder(nn.Module):
    """Teacher forcing with a cache of states as a list."""

    def __init__(self, vocab=80, dim=16, layers=2):
        super().__init__()
        self.emb = nn.Embedding(vocab, dim)
        self.cells = nn.ModuleList(nn.GRUCell(dim, dim) for _ in range(layers))
        self.out = nn.Linear(dim, vocab)

    def forward(self, token: Tensor, states: List[Tensor]):
        x = self.emb(token)
        new = []
        for cell, h in zip(self.cells, states):
            x = cell(x, h)
            new.append(x)
        return self.out(x), new


class CosineClassifier(nn.Module):
    def __init__(self, feat_dim, num_classes, s=30.0, m=0.5):
        super().__init__()
        self.s, self.m = s, m
        self.weight = nn.Parameter(torch.randn(num_classes, feat_dim))

    def forward(self, features, labels=None):
        logits = F.linear(F.normalize(features), F.normalize(self.weight))
        if labels is not None:
            logits = logits - self.m * F.one_hot(labels, logits.size(1))
        return self.s * logits


class TabTransformer(nn.Module):
    def __init__(self, categories, num_continuous, dim=16):
        super().__init__()
        self.embeds = nn.ModuleList(nn.Embedding(c, dim) for c in categories)
        layer = nn.TransformerEncoderLayer(dim, 4, 32, batch_first=True)
        self.transformer = nn.TransformerEncoder(layer, 1, enable_nested_tensor=False)
        self.norm = nn.LayerNorm(num_continuous)
        self.head = nn.Linear(dim * len(categories) + num_continuous, 1)

    def forward(self, x_categ, x_cont):
        e = torch.stack([emb(x_categ[:, i]) for i, emb in enumerate(self.embeds)], dim=1)
        h = self.transformer(e).flatten(1)
        return self.head(torch.cat((h, self.norm(x_cont)), dim=-1))


class DiceLoss(nn.Module):
    def __init__(self, smooth=1.0):
        super().__init__()
        self.smooth = smooth

    def forward(self, logits, targets):
        p = torch.sigmoid(logits).flatten(1)
        t = targets.flatten(1).float()
        overlap = (p * t).sum(1)
        return 1 - ((2 * overlap + self.smooth) / (p.sum(1) + t.sum(1) + self.smooth)).mean()
