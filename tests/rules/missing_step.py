import torch
import torch.nn.functional as F
from torch import nn, optim


def train(model, loader, optimizer, criterion):
    model.train()
    for x, y in loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()  # want: missing-step "Call `optimizer.step()`"


class Trainer:
    def __init__(self, lr):
        self.net = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 2))
        self.optimizer = optim.Adam(self.net.parameters(), lr=lr)

    def fit(self, loader):
        history = []
        for epoch in range(3):
            for x, y in loader:
                loss = F.cross_entropy(self.net(x), y)
                self.optimizer.zero_grad()
                loss.backward()  # want: missing-step "self.optimizer.step()"
                nn.utils.clip_grad_norm_(self.net.parameters(), 1.0)
                history.append(loss.item())
        return history


net = nn.Linear(4, 1)
opt = optim.SGD(net.parameters(), lr=0.1)
scheduler = optim.lr_scheduler.StepLR(opt, 10)
x, y = torch.randn(16, 4), torch.randn(16, 1)
for epoch in range(100):
    opt.zero_grad()
    loss = F.mse_loss(net(x), y)
    loss.backward()  # want: missing-step "the model stays as it is"
    scheduler.step()


def indented_too_little(model, loader):
    optimizer = optim.SGD(model.parameters(), lr=0.1)
    for epoch in range(3):
        for x, y in loader:
            optimizer.zero_grad()
            loss = F.mse_loss(model(x), y)
            loss.backward()  # want: missing-step "stands after this loop"
        optimizer.step()


def two_models(batches):
    first, second = nn.Linear(2, 3), nn.Linear(3, 1)
    first_optimizer = optim.Adam(first.parameters())
    second_optimizer = optim.Adam(second.parameters())
    for x in batches:
        second_optimizer.zero_grad()
        second(first(x).detach()).mean().backward()
        second_optimizer.step()
        first_optimizer.zero_grad()
        loss = second(first(x)).pow(2).mean()
        loss.backward()  # want: missing-step "`first_optimizer`"


# --- nothing below is a mistake


class Right(Trainer):
    def fit(self, loader):
        for x, y in loader:
            self.optimizer.zero_grad()
            loss = F.mse_loss(self.net(x), y)
            loss.backward()
            self.optimizer.step()


def accumulated(model, batches, optimizer):
    for batch in batches:
        optimizer.zero_grad()
        for x, y in batch:
            loss = F.mse_loss(model(x), y)
            loss.backward()
        optimizer.step()


def accumulated_by_count(model, loader, optimizer):
    optimizer.zero_grad()
    for i, (x, y) in enumerate(loader):
        loss = F.mse_loss(model(x), y)
        loss.backward()
        if i % 4 == 3:
            optimizer.step()
            optimizer.zero_grad()


def by_hand(model, loader, optimizer, lr):
    for x, y in loader:
        optimizer.zero_grad()
        loss = F.mse_loss(model(x), y)
        loss.backward()
        with torch.no_grad():
            for p in model.parameters():
                p -= lr * p.grad


def mixed_precision(model, loader, optimizer, scaler):
    for x, y in loader:
        optimizer.zero_grad()
        loss = F.mse_loss(model(x), y)
        scaler.scale(loss).backward()
        scaler.step(optimizer)
        scaler.update()


def step_elsewhere(model, loader, optimizer):
    from engine import finish

    for x, y in loader:
        optimizer.zero_grad()
        loss = F.mse_loss(model(x), y)
        loss.backward()
        finish(optimizer)


def step_in_a_helper(model, loader, optimizer):
    def finish():
        optimizer.step()

    for x, y in loader:
        optimizer.zero_grad()
        loss = F.mse_loss(model(x), y)
        loss.backward()
        finish()


def saliency(model, images, optimizer):
    maps = []
    for image in images:
        optimizer.zero_grad()
        loss = model(image).max()
        loss.backward()
        maps.append(image.grad.abs())
    return maps


def saliency_by_model(model, images):
    for image, label in images:
        model.zero_grad()
        loss = F.cross_entropy(model(image), label)
        loss.backward()


def warm_up_schedule(model, loader, optimizer):
    for x, y in loader:
        optimizer.zero_grad()
        loss = F.mse_loss(model(x), y)
        loss.backward()
        optimizer.step_and_update_lr()


def in_backward(model, loader):
    optimizer = optim.SGD(model.parameters(), lr=0.1)
    for p in model.parameters():
        p.register_post_accumulate_grad_hook(lambda _: optimizer.step())
    for x, y in loader:
        optimizer.zero_grad()
        loss = F.mse_loss(model(x), y)
        loss.backward()


def actor_critic(actor, critic, transitions):
    actor_optimizer = optim.Adam(actor.parameters())
    critic_optimizer = optim.Adam(critic.parameters())
    for state, reward in transitions:
        actor_optimizer.zero_grad()
        critic_optimizer.zero_grad()
        loss = F.mse_loss(critic(state), reward) - actor(state).mean()
        loss.backward()
        actor_optimizer.step()
        critic_optimizer.step()


def optimizers_in_a_list(model, loader, optimizers):
    for x, y in loader:
        for optimizer in optimizers:
            optimizer.zero_grad()
        loss = F.mse_loss(model(x), y)
        loss.backward()
        for optimizer in optimizers:
            optimizer.step()


def measured(model, x, optimizer):
    for _ in range(100):
        optimizer.zero_grad()
        model(x).sum().backward()


def in_turns(batches):
    first, second = nn.Linear(2, 3), nn.Linear(3, 1)
    optimizers = [optim.Adam(first.parameters()), optim.Adam(second.parameters())]
    first_optimizer, second_optimizer = optimizers
    for i, x in enumerate(batches):
        first_optimizer.zero_grad()
        second_optimizer.zero_grad()
        loss = second(first(x)).pow(2).mean()
        loss.backward()
        optimizers[i % 2].step()
