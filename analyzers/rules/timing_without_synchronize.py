"""A clock that is read while the GPU still works."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from ..events import FunctionCall, Use
from ..file_model import FileModel
from ..finding import Finding, Fix, Related, Severity, Text
from ..literals import string
from ..rule import ByLanguage, Rule
from ..script import Script
from ..timing import Region, inserted, regions
from ..tree import walk
from ..values import Activation, Module, Value

# Reading a value waits for the GPU.
_WAITING_METHODS = frozenset({"item", "cpu", "tolist", "numpy", "synchronize", "wait"})
_WAITING_FUNCTIONS = frozenset({"print", "float", "int", "bool", "str"})
_BACKENDS = ("cuda", "mps", "xpu")


def check(file: FileModel) -> Iterator[Finding]:
    seen: set[int] = set()
    for script in file.scripts:
        moved = _moved(script)
        for region in regions(file, script):
            work = next(
                (
                    (use.node, backend)
                    for use in region.uses()
                    if (backend := _gpu(use, moved)) is not None
                ),
                None,
            ) or _computed(file, region)
            if file.says("synchronize") or file.says(".Event("):
                return  # the author knows; where it is called may be hidden in a helper
            if work is None or id(region.end.node) in seen or region.trains or _waits(region):
                continue
            seen.add(id(region.end.node))
            yield _finding(file, region, *work)


def _moved(script: Script) -> list[tuple[Value, str, int]]:
    """What goes to a GPU, to which, from which place in the order on.

    The GPU is empty where the code decides while running.
    """
    found: list[tuple[Value, str, int]] = []
    for use in script.uses:
        if use.method == "cuda":
            found.append((use.value, "cuda", use.order))
        elif use.method == "to" and use.node.args:
            backend = _backend(script, use.node.args[0].value, use.order)
            if backend is not None:
                found.append((use.value, backend, use.order))
    return found


def _backend(script: Script, node: cst.BaseExpression, order: int) -> str | None:
    """`cuda` for `"cuda:0"` and the like, empty for a choice; None when it surely is not a GPU."""
    if isinstance(node, cst.Name):
        bound = [b for b in script.bindings if b.name == node.value and b.order < order]
        statement = bound[-1].statement if bound else None
        if not isinstance(statement, cst.Assign):
            return None
        node = statement.value
    named = {
        backend
        for part in walk(node)
        for backend in _BACKENDS
        if (string(part) or "").split(":")[0] == backend
    }
    if not named:
        return None
    chosen = any(isinstance(part, cst.IfExp) for part in walk(node))
    return "" if chosen or len(named) > 1 else named.pop()


def _gpu(use: Use, moved: list[tuple[Value, str, int]]) -> str | None:
    """The GPU on which a call of a Module works; None when it may be the CPU."""
    if use.method is not None or not isinstance(use.value, Module):
        return None
    parts: list[Value] = [use.value]
    if use.value.node is not None and len(use.value.contents) == 1:
        parts += use.value.contents  # torch.compile(model)
    for value, backend, order in moved:
        if order < use.order and any(value is part for part in parts):
            return backend
    return None


def _computed(file: FileModel, region: Region) -> tuple[cst.CSTNode, str] | None:
    """A matrix product or the like in the region, of tensors that were made on a GPU before."""
    made: dict[str, str] = {}
    for binding in region.script.bindings:
        statement = binding.statement
        value = statement.value if isinstance(statement, cst.Assign) else None
        if value is None:
            continue
        backend = _made_on(region.script, value, binding.order)
        if binding.order < region.start.order:
            made.pop(binding.name, None)
            if backend is not None:
                made[binding.name] = backend
        elif region.covers(binding.order):
            for node in walk(value):
                if isinstance(node, cst.BinaryOperation):
                    operands: list[cst.CSTNode] = [node.left, node.right]
                elif isinstance(node, cst.Call) and (
                    file.names.resolve(node.func) or ""
                ).startswith("torch."):
                    operands = [argument.value for argument in node.args]
                else:
                    continue
                for part in operands:
                    if isinstance(part, cst.Name) and part.value in made:
                        return node, made[part.value]
    return None


def _made_on(script: Script, node: cst.BaseExpression, order: int) -> str | None:
    """The GPU of `torch.randn(8, device="cuda")`, `x.cuda()` and `x.to(device)`; as `_backend`."""
    if not isinstance(node, cst.Call):
        return None
    method = node.func.attr.value if isinstance(node.func, cst.Attribute) else ""
    if method == "cuda":
        return "cuda"
    for argument in node.args:
        named = argument.keyword is not None and argument.keyword.value == "device"
        if named or method == "to":
            return _backend(script, argument.value, order)
    return None


def _waits(region: Region) -> bool:
    """Whether something in the region needs a value, and so waits for the GPU."""
    if any(use.method in _WAITING_METHODS or _fetches(use) for use in region.uses()):
        return True
    return any(_reads(call) for call in region.functions())


def _fetches(use: Use) -> bool:
    """`.to("cpu")`, which copies the value and so waits for it."""
    return use.method == "to" and any(string(argument.value) == "cpu" for argument in use.node.args)


def _reads(call: FunctionCall) -> bool:
    return call.function in _WAITING_FUNCTIONS and any(
        isinstance(value, Activation) for value in call.arguments
    )


def _finding(file: FileModel, region: Region, work: cst.CSTNode, backend: str) -> Finding:
    work_span = file.statement_of(work).places.span(work)
    fix: Fix | None = None
    if backend and region.start.statement is not None and region.end.statement is not None:
        wait = f"torch.{backend}.synchronize()"
        if file.names.resolve_dotted("torch") == "torch":
            title = RULE.titled(wait=wait)
            fix = inserted(
                file, title, (region.start.statement, wait), (region.end.statement, wait)
            )
    return RULE.finding(
        file.statement_of(region.end.node).places.span(region.end.node),
        "early",
        fix=fix,
        related=(Related(work_span, Text(_STARTED)),),
        wait=f"torch.{backend or 'cuda'}.synchronize()",
    )


_STARTED: ByLanguage = {
    "en": "This call only starts the work.",
    "ko": "이 호출은 작업을 시작하기만 합니다.",
}

RULE = Rule(
    id="timing-without-synchronize",
    severity=Severity.WARNING,
    title={
        "en": "The clock is read before the GPU has finished.",
        "ko": "GPU가 일을 끝내기 전에 시간을 읽습니다.",
    },
    messages={
        "early": {
            "en": "Python does not wait for the GPU: this clock is read before the GPU has finished."
            " Call `{wait}` before the clock starts and before it is read.",
            "ko": "Python은 GPU를 기다리지 않으므로, GPU의 일이 끝나기 전에 시간을 읽게 됩니다. 시간을 재기 시작하기"
            " 전과 읽기 전에 `{wait}` 함수를 호출하세요.",
        },
    },
    why={
        "en": "On a GPU a call only puts work into a queue and returns at once, so a clock around it"
        " measures how fast Python fills the queue. The waiting shows up somewhere else, at the first"
        " `.item()` or `print`. `synchronize()` waits until the queue is empty: once before the clock"
        " starts, so that earlier work is not counted, and once before it is read."
        " `torch.utils.benchmark.Timer` does all that for you.",
        "ko": "GPU에서 호출은 작업을 queue에 넣고 바로 돌아오므로, 그 둘레에서 잰 시간은 Python이 queue를 채우는"
        " 속도입니다. 기다리는 시간은 다른 곳, 첫 `.item()`이나 `print`에서 나타납니다. `synchronize()`는 queue가"
        " 빌 때까지 기다립니다. 앞선 작업이 섞이지 않도록 재기 전에 한 번, 읽기 전에 한 번 호출하세요."
        " `torch.utils.benchmark.Timer`는 이 모두를 대신 해 줍니다.",
    },
    bad="""\
