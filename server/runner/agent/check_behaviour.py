"""Probes about what a call does: results, side effects, facts of a lesson."""

from __future__ import annotations

from typing import Any

import torch
from torch import nn

from .check_compare import TOLERANCE, copy_of, difference
from .check_exam import Exam, Failed, Parameters
from .spec import outline

Evidence = dict[str, Any]


def holds(exam: Exam, parameters: Parameters) -> Evidence:
    """Facts of the lesson, each an expression that must be true for every hidden seed and input."""
    facts = parameters["holds"]
    used = "\n".join(fact["expr"] for fact in facts)
    for seed in exam.seeds(parameters):
        for given in exam.inputs(parameters):
            scope = exam.scope(parameters, seed, used, given)
            for fact in facts:
                if not scope(fact["expr"]):
                    raise Failed("does-not-hold", message=fact["message"], name=fact["expr"])
    return {}


def agrees(exam: Exam, parameters: Parameters) -> Evidence:
    """The result equals that of the lesson's reference, whatever the input."""
    tolerance = parameters.get("tolerance", TOLERANCE)
    reference = exam.reference(parameters["reference"])
    for seed in exam.seeds(parameters):
        for given in exam.inputs(parameters):
            scope = exam.scope(parameters, seed, "target, args", given)
            args = scope.copy_args()
            told = outline(args if len(args) != 1 else args[0])
            first = (scope.names["target"],) if parameters.get("with_target") else ()
            torch.manual_seed(seed + 3)
            wanted = copy_of(reference(*first, *args))
            torch.manual_seed(seed + 3)
            got = scope.run(parameters.get("call"))
            found = difference(got, wanted, tolerance)
            if found is not None:
                raise Failed(found[0], **found[1], input=told)
    return {}


def input_unchanged(exam: Exam, parameters: Parameters) -> Evidence:
    """The caller's tensors are as they were."""
    for seed in exam.seeds(parameters):
        for given in exam.inputs(parameters):
            scope = exam.scope(parameters, seed, "target, args", given)
            before = scope.copy_args()
            scope.run(parameters.get("call"))
            for index, (now, then) in enumerate(zip(scope.names["args"], before)):  # noqa: B905
                if difference(now, then, 0.0) is not None:
                    raise Failed("input-changed", index=index + 1)
    return {}


def eval_same(exam: Exam, parameters: Parameters) -> Evidence:
    """Evaluating twice gives the same, and the model trains on afterwards as it did."""
    for seed in exam.seeds(parameters):
        scope = exam.scope(parameters, seed, "target, args")
        target = scope.names["target"]
        assert isinstance(target, nn.Module)
        target.train()
        results = []
        for again in range(2):
            torch.manual_seed(seed + again)
            results.append(copy_of(scope(parameters["call"])))
            asleep = [name for name, part in target.named_modules() if not part.training]
            if asleep:
                raise Failed("training-flag", name=asleep[0] or type(target).__name__)
        found = difference(results[1], results[0], 1e-6)
        if found is not None:
            raise Failed("evaluation-differs", **found[1])
    return {}


def order_once(exam: Exam, parameters: Parameters) -> Evidence:
    """One epoch sees every index once, and in an order that the seed decides."""

    def epoch(seed: int) -> list[int]:
        scope = exam.scope(parameters, seed, f"{parameters['epoch']}\n{parameters['length']}")
        torch.manual_seed(seed)
        order = [int(index) for index in scope(parameters["epoch"])]
        wanted = list(range(int(scope("".join(parameters["length"])))))
        if sorted(order) != wanted:
            twice = next((i for i in order if order.count(i) > 1), None)
            never = next((i for i in wanted if i not in order), None)
            if twice is not None:
                raise Failed("seen-twice", index=twice)
            raise Failed("never-seen", index=never)
        return order

    first, second = exam.seeds({"seeds": 2})
    order = epoch(first)
    if parameters.get("shuffled"):
        if order != epoch(first):
            raise Failed("order-not-repeatable")
        if all(epoch(seed) == order for seed in (second, second + 1)):
            raise Failed("not-shuffled")
    return {"length": len(order)}
