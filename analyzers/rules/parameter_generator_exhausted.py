"""A generator of parameters that is used a second time, when nothing is left in it."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from ..edits import FixBuilder
from ..events import Assignment, Binding, Drain
from ..file_model import FileModel
from ..finding import Finding, Related, Severity, Text
from ..rule import ByLanguage, Rule
from ..script import Script, loops_around, may_follow
from ..tree import walk
from ..values import Optimizer, Value


def check(file: FileModel) -> Iterator[Finding]:
    for script in file.scripts:
        for name, made in _names(script) if script.drains else ():
            drains = [drain for drain in script.drains if drain.value is made.value]
            first = drains[0] if drains else None
            again = next(
                (
                    drain
                    for drain in drains[1:]
                    if first is not None
                    and drain.node is not first.node
                    and may_follow(first.enclosing, drain.enclosing)
                ),
                None,
            )
            if again is not None and first is not None:
                yield _finding(file, script, name, made.value, again, first)
            elif first is not None and _is_in_later_round(made, first):
                yield _finding(file, script, name, made.value, first, None)
        yield from _read_by_init(file, script)


def _names(script: Script) -> Iterator[tuple[str, Binding | Assignment]]:
    """What a script gives a name, of its own or of the object."""
    yield from ((binding.name, binding) for binding in script.bindings)
    yield from ((f"self.{event.attribute}", event) for event in script.assignments)


def _read_by_init(file: FileModel, script: Script) -> Iterator[Finding]:
    """The generators that `__init__` keeps on the object and reads itself, such as for the optimizer."""
    seen: set[int] = set()
    for drain in script.drains:
        name = next((n for n, value in script.current.items() if value is drain.value), None)
        kept = name is not None and script.original(drain.value) is not drain.value
        here = any(other.node is drain.value.reader for other in script.drains)
        if kept and not here and id(drain.value) not in seen:
            seen.add(id(drain.value))
            into_optimizer = _is_for_optimizer(script, drain)
            yield RULE.finding(
                file.statement_of(drain.node).places.span(drain.node),
                "empty" if into_optimizer else "again",
                severity=Severity.ERROR if into_optimizer else None,
                name=f"self.{name}",
            )


def _is_in_later_round(made: Binding | Assignment, drain: Drain) -> bool:
    """Whether a loop reads the generator in each round, and it was made before the loop."""
    before = loops_around(made.enclosing)
    for loop in loops_around(drain.enclosing):
        if loop in before or not isinstance(loop, (cst.For, cst.While)):
            continue
        if isinstance(loop, cst.For) and any(node is drain.node for node in walk(loop.iter)):
            continue  # this is the loop that reads it
        if not any(isinstance(node, (cst.Break, cst.Return)) for node in walk(loop.body)):
            return True
    return False


def _is_for_optimizer(script: Script, drain: Drain) -> bool:
    """Whether an optimizer is given it."""
    return any(
        isinstance(creation.value, Optimizer)
        and any(argument.value is drain.node for argument in creation.node.args)
        for creation in script.creations.values()
    )


def _finding(
    file: FileModel, script: Script, name: str, value: Value, drain: Drain, first: Drain | None
) -> Finding:
    into_optimizer = _is_for_optimizer(script, drain)
    builder = FixBuilder(file, file.statement_of(value.node or drain.node))
    if value.node is not None:
        builder.wrap(value.node, "list(", ")")
    related: tuple[Related, ...] = ()
    if first is not None:
        place = file.statement_of(first.node).places.span(first.node)
        related = (Related(place, Text(_FIRST, {"name": name})),)
    return RULE.finding(
        file.statement_of(drain.node).places.span(drain.node),
        "round" if first is None else "empty" if into_optimizer else "again",
        severity=Severity.ERROR if into_optimizer and first is not None else None,
        fix=builder.build(RULE.titled()) if value.node is not None else None,
        related=related,
        name=name,
    )


_FIRST: ByLanguage = {
    "en": "`{name}` is read to its end here.",
    "ko": "`{name}` 변수는 여기서 끝까지 읽힙니다.",
}

RULE = Rule(
    id="parameter-generator-exhausted",
    severity=Severity.WARNING,
    title={
        "en": "`model.parameters()` is a generator: it can be read once.",
        "ko": "`model.parameters()`는 generator라서 한 번만 읽을 수 있습니다.",
    },
    messages={
        "again": {
            "en": "`{name}` is a generator that was already read to its end, so here it is empty and"
            " nothing happens. Make it a list: `{name} = list(...)`.",
            "ko": "`{name}` 변수는 이미 끝까지 읽은 generator라서 여기서는 비어 있고 아무 일도 일어나지 않습니다."
            " `{name} = list(...)`처럼 list로 만드세요.",
        },
        "empty": {
            "en": "`{name}` is a generator that was already read to its end, so the optimizer gets an"
            " empty list and stops. Make it a list: `{name} = list(...)`.",
            "ko": "`{name}` 변수는 이미 끝까지 읽은 generator라서 optimizer가 빈 list를 받고 오류로 멈춥니다."
            " `{name} = list(...)`처럼 list로 만드세요.",
        },
        "round": {
            "en": "`{name}` is a generator: the first round of the loop reads it to its end, and in"
            " every later round it is empty. Make it a list: `{name} = list(...)`.",
            "ko": "`{name}` 변수는 generator라서 반복문의 첫 번째 반복에서 끝까지 읽히고 그 뒤로는 비어 있습니다."
            " `{name} = list(...)`처럼 list로 만드세요.",
        },
    },
    why={
        "en": "A generator hands out its items once. Building an optimizer, counting or a `for` loop"
        " reads it to its end; after that, another loop over it does nothing, `clip_grad_norm_` clips"
        " nothing, and a new optimizer stops with `optimizer got an empty parameter list`.",
        "ko": "generator는 항목을 한 번만 내줍니다. optimizer를 만들거나, 개수를 세거나, `for` 문으로 돌면"
        " 끝까지 읽힙니다. 그 뒤에는 반복문을 다시 돌아도 아무 일이 없고, `clip_grad_norm_`은 아무것도 자르지"
        " 않으며, 새 optimizer는 `optimizer got an empty parameter list` 오류로 멈춥니다.",
    },
    bad="""\
import torch
from torch import nn

model = nn.Linear(4, 2)
params = model.parameters()
optimizer = torch.optim.SGD(params, lr=0.1)
model(torch.randn(8, 4)).sum().backward()
nn.utils.clip_grad_norm_(params, 1.0)
optimizer.step()
""",
    good="""\
import torch
from torch import nn

model = nn.Linear(4, 2)
params = list(model.parameters())
optimizer = torch.optim.SGD(params, lr=0.1)
model(torch.randn(8, 4)).sum().backward()
nn.utils.clip_grad_norm_(params, 1.0)
optimizer.step()
""",
    fix_title={
        "en": "Make a list of it",
        "ko": "list로 만들기",
    },
    fix={
        "en": "Puts `list(...)` around the call that makes the generator.",
        "ko": "generator를 만드는 호출을 `list(...)`로 감쌉니다.",
    },
    silent={
        "en": "The two uses stand in different branches, or the generator goes to code that may not"
        " read it.",
        "ko": "두 사용이 서로 다른 분기에 있거나, generator를 읽지 않을 수도 있는 코드로 전달되면 알리지"
        " 않습니다.",
    },
    link="https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.parameters",
    check=check,
    judges="scripts",
)
