"""What rules and runs say of one mistake becomes one entry; pure values, no server."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from torchtutor.analyzers import analyze
from torchtutor.analyzers.finding import LANGUAGES, Severity
from torchtutor.server.document import Document
from torchtutor.server.language import Language
from torchtutor.server.runner.messages import STAGES
from torchtutor.server.runner.result_model import UnregisteredKind
from torchtutor.server.runner.target import as_target
from torchtutor.server.runs import Aged, Run
from torchtutor.server.session import Known
from torchtutor.server.settings import OPTIONS, Settings
from torchtutor.server.shown import Shown, shown

RULE = "module-list-not-registered"
TEXT = """import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = [nn.Linear(4, 4)]
        self.mean = torch.zeros(3)

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x - self.mean.sum()
"""


def item(
    line: int, kind: str = "module", path: str = "self.layers[0]", elements: int = 20
) -> dict[str, Any]:
    return {
        "path": path,
        "kind": kind,
        "file": "/net.py",
        "line": line,
        "shape": None,
        "elements": elements,
        "trained": False,
    }


def entries(
    unregistered: list[dict[str, Any]] | None,
    *,
    error: dict[str, Any] | None = None,
    settings: Settings | None = None,
    language: Language = "en",
    text: str = TEXT,
    now: str | None = None,
) -> list[Shown]:
    then = Document.of("file:///net.py", 1, text)
    analysis = analyze(text)
    run = Run(then, analysis.runnables, "Net", "cpu", as_target("python"))
    run.result = {"unregistered": unregistered, "error": error}
    if now is not None:
        then, analysis = Document.of("file:///net.py", 2, now), analyze(now)
    known = Known(then, analysis, analysis.what_runs)
    aged = Aged(run, known.document, known.runnables)
    return shown(known, [aged], settings or Settings(), language, {RULE: "https://pytorch.org/"})


def of_line(found: list[Shown], line: int, text: str = TEXT) -> list[Shown]:
    index = Document.of("", 1, text).index
    return [entry for entry in found if index.line_of(entry.span.start) == line - 1]


def test_what_both_know_is_one_entry() -> None:
    [alone] = of_line(entries(None), 8)
    [both] = of_line(entries([item(8), item(8, path="self.layers[1]", elements=1220)]), 8)
    assert (
        both.message == f"{alone.message} Confirmed by running: 1,240 elements are not registered."
    )
    assert (both.rule, both.span, both.fix) == (alone.rule, alone.span, alone.fix)
    assert both.link == "https://pytorch.org/"


def test_what_only_the_run_knows_is_an_entry_of_its_own() -> None:
    text = TEXT.replace("self.layers = [nn.Linear(4, 4)]", "self.layers = build()")
    [entry] = of_line(entries([item(8)], text=text), 8, text)
    assert (entry.rule, entry.code, entry.severity) == (None, "run-module", Severity.WARNING)
    assert "self.layers[0]" in entry.message
    assert entry.subject == "Net.layers"


def test_of_one_line_the_worst_is_told() -> None:
    text = TEXT.replace("self.layers = [nn.Linear(4, 4)]", "self.bank = build()")
    both = [item(8, "tensor", "self.bank.keys", 5), item(8, "module", "self.bank.proj", 20)]
    [entry] = of_line(entries(both, text=text), 8, text)
    assert (entry.code, entry.severity) == ("run-module", Severity.WARNING)
    assert "self.bank.proj" in entry.message and "20 elements" in entry.message


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", get_args(UnregisteredKind))
def test_every_kind_has_a_sentence(kind: str, language: Language) -> None:
    text = TEXT.replace("self.mean = torch.zeros(3)", "self.thing = build()")
    [entry] = of_line(entries([item(9, kind, "self.thing")], text=text, language=language), 9, text)
    assert "self.thing" in entry.message


def test_a_rule_that_is_off_is_not_replaced_by_the_run() -> None:
    assert of_line(entries([item(8)], settings=Settings(ignore=(RULE,))), 8) == []
    [louder] = of_line(entries([item(8)], settings=Settings(severity={RULE: "error"})), 8)
    assert louder.severity is Severity.ERROR


def test_nothing_of_a_run_outlives_its_class() -> None:
    changed = TEXT.replace("return x -", "return x +")
    assert [
        e for e in entries([item(8), item(9, "tensor")], now=changed) if e.code.startswith("run-")
    ] == []
    assert "Confirmed" not in "".join(e.message for e in entries([item(8)], now=changed))


def test_what_lies_in_another_file_is_left_out() -> None:
    away = {**item(8), "file": "/other.py"}
    nowhere = {**item(8), "line": None}
    assert entries([away, nowhere]) == entries(None)


def test_an_error_of_the_learner_points_at_its_columns() -> None:
    error = {
        "kind": "learner",
        "type": "RuntimeError",
        "message": "no",
        "explanation_key": None,
        "explanation_fields": {},
        "file": "/net.py",
        "line": 14,
        "column": 16,
        "end_column": 37,
    }
    [entry] = of_line(entries(None, error=error), 14)
    assert (entry.severity, entry.message) == (Severity.ERROR, "RuntimeError: no")
    assert TEXT[entry.span.start : entry.span.end] == "x - self.mean.sum()"
    assert entries(None, error={**error, "kind": "environment"}) == entries(None)


def test_texts_are_there_in_every_language_with_the_same_fields() -> None:
    catalogs = {language: catalog(language) for language in LANGUAGES}
    english = catalogs["en"]
    for language, texts in catalogs.items():
        assert list(texts) == list(english), language
        for key, text in texts.items():
            assert sorted(fields(text)) == sorted(fields(english[key])), (language, key)
    wanted = {f"about-{key}" for key in OPTIONS} | {f"stage-{stage}" for stage in STAGES}
    assert wanted <= english.keys()


def test_no_korean_particle_hangs_on_a_field() -> None:
    particles = ("은", "는", "이", "가", "을", "를", "와", "과", "로", "으로", "에", "의")
    for key, text in catalog("ko").items():
        for after in text.split("}")[1:]:
            assert not after.startswith(particles), key


def catalog(language: str) -> dict[str, str]:
    path = Path(__file__).parents[1] / "server" / "locales" / f"server.{language}.json"
    texts: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return texts


def fields(text: str) -> Iterator[str]:
    import string

    return (name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


COMPILED = """import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 4)

    def forward(self, x):
        print("here")
        return self.fc(x) / x.abs().max().item()


