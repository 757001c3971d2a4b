"""Graphs, tables, policies and recommendation, as learners write them."""

from collections import namedtuple

import torch
import torch.nn.functional as F
from torch import nn
from torch.distributions import Categorical, Normal


class GCNLayer(nn.Module):
    def __init__(self, in_feats, out_feats):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(in_feats, out_feats) * 0.1)
        self.bias = nn.Parameter(torch.zeros(out_feats))

    def forward(self, h, adj_norm):
        return adj_norm @ (h @ self.weight) + self.bias


class GCN(nn.Module):
    def __init__(self, nfeat, nhid, nclass, dropout=0.5):
        super().__init__()
        self.gc1, self.gc2 = GCNLayer(nfeat, nhid), GCNLayer(nhid, nclass)
        self.dropout = dropout

    def forward(self, features, adjacency_matrix):
        x = F.relu(self.gc1(features, adjacency_matrix))
        x = F.dropout(x, self.dropout, training=self.training)
        return F.log_softmax(self.gc2(x, adjacency_matrix), dim=1)


class MessagePassing(nn.Module):
    """Nodes and an edge list."""

    def __init__(self, node_dim=8, edge_dim=4, hidden=16):
        super().__init__()
        self.msg = nn.Linear(2 * node_dim + edge_dim, hidden)
        self.upd = nn.Linear(node_dim + hidden, node_dim)

    def forward(self, x, edge_index, edge_attr):
        src, dst = edge_index
        m = F.relu(self.msg(torch.cat([x[src], x[dst], edge_attr], dim=-1)))
        agg = torch.zeros(x.size(0), m.size(1), device=x.device).index_add_(0, dst, m)
        return self.upd(torch.cat([x, agg], dim=-1))


class GraphAttention(nn.Module):
    def __init__(self, in_dim, out_dim):
        super().__init__()
        self.W = nn.Linear(in_dim, out_dim, bias=False)
        self.a = nn.Linear(2 * out_dim, 1, bias=False)

    def forward(self, nodes, adj):
        h = self.W(nodes)
        n = h.size(0)
        pairs = torch.cat([h.repeat_interleave(n, 0), h.repeat(n, 1)], dim=1).view(n, n, -1)
        e = F.leaky_relu(self.a(pairs).squeeze(-1))
        return torch.where(adj > 0, e, torch.full_like(e, -9e15)).softmax(dim=1) @ h


class BatchedGraphNet(nn.Module):
    """(B, N, F) nodes and (B, N, N) adjacency."""

    def __init__(self, f=6, hid=12):
        super().__init__()
        self.lin1, self.lin2 = nn.Linear(f, hid), nn.Linear(hid, 1)

    def forward(self, node_feats, adj):
        h = torch.bmm(adj, self.lin1(node_feats)).relu()
        return self.lin2(h.sum(dim=1))


class MatrixFactorization(nn.Module):
    def __init__(self, n_users, n_items, n_factors=16):
        super().__init__()
        self.user_factors = nn.Embedding(n_users, n_factors)
        self.item_factors = nn.Embedding(n_items, n_factors)
        self.user_bias, self.item_bias = nn.Embedding(n_users, 1), nn.Embedding(n_items, 1)

    def forward(self, user, item):
        dot = (self.user_factors(user) * self.item_factors(item)).sum(-1)
        return dot + self.user_bias(user).squeeze(-1) + self.item_bias(item).squeeze(-1)


class WideAndDeep(nn.Module):
    """Several columns of ids, and numbers beside them."""

    def __init__(self, cardinalities, n_cont, hidden=32):
        super().__init__()
        self.embeds = nn.ModuleList([nn.Embedding(c, 4) for c in cardinalities])
        self.deep = nn.Sequential(nn.Linear(4 * len(cardinalities) + n_cont, hidden), nn.ReLU())
        self.out = nn.Linear(hidden, 1)

    def forward(self, x_cat, x_cont):
        e = [emb(x_cat[:, i]) for i, emb in enumerate(self.embeds)]
        return self.out(self.deep(torch.cat([*e, x_cont], dim=1)))


