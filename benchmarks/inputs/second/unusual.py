"""Less usual Modules: experts, hypernetworks, fields, flags, odd signatures."""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn


class MoE(nn.Module):
    def __init__(self, d_model: int, n_experts: int, k: int = 2):
        super().__init__()
        self.gate = nn.Linear(d_model, n_experts)
        self.experts = nn.ModuleList(
            nn.Sequential(
                nn.Linear(d_model, 2 * d_model), nn.GELU(), nn.Linear(2 * d_model, d_model)
            )
            for _ in range(n_experts)
        )
        self.k = k

    def forward(self, x: Tensor) -> Tensor:
        b, t, d = x.shape
        flat = x.reshape(-1, d)
        weights, chosen = self.gate(flat).softmax(-1).topk(self.k, dim=-1)
        out = torch.zeros_like(flat)
        for i, expert in enumerate(self.experts):
            rows, slot = torch.where(chosen == i)
            out[rows] += weights[rows, slot, None] * expert(flat[rows])
        return out.view(b, t, d)


class NeRF(nn.Module):
    """Positions and view directions with sines and cosines."""

    def __init__(self, L_pos=4, L_dir=2, width=32):
        super().__init__()
        self.L_pos, self.L_dir = L_pos, L_dir
        self.trunk = nn.Sequential(
            nn.Linear(3 + 6 * L_pos, width), nn.ReLU(), nn.Linear(width, width)
        )
        self.sigma = nn.Linear(width, 1)
        self.color = nn.Linear(width + 3 + 6 * L_dir, 3)

    def encode(self, p, L):
        out = [p]
        for i in range(L):
            out += [torch.sin(2**i * p), torch.cos(2**i * p)]
        return torch.cat(out, dim=-1)

    def forward(self, xyz, viewdirs):
        h = self.trunk(self.encode(xyz, self.L_pos))
        rgb = self.color(torch.cat([h, self.encode(viewdirs, self.L_dir)], dim=-1))
        return torch.sigmoid(rgb), F.relu(self.sigma(h))


class Siren(nn.Module):
    def __init__(self, in_f=2, hidden=32, out_f=3, w0=30.0):
        super().__init__()
        self.l1, self.l2, self.l3 = (
            nn.Linear(in_f, hidden),
            nn.Linear(hidden, hidden),
            nn.Linear(hidden, out_f),
        )
        self.w0 = w0

    def forward(self, coords):
        x = torch.sin(self.w0 * self.l1(coords))
        return self.l3(torch.sin(self.w0 * self.l2(x)))


class HyperNet(nn.Module):
    """Makes the weights of a layer from a condition, and applies them."""

    def __init__(self, z_dim=8, n_in=6, n_out=4):
        super().__init__()
        self.n_in, self.n_out = n_in, n_out
        self.w = nn.Linear(z_dim, n_in * n_out)
        self.b = nn.Linear(z_dim, n_out)

    def forward(self, x, z):
        w = self.w(z).view(-1, self.n_out, self.n_in)
        return torch.bmm(w, x.unsqueeze(-1)).squeeze(-1) + self.b(z)


class ManyInputs(nn.Module):
    def __init__(self):
        super().__init__()
        self.proj = nn.Linear(12, 6)

    def forward(self, *views):
        return torch.stack([self.proj(v) for v in views]).mean(0)


class FlaggedNet(nn.Module):
    def __init__(self, width=24):
        super().__init__()
        self.a, self.b = nn.Linear(width, width), nn.Linear(width, 2)

    def forward(self, inputs, return_features: bool, temperature: float = 1.0):
        feats = torch.relu(self.a(inputs))
        logits = self.b(feats) / temperature
        if return_features:
            return logits, feats
        return logits


@dataclass
class ModelArgs:
    dim: int = 32
    n_heads: int = 4
    vocab_size: int = 64
    max_seq_len: int = 16


