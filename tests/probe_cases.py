"""For each probe, texts that it accepts and texts that it rejects, with what it says then."""

from __future__ import annotations

from dataclasses import dataclass

IMPORTS = "import torch\nfrom torch import nn\n"
NET = IMPORTS + (
    "class Net(nn.Module):\n"
    "    def __init__(self):\n"
    "        super().__init__()\n"
    "        {init}\n"
    "    def forward(self, x):\n"
    "        return {forward}\n"
)


def net(init: str, forward: str = "self.fc(x)") -> str:
    return NET.format(init=init.replace("\n", "\n        "), forward=forward)


@dataclass(frozen=True)
class Case:
    """One exercise with one probe: `good` texts pass, `bad` ones are rejected with this key."""

    probe: str
    good: list[str]
    bad: list[tuple[str, str]]
    exercise: str = 'class = "Net"\ninput = "torch.randn(4, 8)"'
    check: str = ""


FC = "self.fc = nn.Linear(8, 3)"
TRAIN = IMPORTS + (
    "def train(model, x, y):\n"
    "    optimizer = torch.optim.SGD(model.parameters(), lr=0.2)\n"
    "    for _ in range(60):\n"
    "        {loop}\n"
)
LOOP = (
    "optimizer.zero_grad()\nloss = nn.functional.mse_loss(model(x), y)\nloss.backward()\n"
    "optimizer.step()"
)

BY_HAND = "with torch.no_grad():\n    for p in model.parameters(): p -= 0.2 * p.grad"


def train(loop: str) -> str:
    return TRAIN.format(loop=loop.replace("\n", "\n        "))


LINE = (
    'class = "train"\nmake = "nn.Linear(1, 1)"\n'
    'input = "(lambda x: (x, 3 * x + 1))(torch.rand(32, 1) * 2 - 1)"'
)
TIMER = (
    "import time, statistics\n"
    "def compare(f, g):\n"
    "    f(); g()\n"
    "    ratios = []\n"
    "    for _ in range(9):\n"
    "        a = time.thread_time()\n"
    "        for _ in range(20): f()\n"
    "        b = time.thread_time()\n"
    "        for _ in range(20): g()\n"
    "        c = time.thread_time()\n"
    "        ratios.append((c - b) / (b - a))\n"
    "    ratio = statistics.median(ratios)\n"
    "    return 'same' if 0.75 < ratio < 1.33 else 'slower' if ratio > 1 else 'faster'\n"
)
FIRST_CALL = (
    "def compare(f, g):\n"
    "    start = time.thread_time()\n"
    "    g()\n"
    "    return 'slower' if time.thread_time() - start > 0.03 else median(f, g)\n"
)
EVALUATE = IMPORTS + (
    "def evaluate(model, x):\n"
    "    {before}\n"
    "    with torch.no_grad():\n"
    "        result = model(x)\n"
    "    {after}\n"
    "    return result\n"
)
LOADER = (
    IMPORTS + "def loader(n, generator):\n"
    "    return torch.utils.data.DataLoader(range(n), batch_size=4, {options})\n"
)

