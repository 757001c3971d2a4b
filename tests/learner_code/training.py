"""A file that trains at the top level, as most tutorials do: running it would fail or take hours."""

import argparse

import torch
from torch import nn
from torch.utils.data import DataLoader

parser = argparse.ArgumentParser()
parser.add_argument("--hidden", type=int, default=77)
parser.add_argument("-l", "--num-layers", default=3)
args = parser.parse_args()
device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
WIDTH = 28


class Net(nn.Module):
    def __init__(self, width, hidden, layers):
        super().__init__()
        self.lstm = nn.LSTM(width, hidden, layers, batch_first=True)

    def forward(self, x):
        return self.lstm(x)[0]


model = Net(WIDTH, args.hidden, layers=args.num_layers).to(device)
model = torch.compile(model)
loader = DataLoader(load_the_images(), batch_size=3)  # noqa: F821 (must not be run)
for epoch in range(10):
    for images, labels in loader:
        images = images.reshape(-1, 28, WIDTH).to(device)
        loss = model(images).sum()
        loss.backward()
    raise SystemExit("this line must not be run")
