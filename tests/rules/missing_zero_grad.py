import torch
import torch.nn as nn
import torch.nn.functional as F
import torch.optim as optim
from torch.utils.data import DataLoader


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 2)

    def forward(self, x):
        return self.fc(x)


def train(model, loader, optimizer, criterion):
    model.train()
    for x, y in loader:
        out = model(x)
        loss = criterion(out, y)
        loss.backward()  # want: missing-zero-grad "optimizer.zero_grad()"
        optimizer.step()


def train_forgot_in_the_inner_loop(model, loader, opt):
    for epoch in range(10):
        opt.zero_grad()
        for i, (x, y) in enumerate(loader):
            loss = F.cross_entropy(model(x), y)
            loss.backward()  # want: missing-zero-grad "runs only once"
            opt.step()


def train_with_scheduler(loader):
    model = Net()
    optimizer = optim.Adam(model.parameters(), lr=1e-3)
    scheduler = optim.lr_scheduler.StepLR(optimizer, 5)
    running = 0.0
    for epoch in range(3):
        for x, y in loader:
            loss = F.cross_entropy(model(x), y); loss.backward(); optimizer.step()  # want: missing-zero-grad
            running += loss.item()
            print(running)
        scheduler.step()


def train_with_clipping(model, loader, optimizer):
    for x, y in loader:
        loss = F.mse_loss(model(x), y)
        loss.backward()  # want: missing-zero-grad
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()


def train_by_phase(model, loaders, optimizer):
    for phase in ["train", "val"]:
        for x, y in loaders[phase]:
            with torch.set_grad_enabled(phase == "train"):
                loss = F.cross_entropy(model(x), y)
                if phase == "train":
                    loss.backward()  # want: missing-zero-grad
                    optimizer.step()


def train_mixed(model, loader):
    optimizer = optim.AdamW(model.parameters())
    scaler = torch.amp.GradScaler()
    for x, y in loader:
        with torch.autocast("cuda"):
            loss = F.cross_entropy(model(x), y)
        scaler.scale(loss).backward()  # want: missing-zero-grad
        scaler.step(optimizer)
        scaler.update()


net = Net()
net_optimizer = optim.SGD(net.parameters(), lr=0.1)


def one_step(x, y):
    loss = F.cross_entropy(net(x), y)
    loss.backward()  # want: missing-zero-grad "net_optimizer.zero_grad()"
    net_optimizer.step()
    return loss.item()


for x, y in DataLoader([]):
    one_step(x, y)


class Trainer:
    def __init__(self, model):
        self.model = model
        self.optimizer = optim.Adam(self.model.parameters())

    def fit(self, loader):
        for x, y in loader:
            loss = F.cross_entropy(self.model(x), y)
            loss.backward()  # want: missing-zero-grad "self.optimizer.zero_grad()"
            self.optimizer.step()


step = 0
while step < 100:
    loss = net(torch.randn(1, 4)).sum()
    loss.backward()  # want: missing-zero-grad
    net_optimizer.step()
    step += 1


# --- nothing below is a mistake


def cleared_first(model, loader, optimizer):
    for x, y in loader:
        optimizer.zero_grad()
        loss = F.mse_loss(model(x), y)
        loss.backward()
        optimizer.step()


def cleared_last(model, loader, optimizer):
    for x, y in loader:
        loss = F.mse_loss(model(x), y)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)


def cleared_by_the_model(model, loader, optimizer):
    for x, y in loader:
        model.zero_grad()
        loss = F.mse_loss(model(x), y)
        loss.backward()
        optimizer.step()


def cleared_by_hand(model, loader, optimizer):
    for x, y in loader:
        for p in model.parameters():
            p.grad = None
        loss = F.mse_loss(model(x), y)
        loss.backward()
        optimizer.step()


def cleared_by_hand_in_place(w, loader):
    optimizer = optim.SGD([w], lr=0.1)
    for x, y in loader:
        loss = ((x @ w - y) ** 2).mean()
        loss.backward()
        optimizer.step()
        w.grad.zero_()


