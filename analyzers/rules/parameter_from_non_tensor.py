"""nn.Parameter given a number, a list, a NumPy array or a tensor of integers."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from ..edits import FixBuilder
from ..events import Creation
from ..file_model import FileModel
from ..finding import Finding, Fix, Severity
from ..integers import is_number, makes_integers
from ..interpreter import Interpreter
from ..lost import data_argument
from ..rule import Rule
from ..values import Constant, Container, Parameter, Tensor, Unknown, Value

# Methods of arrays that give arrays.
_OF_ARRAYS = frozenset({"astype", "reshape", "copy", "transpose", "squeeze", "flatten", "ravel"})


def check(file: FileModel) -> Iterator[Finding]:
    seen: set[int] = set()
    for reader in (*file.readings, *file.scripts):
        for creation in reader.creations.values():
            node = data_argument(creation.node) if isinstance(creation.value, Parameter) else None
            if node is None or id(node) in seen:
                continue
            seen.add(id(node))
            index = next(i for i, a in enumerate(creation.node.args) if a.value is node)
            value = creation.arguments[index]
            kind = _kind(file, reader, creation, value)
            if kind is None:
                continue
            builder = FixBuilder(file, file.statement_of(node))
            yield RULE.finding(
                builder.span(node),
                kind,
                fix=_fix(builder, creation, node, value, kind),
                source=_short(builder.source(node)),
            )


def _short(source: str) -> str:
    return source if len(source) <= 30 else source[:27] + "..."


def _kind(file: FileModel, reader: Interpreter, creation: Creation, value: Value) -> str | None:
    """Which sentence says what is wrong; None when nothing is, as far as can be told."""
    if isinstance(value, Constant):
        annotated = isinstance(value.node, cst.Name) and value.node.value in ("int", "float")
        return "number" if is_number(value.node) or annotated else None
    if isinstance(value, Container):
        return "list" if value.kind in ("list", "tuple") else None
    if _is_number_by_default(reader, creation, value):
        return "number"
    if _comes_from_numpy(file, value):
        return "array"
    if isinstance(value, Tensor) and not _is_frozen(creation.node):
        return "integers" if makes_integers(value.node, file.names) else None
    return None


def _is_number_by_default(reader: Interpreter, creation: Creation, value: Value) -> bool:
    """Whether it is a parameter of the function whose default is a number, and nothing asks which.

    `def __init__(self, init=1.0): self.scale = nn.Parameter(init)`
    """
    if type(value) is not Unknown:  # most are tensors
        return False
    name = data_argument(creation.node)
    function = creation.enclosing[-1] if creation.enclosing else None
    if (
        not isinstance(name, cst.Name)
        or not isinstance(function, cst.FunctionDef)
        or value.node is not None
        or creation.frame.variables.get(name.value) is not value
        or any(b.frame is creation.frame and b.name == name.value for b in reader.bindings)
    ):
        return False
    parameters = (*function.params.params, *function.params.kwonly_params)
    default = next((p.default for p in parameters if p.name.value == name.value), None)
    return default is not None and is_number(default)


def _comes_from_numpy(file: FileModel, value: Value) -> bool:
    """Whether a function of NumPy made it: an array, or one of NumPy's own numbers."""
    call = value.node
    if not isinstance(value, Unknown):
        return False
    while isinstance(call, cst.Call) and isinstance(call.func, cst.Attribute):
        if (file.names.resolve(call.func) or "").startswith("numpy."):
            return True
        if call.func.attr.value not in _OF_ARRAYS:
            return False
        call = call.func.value  # np.random.rand(3).astype("float32")
    return False


def _is_frozen(call: cst.Call) -> bool:
    """Whether a second argument says something about requires_grad."""
    return len(call.args) > 1


def _fix(
    builder: FixBuilder, creation: Creation, node: cst.BaseExpression, value: Value, kind: str
) -> Fix | None:
    source = builder.source(node)
    positional = [a for a in creation.node.args if a.keyword is None]
    if len(positional) > 1:
        return None
    if kind == "number" and isinstance(node, cst.Name) and value.node is None:
        builder.replace(node, f"{builder.torch_name('torch.tensor')}(float({source}))")
        return builder.build(RULE.titled())
    if value.node is not node:
        return None
    if kind == "integers":
        if isinstance(node, cst.Call) and any(a.keyword is not None for a in node.args):
            return None  # the dtype is spelt out: only the author knows what was meant
        builder.replace(node, f"{builder.operand(node)}.float()")
    elif kind == "array":
        torch = builder.torch_name("torch.tensor").rpartition(".")[0]
        if not torch:
            return None
        builder.wrap(node, f"{torch}.tensor(", f", dtype={torch}.float32)")
    elif kind == "number":
        whole = isinstance(node, cst.Integer)
        number = f"{source}.0" if whole else source
        builder.replace(node, f"{builder.torch_name('torch.tensor')}({number})")
    elif isinstance(node, (cst.List, cst.Tuple)) and _are_values(node):
        builder.wrap(node, f"{builder.torch_name('torch.tensor')}(", ")")
    else:
        return None
    return builder.build(RULE.titled())


