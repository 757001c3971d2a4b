# clean: discarded-tensor-op
# proof: holds(Recognizer().show(randn(2, 5, 4)).shape == (2, 5, 6))

import torch
import torch.nn as nn


class Head(nn.Module):
    def __init__(self):
        super().__init__()
        self.out = nn.Linear(4, 6)

    def forward(self, x):
        return self.out(x).mean()

    def softmax(self, x):
        self.probs = self.out(x).softmax(dim=-1)
        return self.probs


class Recognizer(nn.Module):
    def __init__(self, head=Head):
        super().__init__()
        self.head = head()

    def forward(self, x):
        return self.head(x)

    def show(self, x):
        loss = self.head(x)
        self.head.softmax(x)  # kept for a picture
        print(float(loss))
        return self.head.probs
