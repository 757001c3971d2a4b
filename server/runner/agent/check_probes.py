"""The probes by name, and one file's way through those of its exercise."""

from __future__ import annotations

import contextlib
import importlib
from collections.abc import Callable
from typing import Any

import torch
import torch._dynamo
import torch.utils.data

from . import check_behaviour, check_compile, check_state, check_training
from .check_exam import Exam, Failed, Parameters, Unavailable
from .check_honest import Snapshot
from .errors import Stopped, learner_error
from .quiet import quiet

Probe = Callable[[Exam, Parameters], dict[str, Any]]

PROBES: dict[str, Probe] = {
    "no-orphans": check_state.no_orphans,
    "meta-device": check_state.meta_device,
    "all-grads": check_state.all_grads,
    "distinct": check_state.distinct,
    "round-trip": check_state.round_trip,
    "keys-plain": check_state.keys_plain,
    "holds": check_behaviour.holds,
    "agrees": check_behaviour.agrees,
    "input-unchanged": check_behaviour.input_unchanged,
    "eval-same": check_behaviour.eval_same,
    "order-once": check_behaviour.order_once,
    "learns": check_training.learns,
    "loop-calls": check_training.loop_calls,
    "timer-fair": check_training.timer_fair,
    "compiled": check_compile.compiled,
    "graphs": check_compile.graphs,
    "eager-vs-compile": check_compile.eager_vs_compile,
}

HONEST = "honest"
_COMPILING = frozenset({"compiled", "graphs", "eager-vs-compile"})


def prepare(checks: list[dict[str, Any]]) -> None:
    """Import what torch.compile imports when it is first called, before files get processes of
    their own: each of them would do it again."""
    if any(check["probe"] in _COMPILING for check in checks):
        with quiet(), contextlib.suppress(ImportError):
            importlib.import_module("torch._dynamo.convert_frame")
            importlib.import_module("torch._functorch.aot_autograd")


def examine(job: dict[str, Any], source: str, found: list[dict[str, Any]], alarm: object) -> None:
    """Run the probes of a job on one file, each outcome into `found`. Raises Stopped."""
    probes = [(check, PROBES[check["probe"]]) for check in job["checks"]]
    exam = Exam(job["exercise"], source, job["path"], job["seed"])
    tampered: list[str] = []
    with check_compile.without_compiler():
        snapshot = Snapshot()
        try:
            exam.load()
        finally:
            tampered += snapshot.restore()
    snapshot = Snapshot()
    for check, probe in probes:
        # What takes long is for who has done the rest: with a mistake left it tells nothing new.
        if check["last"] and any(said["outcome"] in ("fail", "error") for said in found):
            found.append({"id": check["id"], **_blank("not-run")})
            continue
        found.append({"id": check["id"], **_outcome(exam, probe, check["parameters"])})
        tampered += snapshot.restore()
    honest: dict[str, Any] = {"id": HONEST, **_blank("fail" if tampered else "pass")}
    if tampered:
        honest.update(key="tampered", fields={"name": tampered[0]})
    found.append(honest)


def _blank(outcome: str) -> dict[str, Any]:
    return {
        "outcome": outcome,
        "key": None,
        "fields": {},
        "message": None,
        "line": None,
        "error": None,
        "evidence": {},
    }


def _outcome(exam: Exam, probe: Probe, parameters: Parameters) -> dict[str, Any]:
    result = _blank("pass")
    try:
        with torch.random.fork_rng(devices=[]):
            result["evidence"] = probe(exam, parameters)
    except Failed as failed:
        result.update(outcome="fail", key=failed.key, fields=failed.fields)
        result.update(line=failed.line, message=failed.message)
    except Unavailable as missing:
        result.update(outcome="environment", key=missing.key, fields=missing.fields)
    except TimeoutError:
        raise
    except Stopped as stopped:
        result.update(outcome="error", error=stopped.error)
    except (Exception, SystemExit) as error:  # noqa: BLE001 (learner code raises anything)
        report = learner_error(error, exam.path, "forward")
        result.update(outcome="error", error=report, line=report["line"])
    return result
