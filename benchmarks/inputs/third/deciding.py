"""Agents, tables, graphs, several tasks, and newer layers."""

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.distributions import Categorical


class DuelingDQN(nn.Module):
    def __init__(self, input_shape, n_actions):
        super().__init__()
        c, h, w = input_shape
        self.features = nn.Sequential(
            nn.Conv2d(c, 32, 8, stride=4), nn.ReLU(), nn.Conv2d(32, 64, 4, stride=2), nn.ReLU()
        )
        with torch.no_grad():
            n = self.features(torch.zeros(1, c, h, w)).numel()
        self.value = nn.Sequential(nn.Linear(n, 64), nn.ReLU(), nn.Linear(64, 1))
        self.advantage = nn.Sequential(nn.Linear(n, 64), nn.ReLU(), nn.Linear(64, n_actions))

    def forward(self, state):
        x = self.features(state / 255.0).flatten(1)
        a = self.advantage(x)
        return self.value(x) + a - a.mean(dim=1, keepdim=True)


class ActorCritic(nn.Module):
    def __init__(self, env_spec, hidden=64):
        super().__init__()
        self.actor = nn.Sequential(
            nn.Linear(env_spec["obs_dim"], hidden), nn.Tanh(), nn.Linear(hidden, env_spec["n_act"])
        )
        self.critic = nn.Sequential(
            nn.Linear(env_spec["obs_dim"], hidden), nn.Tanh(), nn.Linear(hidden, 1)
        )

    def forward(self, obs):
        dist = Categorical(logits=self.actor(obs))
        action = dist.sample()
        return action, dist.log_prob(action), self.critic(obs).squeeze(-1)


class RecurrentPolicy(nn.Module):
    def __init__(self, obs_dim=6, act_dim=3, hidden=32):
        super().__init__()
        self.cell = nn.GRUCell(obs_dim, hidden)
        self.mu = nn.Linear(hidden, act_dim)
        self.log_std = nn.Parameter(torch.zeros(act_dim))

    def forward(self, obs, h, done):
        h = h * (1.0 - done.float()).unsqueeze(-1)
        h = self.cell(obs, h)
        return torch.tanh(self.mu(h)), self.log_std.exp(), h


class QuantileRegressor(nn.Module):
    def __init__(self, n_features, quantiles=(0.1, 0.5, 0.9)):
        super().__init__()
        self.quantiles = quantiles
        self.base = nn.Sequential(nn.Linear(n_features, 32), nn.ReLU(), nn.Dropout(0.1))
        self.heads = nn.ModuleDict({f"q{int(q * 100)}": nn.Linear(32, 1) for q in quantiles})

    def forward(self, X):
        h = self.base(X)
        return torch.cat([self.heads[f"q{int(q * 100)}"](h) for q in self.quantiles], dim=1)


class MultiTask(nn.Module):
    """A batch as a dictionary in, a dictionary out."""

    def __init__(self, n_num=7, cards=(5, 12, 3), dim=4):
        super().__init__()
        self.emb = nn.ModuleList(nn.Embedding(n, dim) for n in cards)
        self.trunk = nn.Linear(n_num + dim * len(cards), 32)
        self.click = nn.Linear(32, 1)
        self.price = nn.Linear(32, 1)

    def forward(self, batch):
        cats = [e(batch["categorical"][:, i]) for i, e in enumerate(self.emb)]
        h = F.relu(self.trunk(torch.cat([batch["numeric"], *cats], dim=1)))
        return {"click": torch.sigmoid(self.click(h)), "price": self.price(h)}


