"""Graphs, tables, recommenders."""

from typing import Dict, List, Tuple

import torch
import torch.nn as nn
import torch.nn.functional as F


class GCNLayer(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        self.weight = nn.Parameter(torch.empty(in_features, out_features))
        self.bias = nn.Parameter(torch.zeros(out_features)) if bias else None
        nn.init.xavier_uniform_(self.weight)

    def forward(self, input, adj):
        support = torch.mm(input, self.weight)
        output = torch.spmm(adj, support)
        return output if self.bias is None else output + self.bias


class GCN(nn.Module):
    def __init__(self, nfeat, nhid, nclass, dropout):
        super().__init__()
        self.gc1 = GCNLayer(nfeat, nhid)
        self.gc2 = GCNLayer(nhid, nclass)
        self.dropout = dropout

    def forward(self, x, adj):
        x = F.relu(self.gc1(x, adj))
        x = F.dropout(x, self.dropout, training=self.training)
        return F.log_softmax(self.gc2(x, adj), dim=1)


class GATLayer(nn.Module):
    def __init__(self, in_features, out_features, dropout, alpha, concat=True):
        super().__init__()
        self.out_features, self.dropout, self.concat = out_features, dropout, concat
        self.W = nn.Parameter(torch.randn(in_features, out_features))
        self.a = nn.Parameter(torch.randn(2 * out_features, 1))
        self.leakyrelu = nn.LeakyReLU(alpha)

    def forward(self, h, adj):
        Wh = torch.mm(h, self.W)
        e = self.leakyrelu(Wh @ self.a[: self.out_features] + (Wh @ self.a[self.out_features :]).T)
        attention = torch.where(adj > 0, e, -9e15 * torch.ones_like(e))
        attention = F.dropout(F.softmax(attention, dim=1), self.dropout, training=self.training)
        out = torch.matmul(attention, Wh)
        return F.elu(out) if self.concat else out


class SAGEConv(nn.Module):
    def __init__(self, in_channels, out_channels):
        super().__init__()
        self.lin_self = nn.Linear(in_channels, out_channels)
        self.lin_neigh = nn.Linear(in_channels, out_channels)

    def forward(self, x, edge_index):
        src, dst = edge_index
        agg = torch.zeros_like(x).index_add_(0, dst, x[src])
        deg = torch.zeros(x.size(0)).index_add_(0, dst, torch.ones(dst.size(0))).clamp(min=1)
        return self.lin_self(x) + self.lin_neigh(agg / deg.unsqueeze(1))


class GraphClassifier(nn.Module):
    def __init__(self, node_dim=8, hidden=16, classes=3):
        super().__init__()
        self.conv = SAGEConv(node_dim, hidden)
        self.lin = nn.Linear(hidden, classes)

    def forward(self, x, edge_index, batch):
        h = self.conv(x, edge_index).relu()
        n = int(batch.max()) + 1
        pooled = torch.zeros(n, h.size(1)).index_add_(0, batch, h)
        return self.lin(pooled)


class TabularModel(nn.Module):
    def __init__(self, emb_szs, n_cont, out_sz, layers, p=0.5):
        super().__init__()
        self.embeds = nn.ModuleList([nn.Embedding(ni, nf) for ni, nf in emb_szs])
        self.emb_drop = nn.Dropout(p)
        self.bn_cont = nn.BatchNorm1d(n_cont)
        n_in = sum(nf for _, nf in emb_szs) + n_cont
        layerlist = []
        for i in layers:
            layerlist += [nn.Linear(n_in, i), nn.ReLU(inplace=True), nn.BatchNorm1d(i), nn.Dropout(p)]
            n_in = i
        layerlist.append(nn.Linear(layers[-1], out_sz))
        self.layers = nn.Sequential(*layerlist)

    def forward(self, x_cat, x_cont):
        embeddings = [e(x_cat[:, i]) for i, e in enumerate(self.embeds)]
        x = self.emb_drop(torch.cat(embeddings, 1))
        return self.layers(torch.cat([x, self.bn_cont(x_cont)], 1))


class MatrixFactorization(nn.Module):
    def __init__(self, n_users, n_items, n_factors=20):
        super().__init__()
        self.user_factors = nn.Embedding(n_users, n_factors)
        self.item_factors = nn.Embedding(n_items, n_factors)

    def forward(self, user, item):
        return (self.user_factors(user) * self.item_factors(item)).sum(1)


class NeuMF(nn.Module):
    def __init__(self, num_users: int, num_items: int, embed_dim: int, hidden_layers: List[int]):
        super().__init__()
        self.user = nn.Embedding(num_users, embed_dim)
        self.item = nn.Embedding(num_items, embed_dim)
        dims = [2 * embed_dim] + list(hidden_layers)
        self.mlp = nn.Sequential(*[nn.Linear(a, b) for a, b in zip(dims, dims[1:])])
        self.out = nn.Linear(dims[-1], 1)

    def forward(self, user_ids, item_ids):
        x = torch.cat([self.user(user_ids), self.item(item_ids)], dim=-1)
        return self.out(F.relu(self.mlp(x))).squeeze(-1)


class WideDeep(nn.Module):
    def __init__(self, field_dims, embed_dim=8):
        super().__init__()
        self.embedding = nn.Embedding(sum(field_dims), embed_dim)
        self.linear = nn.Linear(len(field_dims) * embed_dim, 1)
        self.n = len(field_dims)

    def forward(self, x):
        e = self.embedding(x)
        return torch.sigmoid(self.linear(e.view(-1, self.n * self.embedding.embedding_dim)).squeeze(1))


class HousePrices(nn.Module):
    def __init__(self):
        super().__init__()
        self.cat = nn.Embedding(7, 4)
        self.net = nn.Sequential(nn.Linear(13 + 4, 32), nn.ReLU(), nn.Linear(32, 1))

    def forward(self, numeric, category):
        return self.net(torch.cat([numeric, self.cat(category)], dim=1))


class DictInput(nn.Module):
    def __init__(self, hidden=16):
        super().__init__()
        self.image = nn.Linear(32, hidden)
        self.text = nn.Embedding(50, hidden)

    def forward(self, batch: Dict[str, torch.Tensor]):
        return self.image(batch["image_features"]) + self.text(batch["token_ids"]).mean(1)


class TupleInput(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(5, 8)
        self.b = nn.Linear(6, 8)

    def forward(self, pair: Tuple[torch.Tensor, torch.Tensor]):
        left, right = pair
        return self.a(left) + self.b(right)


class ListInput(nn.Module):
    def __init__(self, dims=(4, 5, 6)):
        super().__init__()
        self.proj = nn.ModuleList([nn.Linear(d, 16) for d in dims])

    def forward(self, xs: List[torch.Tensor]):
        return sum(p(x) for p, x in zip(self.proj, xs))


class KeywordOnly(nn.Module):
    def __init__(self):
        super().__init__()
        self.q = nn.Linear(12, 8)
        self.k = nn.Linear(10, 8)

    def forward(self, *, query, key, scale=1.0):
        return self.q(query) @ self.k(key).transpose(-1, -2) * scale
