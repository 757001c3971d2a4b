import torch
import torch.nn.functional as F
from torch import nn


class Functional(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 10, kernel_size=5)
        self.fc1 = nn.Linear(320, 50)
        self.fc2 = nn.Linear(50, 10)

    def forward(self, x):
        x = F.relu(F.max_pool2d(F.dropout2d(self.conv1(x)), 2))  # want: dropout-ignores-eval "`dropout2d`"
        x = F.relu(self.fc1(x.view(-1, 320)))
        x = F.dropout(x, p=0.5)  # want: dropout-ignores-eval "training=self.training"
        return self.head(x)

    def head(self, x):
        return nn.functional.dropout(self.fc2(x))  # want: dropout-ignores-eval


class Renamed(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 8)
        self.drop = F.dropout

    def forward(self, x):
        return self.drop(self.fc(x), 0.2)  # want: dropout-ignores-eval "`dropout`"


class Fresh(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 8)

    def forward(self, x):
        x = nn.Dropout(0.2)(self.fc(x))  # want: dropout-ignores-eval "made anew"
        drop = nn.Dropout(p=0.1)  # want: dropout-ignores-eval
        return drop(x)


class Attention(nn.Module):
    def __init__(self, rate):
        super().__init__()
        self.rate = rate

    def forward(self, q, k, v):
        return F.scaled_dot_product_attention(q, k, v, dropout_p=self.rate)  # want: dropout-ignores-eval "`dropout_p=self.rate if self.training else 0.0`"


# --- nothing below is a mistake


class Fine(nn.Module):
    def __init__(self, p):
        super().__init__()
        self.fc = nn.Linear(8, 8)
        self.drop = nn.Dropout(p)
        self.p = p

    def forward(self, x):
        x = F.dropout(x, 0.5, self.training)
        x = F.dropout(x, p=self.p, training=self.training)
        x = F.dropout(x, 0.3, training=True)
        x = F.alpha_dropout(x, 0.3)
        x = F.dropout(x, 0.0)
        x = F.dropout(x, 0.5) if self.training else x
        if self.training:
            x = F.dropout(x, 0.5)
        if self.training and self.p > 0:
            x = nn.Dropout(0.1)(x)
        return self.drop(self.fc(x))

    def predict_mc(self, x):
        return torch.stack([self.forward(F.dropout(x, 0.5)) for _ in range(10)])


class MCDropout(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 8)

    def forward(self, x):
        return F.dropout(self.fc(x), 0.5)


class BayesianNet(MCDropout):
    def forward(self, x):
        return self.fc(F.dropout(x, 0.5))


def augment(x):
    return F.dropout(x, 0.1)


class KeptUnderAnotherName(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 4)
        self.dropout = F.dropout

    def forward(self, x):
        return self.dropout(self.fc(x), 0.3, self.training)


class AttentionByMode(nn.Module):
    def __init__(self, rate):
        super().__init__()
        self.rate = rate
        self.none = 0.0

    def forward(self, q, k, v):
        rate = self.rate if self.training else 0.0
        v = F.scaled_dot_product_attention(q, k, v, dropout_p=rate)
        v = F.scaled_dot_product_attention(q, k, v, dropout_p=self.none)
        return F.scaled_dot_product_attention(q, k, v, dropout_p=self.rate if self.training else 0)
