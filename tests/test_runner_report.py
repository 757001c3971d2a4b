"""What is said about a result, in both languages."""

from __future__ import annotations

import html
import json
import re
from importlib.resources import files
from io import StringIO
from typing import Any

import pytest
from rich.console import Console
from torchtutor.analyzers import analyze
from torchtutor.server.cli.show_run import show_result
from torchtutor.server.language import LANGUAGES, Language, say
from torchtutor.server.runner.markdown import markdown
from torchtutor.server.runner.messages import Job, blank_result
from torchtutor.server.runner.numbers import figures, milliseconds
from torchtutor.server.runner.page import page
from torchtutor.server.runner.source import main_class, prepare_job
from torchtutor.server.runner.summary import lens_title
from torchtutor.server.runner.wording import state_sentence


def result(**changes: Any) -> dict[str, Any]:
    """A result of a small Module, changed as asked; `timing` entries by their own names."""
    found = blank_result(Job("", "/learner/net.py", "Net"))
    timing: dict[str, Any] = {
        "verdict": "faster", "reason": None, "reason_key": None, "reason_fields": {},
        "ratio": 1.2412, "interval": [1.2097, 1.2701], "eager_ms": 0.3121, "compiled_ms": 0.2514,
        "first_call_s": 4.23, "cached": False, "break_even_calls": 69876, "max_difference": 3.1e-7,
        "pairs": 113, "clock": "wall", "threads": 1, "mode": "inference",
        "compile_mode": "default", "trace_s": 0.4, "backend_s": 3.1, "gradient_difference": None,
        "eager_error": 4e-7, "agrees": True, "undisturbed": 0.93, "cudagraphs_skipped": None,
        "samples": {"eager_ms": [0.31, 0.32], "compiled_ms": [0.25, 0.26]}, "sweep": None,
        "eager_interval_ms": [0.308, 0.316], "compiled_interval_ms": [0.248, 0.255],
    }  # fmt: skip
    timing.update({key: changes.pop(key) for key in list(changes) if key in timing})
    call = {"source": "", "source_key": "from-call", "source_fields": {"line": 40}}
    found.update(
        parameters={"tensors": 18, "elements": 68362},
        unregistered=[],
        constructor={"call": "Net(128, 4)", **call},
        input={"call": "torch.randn(32, 128)", "arguments": [], **call},
        output="float32[32, 10]",
        timing=timing,
    )
    found.update(changes)
    return found


def error(**changes: Any) -> dict[str, Any]:
    return {
        "kind": "learner", "type": "RuntimeError", "message": "mat1 and mat2", "explanation": None,
        "explanation_key": "explain-product", "explanation_fields": {"left": 3, "right": 4},
        "file": "/learner/net.py", "line": 17, "column": 3, "end_column": 9, "stage": "forward",
        **changes,
    }  # fmt: skip


TITLES = [
    ({}, "✓ 68,362 parameters · 0.312 ms · compiled 1.24× faster (1.21–1.27)"),
    (
        {"verdict": "slower", "ratio": 0.5, "interval": [0.4, 0.625]},
        "✓ 68,362 parameters · 0.312 ms · compiled 2.00× slower (1.60–2.50)",
    ),
    (
        {"verdict": "no-difference", "ratio": 1.0, "interval": [0.99, 1.01]},
        "✓ 68,362 parameters · 0.312 ms · compiled: no difference (0.99–1.01)",
    ),
    (
        {"verdict": "too-noisy", "interval": [0.8, 1.6], "clock": "cpu"},
        "✓ 68,362 parameters · 0.312 ms CPU · compiled: too noisy to say (0.80–1.60)",
    ),
    (
        {"verdict": "not-available", "reason_key": "reason-not-asked"},
        "✓ 68,362 parameters · 0.312 ms",
    ),
    (
        {"verdict": "not-available", "reason_key": "reason-no-triton"},
        "✓ 68,362 parameters · 0.312 ms · not compiled",
    ),
    ({"error": error()}, "✗ line 17: mat1 and mat2"),
    ({"error": error(file="/learner/parts.py")}, "✗ parts.py line 17: mat1 and mat2"),
    (
        {"error": error(kind="timeout", line=None, file=None, explanation_key="explain-timeout",
                        explanation_fields={"seconds": 60})},
        "✗ stopped after 60 s while running forward",
    ),
    (
        {"error": error(kind="memory", message="[enforce fail at alloc_cpu.cpp:127] err == 0. "
                        "DefaultCPUAllocator: can't allocate memory: you tried to allocate "
                        "400000000000 bytes. Error code 12")},
        "✗ line 17: not enough memory for 400 GB at once",
    ),
    ({"error": error(kind="memory", message="")}, "✗ line 17: not enough memory"),
    (
        {"error": error(kind="environment", line=None, file=None, message="kernel busy",
                        explanation_key="explain-kernel-busy",
                        explanation_fields={"kernel": "newest"})},
        "? the Jupyter kernel newest is busy",
    ),
    (
        {"error": error(kind="constructor", explanation_key="explain-constructor",
                        explanation_fields={"call": "Net(n=16)", "name": "Net"})},
        "? line 17: needs constructor arguments: Net(n=16) does not work",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "title"), TITLES, ids=[title for _, title in TITLES])
def test_the_title(changes: dict[str, Any], title: str) -> None:
    assert lens_title(result(**changes), "en") == title


