import graphviz
import pytest
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 2)
        self.register_buffer("scale", torch.ones(2))

    def forward(self, x):
        x = self.fc(x)
        x.view(-1, 2)  # want: discarded-tensor-op "`x = x.view(...)`"
        self.scale.to(x.dtype)  # want: discarded-tensor-op "`scale = self.scale.to(...)`"
        return F.relu(x) * self.scale


def train(model, loader, criterion, optimizer, device):
    model.to(device)
    for images, labels in loader:
        images.to(device)  # want: discarded-tensor-op "`images` stays where it is"
        labels.to(device)  # want: discarded-tensor-op
        optimizer.zero_grad()
        loss = criterion(model(images), labels)
        loss.backward()
        optimizer.step()


def evaluate_entries(model, loader, device):
    for batch in loader:
        image, label = batch["image"], batch["label"]
        image.to(device)  # want: discarded-tensor-op "`image` stays where it is"
        print((model(image) == label.to(device)).sum())


def shrink(x: torch.Tensor):
    x.to(torch.float16)  # want: discarded-tensor-op "returns a new tensor"
    x.to(dtype=torch.bfloat16)  # want: discarded-tensor-op "returns a new tensor"
    x.to("cuda", torch.half)  # want: discarded-tensor-op "returns a moved copy"
    return x.exp()


def evaluate(model, loader):
    with torch.no_grad():
        for step, (images, labels) in enumerate(loader):
            images.cuda()  # want: discarded-tensor-op "returns a moved copy"
            pred = model(images)
            print(step, (pred.argmax(1) == labels).float().mean())


def normalise(image):
    image.float()  # want: discarded-tensor-op "`image = image.float(...)`"
    image.unsqueeze(0)  # want: discarded-tensor-op
    return image.permute(0, 2, 3, 1) / 255


def typed(model, x: torch.Tensor, y: "list[str]"):
    x.to("cuda")  # want: discarded-tensor-op
    return model(x), y


net = Net()
x = torch.randn(8, 4)
x.to("cuda")  # want: discarded-tensor-op
losses = []
for _ in range(3):
    loss = net(x).sum()
    loss.detach()  # want: discarded-tensor-op
    losses.append(loss)

# --- nothing below is a mistake


def moved(model, loader, device):
    model.to(device)
    model.double()
    for images, labels in loader:
        images, labels = images.to(device), labels.to(device)
        images.requires_grad_()
        images.clamp_(0, 1)
        model(images).sum().backward()
    for batch in loader:
        batch.to(device)
        model(batch)


def entries(config, holders, device):
    for batch in config["loader"]:
        image = batch["image"].to(device)
        graph = batch["graph"]
        graph.to(device)
        net = holders["net"]
        net.to(device)
        print(net(image), graph.x)


def ensemble(models, optimizers, device):
    for model, optimizer in zip(models, optimizers):
        model.to(device)
        print(model(torch.zeros(1)), optimizer)
    for name, model in models.items():
        model.cuda()
        model.train()
        print(name, model(torch.zeros(1)))


def tries(x):
    with pytest.raises(RuntimeError):
        x.view(3, 5)
    try:
        x.view(-1)
    except RuntimeError:
        x = x.contiguous()
    return x.sum(), x.dim()


class Trainer:
    def __init__(self, model, device):
        self.model = model
        self.model.to(device)

    def show(self, widget):
        widget.expand()
        widget.flatten()
        widget.to("front")
        return widget


def typed_otherwise(model, x: dict[str, torch.Tensor], holder: Trainer):
    holder.to("cuda")
    x.clone()
    return model(x, holder)


def wait(y):
    y.cpu()
    return y.dim()


def warm_up():
    y = torch.randn(3)
    for _ in range(10):
        y.to("cuda")


shown = torch.arange(6)
shown.view(2, 3)
shown.reshape(3, 2)
net.to("cuda")
nn.Linear(2, 2).to("cuda")
dataset = TensorDataset(torch.randn(8, 4))
for batch in DataLoader(dataset):
    print(batch)


def draw(path):
    drawing = graphviz.Digraph("graph")
    drawing.attr("node", shape="circle")
    if path is None:
        drawing.view()
    return drawing
