import torch
import torchvision
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Linear(4, 4)
        state = torch.load("encoder.pt", weights_only=True)
        self.encoder = self.encoder.load_state_dict(state)  # want: load-state-dict-assigned "`self.encoder`"

    def forward(self, x):
        return self.encoder(x)


def load(model, path):
    model = model.load_state_dict(torch.load(path))  # want: load-state-dict-assigned "without `model =`"
    return model


class Trainer:
    def __init__(self, model, path):
        self.model = model
        self.model = self.model.load_state_dict(torch.load(path))  # want: load-state-dict-assigned


net = Net()
net.load_state_dict("net.pt")  # want: load-state-dict-assigned "not the name of a file"
path = f"runs/{1}/net.pt"
net.load_state_dict(path, strict=False)  # want: load-state-dict-assigned
best = Net().load_state_dict(torch.load(path))  # want: load-state-dict-assigned "Build the model first"
best.eval()
resnet = torchvision.models.resnet18()
resnet.load_state_dict(torch.load(path)).to("cuda")  # want: load-state-dict-assigned
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
optimizer = optimizer.load_state_dict(torch.load("opt.pt"))  # want: load-state-dict-assigned "`None`"

class Restored:
    def __init__(self, path):
        model = nn.Linear(2, 2)
        model = model.load_state_dict(torch.load(path))  # want: load-state-dict-assigned
        self.model = model


# --- nothing below is a mistake


class OwnLoading(nn.Module):
    def load_state_dict(self, path):
        super().load_state_dict(torch.load(path))
        return self


class Agent:
    def load_state_dict(self, path):
        self.path = path


own = OwnLoading()
own = own.load_state_dict("own.pt")
own.eval()
agent = Agent()
agent.load_state_dict("agent.pt")
net = Net()
report = net.load_state_dict(torch.load("net.pt"), strict=False)
print(report.missing_keys)
missing, unexpected = net.load_state_dict(torch.load("net.pt"), strict=False)
message = net.load_state_dict(torch.load("net.pt"))
assert not message.unexpected_keys
net.load_state_dict(torch.load("net.pt"))
net.eval()
state = net.state_dict()
net.load_state_dict(state)
