"""What a run needs before it knows its job: torch, our own modules, the compiler.

A process that waits with all this imported answers in hundredths of a second. Nothing here runs an
operation on a tensor or touches a device, and nothing of a learner's is imported.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import sys
from collections.abc import Callable

from . import environment


def warm_up(waiting: Callable[[], bool], ready: Callable[[], None]) -> None:
    """Import step by step, until a job is `waiting`: what is done by then is what it profits from.

    A step that fails ends it without a word: the run will meet the same, and say so.
    """
    path, variables = list(sys.path), dict(os.environ)
    for step in (_torch, _stages, _dynamo, _inductor, _probes):
        if waiting():
            return
        try:
            step()
        except Exception:  # noqa: BLE001 (a torch that is broken, old or missing raises anything)
            return
        finally:
            # The compiler's imports add to them; learner code must not see that earlier than usual.
            sys.path[:] = path
            for name in set(os.environ) - set(variables):
                del os.environ[name]
            os.environ.update(variables)
    ready()


def _torch() -> None:
    environment.import_torch()


def _stages() -> None:
    importlib.import_module(f"{__package__}.stages")


def _dynamo() -> None:
    _quietly("torch._dynamo")


def _inductor() -> None:
    _quietly("torch._inductor.compile_fx")


def _quietly(name: str) -> None:
    from .quiet import quiet

    with quiet():
        importlib.import_module(name)


def _probes() -> None:
    """What inductor finds out once in a process, a second altogether: which vector instructions
    the compiler and this CPU have, and the key of this torch in the caches on disk."""
    from .quiet import quiet

    with quiet(), contextlib.suppress(ImportError, AttributeError):  # both are private to torch
        from torch._inductor.codecache import torch_key
        from torch._inductor.cpu_vec_isa import pick_vec_isa

        pick_vec_isa()
        torch_key()
