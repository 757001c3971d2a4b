"""Images, signals, points and volumes, as learners write them."""

import math

import torch
import torch.nn.functional as F
from torch import nn


class GrayClassifier(nn.Module):
    def __init__(self, num_classes=10):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(1, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(16, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        )  # fmt: skip
        self.head = nn.Linear(32 * 7 * 7, num_classes)

    def forward(self, picture):
        return self.head(self.features(picture).flatten(1))


class PatchEncoder(nn.Module):
    """ViT-like, with a class token and learned positions."""

    def __init__(self, img_size=64, patch=16, dim=96, n_layers=2, heads=4):
        super().__init__()
        self.proj = nn.Conv2d(3, dim, patch, stride=patch)
        n = (img_size // patch) ** 2
        self.cls = nn.Parameter(torch.zeros(1, 1, dim))
        self.pos = nn.Parameter(torch.randn(1, n + 1, dim) * 0.02)
        layer = nn.TransformerEncoderLayer(dim, heads, dim * 2, batch_first=True)
        self.blocks = nn.TransformerEncoder(layer, n_layers)

    def forward(self, imgs):
        x = self.proj(imgs).flatten(2).transpose(1, 2)
        x = torch.cat([self.cls.expand(x.size(0), -1, -1), x], dim=1) + self.pos
        return self.blocks(x)[:, 0]


class FlatPatches(nn.Module):
    """Takes patches that were already cut out: (B, N, patch * patch * 3)."""

    def __init__(self):
        super().__init__()
        self.embed = nn.Linear(8 * 8 * 3, 128)
        self.mixer = nn.Sequential(nn.LayerNorm(128), nn.Linear(128, 128), nn.GELU())
        self.out = nn.Linear(128, 5)

    def forward(self, patches):
        _b, _n, _d = patches.shape
        h = self.embed(patches)
        h = h + self.mixer(h)
        return self.out(h.mean(dim=1))


class SiameseFaces(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Sequential(
            nn.Conv2d(1, 8, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(8, 16, 5), nn.ReLU()
        )
        self.fc = nn.Linear(16 * 44 * 44, 64)

    def embed(self, x):
        return self.fc(self.conv(x).view(x.size(0), -1))

    def forward(self, anchor, positive, negative):
        a, p, n = self.embed(anchor), self.embed(positive), self.embed(negative)
        return F.pairwise_distance(a, p), F.pairwise_distance(a, n)


class ConvVAE(nn.Module):
    def __init__(self, z_dim=20):
        super().__init__()
        self.enc = nn.Sequential(
            nn.Conv2d(1, 16, 4, 2, 1),
            nn.ReLU(),
            nn.Conv2d(16, 32, 4, 2, 1),
            nn.ReLU(),
            nn.Flatten(),
        )
        self.mu = nn.Linear(32 * 7 * 7, z_dim)
        self.logvar = nn.Linear(32 * 7 * 7, z_dim)
        self.fc = nn.Linear(z_dim, 32 * 7 * 7)
        self.dec = nn.Sequential(
            nn.ConvTranspose2d(32, 16, 4, 2, 1), nn.ReLU(), nn.ConvTranspose2d(16, 1, 4, 2, 1)
        )

    def forward(self, x, sample=True):
        h = self.enc(x)
        mu, logvar = self.mu(h), self.logvar(h)
        z = mu + torch.randn_like(mu) * (0.5 * logvar).exp() if sample else mu
        rec = self.dec(self.fc(z).view(-1, 32, 7, 7))
        return {"rec": torch.sigmoid(rec), "mu": mu, "logvar": logvar}


class PointNetSmall(nn.Module):
    """(B, N, 3) points."""

    def __init__(self, k=8):
        super().__init__()
        self.mlp1 = nn.Conv1d(3, 32, 1)
        self.mlp2 = nn.Conv1d(32, 64, 1)
        self.bn = nn.BatchNorm1d(64)
        self.cls = nn.Linear(64, k)

    def forward(self, pts):
        x = pts.permute(0, 2, 1)
        x = F.relu(self.mlp1(x))
        x = F.relu(self.bn(self.mlp2(x)))
        x, _ = x.max(dim=2)
        return self.cls(x)


class EdgeConv(nn.Module):
    """Neighbours in a point cloud."""

    def __init__(self, c_in=3, c_out=16, k=4):
        super().__init__()
        self.k = k
        self.mlp = nn.Sequential(nn.Linear(2 * c_in, c_out), nn.ReLU())

    def forward(self, xyz):
        dist = torch.cdist(xyz, xyz)
        idx = dist.topk(self.k, largest=False).indices
        _b, n, _k = idx.shape
        neigh = (
            xyz.unsqueeze(1)
            .expand(-1, n, -1, -1)
            .gather(2, idx.unsqueeze(-1).expand(-1, -1, -1, xyz.size(-1)))
        )
        center = xyz.unsqueeze(2).expand_as(neigh)
        return self.mlp(torch.cat([center, neigh - center], -1)).amax(2)


class SpectrogramCNN(nn.Module):
    """(B, 1, mels, frames)."""

    def __init__(self, n_mels=64, n_classes=35):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 16, (n_mels, 5))
        self.gru = nn.GRU(16, 32, batch_first=True)
        self.fc = nn.Linear(32, n_classes)

    def forward(self, spec):
        x = F.relu(self.conv1(spec)).squeeze(2)
        out, _ = self.gru(x.transpose(1, 2))
        return self.fc(out[:, -1])


class WaveEncoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.convs = nn.ModuleList(
            [nn.Conv1d(1, 32, 10, 5), nn.Conv1d(32, 32, 8, 4), nn.Conv1d(32, 64, 4, 2)]
        )

    def forward(self, wav):
        x = wav.unsqueeze(1)
        for conv in self.convs:
            x = F.gelu(conv(x))
        return x.mean(-1)


class STFTNet(nn.Module):
    def __init__(self, n_fft=256, hop=64):
        super().__init__()
        self.n_fft, self.hop = n_fft, hop
        self.register_buffer("window", torch.hann_window(n_fft))
        self.fc = nn.Linear(n_fft // 2 + 1, 12)

    def forward(self, audio):
        spec = torch.stft(audio, self.n_fft, self.hop, window=self.window, return_complex=True)
        return self.fc(spec.abs().mean(-1))


class VolumeNet(nn.Module):
    def __init__(self, in_channels, out_channels, base=8):
        super().__init__()
        self.down = nn.Conv3d(in_channels, base, 3, padding=1)
        self.pool = nn.MaxPool3d(2)
        self.up = nn.ConvTranspose3d(base, base, 2, stride=2)
        self.out = nn.Conv3d(base, out_channels, 1)

    def forward(self, volume):
        return self.out(self.up(self.pool(F.relu(self.down(volume)))))


class VideoNet(nn.Module):
    """(B, T, C, H, W) frames through an image net, then an LSTM."""

    def __init__(self, hidden=32):
        super().__init__()
        self.cnn = nn.Sequential(nn.Conv2d(3, 8, 3, stride=2), nn.ReLU(), nn.AdaptiveAvgPool2d(1))
        self.lstm = nn.LSTM(8, hidden, batch_first=True)
        self.fc = nn.Linear(hidden, 6)

    def forward(self, frames):
        b, t, c, h, w = frames.shape
        feats = self.cnn(frames.view(b * t, c, h, w)).view(b, t, -1)
        out, _ = self.lstm(feats)
        return self.fc(out[:, -1])


class DenoisingUNet(nn.Module):
    """A noisy image and a timestep."""

    def __init__(self, ch=16, t_dim=32):
        super().__init__()
        self.t_dim = t_dim
        self.t_mlp = nn.Sequential(nn.Linear(t_dim, t_dim), nn.SiLU(), nn.Linear(t_dim, ch * 2))
        self.inc = nn.Conv2d(3, ch, 3, padding=1)
        self.down = nn.Conv2d(ch, ch * 2, 3, stride=2, padding=1)
        self.up = nn.ConvTranspose2d(ch * 2, ch, 2, stride=2)
        self.outc = nn.Conv2d(ch * 2, 3, 1)

    def timestep_embedding(self, t):
        half = self.t_dim // 2
        freqs = torch.exp(-math.log(10000) * torch.arange(half, device=t.device) / half)
        args = t[:, None].float() * freqs[None]
        return torch.cat([args.cos(), args.sin()], dim=-1)

    def forward(self, noisy, t):
        emb = self.t_mlp(self.timestep_embedding(t))
        x1 = F.silu(self.inc(noisy))
        x2 = F.silu(self.down(x1)) + emb[:, :, None, None]
        return self.outc(torch.cat([self.up(x2), x1], dim=1))


class SuperResolution(nn.Module):
    def __init__(self, upscale_factor):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 32, 5, padding=2)
        self.conv2 = nn.Conv2d(32, upscale_factor**2, 3, padding=1)
        self.shuffle = nn.PixelShuffle(upscale_factor)

    def forward(self, lr):
        return self.shuffle(self.conv2(torch.tanh(self.conv1(lr))))


class StyleMixer(nn.Module):
    """Adaptive instance norm of two images."""

    def __init__(self):
        super().__init__()
        self.encode = nn.Sequential(nn.Conv2d(3, 32, 3, padding=1), nn.ReLU())
        self.decode = nn.Conv2d(32, 3, 3, padding=1)

    def adain(self, content, style):
        c_mean, c_std = content.mean((2, 3), keepdim=True), content.std((2, 3), keepdim=True) + 1e-5
        s_mean, s_std = style.mean((2, 3), keepdim=True), style.std((2, 3), keepdim=True)
        return (content - c_mean) / c_std * s_std + s_mean

    def forward(self, content_img, style_img, alpha=1.0):
        c, s = self.encode(content_img), self.encode(style_img)
        return self.decode(alpha * self.adain(c, s) + (1 - alpha) * c)
