"""A tensor that forward makes on the CPU, and that then meets the data."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from .. import torch_facts as facts
from ..edits import FixBuilder
from ..events import Flow, FunctionCall
from ..file_model import FileModel
from ..finding import Finding, Fix, Severity
from ..held import leaves
from ..reading import Reading
from ..rule import Rule
from ..sighted import calls_of
from ..surely import surely_tensors
from ..values import Activation, Module, Tensor, Unknown, Value

_FACTORIES = (*sorted(facts.DEVICE_FACTORIES), "torch.tensor")
# Tensor methods that take a tensor of another device without complaint.
_TAKES_ANY = frozenset(
    {"to", "type_as", "view_as", "expand_as", "reshape_as", "copy_", "new_tensor"}
)


def check(file: FileModel) -> Iterator[Finding]:
    for reading in file.readings:
        made = {
            id(call.node): call
            for name in _FACTORIES
            for call in calls_of(reading, name)
            if call.frame.running
        }
        if not made:
            continue
        tensors = surely_tensors(reading)
        seen: set[int] = set()
        for flow in reading.flows:
            for node in _deviceless_that_meet(flow, tensors):
                call = made.get(id(node))
                if call is None or id(node) in seen:
                    continue
                seen.add(id(node))
                if not call.frame.in_class or _under_device(file, call):
                    continue
                if not (file.says("set_default_device") or file.says("set_default_tensor_type")):
                    yield _finding(file, reading, call, tensors)


def _deviceless_that_meet(flow: Flow, tensors: frozenset[int]) -> Iterator[cst.Call]:
    """The calls whose tensors take part, without a device of their own, in what is computed."""
    value = flow.value
    inputs = [leaf for item in value.inputs for leaf in leaves(item)]
    data = [item for item in inputs if isinstance(item, Activation) and id(item) in tensors]
    meets_data = any(not _from_cpu(item) for item in data)
    if isinstance(value.maker, Module):
        # a layer of torch keeps its weights on its own device, whatever else it is given
        if value.maker.nn_name is None or not (value.maker.stateful or meets_data):
            return
    elif not meets_data or not _computes(value):
        return
    for item in inputs:
        made = item.made if isinstance(item, Unknown) else item
        if isinstance(made, Tensor) and made.deviceless is not None:
            yield made.deviceless


def _from_cpu(value: Value) -> bool:
    """Whether a value was computed from one that `.cpu()` brought there: then it is there too."""
    pending, seen = [value], set[int]()
    while pending:
        value = pending.pop()
        if isinstance(value, Activation) and id(value) not in seen:
            seen.add(id(value))
            if value.function == "cpu":
                return True
            if value.maker is None:
                pending += value.inputs
    return False


def _computes(value: Activation) -> bool:
    """Whether this is an operation of torch that wants all its tensors on one device."""
    if value.function is not None:
        return value.function not in _TAKES_ANY
    return isinstance(value.node, (cst.BinaryOperation, cst.AugAssign, cst.Comparison))


def _under_device(file: FileModel, call: FunctionCall) -> bool:
    """Whether `with torch.device(...):` stands around the call."""
    return any(
        isinstance(item.item, cst.Call) and file.names.resolve(item.item.func) == "torch.device"
        for node in call.enclosing
        if isinstance(node, cst.With)
        for item in node.items
    )


def _finding(
    file: FileModel, reading: Reading, call: FunctionCall, tensors: frozenset[int]
) -> Finding:
    builder = FixBuilder(file, reading.definition.statement)
    name = _data_name(reading, call, tensors)
    fix: Fix | None = None
    if name is not None and call.node.args:
        end = builder.outer(call.node.args[-1].value).end
        builder.insert(end, f", device={name}.device")
        fix = builder.build(RULE.titled(name=name))
    return RULE.finding(
        builder.span(call.node),
        "cpu",
        severity=Severity.WARNING if file.moves_models else None,
        fix=fix,
        function=call.function.rpartition(".")[2],
        name=name or "x",
    )


def _data_name(reading: Reading, call: FunctionCall, tensors: frozenset[int]) -> str | None:
    """An argument of the function around the call that surely is a tensor."""
    functions = [node for node in call.enclosing if isinstance(node, cst.FunctionDef)]
    if not functions:
        return None
    values: list[Value] = [flow.value for flow in reading.flows]
    values += [item for flow in reading.flows for item in flow.value.inputs]
    values += [use.value for use in reading.uses]
    arguments = {
        id(value.node): value
        for value in values
        if isinstance(value, Activation) and id(value) in tensors
    }
    for parameter in functions[-1].params.params:
        if id(parameter) in arguments:
            return parameter.name.value
    return None


RULE = Rule(
    id="tensor-without-device-in-forward",
    severity=Severity.HINT,
    title={
        "en": "forward makes a tensor on the CPU, wherever the model is.",
        "ko": "모델이 어디에 있든 forward가 CPU에 텐서를 만듭니다.",
    },
    messages={
        "cpu": {
            "en": "`{function}` makes this tensor on the CPU: once the model and its input are on a GPU,"
            " this fails. Add `device={name}.device`.",
            "ko": "`{function}` 함수는 이 텐서를 CPU에 만들기 때문에, 모델과 입력이 GPU에 있으면"
            " 실패합니다. `device={name}.device` 인자를 더하세요.",
        },
    },
    why={
        "en": "A new tensor is on the CPU unless a device is given. `model.to(device)` moves what is"
        " registered, not what forward makes later. As soon as such a tensor meets data on a GPU, PyTorch"
        " stops with `Expected all tensors to be on the same device`. Taking the device from the input"
        " works everywhere.",
        "ko": "device를 주지 않으면 새 텐서는 CPU에 만들어집니다. `model.to(device)`는 등록된 것만 옮기고,"
        " forward가 나중에 만드는 것은 옮기지 않습니다. 그런 텐서가 GPU의 데이터와 만나면 PyTorch가"
        " `Expected all tensors to be on the same device` 오류로 멈춥니다. 입력의 device를 쓰면 어디서나"
        " 동작합니다.",
    },
    bad="""\
import torch
from torch import nn


class Recurrent(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.GRU(8, 16, batch_first=True)

    def forward(self, x):
        h0 = torch.zeros(1, x.size(0), 16)
        out, _ = self.rnn(x, h0)
        return out
""",
    good="""\
import torch
from torch import nn


class Recurrent(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.GRU(8, 16, batch_first=True)

    def forward(self, x):
        h0 = torch.zeros(1, x.size(0), 16, device=x.device)
        out, _ = self.rnn(x, h0)
        return out
""",
    fix_title={
        "en": "Add `device={name}.device`",
        "ko": "`device={name}.device` 더하기",
    },
    fix={
        "en": "Makes the tensor where the first tensor argument of the method is. Not offered when the"
        " method has none.",
        "ko": "메서드의 첫 텐서 인자와 같은 device에 텐서를 만듭니다. 그런 인자가 없으면 제안하지 않습니다.",
    },
    silent={
        "en": "The tensor is moved later (`.to(x.device)`, `.type_as(x)`), is only used as an index, has"
        " no dimension or meets no data, or the file sets a default device.",
        "ko": "텐서를 나중에 옮기거나(`.to(x.device)`, `.type_as(x)`), index로만 쓰거나, 차원이 없거나,"
        " 데이터와 만나지 않거나, 파일이 기본 device를 정하면 알리지 않습니다.",
    },
    link="https://docs.pytorch.org/docs/stable/tensor_attributes.html",
    check=check,
    judges="classes",
)
