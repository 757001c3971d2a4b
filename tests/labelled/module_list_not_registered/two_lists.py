# mistake: module-list-not-registered
# line: 23
# proof: hidden(GNN(4, 8, 3), "convs.0", randn(5, 4), torch.eye(5))
# proof: hidden(GNN(4, 8, 3), "bns.0")

import torch
import torch.nn.functional as F
from torch.nn import BatchNorm1d, Linear, Module


class GraphConv(Module):
    def __init__(self, d_in, d_out):
        super().__init__()
        self.lin = Linear(d_in, d_out)

    def forward(self, x, adj):
        return adj @ self.lin(x)


class GNN(Module):
    def __init__(self, d_in, d_hidden, n_layers):
        super().__init__()
        self.convs, self.bns = [], []
        for i in range(n_layers):
            self.convs.append(GraphConv(d_in if i == 0 else d_hidden, d_hidden))
            self.bns.append(BatchNorm1d(d_hidden))
        self.readout = Linear(d_hidden, 1)

    def forward(self, x, adj):
        for conv, bn in zip(self.convs, self.bns):
            x = F.relu(bn(conv(x, adj)))
        return self.readout(x)
