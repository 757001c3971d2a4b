"""An optimizer that is given something other than parameters: `SGD(model.parameters)`."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from .. import torch_facts as facts
from ..edits import FixBuilder
from ..evidence import is_module, is_tensor
from ..file_model import FileModel
from ..finding import Finding, Severity, Span
from ..interpreter import Interpreter
from ..literals import string
from ..rule import Rule
from ..tree import dotted_name, walk
from ..values import (
    Activation,
    Container,
    ModelParameters,
    Module,
    Optimizer,
    Parameter,
    SelfReference,
    Tensor,
    Unknown,
    Value,
)


def check(file: FileModel) -> Iterator[Finding]:
    seen: set[int] = set()
    for reading in (*file.scripts, *file.readings):
        for creation in reading.creations.values():
            if not isinstance(creation.value, Optimizer) or id(creation.node) in seen:
                continue
            pairs = list(zip(creation.node.args, creation.arguments, strict=False))
            if (
                not pairs
                or pairs[0][0].star
                or any(argument.star == "*" for argument, _ in pairs[:2])
            ):
                continue
            argument, value = next(
                (p for p in pairs if p[0].keyword is not None and p[0].keyword.value == "params"),
                pairs[0],
            )
            if argument.keyword is not None and argument.keyword.value != "params":
                continue
            judge = _Judge(file, reading, creation.node, argument.value, value)
            finding = judge.finding() or (
                judge.second(*pairs[1]) if argument is pairs[0][0] and len(pairs) > 1 else None
            )
            for group, given in _groups(value) if finding is None else ():
                judge = _Judge(file, reading, creation.node, group, given)
                finding = finding or judge.finding(in_group=True)
            if finding is not None:
                seen.add(id(creation.node))
                yield finding


def _groups(value: Value) -> Iterator[tuple[cst.BaseExpression, Value]]:
    """What stands behind `"params"` in a list of groups that is written out."""
    for group in value.items if isinstance(value, Container) and value.kind != "dict" else ():
        literal = group.node
        if not isinstance(group, Container) or not isinstance(literal, cst.Dict):
            continue
        if len(literal.elements) == len(group.items):
            for element, given in zip(literal.elements, group.items, strict=True):
                if isinstance(element, cst.DictElement) and string(element.key) == "params":
                    yield element.value, given


class _Judge:
    """Judges the `params` argument `node`, which has the given value, of one optimizer."""

    def __init__(
        self,
        file: FileModel,
        reading: Interpreter,
        call: cst.Call,
        node: cst.BaseExpression,
        value: Value,
    ) -> None:
        self.file, self.reading, self.call = file, reading, call
        self.node, self.value = node, value
        self.statement = file.statement_of(node)
        self.builder = FixBuilder(file, self.statement)

    def finding(self, in_group: bool = False) -> Finding | None:
        """What is wrong with it; a group may hold a single tensor."""
        """What is wrong with the argument; None when nothing is known to be."""
        value, builder = self.value, self.builder
        source = builder.operand(self.node)
        if self._is_method():
            builder.insert(builder.outer(self.node).end, "()")
            return self._say("method", code=source, right=f"{source}()")
        if self._is_state_dict() and isinstance(self.node, cst.Call):
            function = self.node.func
            if not isinstance(function, cst.Attribute):
                return None
            builder.replace(function.attr, "parameters")
            owner = builder.source(function.value)
            return self._say("state", code=owner, right=f"{owner}.parameters()")
        if self._refused_module(value):
            builder.replace(self.node, f"{source}.parameters()")
            return self._say("module", code=source, right=f"{source}.parameters()")
        if isinstance(value, Container):
            return self._container(value)
        if isinstance(value, ModelParameters) and value.added:
            return self._sum(value)
        single = isinstance(value, (Parameter, Tensor)) or (
            isinstance(value, Activation) and is_tensor(value, self.reading)
        )
        if single and not in_group:
            builder.wrap(self.node, "[", "]")
            return self._say("tensor", code=source, right=f"[{source}]")
        return None

    def second(self, argument: cst.Arg, value: Value) -> Finding | None:
        """`SGD(a.parameters(), b.parameters())`: the second argument is the learning rate."""
        first = self.value
        if argument.keyword is not None or not isinstance(value, ModelParameters):
            return None
        if not isinstance(first, ModelParameters) or value.added:
            return None
        right = f"[*{self.builder.source(self.node)}, *{self.builder.source(argument.value)}]"
        start = self.builder.outer(self.node).start
        self.builder.replace_span(Span(start, self.builder.outer(argument.value).end), right)
        return self._say("second", code=self.builder.source(argument.value), right=right)

    def _is_method(self) -> bool:
        """Whether it is `model.parameters`, not called."""
        if not isinstance(self.node, cst.Attribute):
            return False
        if self.node.attr.value not in ("parameters", "named_parameters"):
            return False
        value = self.value
        if not isinstance(value, Unknown) or value.node is not self.node or value.owner is None:
            return False
        methods = {use.method for use in self.reading.uses if use.value is value.owner}
        return (
            isinstance(value.owner, SelfReference)
            or is_module(value.owner, self.reading)
            or bool(methods & (facts.MODULE_SELF_METHODS | {None}))
        )

    def _is_state_dict(self) -> bool:
        return (
            isinstance(self.node, cst.Call)
            and isinstance(self.node.func, cst.Attribute)
            and self.node.func.attr.value == "state_dict"
        )

    def _refused_module(self, value: Value) -> bool:
        """Whether it is a Module over which an optimizer cannot iterate."""
        if isinstance(value, Module):
            definition = self.file.module_class(value.type_name)
            own = definition is not None and "__iter__" in definition.methods()
            return value.nn_name != "ParameterList" and not own
        return isinstance(value, Unknown) and is_module(value, self.reading)

    def _container(self, container: Container) -> Finding | None:
        """A list of generators or Modules, or one group of parameters without a list."""
        if container.kind == "dict":
            if not isinstance(self.node, cst.Dict):
                return None
            self.builder.wrap(self.node, "[", "]")
            return self._say("group", code="params", right="[{...}]")
        wrong = [
            item
            for item in container.items
            if isinstance(item, ModelParameters) or self._refused_module(item)
        ]
        if not wrong:
            return None
        node = self.node
        if not isinstance(node, (cst.List, cst.Tuple)) or len(node.elements) != len(
            container.items
        ):
            return self._say("nested", code="model.parameters()", fixable=False)
        unpacked = ""
        for element, item in zip(node.elements, container.items, strict=True):
            if item not in wrong:
                continue
            source = self.builder.operand(element.value)
            call = source if isinstance(item, ModelParameters) else f"{source}.parameters()"
            self.builder.replace(element.value, f"*{call}")
            unpacked = unpacked or call
        return self._say("nested", code=unpacked, right=f"*{unpacked}")

    def _sum(self, value: ModelParameters) -> Finding:
        added = value.node if isinstance(value.node, cst.BaseExpression) else self.node
        # the sum, and what is added, may stand in other statements than the optimizer
        self.builder = FixBuilder(self.file, self.file.statement_of(added))
        here = {id(node) for node in walk(added)}
        generators = [node for node, operand in value.added if isinstance(operand, ModelParameters)]
        for node in generators:
            if id(node) in here:
                self.builder.wrap(node, "list(", ")")
        code = cst.Module([]).code_for_node(generators[0])
        return self._say("sum", code=code, right=f"list({code}) + ...", place=added)

    def _say(
        self,
        message: str,
        *,
        code: str,
        right: str = "",
        fixable: bool = True,
        place: cst.BaseExpression | None = None,
    ) -> Finding:
        node = place or self.node
        return RULE.finding(
            self.file.statement_of(node).places.span(node),
            message,
            fix=self.builder.build(RULE.titled(right=right)) if fixable else None,
            code=code,
            right=right,
            optimizer=dotted_name(self.call.func) or "optimizer",
        )


RULE = Rule(
    id="optimizer-bad-argument",
    severity=Severity.ERROR,
    title={
        "en": "The optimizer is given something other than parameters.",
        "ko": "optimizer에 parameter가 아닌 것을 넘겼습니다.",
    },
    messages={
        "method": {
            "en": "`{code}` without `()` is the method itself, and the optimizer cannot take"
            " parameters out of it. Write `{right}`.",
            "ko": "`{code}` 뒤에 `()`가 없으면 메서드 자체라서 optimizer가 parameter를 꺼낼 수 없습니다."
            " `{right}`라고 쓰세요.",
        },
        "module": {
            "en": "`{code}` is a Module, and an optimizer takes its parameters. Write `{right}`.",
            "ko": "`{code}` 객체는 Module인데 optimizer는 그 parameter를 받습니다. `{right}`라고 쓰세요.",
        },
        "state": {
            "en": "`state_dict()` holds names and values without gradients, so the optimizer refuses"
            " it. Write `{right}`.",
            "ko": "`state_dict()`에는 이름과 gradient 없는 값이 들어 있어 optimizer가 거부합니다. `{right}`라고"
            " 쓰세요.",
        },
        "nested": {
            "en": "This list holds whole models or generators instead of parameters, so the optimizer"
            " refuses it. Unpack them with `*`: `[*{code}, ...]`.",
            "ko": "이 list에는 parameter가 아니라 모델이나 generator가 통째로 들어 있어 optimizer가 거부합니다."
            " `[*{code}, ...]`처럼 `*`로 풀어 넣으세요.",
        },
        "sum": {
            "en": "`parameters()` returns a generator, and generators cannot be added with `+`."
            " Make lists of them: `{right}`.",
            "ko": "`parameters()`는 generator를 돌려주고 generator끼리는 `+`로 더할 수 없습니다."
            " `{right}`처럼 list로 만드세요.",
        },
        "tensor": {
            "en": "`{code}` is one tensor, and an optimizer takes a list of them. Write `{right}`.",
            "ko": "`{code}` 값은 텐서 하나인데 optimizer는 텐서의 list를 받습니다. `{right}`라고 쓰세요.",
        },
        "group": {
            "en": "A dict with `{code}` is one group, and an optimizer takes a list of groups."
            " Write `{right}`.",
            "ko": "`{code}` 키가 있는 dict는 그룹 하나인데 optimizer는 그룹의 list를 받습니다. `{right}` 형태로"
            " 쓰세요.",
        },
        "second": {
            "en": "The second argument of `{optimizer}` is the learning rate, so `{code}` cannot stand"
            " there. Put all parameters into one list: `{right}`.",
            "ko": "`{optimizer}` 호출의 두 번째 인자는 학습률이므로 `{code}` 값이 올 수 없습니다. 모든"
            " parameter를 `{right}` 형태의 list 하나에 넣으세요.",
        },
    },
    why={
        "en": "An optimizer goes through what it is given and expects tensors, or groups of them. With"
        " anything else it stops at once, with a message about types such as `'method' object is not"
        " iterable` or `one of the params is Module.parameters`.",
        "ko": "optimizer는 받은 것을 하나씩 꺼내며 텐서나 텐서 그룹을 기대합니다. 다른 것이 오면 `'method'"
        " object is not iterable`이나 `one of the params is Module.parameters` 같은 자료형 오류로 바로"
        " 멈춥니다.",
    },
    bad="""\
import torch
from torch import nn

model = nn.Linear(4, 2)
optimizer = torch.optim.SGD(model.parameters, lr=0.1)
""",
    good="""\
import torch
from torch import nn

model = nn.Linear(4, 2)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
""",
    fix_title={
        "en": "Write `{right}`",
        "ko": "`{right}` 형태로 고쳐 쓰기",
    },
    fix={
        "en": "Adds the missing `()`, `.parameters()`, `*`, `[...]` or `list(...)`.",
        "ko": "빠진 `()`, `.parameters()`, `*`, `[...]`, `list(...)`를 추가합니다.",
    },
    silent={
        "en": "The argument comes from code that was not read, or its class can be iterated over.",
        "ko": "인자가 읽을 수 없는 코드에서 오거나, 그 클래스가 반복을 지원하면 알리지 않습니다.",
    },
    link="https://docs.pytorch.org/docs/stable/optim.html#constructing-it",
    check=check,
    judges="both",
)
