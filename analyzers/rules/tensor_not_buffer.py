"""A constant tensor that forward uses but PyTorch does not move or save."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from .. import torch_facts as facts
from ..edits import FixBuilder
from ..file_model import FileModel
from ..finding import Finding, Fix, Severity
from ..plain_tensors import (
    TensorAttribute,
    is_assigned_later,
    is_given_to_optimizer,
    read_while_running,
    tensor_attributes,
)
from ..rule import Rule
from ..values import Tensor


def check(file: FileModel) -> Iterator[Finding]:
    for attribute in tensor_attributes(file):
        value = attribute.value
        needed = None if value.trainable or value.scalar else read_while_running(attribute)
        if needed is None:
            continue
        if is_assigned_later(attribute) or is_given_to_optimizer(attribute):
            continue
        kind = _kind(value, needed)
        # where it was put by hand, or is an index, moving the model need not break anything
        breaks = file.moves_models and not value.placed and kind != "index"
        yield RULE.finding(
            attribute.span,
            kind,
            severity=Severity.WARNING if breaks else None,
            subject=attribute.subject,
            fix=_fix(file, attribute),
            name=attribute.assignment.attribute,
        )


def _kind(value: Tensor, needed: Literal["value", "index"]) -> str:
    if needed == "index" and not value.placed:
        return "index"
    if value.factory in facts.RANDOM_FACTORIES:
        return "random"
    return "placed" if value.placed else "constant"


def _fix(file: FileModel, attribute: TensorAttribute) -> Fix | None:
    """`self.mask = e` -> `self.register_buffer("mask", e, persistent=False)`."""
    assignment = attribute.assignment
    node = assignment.value_node
    # register_buffer refuses a name that is in use, and works only on an initialised Module
    if (
        node is None
        or not assignment.sole
        or not attribute.single()
        or not attribute.after_base_init()
    ):
        return None
    builder = FixBuilder(file, attribute.reading.definition.statement)
    owner = builder.source(assignment.target.value)
    text = f'{owner}.register_buffer("{assignment.attribute}", {builder.source(node)}, persistent=False)'
    builder.replace(assignment.statement, text)
    return builder.build(RULE.titled())


RULE = Rule(
    id="tensor-not-buffer",
    severity=Severity.HINT,
    title={
        "en": "A plain tensor attribute is not moved or saved with the Module.",
        "ko": "일반 텐서 속성은 Module과 함께 옮겨지거나 저장되지 않습니다.",
    },
    messages={
        "constant": {
            "en": "`self.{name}` is a plain tensor: `model.to(device)` leaves it behind, so forward"
            " fails on a GPU. Register it with `register_buffer`.",
            "ko": "`self.{name}` 속성은 일반 텐서라서 `model.to(device)`를 해도 그대로 남아 GPU에서"
            " forward가 실패합니다. `register_buffer` 메서드로 등록하세요.",
        },
        "index": {
            "en": "`self.{name}` is a plain tensor: `model.to(device)` leaves it behind, so each use as"
            " an index copies it to the GPU again. Register it with `register_buffer`.",
            "ko": "`self.{name}` 속성은 일반 텐서라서 `model.to(device)`를 해도 그대로 남아, index로 쓸 때마다"
            " GPU로 다시 복사됩니다. `register_buffer` 메서드로 등록하세요.",
        },
        "placed": {
            "en": "`self.{name}` is a plain tensor: it stays on the device where it is made when the"
            " model moves, and `state_dict()` lacks it. Register it with `register_buffer`.",
            "ko": "`self.{name}` 속성은 일반 텐서라서 모델을 옮겨도 만들어진 장치에 남고 `state_dict()`에도"
            " 없습니다. `register_buffer` 메서드로 등록하세요.",
        },
        "random": {
            "en": "`self.{name}` is a plain tensor: it is not trained, saved or moved with the model."
            " Use `nn.Parameter` if it should learn, `register_buffer` if it stays fixed.",
            "ko": "`self.{name}` 속성은 일반 텐서라서 모델과 함께 학습, 저장, 이동되지 않습니다. 학습할"
            " 값이면 `nn.Parameter`, 고정된 값이면 `register_buffer`를 쓰세요.",
        },
    },
    why={
        "en": "A tensor assigned as an attribute is stored, but `.to(device)`, `.half()` and"
        " `state_dict()` only know parameters and buffers. On the CPU nothing is wrong; on a GPU"
        " forward stops with `Expected all tensors to be on the same device`. A buffer moves with"
        " the model. With `persistent=False` it stays out of checkpoints, so old ones still load.",
        "ko": "속성에 대입한 텐서는 저장은 되지만 `.to(device)`, `.half()`, `state_dict()`는 parameter와"
        " buffer만 압니다. CPU에서는 문제가 없다가 GPU에서 forward가 `Expected all tensors to be on the"
        " same device` 오류로 멈춥니다. buffer는 모델과 함께 움직입니다. `persistent=False`이면"
        " 체크포인트에 들어가지 않아 이전 체크포인트도 그대로 읽힙니다.",
    },
    bad="""\
import torch
from torch import nn


class CausalMask(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.mask = torch.tril(torch.ones(size, size))

    def forward(self, scores):
        return scores.masked_fill(self.mask == 0, float("-inf"))
""",
    good="""\
import torch
from torch import nn


class CausalMask(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.register_buffer("mask", torch.tril(torch.ones(size, size)), persistent=False)

    def forward(self, scores):
        return scores.masked_fill(self.mask == 0, float("-inf"))
""",
    fix_title={
        "en": "Register it as a buffer",
        "ko": "buffer로 등록하기",
    },
    fix={
        "en": "Replaces the assignment by `register_buffer(..., persistent=False)`. Not offered when"
        " the attribute is assigned more than once or before `super().__init__()`.",
        "ko": "대입을 `register_buffer(..., persistent=False)`로 바꿉니다. 속성을 여러 번 대입하거나"
        " `super().__init__()`보다 먼저 대입하면 제안하지 않습니다.",
    },
    silent={
        "en": "The tensor has no dimension (it mixes with tensors of any device), is assigned anew"
        " while running, is only asked for its shape or value, or is moved wherever it is used"
        " (`self.mask.to(x.device)`).",
        "ko": "차원이 없는 텐서(어느 장치의 텐서와도 섞입니다)이거나, 실행 중에 다시 대입하거나, shape이나 값만"
        " 읽거나, 쓸 때마다 옮기면(`self.mask.to(x.device)`) 알리지 않습니다.",
    },
    link="https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.register_buffer",
    check=check,
    judges="classes",
)
