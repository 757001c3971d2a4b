"""Watches what torch does while a sample runs.

Everything here is a fact about the run (a gradient that was never cleared, probabilities that
went into cross entropy, dropout that was active without gradients), seen through torch's own
hooks where there are any. No source text is looked at.
"""

from __future__ import annotations

import contextlib
import sys
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any
from unittest import mock

import torch
import torch.optim.optimizer as optimizer_hooks
from torch import Tensor, nn
from torch.nn.modules import module as module_hooks

ACTIVE_IN_TRAINING = (
    nn.modules.dropout._DropoutNd,
    nn.modules.batchnorm._BatchNorm,
)


def _has_gradient(parameter: Tensor) -> bool:
    return parameter.grad is not None and bool(parameter.grad.any())


class Recorder:
    """Facts of one run.

    `facts` counts what happened: `step`, `step_without_gradient`, `stale_gradient` (a step
    with gradients that hold those of an earlier step too), `probabilities` (into a loss
    for logits, or plain ones into NLL), `training_without_grad` and `eval_with_grad` (a layer
    that differs between the modes was called in that mode, with gradients off or on),
    `scheduler_first`, `compile` (a graph was compiled), `compiled_call` (compiled code ran).
    `order` holds backward, step, compile and timer events as they came.
    """

    def __init__(self, filename: str) -> None:
        self.facts: Counter[str] = Counter()
        self.order: list[str] = []
        self._filename = filename
        # gradients with which a step was taken, and those to which a backward pass added since
        self._used: set[Tensor] = set()
        self._mixed: set[Tensor] = set()

    def _before_step(
        self, optimizer: torch.optim.Optimizer, arguments: tuple[Any, ...], _: dict[str, Any]
    ) -> None:
        parameters = [p for group in optimizer.param_groups for p in group["params"]]
        with_gradient = [p for p in parameters if _has_gradient(p)]
        self.facts["step"] += 1
        self.order.append("step")
        # a closure computes the gradients inside the step
        self.facts["step_without_gradient"] += not with_gradient and len(arguments) < 2
        self.facts["stale_gradient"] += any(p in self._mixed for p in with_gradient)

    def _after_step(self, optimizer: torch.optim.Optimizer, *_: object) -> None:
        for group in optimizer.param_groups:
            self._used |= {p for p in group["params"] if _has_gradient(p)}

    def _around_backward(self, backward: Callable[[], None]) -> None:
        self.order.append("backward")
        self.facts["backward"] += 1
        self._used = {p for p in self._used if _has_gradient(p)}
        self._mixed &= self._used
        before = {p: p.grad.clone() for p in self._used if p.grad is not None}
        backward()
        for parameter, old in before.items():
            if parameter.grad is not None and not torch.equal(parameter.grad, old):
                self._mixed.add(parameter)

    def _before_forward(self, module: nn.Module, _: object) -> None:
        if isinstance(module, ACTIVE_IN_TRAINING):
            if module.training and not torch.is_grad_enabled():
                self.facts["training_without_grad"] += 1
            if not module.training and torch.is_grad_enabled():
                self.facts["eval_with_grad"] += 1

    def _loss(self, original: Callable[..., Any], kind: str) -> Callable[..., Any]:
        def loss(given: Tensor, *arguments: Any, **keywords: Any) -> Any:
            self.facts["loss"] += 1
            value = given.detach()
            if kind == "binary":  # few logits may all lie in 0..1 by chance
                probabilities = "Sigmoid" in type(given.grad_fn).__name__
            else:
                rows = value.sum(1) if value.dim() > 1 else value.sum()
                probabilities = bool((value >= 0).all())
                probabilities = probabilities and torch.allclose(rows, torch.ones_like(rows))
            self.facts["probabilities"] += probabilities
            return original(given, *arguments, **keywords)

        return loss

    def _compile(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def backend(graph: torch.fx.GraphModule, _: object) -> Callable[..., Any]:
            self.facts["compile"] += 1
            self.order.append("compile")

            def run(*arguments: Any) -> Any:
                self.facts["compiled_call"] += 1
                return graph.forward(*arguments)

            return run

        def compile_(model: Any = None, **keywords: Any) -> Any:
            keywords = {k: v for k, v in keywords.items() if k in ("fullgraph", "dynamic")}
            return original(model, backend=backend, **keywords)

        return compile_

    def _warned(self, message: Warning | str, *_: object, **__: object) -> None:
        early = "`lr_scheduler.step()` before `optimizer.step()`"
        self.facts["scheduler_first"] += early in str(message)

    def _timer(self, original: Callable[[], float]) -> Callable[[], float]:
        def timer() -> float:
            if sys._getframe(1).f_code.co_filename == self._filename:
                self.order.append("timer")
            return original()

        return timer

    @contextlib.contextmanager
    def watching(self) -> Iterator[None]:
        """While inside, torch is watched."""
        backward = Tensor.backward

        def watched_backward(tensor: Tensor, *arguments: Any, **keywords: Any) -> None:
            self._around_backward(lambda: backward(tensor, *arguments, **keywords))

        functional = torch.nn.functional
        with contextlib.ExitStack() as stack:
            for target, name, replacement in (
                (Tensor, "backward", watched_backward),
                (functional, "cross_entropy", self._loss(functional.cross_entropy, "rows")),
                (functional, "nll_loss", self._loss(functional.nll_loss, "rows")),
                (
                    functional,
                    "binary_cross_entropy_with_logits",
                    self._loss(functional.binary_cross_entropy_with_logits, "binary"),
                ),
                (torch, "compile", self._compile(torch.compile)),
                (time, "time", self._timer(time.time)),
                (time, "perf_counter", self._timer(time.perf_counter)),
            ):
                stack.enter_context(mock.patch.object(target, name, replacement))
            for handle in (
                optimizer_hooks.register_optimizer_step_pre_hook(self._before_step),
                optimizer_hooks.register_optimizer_step_post_hook(self._after_step),
                module_hooks.register_module_forward_pre_hook(self._before_forward),
            ):
                stack.callback(handle.remove)
            stack.enter_context(warnings.catch_warnings())
            warnings.simplefilter("always")
            warnings.showwarning = self._warned
            yield
