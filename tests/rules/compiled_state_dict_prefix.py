import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 8)

    def forward(self, x):
        return self.fc(x)


def save(model, path):
    torch.save({"model": model.state_dict(), "epoch": 3}, path)  # want: compiled-state-dict-prefix "`model._orig_mod.state_dict()`"


model = Net()
model = torch.compile(model)
torch.save(model.state_dict(), "model.pt")  # want: compiled-state-dict-prefix
save(model, "other.pt")
fast = torch.compile(Net(), mode="reduce-overhead").to("cpu")
weights = fast.state_dict()  # want: compiled-state-dict-prefix
torch.save(weights, "fast.pt")

# --- nothing below is a mistake


class Other(Net):
    pass


plain = Net()
compiled = torch.compile(plain)
torch.save(plain.state_dict(), "plain.pt")
torch.save(compiled, "whole.pt")
best = compiled.state_dict()
plain.compile()
torch.save(plain.state_dict(), "in_place.pt")
print(compiled(torch.randn(2, 8)), len(best), Other())
