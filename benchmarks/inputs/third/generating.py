"""GANs, autoencoders, flows and diffusion, as learners and papers write them."""

import math
from functools import partial

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F


class ConditionalGenerator(nn.Module):
    def __init__(self, latent_dim=100, num_classes=10, img_shape=(1, 28, 28)):
        super().__init__()
        self.img_shape = img_shape
        self.label_emb = nn.Embedding(num_classes, num_classes)

        def block(in_feat, out_feat, normalize=True):
            layers = [nn.Linear(in_feat, out_feat)]
            if normalize:
                layers.append(nn.BatchNorm1d(out_feat, 0.8))
            layers.append(nn.LeakyReLU(0.2, inplace=True))
            return layers

        self.model = nn.Sequential(
            *block(latent_dim + num_classes, 128, normalize=False),
            *block(128, 256),
            nn.Linear(256, int(np.prod(img_shape))),
            nn.Tanh(),
        )

    def forward(self, noise, labels):
        gen_input = torch.cat((self.label_emb(labels), noise), -1)
        img = self.model(gen_input)
        return img.view(img.size(0), *self.img_shape)


class PatchDiscriminator(nn.Module):
    """pix2pix: judges a pair of images."""

    def __init__(self, in_channels=3, features=(64, 128, 256)):
        super().__init__()
        self.initial = nn.Sequential(
            nn.Conv2d(in_channels * 2, features[0], 4, 2, 1, padding_mode="reflect"),
            nn.LeakyReLU(0.2),
        )
        layers = []
        channels = features[0]
        for feature in features[1:]:
            layers.append(nn.Conv2d(channels, feature, 4, stride=2, bias=False))
            layers.append(nn.InstanceNorm2d(feature))
            layers.append(nn.LeakyReLU(0.2))
            channels = feature
        layers.append(nn.Conv2d(channels, 1, 4, 1, 1, padding_mode="reflect"))
        self.model = nn.Sequential(*layers)

    def forward(self, x, y):
        return self.model(self.initial(torch.cat([x, y], dim=1)))


class BetaVAE(nn.Module):
    def __init__(self, in_channels: int, latent_dim: int, hidden_dims=None):
        super().__init__()
        self.latent_dim = latent_dim
        hidden_dims = hidden_dims or [16, 32, 64]
        modules = []
        for h_dim in hidden_dims:
            modules.append(
                nn.Sequential(
                    nn.Conv2d(in_channels, h_dim, kernel_size=3, stride=2, padding=1),
                    nn.BatchNorm2d(h_dim),
                    nn.LeakyReLU(),
                )
            )
            in_channels = h_dim
        self.encoder = nn.Sequential(*modules)
        self.fc_mu = nn.Linear(hidden_dims[-1] * 64, latent_dim)
        self.fc_var = nn.Linear(hidden_dims[-1] * 64, latent_dim)

    def encode(self, input):
        result = torch.flatten(self.encoder(input), start_dim=1)
        return [self.fc_mu(result), self.fc_var(result)]

    def forward(self, input, **kwargs):
        mu, log_var = self.encode(input)
        std = torch.exp(0.5 * log_var)
        return [mu + std * torch.randn_like(std), input, mu, log_var]