import time

import torch
from torch import nn

model = nn.Linear(4096, 4096).cuda()
x = torch.randn(512, 4096, device="cuda")
model(x)
start = time.perf_counter()
for _ in range(100):
    model(x)
print((time.perf_counter() - start) / 100)
""",
    good="""\
import time

import torch
from torch import nn

model = nn.Linear(4096, 4096).cuda()
x = torch.randn(512, 4096, device="cuda")
model(x)
torch.cuda.synchronize()
start = time.perf_counter()
for _ in range(100):
    model(x)
torch.cuda.synchronize()
print((time.perf_counter() - start) / 100)
""",
    fix_title={
        "en": "Wait with `{wait}` on both sides",
        "ko": "양쪽에서 `{wait}` 호출로 기다리기",
    },
    fix={
        "en": "Inserts the call before the clock starts and before it is read. Not offered when the device"
        " is chosen while running: on a machine without that GPU the call would fail.",
        "ko": "시간을 재기 시작하기 전과 읽기 전에 호출을 넣습니다. device를 실행 중에 정하면 제안하지 않습니다. 그"
        " GPU가 없는 컴퓨터에서는 호출이 실패하기 때문입니다.",
    },
    silent={
        "en": "The model is not seen to go to a GPU, something in between reads a value (`.item()`,"
        " `.cpu()`, `print`), training is timed, or the file mentions `synchronize` or CUDA events.",
        "ko": "모델이 GPU로 가는 것이 보이지 않거나, 그 사이에서 값을 읽거나(`.item()`, `.cpu()`, `print`), 학습"
        " 시간을 재거나, 파일에 `synchronize`나 CUDA event가 나오면 알리지 않습니다.",
    },
    link="https://docs.pytorch.org/docs/stable/notes/cuda.html#asynchronous-execution",
    check=check,
    judges="scripts",
)