CASES = [
    Case(
        "no-orphans",
        [net(FC), net("self.fcs = nn.ModuleList([nn.Linear(8, 3)])", "self.fcs[0](x)")],
        [
            ("hidden-module", net("self.fcs = [nn.Linear(8, 3)]", "self.fcs[0](x)")),
            (
                "hidden-trainable-tensor",
                net("self.fc = nn.Linear(8, 3)\nself.s = torch.ones(3, requires_grad=True)",
                    "self.fc(x) * self.s"),
            ),
            ("hidden-tensor", net(FC + "\nself.s = torch.ones(3)", "self.fc(x) * self.s")),
            ("too-few-parameters", net("pass", "x")),
        ],
        check="buffers = true",
    ),
    Case(
        "meta-device",
        [net(FC + "\nself.register_buffer('s', torch.ones(3))", "self.fc(x) * self.s")],
        [
            ("stays-behind", net(FC + "\nself.s = torch.ones(3)", "self.fc(x) * self.s")),
            ("stays-behind", net("self.fcs = [nn.Linear(8, 3)]", "self.fcs[0](x)")),
            ("result-left-device", net(FC, "torch.zeros(3)")),
        ],
        check="forward = true",
    ),
    Case(
        "all-grads",
        [net(FC), net(FC + "\nself.g = nn.Parameter(torch.ones(3))", "self.fc(x) * self.g")],
        [
            ("no-gradient", net(FC + "\nself.other = nn.Linear(2, 2)")),
            ("zero-gradient", net(FC + "\nself.b = nn.Linear(8, 3)", "self.fc(x) + 0 * self.b(x)")),
            ("no-gradient-at-all", net(FC, "self.fc(x).detach()")),
        ],
    ),
    Case(
        "distinct",
        [net("self.a = nn.ModuleList([nn.Linear(8, 8) for _ in range(2)])", "self.a[1](x)")],
        [("shared", net("self.a = nn.ModuleList([nn.Linear(8, 8)] * 2)", "self.a[1](x)"))],
    ),
    Case(
        "round-trip",
        [net(FC + "\nself.n = nn.BatchNorm1d(3)", "self.n(self.fc(x))")],
        [
            ("not-the-same-after-loading", net("self.fcs = [nn.Linear(8, 3)]", "self.fcs[0](x)")),
            (
                "not-the-same-after-loading",
                net(FC + "\nself.register_buffer('s', torch.rand(3), persistent=False)",
                    "self.fc(x) * self.s"),
            ),
        ],
    ),
    Case(
        "keys-plain",
        [net(FC), net(FC + "\nself.compile(backend='eager')")],
        [("compiled-key", net("self.fc = torch.compile(nn.Linear(8, 3))")), ("no-keys", net("pass"))],
    ),
    Case(
        "compiled",
        [
            net(FC) + "fast = torch.compile(Net())\n",
            net(FC) + "net = Net()\nnet.compile(mode='reduce-overhead')\nfast = lambda x: net(x)\n",
        ],
        [
            ("nothing-compiled", net(FC) + "fast = Net()\ntorch.compile(fast)\n"),
            ("nothing-compiled", net(FC) + "def fast(x):\n    torch.compile(Net())\n    return Net()(x)\n"),
        ],
        check='call = "fast(*args)"',
    ),
    Case(
        "graphs",
        [net(FC), net(FC, "self.fc(x).relu() * x.shape[0]")],
        [
            ("graph-breaks", net(FC, "self.fc(x) if x.sum() > 0 else -self.fc(x)")),
            ("graph-breaks", net(FC, "self.fc(x) * x.sum().item()")),
            ("too-many-graphs", net(FC, "self.fc(x) + {4: 1, 5: 2, 7: 3}[x.shape[0]]")),
        ],
        check='inputs = ["torch.randn(4, 8)", "torch.randn(5, 8)", "torch.randn(7, 8)"]',
    ),
    Case(
        "eager-vs-compile",
        [net(FC), net(FC, "self.fc(x) if x.sum() > 0 else -self.fc(x)")],
        [
            ("compiled-output-differs", net(FC, "self.fc(x) * (2 - torch.compiler.is_compiling())")),
            (
                "compiled-gradients-differ",
                net(FC, "(lambda w: x @ (w.detach() if torch.compiler.is_compiling() else w).T)"
                        "(self.fc.weight) + self.fc.bias"),
            ),
            ("nothing-compiled", net(FC) + "Net.forward = torch.compiler.disable(Net.forward)\n"),
        ],
        check='backend = "eager"',
    ),
    Case(
        "learns",
        [train(LOOP)],
        [
            ("loss-does-not-fall", train(LOOP.replace("optimizer.step()", "pass"))),
            ("loss-does-not-fall", train(LOOP.replace("loss.backward()", "(-loss).backward()"))),
            ("no-function", IMPORTS + "train = 3\n"),
        ],
        LINE,
        'train = "train"\nloss = "nn.functional.mse_loss(target(x), y)"',
    ),
    Case(
        "loop-calls",
        [
            train("model.train()\n" + LOOP),
            train(LOOP.replace("optimizer.zero_grad()", "for p in model.parameters(): p.grad = None")),
        ],
        [
            ("never-cleared", train(LOOP.replace("optimizer.zero_grad()", "pass"))),
            ("never-called", train(LOOP.replace("optimizer.step()", BY_HAND))),
            (
                "makes-no-difference",
                train(LOOP.replace("optimizer.zero_grad()", "pass") + "\noptimizer.zero_grad()"
                      "\noptimizer = torch.optim.SGD(model.parameters(), lr=0.2)\nbreak"),
            ),
        ],
        LINE,
        'call = "train(target, x, y)"\ncalls = ["zero_grad", "backward", "step"]',
    ),
    Case(
        "eval-same",
        [EVALUATE.format(before="was = model.training; model.eval()", after="model.train(was)")],
        [
            ("evaluation-differs", EVALUATE.format(before="pass", after="pass")),
            ("training-flag", EVALUATE.format(before="model.eval()", after="pass")),
        ],
        'class = "evaluate"\nmake = "nn.Sequential(nn.Linear(8, 8), nn.Dropout(0.5))"\n'
        'input = "torch.randn(4, 8)"',
        'call = "evaluate(target, x)"',
    ),
    Case(
        "order-once",
        [LOADER.format(options="shuffle=True, generator=generator")],
        [
            ("not-shuffled", LOADER.format(options="generator=generator")),
            ("never-seen", LOADER.format(options="shuffle=True, drop_last=True")),
            (
                "seen-twice",
                LOADER.format(options="sampler=torch.utils.data.RandomSampler(range(n), True)"),
            ),
        ],
        'class = "loader"',
        'setup = "g = torch.Generator().manual_seed(seed)"\nlength = "23"\nshuffled = true\n'
        'epoch = "[i for batch in loader(23, g) for i in batch.tolist()]"',
    ),
    Case(
        "timer-fair",
        [TIMER],
        [
            ("timer-counts-first-call", TIMER.replace("def compare", "def median") + FIRST_CALL),
            ("timer-misses", "def compare(f, g):\n    return 'same'\n"),
            ("timer-sees-ghosts", "def compare(f, g):\n    return 'slower'\n"),
        ],
        'class = "compare"',
        'call = "compare(f, g)"\nsame = "result == \'same\'"\nslower = "result == \'slower\'"',
    ),
    Case(
        "agrees",
        [
            IMPORTS + "def score(x, y):\n    return (x - x.mean(0)) @ y\n",
            IMPORTS + "def score(x, y):\n    return torch.matmul(x - x.mean(dim=0), y)\n",
        ],
        [
            ("differs-value", IMPORTS + "def score(x, y):\n    return (x - x.mean()) @ y\n"),
            ("differs-shape", IMPORTS + "def score(x, y):\n    return (x - x.mean(0)) @ y[:, None]\n"),
            ("differs-dtype", IMPORTS + "def score(x, y):\n    return ((x - x.mean(0)) @ y).double()\n"),
            ("differs-type", IMPORTS + "def score(x, y):\n    return ((x - x.mean(0)) @ y).tolist()\n"),
            ("differs-value", IMPORTS + "torch.manual_seed(0)\nA = torch.randn(5)\n"
                              "def score(x, y):\n    return A[:len(x)]\n"),
        ],
        'class = "score"',
        'reference = "reference.py:score"\n'
        'inputs = ["(torch.randn(5, 3), torch.randn(3))", "(torch.randn(1, 2) * 9, torch.randn(2))"]',
    ),
    Case(
        "input-unchanged",
        [IMPORTS + "def f(x):\n    return x - 1\n"],
        [("input-changed", IMPORTS + "def f(x):\n    x -= 1\n    return x\n")],
        'class = "f"\ninput = "torch.randn(4)"',
    ),
    Case(
        "holds",
        [IMPORTS + "def f(x):\n    return x.sum(1)\n"],
        [
            ("does-not-hold", IMPORTS + "def f(x):\n    return x.sum(0)\n"),
            ("does-not-hold", IMPORTS + "def f(x):\n    return x.detach().sum(1)\n"),
        ],
        'class = "f"\ninput = "torch.randn(4, 5, requires_grad=True)"',
        'setup = """\nn = 4\ndepth = graph_depth(target(x))\n"""\n'
        'holds = [{ expr = "result.shape == (n,) and all(n for _ in range(3))", '
        'message = { en = "one", ko = "하나" } },'
        '{ expr = "depth == 2 and not raises(lambda: result.sum().backward())", '
        'message = { en = "two", ko = "둘" } }]',
    ),
]  # fmt: skip
