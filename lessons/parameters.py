"""Which structures and probes an exercise may name, and what each of them takes.

The table is the contract between lesson.toml, the checks and the JSON schema; what a probe does is
in `server/runner/agent/check_*.py`, what a structure does in `server/exercises/structures.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from .markdown import LessonError
from .table import Table

# `code` is Python that only the learner's process evaluates; `holds` is a list of
# `{ expr = "...", message = { en = "...", ko = "..." } }`.
Kind = Literal["text", "code", "integer", "number", "boolean", "names", "codes", "holds"]


@dataclass(frozen=True, slots=True)
class Parameter:
    """What one key of a check may be; `required` when the check makes no sense without it."""

    kind: Kind
    about: str
    required: bool = False


Parameters = Mapping[str, Parameter]

_NAMES = Parameter(
    "names",
    "full names such as torch.nn.ModuleList; .step is a method of anything, print a builtin",
    required=True,
)
_WITHIN = Parameter("text", "only inside this function or class, dotted: Net.__init__")

STRUCTURES: Mapping[str, Parameters] = {
    "calls": {
        "names": _NAMES,
        "within": _WITHIN,
        "at_least": Parameter("integer", "how many calls there must be (1)"),
        "in_loop": Parameter("boolean", "only calls inside a for or while loop count"),
        "all": Parameter("boolean", "each name must be called, not just one of them"),
    },
    "no-calls": {"names": _NAMES, "within": _WITHIN},
    "mentions": {"names": _NAMES, "within": _WITHIN},
    "no-mentions": {"names": _NAMES, "within": _WITHIN},
    "defines": {"names": Parameter("names", "dotted definitions: Net.forward", required=True)},
    "no-loop": {
        "within": _WITHIN,
        "comprehensions": Parameter("boolean", "comprehensions count as loops, too"),
    },
    "inside-with": {
        "managers": Parameter("names", "such as torch.no_grad; a decorator counts", required=True),
        "names": Parameter("names", "calls that must stand in such a with block"),
        "targets": Parameter("names", "names or attributes that are assigned only in there"),
        "within": _WITHIN,
    },
    "order-of-calls": {
        "names": _NAMES,
        "within": _WITHIN,
        "in_loop": Parameter("boolean", "only calls inside a for or while loop count"),
    },
    "keyword": {
        "names": _NAMES,
        "keyword": Parameter("text", "the keyword that each call must have", required=True),
        "value": Parameter("code", "what it must be, as code"),
        "within": _WITHIN,
    },
    "unchanged": {
        "names": Parameter("names", "definitions that stay as in the starter", required=True)
    },
}

_SETUP = Parameter("code", "Python statements that run first; they see what expressions see")
_CALL = Parameter("code", "what is called, as an expression; target(*args) without it")
_SEEDS = Parameter("integer", "with how many hidden seeds (2)")
_TOLERANCE = Parameter("number", "largest relative difference (1e-4)")
_INPUTS = Parameter("codes", "several inputs: a tuple of arguments or one value each")

PROBES: Mapping[str, Parameters] = {
    "no-orphans": {
        "buffers": Parameter("boolean", "plain tensors that should be buffers count, too"),
        "at_least": Parameter("integer", "how many parameter tensors there must be (1)"),
    },
    "meta-device": {"forward": Parameter("boolean", "call it on the meta device, too")},
    "all-grads": {
        "nonzero": Parameter("boolean", "a gradient of zeros only counts as none (true)"),
        "seeds": _SEEDS,
    },
    "distinct": {},
    "round-trip": {"setup": _SETUP, "seeds": _SEEDS},
    "compiled": {"setup": _SETUP, "call": _CALL},
    "graphs": {
        "inputs": _INPUTS,
        "breaks": Parameter("integer", "how many graph breaks are allowed (0)"),
        "graphs": Parameter("integer", "how many graphs all inputs together may take (2)"),
    },
    "keys-plain": {
        "setup": _SETUP,
        "state": Parameter("code", "the dictionary to look at; target.state_dict() without it"),
    },
    "eager-vs-compile": {
        "accept": Parameter("text", "any-conclusive (default), or faster"),
        "backend": Parameter("text", "eager or aot_eager: no time, only equal results"),
    },
    "learns": {
        "setup": _SETUP,
        "call": _CALL,
        "train": Parameter("text", "a function of the file, called with the target and the input"),
        "loss": Parameter("code", "our own measure, of target, args, x and y", required=True),
        "fall": Parameter("number", "by which share it must fall (0.9)"),
        "below": Parameter("number", "or: below which it must end"),
        "seeds": _SEEDS,
    },
    "loop-calls": {
        "setup": _SETUP,
        "call": Parameter("code", "the training, as an expression", required=True),
        "outcome": Parameter("code", "what must change; target.state_dict() without it"),
        "calls": Parameter("names", "zero_grad, backward, step, train, eval", required=True),
    },
    "eval-same": {
        "setup": _SETUP,
        "call": Parameter("code", "the evaluation, as an expression", required=True),
    },
    "order-once": {
        "setup": _SETUP,
        "epoch": Parameter("code", "the list of indices seen in one epoch", required=True),
        "length": Parameter("code", "how many there are", required=True),
        "shuffled": Parameter("boolean", "must differ between seeds and repeat with the same"),
    },
    "timer-fair": {
        "setup": _SETUP,
        "call": Parameter("code", "the learner's timer, called with f and g", required=True),
        "same": Parameter("code", "of result: there is no difference", required=True),
        "slower": Parameter("code", "of result: g is slower", required=True),
    },
    "agrees": {
        "setup": _SETUP,
        "call": _CALL,
        "reference": Parameter("text", "reference.py:function, gets the same arguments", True),
        "with_target": Parameter("boolean", "the reference gets the object under test first"),
        "inputs": _INPUTS,
        "tolerance": _TOLERANCE,
        "seeds": _SEEDS,
    },
    "input-unchanged": {"call": _CALL, "inputs": _INPUTS},
    "holds": {
        "setup": _SETUP,
        "call": _CALL,
        "inputs": _INPUTS,
        "seeds": _SEEDS,
        "holds": Parameter("holds", "what must be true, each with its message", required=True),
    },
}

_TYPES: Mapping[Kind, type] = {"text": str, "code": str, "integer": int, "boolean": bool}


def read_parameters(table: Table, known: Parameters) -> dict[str, Any]:
    """The keys of a check that `known` describes; raises LessonError for a missing or wrong one."""
    found: dict[str, Any] = {}
    for key, parameter in known.items():
        if key in table.values:
            found[key] = _value(table, key, parameter.kind)
        elif parameter.required:
            raise LessonError(table.file, table.path(key), "is missing")
    return found


def _value(table: Table, key: str, kind: Kind) -> Any:
    if kind in ("names", "codes"):
        values = list(table.names(key))
        if kind == "codes":
            for value in values:
                _parses(table, key, value, "eval")
        return values
    if kind == "holds":
        return [_hold(entry) for entry in table.tables(key)]
    if kind == "number":
        return float(table.take(key, int if type(table.values[key]) is int else float))
    value = table.take(key, _TYPES[kind])
    if kind == "code":
        _parses(table, key, value, "exec" if key == "setup" else "eval")
    return value


def _hold(entry: Table) -> dict[str, Any]:
    expression = entry.take("expr", str)
    _parses(entry, "expr", expression, "eval")
    hold = {"expr": expression, "message": dict(entry.text("message"))}
    entry.finish()
    return hold


def _parses(table: Table, key: str, code: str, mode: Literal["eval", "exec"]) -> None:
    """Only parsed, never run: a lesson pack is data for the server."""
    if table.trusted:
        return
    try:
        compile(code, "<lesson>", mode, flags=_ONLY_AST, dont_inherit=True)
    except (SyntaxError, ValueError) as error:
        raise LessonError(table.file, table.path(key), f"is not Python: {error}") from error


_ONLY_AST = 0x400  # ast.PyCF_ONLY_AST, without importing ast at start-up