class KANLinear(nn.Module):
    def __init__(self, in_features, out_features, grid_size=5, spline_order=3, grid_range=(-1, 1)):
        super().__init__()
        self.in_features = in_features
        self.out_features = out_features
        self.spline_order = spline_order
        h = (grid_range[1] - grid_range[0]) / grid_size
        grid = torch.arange(-spline_order, grid_size + spline_order + 1) * h + grid_range[0]
        self.register_buffer("grid", grid.expand(in_features, -1).contiguous())
        self.base_weight = nn.Parameter(torch.randn(out_features, in_features) * 0.1)
        self.spline_weight = nn.Parameter(
            torch.randn(out_features, in_features, grid_size + spline_order) * 0.1
        )

    def b_splines(self, x):
        assert x.dim() == 2 and x.size(1) == self.in_features
        grid = self.grid
        x = x.unsqueeze(-1)
        bases = ((x >= grid[:, :-1]) & (x < grid[:, 1:])).to(x.dtype)
        for k in range(1, self.spline_order + 1):
            bases = (x - grid[:, : -(k + 1)]) / (grid[:, k:-1] - grid[:, : -(k + 1)]) * bases[
                :, :, :-1
            ] + (grid[:, k + 1 :] - x) / (grid[:, k + 1 :] - grid[:, 1:(-k)]) * bases[:, :, 1:]
        return bases.contiguous()

    def forward(self, x):
        base = F.linear(F.silu(x), self.base_weight)
        spline = F.linear(
            self.b_splines(x).view(x.size(0), -1), self.spline_weight.view(self.out_features, -1)
        )
        return base + spline


class GATLayer(nn.Module):
    def __init__(self, in_features, out_features, n_heads, concat=True, alpha=0.2):
        super().__init__()
        assert out_features % n_heads == 0
        self.n_heads = n_heads
        self.n_hidden = out_features // n_heads
        self.W = nn.Parameter(torch.empty(in_features, self.n_hidden * n_heads))
        self.a = nn.Parameter(torch.empty(n_heads, 2 * self.n_hidden, 1))
        nn.init.xavier_normal_(self.W)
        nn.init.xavier_normal_(self.a)
        self.leakyrelu = nn.LeakyReLU(alpha)

    def forward(self, h: torch.Tensor, adj_mat: torch.Tensor):
        n_nodes = h.shape[0]
        h_t = torch.mm(h, self.W).view(n_nodes, self.n_heads, self.n_hidden).permute(1, 0, 2)
        src = torch.matmul(h_t, self.a[:, : self.n_hidden, :])
        dst = torch.matmul(h_t, self.a[:, self.n_hidden :, :])
        e = self.leakyrelu(src + dst.mT)
        e = torch.where(adj_mat > 0, e, -9e16 * torch.ones_like(e))
        out = torch.matmul(F.softmax(e, dim=-1), h_t)
        return out.permute(1, 0, 2).contiguous().view(n_nodes, -1)


class EdgeConvNet(nn.Module):
    """Node features, an edge index, and which graph each node is in."""

    def __init__(self, in_dim=5, hidden=16, n_classes=2):
        super().__init__()
        self.lin1 = nn.Linear(2 * in_dim, hidden)
        self.lin2 = nn.Linear(hidden, n_classes)

    def forward(self, x, edge_index, batch):
        row, col = edge_index[0], edge_index[1]
        m = F.relu(self.lin1(torch.cat([x[row], x[col] - x[row]], dim=1)))
        out = torch.zeros(x.size(0), m.size(1)).scatter_add_(0, row[:, None].expand_as(m), m)
        n = int(batch.max()) + 1
        pooled = torch.zeros(n, out.size(1)).index_add_(0, batch, out)
        return self.lin2(pooled)