def test_unregistered_state_is_counted() -> None:
    entry = {
        "path": "self.blocks[0]", "kind": "module", "file": None, "line": 19, "shape": None,
        "elements": 16768, "trained": True,
    }  # fmt: skip
    found = result(unregistered=[entry] * 4)
    assert lens_title(found, "en").startswith("⚠ 68,362 parameters · 4 not registered")
    assert "| `self.blocks[0]` | Module | 16,768 | yes | 19 |" in markdown(found, "en")
    assert "an attribute in `__init__`." in markdown(found, "en")  # not in bold type


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("changes", [changes for changes, _ in TITLES], ids=str)
def test_reports_never_give_a_verdict_without_its_interval(
    changes: dict[str, Any], language: Language
) -> None:
    found = result(**changes)
    page = markdown(found, language)
    assert page.startswith("# Net · cpu\n")
    assert "{" not in page
    timing = found["timing"]
    if timing["verdict"] in ("faster", "slower", "no-difference", "too-noisy"):
        assert re.search(r"\(\d\.\d\d–\d\.\d\d\)", page)
        assert "113" in page
    assert "Net(128, 4)" in page


@pytest.mark.parametrize(("trigger", "small"), [("same-input", False), ("batch-size", True)])
def test_the_size_is_not_blamed_where_calls_compile_again(trigger: str, small: bool) -> None:
    again = {
        "trigger": trigger, "name": "state-changes", "what": "self.calls", "words": "",
        "sentence": "", "file": "/learner/net.py", "line": 9,
    }  # fmt: skip
    slower = result(verdict="slower", ratio=0.5, interval=[0.4, 0.625], recompiles=[again])
    assert ("small Modules" in markdown(slower, "en")) == small


def test_the_report_says_how_it_was_measured_and_what_was_not() -> None:
    page = markdown(result(clock="cpu"), "en")
    for words in (
        "CPU threads: 1",
        "CPU time",
        "113 pairs",
        "Not measured: training",
        "69,900|70,000",
    ):
        assert re.search(words, page), words


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0004123, "0.412 µs"), (0.0451, "45.1 µs"), (0.312, "0.312 ms"), (45.06, "45.1 ms"),
     (2104.0, "2.10 s")],
)  # fmt: skip
def test_milliseconds(value: float, text: str) -> None:
    assert milliseconds(value) == text


@pytest.mark.parametrize(
    ("value", "count", "text"),
    [(0, 3, "0"), (1035517, 2, "1,000,000"), (0.5, 3, "0.500"), (99.96, 3, "100"),
     (1e-9, 3, "1e-09")],
)  # fmt: skip
def test_figures(value: float, count: int, text: str) -> None:
    assert figures(value, count) == text


def catalog(area: str, language: str) -> dict[str, str]:
    path = files("torchtutor.server").joinpath("locales", f"{area}.{language}.json")
    found: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("area", ["run", "graphs", "measure", "page"])
def test_every_sentence_is_in_every_language_with_the_same_fields(area: str) -> None:
    english = catalog(area, "en")
    for language in LANGUAGES:
        translated = catalog(area, language)
        assert set(translated) == set(english)
        for key, sentence in english.items():
            # `{count:file|files}` chooses the word after the number.
            fields = set(re.findall(r"{(\w+)(?::[^}]*)?}", sentence))
            assert set(re.findall(r"{(\w+)(?::[^}]*)?}", translated[key])) == fields, key


@pytest.mark.parametrize("area", ["run", "graphs", "measure", "page"])
def test_no_korean_particle_follows_a_field(area: str) -> None:
    particles = "은|는|이|가|을|를|과|와|으로|로|의|에|에서|도|만"
    for key, sentence in catalog(area, "ko").items():
        assert not re.search(rf"}}(?:{particles})(?:\W|$)", sentence), key


BROKEN = """import torch
from torch import nn

def unfinished(x):
    y = = 3

class Net(nn.Module):
    def forward(self, x):
        return x

value = (
"""


def test_lines_that_do_not_parse_are_left_out_of_a_job() -> None:
    assert analyze(BROKEN).syntax_problems
    job = prepare_job(BROKEN, "/learner/net.py", "Net", threads=2)
    compile(job.source, "net.py", "exec")
    assert job.source.splitlines()[6] == "class Net(nn.Module):"
    assert job.threads == 2


def test_a_class_that_cannot_be_read_keeps_its_text() -> None:
    source = "import torch\nclass Net(torch.nn.Module:\n    pass\n"
    assert prepare_job(source, "/learner/net.py", "Net").source == source


def test_the_class_that_a_file_is_about() -> None:
    file = (
        "from torch import nn\nclass Part(nn.Module): ...\n"
        "class Net(nn.Module):\n    def __init__(self):\n        self.part = Part()\n"
    )
    assert main_class(file) == "Net"
    assert main_class(file + "class Other(nn.Module): ...\n") == "Other"
    assert main_class(file + "class Late(nn.Module): ...\nclass User(Late): ...\n") == "User"
    assert main_class("import torch\n") is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_findings_of_the_run_stand_in_every_report(language: Language) -> None:
    differs = {
        "kind": "differs", "path": "forward", "other": "", "elements": 0,
        "file": "/learner/net.py", "line": 12,
    }  # fmt: skip
    noted = result(state=[differs])
    sentence = state_sentence(differs, language)
    assert "eval()" in sentence
    place = say(language, "run.line", line=12)
    console = Console(width=1000, record=True, file=StringIO())
    show_result(console, noted, language)
    for text in (
        markdown(noted, language),
        html.unescape(page(noted, language)),
        console.export_text(),
    ):
        assert f"{place}: {sentence}" in text
    assert say(language, "audit.noted", count=1) in lens_title(noted, language)
