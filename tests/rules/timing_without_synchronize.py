import time

import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 8)

    def forward(self, x):
        return self.fc(x)


device = torch.device("cuda:0")
model = Net().to(device)
x = torch.randn(16, 8).to(device)
model(x)
start = time.time()
y = model(x)
print("forward:", time.time() - start)  # want: timing-without-synchronize "torch.cuda.synchronize()"


def measure(net, inputs):
    net(inputs)
    begin = time.perf_counter()
    with torch.no_grad():
        for _ in range(100):
            net(inputs)
    end = time.perf_counter()  # want: timing-without-synchronize
    return (end - begin) / 100


measure(torch.compile(model), x)


def main():
    chosen = "cuda" if torch.cuda.is_available() else "cpu"
    net = Net().to(chosen)
    times = []
    for batch in torch.randn(10, 16, 8, device=chosen):
        began = time.time()
        net(batch)
        times.append(time.time() - began)  # want: timing-without-synchronize
    return times


def apple():
    net = Net().to("mps")
    batch = torch.randn(16, 8, device="mps")
    began = time.time()
    net(batch)
    return time.time() - began  # want: timing-without-synchronize "torch.mps.synchronize()"


main()
apple()

# --- nothing below is a mistake


class OnCpu(Net):
    pass


on_cpu = OnCpu()
started = time.time()
on_cpu(torch.randn(16, 8))
print(time.time() - started)

also_cpu = OnCpu().to("cpu")
started = time.time()
also_cpu(torch.randn(16, 8))
print(time.time() - started)

on_gpu = OnCpu().cuda()
started = time.time()
total = on_gpu(x).sum().item()
print(time.time() - started, total)

started = time.time()
print(on_gpu(x))
print(time.time() - started)

started = time.time()
rows = on_gpu(x).cpu()
print(time.time() - started, rows)

optimizer = torch.optim.SGD(on_gpu.parameters(), lr=0.1)
started = time.time()
for batch in torch.randn(10, 16, 8):
    optimizer.zero_grad()
    on_gpu(batch.cuda()).sum().backward()
    optimizer.step()
print("training took", time.time() - started)

started = time.time()
loaded = torch.load("weights.pt", weights_only=True)
print(time.time() - started, len(loaded))

started = time.time()
fetched = on_gpu(x).to("cpu", non_blocking=False)
print(time.time() - started)
