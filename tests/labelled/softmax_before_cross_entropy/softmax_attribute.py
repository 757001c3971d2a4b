# mistake: softmax-before-cross-entropy
# line: 20, 32
# proof: fact("probabilities", 2)

import torch
import torch.nn as nn


class CNN(nn.Module):
    # simple CNN for MNIST
    def __init__(self, n_classes=10):
        super(CNN, self).__init__()
        self.conv = nn.Conv2d(1, 4, 3)
        self.fc = nn.Linear(4, n_classes)
        self.softmax = nn.Softmax(dim=-1)

    def forward(self, x):
        out = torch.relu(self.conv(x)).mean(dim=(2, 3))
        out = self.fc(out)
        out = self.softmax(out)
        return out


def main():
    net = CNN()
    ce = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(net.parameters(), lr=0.01)
    for i in range(2):
        images, labels = torch.randn(5, 1, 8, 8), torch.randint(0, 10, (5,))
        optimizer.zero_grad()
        output = net(images)
        loss = ce(output, labels)
        loss.backward()
        optimizer.step()


main()
