"""Everything else that people build."""

import argparse
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


class DQN(nn.Module):
    def __init__(self, n_observations, n_actions):
        super().__init__()
        self.layer1 = nn.Linear(n_observations, 128)
        self.layer2 = nn.Linear(128, 128)
        self.layer3 = nn.Linear(128, n_actions)

    def forward(self, x):
        x = F.relu(self.layer1(x))
        return self.layer3(F.relu(self.layer2(x)))


class AtariDQN(nn.Module):
    def __init__(self, input_shape, n_actions):
        super().__init__()
        self.conv = nn.Sequential(
            nn.Conv2d(input_shape[0], 32, 8, 4), nn.ReLU(), nn.Conv2d(32, 64, 4, 2), nn.ReLU(), nn.Conv2d(64, 64, 3, 1), nn.ReLU()
        )
        conv_out_size = self._get_conv_out(input_shape)
        self.fc = nn.Sequential(nn.Linear(conv_out_size, 512), nn.ReLU(), nn.Linear(512, n_actions))

    def _get_conv_out(self, shape):
        o = self.conv(torch.zeros(1, *shape))
        return int(o.numel())

    def forward(self, x):
        conv_out = self.conv(x).view(x.size()[0], -1)
        return self.fc(conv_out)


class ActorCritic(nn.Module):
    def __init__(self, state_dim, action_dim, hidden=64):
        super().__init__()
        self.actor = nn.Sequential(nn.Linear(state_dim, hidden), nn.Tanh(), nn.Linear(hidden, action_dim), nn.Softmax(dim=-1))
        self.critic = nn.Sequential(nn.Linear(state_dim, hidden), nn.Tanh(), nn.Linear(hidden, 1))

    def forward(self, state):
        probs = self.actor(state)
        return torch.distributions.Categorical(probs), self.critic(state)


class QCritic(nn.Module):
    def __init__(self, obs_dim, act_dim, hidden_sizes):
        super().__init__()
        sizes = [obs_dim + act_dim] + list(hidden_sizes) + [1]
        self.q = nn.Sequential(*[m for a, b in zip(sizes, sizes[1:]) for m in (nn.Linear(a, b), nn.ReLU())][:-1])

    def forward(self, obs, act):
        return self.q(torch.cat([obs, act], dim=-1)).squeeze(-1)


class DuelingDQN(nn.Module):
    def __init__(self, obs_size: int, action_size: int):
        super().__init__()
        self.feature = nn.Linear(obs_size, 64)
        self.adv = nn.Linear(64, action_size)
        self.val = nn.Linear(64, 1)

    def forward(self, obs):
        f = F.relu(self.feature(obs))
        a = self.adv(f)
        return self.val(f) + a - a.mean(dim=1, keepdim=True)


class SiameseNetwork(nn.Module):
    def __init__(self):
        super().__init__()
        self.cnn = nn.Sequential(nn.Conv2d(1, 16, 3, 2), nn.ReLU(), nn.Conv2d(16, 32, 3, 2), nn.ReLU(), nn.AdaptiveAvgPool2d(4))
        self.fc = nn.Linear(32 * 16, 64)

    def forward_once(self, x):
        return self.fc(self.cnn(x).view(x.size(0), -1))

    def forward(self, input1, input2):
        return self.forward_once(input1), self.forward_once(input2)


class TripletNet(nn.Module):
    def __init__(self, embedding_net):
        super().__init__()
        self.embedding_net = embedding_net

    def forward(self, x1, x2, x3):
        return self.embedding_net(x1), self.embedding_net(x2), self.embedding_net(x3)


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


class NeRF(nn.Module):
    def __init__(self, pos_dim=10, dir_dim=4, hidden=64):
        super().__init__()
        self.pos_dim, self.dir_dim = pos_dim, dir_dim
        self.block1 = nn.Sequential(nn.Linear(pos_dim * 6 + 3, hidden), nn.ReLU(), nn.Linear(hidden, hidden))
        self.sigma = nn.Linear(hidden, 1)
        self.rgb = nn.Linear(hidden + dir_dim * 6 + 3, 3)

    @staticmethod
    def encode(x, L):
        out = [x]
        for j in range(L):
            out += [torch.sin(2**j * x), torch.cos(2**j * x)]
        return torch.cat(out, dim=1)

    def forward(self, o, d):
        h = self.block1(self.encode(o, self.pos_dim))
        rgb = torch.sigmoid(self.rgb(torch.cat((h, self.encode(d, self.dir_dim)), dim=1)))
        return rgb, F.relu(self.sigma(h))


class AudioCNN(nn.Module):
    def __init__(self, n_input=1, n_output=35, stride=16, n_channel=32):
        super().__init__()
        self.conv1 = nn.Conv1d(n_input, n_channel, kernel_size=80, stride=stride)
        self.bn1 = nn.BatchNorm1d(n_channel)
        self.pool1 = nn.MaxPool1d(4)
        self.conv2 = nn.Conv1d(n_channel, n_channel, kernel_size=3)
        self.fc1 = nn.Linear(n_channel, n_output)

    def forward(self, x):
        x = self.pool1(F.relu(self.bn1(self.conv1(x))))
        x = F.relu(self.conv2(x))
        x = F.avg_pool1d(x, x.shape[-1]).permute(0, 2, 1)
        return F.log_softmax(self.fc1(x), dim=2)


