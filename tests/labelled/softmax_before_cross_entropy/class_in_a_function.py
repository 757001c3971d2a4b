# mistake: softmax-before-cross-entropy
# line: 17, 25
# proof: fact("probabilities", 2)

import torch
import torch.nn as nn


def run_everything(x, y):
    class Digits(nn.Module):
        def __init__(self, width):
            super(Digits, self).__init__()
            self.hidden = nn.Linear(width, 8)
            self.scores = nn.Linear(8, 3)

        def forward(self, images):
            return torch.softmax(self.scores(torch.relu(self.hidden(images))), dim=1)

    net = Digits(x.shape[1])
    loss_function = nn.CrossEntropyLoss()
    opt = torch.optim.Adam(net.parameters())
    for epoch in range(2):
        net.train()
        predictions = net(x)
        loss = loss_function(predictions, y)
        opt.zero_grad()
        loss.backward()
        opt.step()
    return net


run_everything(torch.randn(6, 5), torch.tensor([0, 1, 2, 2, 1, 0]))