model = torch.compile(Net())
"""


def graph_break(line: int, name: str, what: str, column: int, end: int) -> dict[str, Any]:
    return {
        "file": "/net.py", "line": line, "column": column, "end_column": end, "kind": "break",
        "name": name, "what": what, "words": "", "torch_hint": "", "reason": "", "hint": "",
    }  # fmt: skip


def broken(text: str, settings: Settings | None = None) -> list[Shown]:
    document, analysis = Document.of("file:///net.py", 1, text), analyze(text)
    run = Run(document, analysis.runnables, "Net", "cpu", as_target("python"))
    again = {
        "trigger": "same-input", "name": "state-changes", "what": "self.n", "words": "",
        "sentence": "", "file": "/net.py", "line": 8,
    }  # fmt: skip
    run.result = {
        "graph_breaks": [
            graph_break(11, "print", "print(...)", 9, 22),
            graph_break(12, "value", ".item()", 29, 49),
        ],
        "recompiles": [again, {**again, "name": "new-size", "line": None}],
    }
    known = Known(document, analysis, analysis.what_runs)
    return shown(known, [Aged(run, document, known.runnables)], settings or Settings(), "en", {})


def test_graph_breaks_stand_on_their_code() -> None:
    found = broken(COMPILED.replace("torch.compile(Net())", "Net()"))
    assert [(e.code, e.severity) for e in found] == [
        ("run-recompile", Severity.INFORMATION),
        ("run-graph-break", Severity.INFORMATION),
        ("run-graph-break", Severity.INFORMATION),
    ]
    assert COMPILED[found[1].span.start : found[1].span.end] == 'print("here")'
    assert found[1].message.startswith("torch.compile splits the model here: print(...)")


def test_a_run_confirms_what_the_rule_says_of_graph_breaks() -> None:
    found = [entry for entry in broken(COMPILED) if entry.code != "run-recompile"]
    assert [entry.code for entry in found] == ["graph-break-in-forward"] * 2
    assert all(entry.message.endswith("Confirmed by running.") for entry in found)


def test_who_switches_the_rule_off_hears_nothing_of_graph_breaks() -> None:
    assert broken(COMPILED, Settings(ignore=("graph-break-in-forward",))) == []