class RecFeatures(nn.Module):
    """Three id columns by keyword only."""

    def __init__(self):
        super().__init__()
        self.u, self.m, self.g = nn.Embedding(300, 8), nn.Embedding(500, 8), nn.Embedding(20, 4)
        self.mlp = nn.Sequential(nn.Linear(20, 16), nn.ReLU(), nn.Linear(16, 1))

    def forward(self, *, user_id, movie_id, genre_id):
        h = torch.cat([self.u(user_id), self.m(movie_id), self.g(genre_id)], dim=-1)
        return self.mlp(h).squeeze(-1)


class DictBatch(nn.Module):
    def __init__(self, vocab=100, dim=16):
        super().__init__()
        self.title = nn.Embedding(vocab, dim)
        self.price = nn.Linear(1, dim)
        self.head = nn.Linear(2 * dim, 1)

    def forward(self, batch):
        t = self.title(batch["title_ids"]).mean(1)
        p = self.price(batch["price"].unsqueeze(-1))
        return self.head(torch.cat([t, p], dim=-1))


class DQN(nn.Module):
    def __init__(self, n_observations, n_actions):
        super().__init__()
        self.layer1, self.layer2 = nn.Linear(n_observations, 64), nn.Linear(64, 64)
        self.layer3 = nn.Linear(64, n_actions)

    def forward(self, state):
        return self.layer3(F.relu(self.layer2(F.relu(self.layer1(state)))))


class AtariDQN(nn.Module):
    def __init__(self, action_count):
        super().__init__()
        self.conv = nn.Sequential(
            nn.Conv2d(4, 32, 8, stride=4), nn.ReLU(), nn.Conv2d(32, 64, 4, stride=2), nn.ReLU(),
            nn.Conv2d(64, 64, 3, stride=1), nn.ReLU(),
        )  # fmt: skip
        self.head = nn.Sequential(nn.Linear(3136, 64), nn.ReLU(), nn.Linear(64, action_count))

    def forward(self, frames):
        return self.head(self.conv(frames / 255.0).reshape(frames.size(0), -1))


Step = namedtuple("Step", "action log_prob value")


class ActorCritic(nn.Module):
    """Returns a named tuple from a distribution."""

    def __init__(self, obs_dim, act_dim):
        super().__init__()
        self.body = nn.Linear(obs_dim, 32)
        self.pi, self.v = nn.Linear(32, act_dim), nn.Linear(32, 1)

    def forward(self, obs):
        h = torch.tanh(self.body(obs))
        dist = Categorical(logits=self.pi(h))
        a = dist.sample()
        return Step(a, dist.log_prob(a), self.v(h).squeeze(-1))


class GaussianPolicy(nn.Module):
    def __init__(self, s_dim=11, a_dim=3, max_action=1.0):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(s_dim, 64), nn.ReLU(), nn.Linear(64, 2 * a_dim))
        self.max_action = max_action

    def forward(self, s, deterministic=False, with_logprob=True):
        mu, log_std = self.net(s).chunk(2, dim=-1)
        dist = Normal(mu, log_std.clamp(-20, 2).exp())
        a = mu if deterministic else dist.rsample()
        logp = dist.log_prob(a).sum(-1) if with_logprob else None
        return torch.tanh(a) * self.max_action, logp


class TwinCritic(nn.Module):
    def __init__(self, obs_dim=17, act_dim=6):
        super().__init__()
        self.q1 = nn.Sequential(nn.Linear(obs_dim + act_dim, 32), nn.ReLU(), nn.Linear(32, 1))
        self.q2 = nn.Sequential(nn.Linear(obs_dim + act_dim, 32), nn.ReLU(), nn.Linear(32, 1))

    def forward(self, obs, act):
        sa = torch.cat([obs, act], 1)
        return self.q1(sa), self.q2(sa)


class TabTransformer(nn.Module):
    """One column per feature: all become tokens."""

    def __init__(self, n_num=5, cat_sizes=(4, 7), d=16):
        super().__init__()
        self.num_w = nn.Parameter(torch.randn(n_num, d))
        self.cats = nn.ModuleList(nn.Embedding(n, d) for n in cat_sizes)
        self.enc = nn.TransformerEncoderLayer(d, 2, 32, batch_first=True)
        self.fc = nn.Linear(d, 1)

    def forward(self, x_num, x_cat):
        tokens = [x_num.unsqueeze(-1) * self.num_w]
        tokens += [emb(x_cat[:, i : i + 1]) for i, emb in enumerate(self.cats)]
        return self.fc(self.enc(torch.cat(tokens, dim=1)).mean(1))