class LlamaLike(nn.Module):
    """Rotary positions and a start position as a plain number."""

    def __init__(self, params: ModelArgs):
        super().__init__()
        self.params = params
        self.tok = nn.Embedding(params.vocab_size, params.dim)
        self.wq, self.wk, self.wv = (
            nn.Linear(params.dim, params.dim, bias=False) for _ in range(3)
        )
        self.out = nn.Linear(params.dim, params.vocab_size, bias=False)

    def rotate(self, x: Tensor, start: int) -> Tensor:
        d = x.shape[-1] // 2
        pos = torch.arange(start, start + x.shape[-2], device=x.device, dtype=x.dtype)
        ang = pos[:, None] / 10000 ** (torch.arange(d, device=x.device) / d)
        a, b = x[..., :d], x[..., d:]
        return torch.cat([a * ang.cos() - b * ang.sin(), a * ang.sin() + b * ang.cos()], -1)

    def forward(self, tokens: torch.Tensor, start_pos: int):
        h = self.tok(tokens)
        b, t, c = h.shape
        n = self.params.n_heads
        q, k, v = (f(h).view(b, t, n, c // n).transpose(1, 2) for f in (self.wq, self.wk, self.wv))
        y = F.scaled_dot_product_attention(
            self.rotate(q, start_pos), self.rotate(k, start_pos), v, is_causal=True
        )
        return self.out(h + y.transpose(1, 2).reshape(b, t, c))


class ClassConditional(nn.Module):
    """A noisy vector, a timestep in [0, 1] and a class label."""

    def __init__(self, dim=16, n_classes=10):
        super().__init__()
        self.label_emb = nn.Embedding(n_classes, dim)
        self.time = nn.Linear(1, dim)
        self.net = nn.Sequential(nn.Linear(3 * dim, 64), nn.SiLU(), nn.Linear(64, dim))

    def forward(self, x_t, t, label):
        temb = self.time(t.view(-1, 1))
        return self.net(torch.cat([x_t, temb, self.label_emb(label)], dim=1))


class CLIPLike(nn.Module):
    def __init__(self, d=32, vocab=400):
        super().__init__()
        self.visual = nn.Sequential(nn.Conv2d(3, 16, 8, 8), nn.Flatten(), nn.LazyLinear(d))
        self.text = nn.EmbeddingBag(vocab, d)
        self.scale = nn.Parameter(torch.tensor(2.0))

    def forward(self, image, caption_tokens):
        i = F.normalize(self.visual(image), dim=-1)
        t = F.normalize(self.text(caption_tokens), dim=-1)
        return self.scale.exp() * i @ t.T


class GatedFusion(nn.Module):
    """Audio and text of different lengths, one attends the other."""

    def __init__(self, d_audio=40, d_text=64, d=32):
        super().__init__()
        self.pa, self.pt = nn.Linear(d_audio, d), nn.Linear(d_text, d)
        self.cross = nn.MultiheadAttention(d, 4, batch_first=True)
        self.out = nn.Linear(d, 7)

    def forward(self, audio_feats, text_feats, text_mask: Tensor | None = None):
        q, kv = self.pa(audio_feats), self.pt(text_feats)
        h, _ = self.cross(q, kv, kv, key_padding_mask=text_mask)
        return self.out(h.mean(dim=1))


class PrototypeNet(nn.Module):
    """Few-shot: support with labels, and queries."""

    def __init__(self, in_dim=20, n_way=3):
        super().__init__()
        self.enc, self.n_way = nn.Linear(in_dim, 16), n_way

    def forward(self, support, support_labels, query):
        s, q = self.enc(support), self.enc(query)
        onehot = F.one_hot(support_labels % self.n_way, self.n_way).float()
        protos = onehot.t() @ s / onehot.sum(0).clamp(min=1).unsqueeze(1)
        return -torch.cdist(q, protos)


class NeuralODEFunc(nn.Module):
    def __init__(self, dim=2):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(dim + 1, 50), nn.Tanh(), nn.Linear(50, dim))

    def forward(self, t, y):
        return self.net(torch.cat([y, t.expand(y.shape[0], 1)], dim=1))


class DoubleNet(nn.Module):
    """Physics-informed, in double precision."""

    def __init__(self):
        super().__init__()
        self.f = nn.Sequential(nn.Linear(2, 20), nn.Tanh(), nn.Linear(20, 1)).double()

    def forward(self, x, t):
        u = self.f(torch.cat([x, t], dim=1))
        return u * x


class KeyValueMemory(nn.Module):
    def __init__(self, slots=16, key_dim=10, value_dim=6):
        super().__init__()
        self.keys = nn.Parameter(torch.randn(slots, key_dim))
        self.values = nn.Parameter(torch.randn(slots, value_dim))

    def forward(self, q):
        attn = (q @ self.keys.T).softmax(-1)
        return attn @ self.values


class GradReversalNet(nn.Module):
    """Source and target in one tuple."""

    def __init__(self, n=30):
        super().__init__()
        self.feat, self.cls, self.dom = nn.Linear(n, 16), nn.Linear(16, 4), nn.Linear(16, 2)

    def forward(self, pair):
        source, target = pair
        fs, ft = torch.relu(self.feat(source)), torch.relu(self.feat(target))
        return self.cls(fs), self.dom(torch.cat([fs, ft]))