def _are_values(node: cst.List | cst.Tuple) -> bool:
    """Whether the numbers are values and not a shape: one of them is not a whole number."""
    numbers = [element.value for element in node.elements]
    return all(map(is_number, numbers)) and any(isinstance(n, cst.Float) for n in numbers)


RULE = Rule(
    id="parameter-from-non-tensor",
    severity=Severity.ERROR,
    title={
        "en": "`nn.Parameter` wants a tensor of floating point numbers.",
        "ko": "`nn.Parameter`에는 실수 텐서를 주어야 합니다.",
    },
    messages={
        "number": {
            "en": "`nn.Parameter` wants a tensor, but `{source}` is a number: this raises an"
            " AttributeError. Write `torch.tensor(...)` around it.",
            "ko": "`nn.Parameter` 클래스는 텐서를 받는데 `{source}` 값은 숫자라서 AttributeError가 납니다."
            " `torch.tensor(...)`로 감싸세요.",
        },
        "list": {
            "en": "`nn.Parameter` wants a tensor, not a list or tuple: this raises an AttributeError."
            " Write `torch.tensor(...)` for values, or `torch.empty(...)` for a shape.",
            "ko": "`nn.Parameter` 클래스는 list나 tuple이 아니라 텐서를 받으므로 AttributeError가 납니다."
            " 값이면 `torch.tensor(...)`, shape이면 `torch.empty(...)`로 쓰세요.",
        },
        "array": {
            "en": "`nn.Parameter` wants a tensor, but `{source}` comes from NumPy: this raises an"
            " AttributeError. Write `torch.tensor(..., dtype=torch.float32)` around it.",
            "ko": "`nn.Parameter` 클래스는 텐서를 받는데 `{source}` 값은 NumPy가 만든 것이라 AttributeError가"
            " 납니다. `torch.tensor(..., dtype=torch.float32)`로 감싸세요.",
        },
        "integers": {
            "en": "`{source}` holds integers, and only floating point numbers can have gradients: this"
            " raises a RuntimeError. Add `.float()`, or `requires_grad=False`.",
            "ko": "`{source}` 값은 정수 텐서인데 gradient는 실수에만 있을 수 있어 RuntimeError가 납니다."
            " `.float()`를 붙이거나 `requires_grad=False`를 주세요.",
        },
    },
    why={
        "en": "A Parameter is a tensor that an optimizer changes in small steps, so it needs to be a"
        " tensor of floating point numbers. PyTorch's own message does not say so:"
        " `'float' object has no attribute 'detach'`. Integers give `Only Tensors of floating point"
        " and complex dtype can require gradients`; note that `torch.tensor(1)`, `torch.arange(8)`"
        " and `torch.full((3,), 1)` hold integers.",
        "ko": "Parameter는 optimizer가 조금씩 바꾸는 텐서이므로 실수 텐서여야 합니다. PyTorch의 오류"
        " 메시지는 이 점을 말해 주지 않습니다: `'float' object has no attribute 'detach'`. 정수이면 `Only"
        " Tensors of floating point and complex dtype can require gradients` 오류가 납니다."
        " `torch.tensor(1)`, `torch.arange(8)`, `torch.full((3,), 1)`은 정수 텐서입니다.",
    },
    bad="""\
import torch
from torch import nn


class Scale(nn.Module):
    def __init__(self):
        super().__init__()
        self.scale = nn.Parameter(0.5)

    def forward(self, x):
        return torch.relu(x) * self.scale
""",
    good="""\
import torch
from torch import nn


class Scale(nn.Module):
    def __init__(self):
        super().__init__()
        self.scale = nn.Parameter(torch.tensor(0.5))

    def forward(self, x):
        return torch.relu(x) * self.scale
""",
    fix_title={
        "en": "Make it a tensor of floating point numbers",
        "ko": "실수 텐서로 만들기",
    },
    fix={
        "en": "Puts a number, or a list with a fraction in it, into `torch.tensor(...)`, and adds"
        " `.float()` to integers. A list of whole numbers may be a shape: that is left to you.",
        "ko": "숫자나 소수가 있는 list는 `torch.tensor(...)`로 감싸고, 정수 텐서에는 `.float()`를 붙입니다."
        " 정수만 있는 list는 shape일 수 있어 고치지 않습니다.",
    },
    silent={
        "en": "The value is not known, it is None, or `requires_grad` is given and the tensor holds"
        " integers.",
        "ko": "값을 알 수 없거나, None이거나, 정수 텐서에 `requires_grad`를 따로 주면 알리지 않습니다.",
    },
    link="https://docs.pytorch.org/docs/stable/generated/torch.nn.parameter.Parameter.html",
    check=check,
    judges="both",
)