class SpectrogramNet(nn.Module):
    def __init__(self, n_fft=256, n_classes=8):
        super().__init__()
        self.n_fft = n_fft
        self.register_buffer("window", torch.hann_window(n_fft))
        self.conv = nn.Conv2d(1, 8, 3, padding=1)
        self.fc = nn.Linear(8, n_classes)

    def forward(self, waveform):
        spec = torch.stft(waveform, self.n_fft, window=self.window, return_complex=True).abs()
        x = F.relu(self.conv(spec.unsqueeze(1)))
        return self.fc(x.mean(dim=(2, 3)))


class TCNBlock(nn.Module):
    def __init__(self, n_inputs, n_outputs, kernel_size, stride, dilation, padding, dropout=0.2):
        super().__init__()
        self.conv1 = nn.utils.parametrizations.weight_norm(
            nn.Conv1d(n_inputs, n_outputs, kernel_size, stride=stride, padding=padding, dilation=dilation)
        )
        self.downsample = nn.Conv1d(n_inputs, n_outputs, 1) if n_inputs != n_outputs else None
        self.padding = padding

    def forward(self, x):
        out = F.relu(self.conv1(x))
        res = x if self.downsample is None else self.downsample(x)
        return F.relu(out[..., : res.size(-1)] + res[..., : out.size(-1)])


class C3D(nn.Module):
    def __init__(self, num_classes):
        super().__init__()
        self.conv1 = nn.Conv3d(3, 16, kernel_size=(3, 3, 3), padding=(1, 1, 1))
        self.pool1 = nn.MaxPool3d((1, 2, 2))
        self.conv2 = nn.Conv3d(16, 32, 3, padding=1)
        self.fc = nn.Linear(32, num_classes)

    def forward(self, x):
        x = F.relu(self.conv2(self.pool1(F.relu(self.conv1(x)))))
        return self.fc(x.mean(dim=(2, 3, 4)))


class VideoClassifier(nn.Module):
    def __init__(self, hidden=32, num_classes=5):
        super().__init__()
        self.cnn = nn.Conv2d(3, 8, 3, stride=2)
        self.lstm = nn.LSTM(8, hidden, batch_first=True)
        self.fc = nn.Linear(hidden, num_classes)

    def forward(self, frames):
        b, t, c, h, w = frames.shape
        x = self.cnn(frames.view(b * t, c, h, w)).mean(dim=(2, 3)).view(b, t, -1)
        out, _ = self.lstm(x)
        return self.fc(out[:, -1])


class PointNet(nn.Module):
    def __init__(self, k=10):
        super().__init__()
        self.mlp1 = nn.Sequential(nn.Conv1d(3, 64, 1), nn.BatchNorm1d(64), nn.ReLU())
        self.mlp2 = nn.Sequential(nn.Conv1d(64, 128, 1), nn.BatchNorm1d(128), nn.ReLU())
        self.fc = nn.Linear(128, k)

    def forward(self, points):
        x = self.mlp2(self.mlp1(points.transpose(1, 2)))
        return self.fc(x.max(dim=2)[0])


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


class FocalLoss(nn.Module):
    def __init__(self, alpha=0.25, gamma=2.0):
        super().__init__()
        self.alpha, self.gamma = alpha, gamma

    def forward(self, inputs, targets):
        bce = F.binary_cross_entropy_with_logits(inputs, targets, reduction="none")
        pt = torch.exp(-bce)
        return (self.alpha * (1 - pt) ** self.gamma * bce).mean()


class LabelSmoothing(nn.Module):
    def __init__(self, size, padding_idx, smoothing=0.0):
        super().__init__()
        self.criterion = nn.KLDivLoss(reduction="sum")
        self.padding_idx, self.smoothing, self.size = padding_idx, smoothing, size

    def forward(self, x, target):
        assert x.size(1) == self.size
        true_dist = x.data.clone().fill_(self.smoothing / (self.size - 2))
        true_dist.scatter_(1, target.data.unsqueeze(1), 1 - self.smoothing)
        return self.criterion(x, true_dist)


class ContrastiveLoss(nn.Module):
    def __init__(self, margin=1.0):
        super().__init__()
        self.margin = margin

    def forward(self, output1, output2, label):
        d = F.pairwise_distance(output1, output2)
        return ((1 - label) * d.pow(2) + label * F.relu(self.margin - d).pow(2)).mean()


class CLIPLike(nn.Module):
    def __init__(self, embed_dim, vocab_size, context_length):
        super().__init__()
        self.visual = nn.Sequential(nn.Conv2d(3, 16, 8, 8), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(16, embed_dim))
        self.token_embedding = nn.Embedding(vocab_size, embed_dim)
        self.positional_embedding = nn.Parameter(torch.zeros(context_length, embed_dim))
        self.logit_scale = nn.Parameter(torch.ones([]))

    def forward(self, image, text):
        i = F.normalize(self.visual(image), dim=-1)
        t = F.normalize((self.token_embedding(text) + self.positional_embedding).mean(1), dim=-1)
        return self.logit_scale.exp() * i @ t.t()


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


class FourierLayer(nn.Module):
    def __init__(self, in_channels, out_channels, modes):
        super().__init__()
        self.modes = modes
        self.weights = nn.Parameter(torch.rand(in_channels, out_channels, modes, dtype=torch.cfloat))

    def forward(self, x):
        x_ft = torch.fft.rfft(x)
        out_ft = torch.zeros(x.shape[0], self.weights.shape[1], x.size(-1) // 2 + 1, dtype=torch.cfloat)
        out_ft[:, :, : self.modes] = torch.einsum("bix,iox->box", x_ft[:, :, : self.modes], self.weights)
        return torch.fft.irfft(out_ft, n=x.size(-1))
