import time
from time import perf_counter

import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 8)

    def forward(self, x):
        return self.fc(x)


@torch.compile
def gelu(x):
    return 0.5 * x * (1 + torch.tanh(x))


def double(x):
    return x * 2


x = torch.randn(16, 8)
model = Net()
fast = torch.compile(model)
begin = time.time()
y = model(x)
print("eager", time.time() - begin)
begin = time.time()
y = fast(x)  # want: timing-without-warmup "first call of `fast`"
print("compiled", time.time() - begin)

t0 = perf_counter()
gelu(x)  # want: timing-without-warmup
t1 = perf_counter()
print(t1 - t0)


def bench(function, inputs):
    start = time.perf_counter()
    for _ in range(10):
        function(inputs)  # want: timing-without-warmup
    return time.perf_counter() - start


print(bench(torch.compile(double), x))


def main():
    net = Net()
    net = torch.compile(net, mode="max-autotune")
    with torch.no_grad():
        start = time.time()
        for batch in torch.randn(10, 16, 8):
            net(batch)  # want: timing-without-warmup
        print(f"compiled: {time.time() - start:.3f} s")


# --- nothing below is a mistake


class Other(Net):
    pass


warmed = torch.compile(Other())
for _ in range(3):
    warmed(x)
start = time.time()
warmed(x)
print(time.time() - start)

looped = torch.compile(Other())
for _ in range(3):
    start = time.time()
    looped(x)
    print(time.time() - start)

told = torch.compile(Other())
start = time.time()
told(x)
print("first call, with compilation:", time.time() - start)

twice = torch.compile(Other())
start = time.time()
twice(x)
middle = time.time()
twice(x)
print(middle - start, time.time() - middle)

start = time.time()
timed = torch.compile(Other())
timed(x)
print(time.time() - start)

trained = torch.compile(Other())
optimizer = torch.optim.SGD(trained.parameters(), lr=0.1)
start = time.time()
for batch in torch.randn(10, 16, 8):
    optimizer.zero_grad()
    trained(batch).sum().backward()
    optimizer.step()
print("training took", time.time() - start)

begun = time.time()
print(Other()(x), time.time() - begun)
main()