class NeuralCF(nn.Module):
    def __init__(self, num_users, num_items, factors=8, mlp_layers=(32, 16)):
        super().__init__()
        self.user_gmf, self.item_gmf = nn.Embedding(num_users, factors), nn.Embedding(num_items, factors)
        self.user_mlp = nn.Embedding(num_users, mlp_layers[0] // 2)
        self.item_mlp = nn.Embedding(num_items, mlp_layers[0] // 2)
        self.mlp = nn.Sequential(nn.Linear(mlp_layers[0], mlp_layers[1]), nn.ReLU())
        self.predict = nn.Linear(factors + mlp_layers[1], 1)

    def forward(self, user_indices, item_indices):
        gmf = self.user_gmf(user_indices) * self.item_gmf(item_indices)
        mlp = self.mlp(torch.cat([self.user_mlp(user_indices), self.item_mlp(item_indices)], dim=-1))
        return torch.sigmoid(self.predict(torch.cat([gmf, mlp], dim=-1))).squeeze(-1)


class HashedFeatures(nn.Module):
    def __init__(self, buckets=(100, 50), dim=6):
        super().__init__()
        self.bags = nn.ModuleList(nn.EmbeddingBag(b, dim, mode="sum") for b in buckets)
        self.out = nn.Linear(dim * len(buckets), 1)

    def forward(self, *ids):
        return self.out(torch.cat([bag(i) for bag, i in zip(self.bags, ids)], dim=1))


class NBeatsBlock(nn.Module):
    def __init__(self, units, thetas_dim, backcast_length=10, forecast_length=5):
        super().__init__()
        self.fc1 = nn.Linear(backcast_length, units)
        self.fc2 = nn.Linear(units, units)
        self.theta = nn.Linear(units, thetas_dim, bias=False)
        self.backcast_fc = nn.Linear(thetas_dim, backcast_length)
        self.forecast_fc = nn.Linear(thetas_dim, forecast_length)

    def forward(self, x):
        x = x.squeeze(-1) if x.dim() == 3 else x
        theta = self.theta(F.relu(self.fc2(F.relu(self.fc1(x)))))
        return self.backcast_fc(theta), self.forecast_fc(theta)


class TimeSeriesTransformer(nn.Module):
    def __init__(self, enc_in=4, dec_in=4, d_model=32, nhead=4, pred_len=6):
        super().__init__()
        self.pred_len = pred_len
        self.enc_embed, self.dec_embed = nn.Linear(enc_in, d_model), nn.Linear(dec_in, d_model)
        self.transformer = nn.Transformer(d_model, nhead, 1, 1, 64, batch_first=True)
        self.proj = nn.Linear(d_model, dec_in)

    def forward(self, x_enc, x_dec, tgt_mask=None):
        h = self.transformer(self.enc_embed(x_enc), self.dec_embed(x_dec), tgt_mask=tgt_mask)
        return self.proj(h)[:, -self.pred_len :]


class ContrastiveLoss(nn.Module):
    def __init__(self, margin=1.0):
        super().__init__()
        self.margin = margin

    def forward(self, output1, output2, label):
        d = F.pairwise_distance(output1, output2)
        return torch.mean(
            (1 - label) * d.pow(2) + label * torch.clamp(self.margin - d, min=0.0).pow(2)
        )


class NeuralODEFunc(nn.Module):
    def __init__(self, dim=2, hidden=16):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(dim + 1, hidden), nn.Tanh(), nn.Linear(hidden, dim))

    def forward(self, t, y):
        tt = torch.ones_like(y[:, :1]) * t
        return self.net(torch.cat([y, tt], dim=1))


class CLIPLike(nn.Module):
    def __init__(self, embed_dim=32, vocab_size=300, width=24):
        super().__init__()
        self.visual = nn.Sequential(
            nn.Conv2d(3, width, 4, 4), nn.Flatten(2), nn.AdaptiveAvgPool1d(1), nn.Flatten()
        )
        self.visual_proj = nn.Linear(width, embed_dim)
        self.token_embedding = nn.Embedding(vocab_size, width)
        self.text_projection = nn.Parameter(torch.empty(width, embed_dim).normal_(std=0.02))
        self.logit_scale = nn.Parameter(torch.ones([]) * 2.6593)

    def encode_text(self, text):
        x = self.token_embedding(text)
        return x[torch.arange(x.shape[0]), text.argmax(dim=-1)] @ self.text_projection

    def forward(self, image, text):
        i = F.normalize(self.visual_proj(self.visual(image)), dim=1)
        t = F.normalize(self.encode_text(text), dim=1)
        logits = self.logit_scale.exp() * i @ t.t()
        return logits, logits.t()