def cleared_in_a_helper(model, loader, optimizer):
    def reset():
        optimizer.zero_grad()

    for x, y in loader:
        reset()
        loss = F.mse_loss(model(x), y)
        loss.backward()
        optimizer.step()


def cleared_elsewhere(model, loader, optimizer):
    from utils import prepare_optimizer

    for x, y in loader:
        prepare_optimizer(optimizer)
        loss = F.mse_loss(model(x), y)
        loss.backward()
        optimizer.step()


def accumulated(model, loader, optimizer):
    for i, (x, y) in enumerate(loader):
        loss = F.mse_loss(model(x), y) / 4
        loss.backward()
        if (i + 1) % 4 == 0:
            optimizer.step()
            optimizer.zero_grad()


def accumulated_over_an_inner_loop(model, batches, optimizer):
    for batch in batches:
        optimizer.zero_grad()
        for x, y in batch:
            F.mse_loss(model(x), y).backward()
        optimizer.step()


def gan(generator, discriminator, loader):
    opt_g = optim.Adam(generator.parameters())
    opt_d = optim.Adam(discriminator.parameters())
    for real in loader:
        opt_d.zero_grad()
        loss_d = discriminator(real).mean() - discriminator(generator(real).detach()).mean()
        loss_d.backward()
        opt_d.step()
        opt_g.zero_grad()
        loss_g = -discriminator(generator(real)).mean()
        loss_g.backward()
        opt_g.step()


def many_optimizers(model, loader, optimizers):
    for x, y in loader:
        for opt in optimizers:
            opt.zero_grad()
        F.mse_loss(model(x), y).backward()
        for opt in optimizers:
            opt.step()


def with_closure(model, x, y):
    optimizer = optim.LBFGS(model.parameters())

    def closure():
        optimizer.zero_grad()
        loss = F.mse_loss(model(x), y)
        loss.backward()
        return loss

    for _ in range(20):
        optimizer.step(closure)


def one_demo_step(model, x, y, optimizer):
    for _ in range(1):
        F.mse_loss(model(x), y).backward()
        optimizer.step()
    for _ in range(10):
        F.mse_loss(model(x), y).backward()
        optimizer.step()
        break
    loss = F.mse_loss(model(x), y)
    loss.backward()
    optimizer.step()


def folds(data):
    for x, y in data:
        model = Net()
        optimizer = optim.SGD(model.parameters(), lr=0.1)
        F.mse_loss(model(x), y).backward()
        optimizer.step()


def accelerated(accelerator, model, loader, optimizer):
    for x, y in loader:
        with accelerator.accumulate(model):
            loss = F.mse_loss(model(x), y)
            accelerator.backward(loss)
            optimizer.step()


class NoamOptimizer:
    def __init__(self, inner):
        self.inner = inner

    def step(self):
        self.inner.step()
        self.inner.zero_grad()


def wrapped(model, loader):
    optimizer = NoamOptimizer(optim.Adam(model.parameters()))
    for x, y in loader:
        F.mse_loss(model(x), y).backward()
        optimizer.step()


class Gan:
    def __init__(self, net):
        self.net = net
        self.g_optimizer = optim.Adam(net.parameters())

    def reset_grad(self):
        self.g_optimizer.zero_grad()

    def train(self, loader):
        for x in loader:
            loss = self.net(x).mean()
            self.reset_grad()
            loss.backward()
            self.g_optimizer.step()


class FromABase(Gan):
    def train(self, loader):
        for x in loader:
            self.before_step()
            self.net(x).mean().backward()
            self.g_optimizer.step()


def reinforce(policy, env, optimizer):
    for episode in range(100):
        state, done = env.reset(), False
        while not done:
            action = policy(state)
            state, reward, done, _ = env.step(action)
        optimizer.zero_grad()
        loss = policy.loss()
        loss.backward()
        optimizer.step()