class SinusoidalPosEmb(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.dim = dim

    def forward(self, x):
        half_dim = self.dim // 2
        emb = math.log(10000) / (half_dim - 1)
        emb = torch.exp(torch.arange(half_dim, device=x.device) * -emb)
        emb = x[:, None] * emb[None, :]
        return torch.cat((emb.sin(), emb.cos()), dim=-1)


class ResnetBlock(nn.Module):
    def __init__(self, dim, dim_out, *, time_emb_dim=None, groups=8):
        super().__init__()
        self.mlp = (
            nn.Sequential(nn.SiLU(), nn.Linear(time_emb_dim, dim_out * 2))
            if time_emb_dim is not None
            else None
        )
        self.proj = nn.Conv2d(dim, dim_out, 3, padding=1)
        self.norm = nn.GroupNorm(groups, dim_out)
        self.res_conv = nn.Conv2d(dim, dim_out, 1) if dim != dim_out else nn.Identity()

    def forward(self, x, time_emb=None):
        scale_shift = None
        if self.mlp is not None and time_emb is not None:
            scale_shift = self.mlp(time_emb)[:, :, None, None].chunk(2, dim=1)
        h = self.norm(self.proj(x))
        if scale_shift is not None:
            scale, shift = scale_shift
            h = h * (scale + 1) + shift
        return F.silu(h) + self.res_conv(x)


class DenoisingUNet(nn.Module):
    def __init__(self, dim=32, dim_mults=(1, 2), channels=3):
        super().__init__()
        self.init_conv = nn.Conv2d(channels, dim, 7, padding=3)
        dims = [dim, *(dim * m for m in dim_mults)]
        in_out = list(zip(dims[:-1], dims[1:]))
        time_dim = dim * 4
        block_klass = partial(ResnetBlock, groups=4)
        self.time_mlp = nn.Sequential(
            SinusoidalPosEmb(dim), nn.Linear(dim, time_dim), nn.GELU(), nn.Linear(time_dim, time_dim)
        )
        self.downs = nn.ModuleList([])
        self.ups = nn.ModuleList([])
        for a, b in in_out:
            self.downs.append(
                nn.ModuleList(
                    [block_klass(a, b, time_emb_dim=time_dim), nn.Conv2d(b, b, 4, 2, 1)]
                )
            )
        for a, b in reversed(in_out):
            self.ups.append(
                nn.ModuleList(
                    [
                        nn.ConvTranspose2d(b, b, 4, 2, 1),
                        block_klass(b * 2, a, time_emb_dim=time_dim),
                    ]
                )
            )
        self.final_conv = nn.Conv2d(dim, channels, 1)

    def forward(self, x, time):
        x = self.init_conv(x)
        t = self.time_mlp(time)
        h = []
        for block, down in self.downs:
            x = block(x, t)
            h.append(x)
            x = down(x)
        for up, block in self.ups:
            x = up(x)
            x = block(torch.cat((x, h.pop()), dim=1), t)
        return self.final_conv(x)


class CouplingLayer(nn.Module):
    """RealNVP, with a mask given at construction."""

    def __init__(self, network, mask):
        super().__init__()
        self.network = network
        self.scaling_factor = nn.Parameter(torch.zeros(1))
        self.register_buffer("mask", mask)

    def forward(self, z, ldj, reverse=False):
        nn_out = self.network(z * self.mask)
        s, t = nn_out.chunk(2, dim=-1)
        s_fac = self.scaling_factor.exp()
        s = torch.tanh(s / s_fac) * s_fac * (1 - self.mask)
        t = t * (1 - self.mask)
        z = (z + t) * torch.exp(s)
        return z, ldj + s.sum(dim=-1)


class VectorQuantizer(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, commitment_cost=0.25):
        super().__init__()
        self._embedding_dim = embedding_dim
        self._num_embeddings = num_embeddings
        self._embedding = nn.Embedding(num_embeddings, embedding_dim)
        self._commitment_cost = commitment_cost

    def forward(self, inputs):
        inputs = inputs.permute(0, 2, 3, 1).contiguous()
        input_shape = inputs.shape
        flat_input = inputs.view(-1, self._embedding_dim)
        distances = (
            torch.sum(flat_input**2, dim=1, keepdim=True)
            + torch.sum(self._embedding.weight**2, dim=1)
            - 2 * torch.matmul(flat_input, self._embedding.weight.t())
        )
        encoding_indices = torch.argmin(distances, dim=1).unsqueeze(1)
        encodings = torch.zeros(encoding_indices.shape[0], self._num_embeddings)
        encodings.scatter_(1, encoding_indices, 1)
        quantized = torch.matmul(encodings, self._embedding.weight).view(input_shape)
        loss = self._commitment_cost * F.mse_loss(quantized.detach(), inputs)
        quantized = inputs + (quantized - inputs).detach()
        return loss, quantized.permute(0, 3, 1, 2).contiguous(), encodings


class AdaIN(nn.Module):
    def __init__(self, style_dim, num_features):
        super().__init__()
        self.norm = nn.InstanceNorm2d(num_features, affine=False)
        self.fc = nn.Linear(style_dim, num_features * 2)

    def forward(self, x, s):
        h = self.fc(s)
        h = h.view(h.size(0), h.size(1), 1, 1)
        gamma, beta = torch.chunk(h, chunks=2, dim=1)
        return (1 + gamma) * self.norm(x) + beta


class MaskedAutoencoder(nn.Module):
    def __init__(self, img_size=32, patch_size=4, embed_dim=48, mask_ratio=0.75):
        super().__init__()
        self.p = patch_size
        self.mask_ratio = mask_ratio
        n = (img_size // patch_size) ** 2
        self.embed = nn.Linear(3 * patch_size**2, embed_dim)
        self.pos = nn.Parameter(torch.zeros(1, n, embed_dim))
        self.mask_token = nn.Parameter(torch.zeros(1, 1, embed_dim))
        layer = nn.TransformerEncoderLayer(embed_dim, 4, 96, batch_first=True)
        self.encoder = nn.TransformerEncoder(layer, 1, enable_nested_tensor=False)
        self.head = nn.Linear(embed_dim, 3 * patch_size**2)

    def patchify(self, imgs):
        p = self.p
        assert imgs.shape[2] == imgs.shape[3] and imgs.shape[2] % p == 0
        h = w = imgs.shape[2] // p
        x = imgs.reshape(imgs.shape[0], 3, h, p, w, p)
        return torch.einsum("nchpwq->nhwpqc", x).reshape(imgs.shape[0], h * w, p * p * 3)

    def forward(self, imgs):
        target = self.patchify(imgs)
        x = self.embed(target) + self.pos
        n, length, d = x.shape
        keep = int(length * (1 - self.mask_ratio))
        ids = torch.rand(n, length).argsort(dim=1)
        restore = ids.argsort(dim=1)
        kept = x.gather(1, ids[:, :keep, None].expand(-1, -1, d))
        latent = self.encoder(kept)
        tokens = self.mask_token.expand(n, length - keep, d)
        full = torch.cat([latent, tokens], dim=1).gather(1, restore[..., None].expand(-1, -1, d))
        return F.mse_loss(self.head(full), target)
