"""The HTML report and the history of runs: values in, text out; matplotlib draws for real."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from torchtutor.server.language import LANGUAGES, Language, say
from torchtutor.server.runner import history
from torchtutor.server.runner.page import page

from .test_runner_report import result

VOID = {"meta", "br", "use", "path", "rect", "stop", "line", "image"}


class Reader(HTMLParser):
    """Collects tags and text, and fails on tags that do not match."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data


def full(**changes: Any) -> dict[str, Any]:
    """A result with everything in it that a page can show."""
    module = {
        "type": "Linear",
        "parameters": 20,
        "output": "float32[2, 4]",
        "file": None,
        "line": 7,
    }
    point = {
        "batch": 8, "eager_ms": 0.2, "compiled_ms": 0.1, "ratio": 2.0, "interval": [1.9, 2.1],
        "verdict": "faster", "clock": "wall", "first_call_s": 3.0,
    }  # fmt: skip
    found = result(
        samples={"eager_ms": [0.3 + 0.001 * n for n in range(40)], "compiled_ms": [0.2, 0.21, 9.0]},
        sweep=[point, {**point, "batch": 32, "eager_ms": 0.7}],
        submodules=[
            {**module, "path": "self.blocks[10]"},
            {**module, "path": "self.blocks[9]", "share": 0.25},
        ],
        unregistered=[
            {
                "path": "self.blocks[9].extra<1>", "kind": "module", "file": "/learner/net.py",
                "line": 12, "shape": None, "elements": 72, "trained": True,
            }
        ],
        warnings=[{"key": "battery", "fields": {}, "sentence": ""}],
        memory={
            "parameters": 273448, "buffers": 0, "saved_for_backward": 132000,
            "device_peak": None, "process_peak": 279_000_000,
        },
        graph_breaks=[],
        output_text="<script>alert(1)</script>",
    )  # fmt: skip
    found.update(changes)
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_needs_nothing_else(language: Language) -> None:
    text = page(full(), language)
    read = Reader(text)
    assert {"script", "link", "img", "iframe"}.isdisjoint(tag for tag, _ in read.tags)
    # Links are those inside the pictures; the rest are names of namespaces.
    assert all(
        value.startswith("#")
        for _, attributes in read.tags
        for name, value in attributes.items()
        if name in ("src", "href", "xlink:href") and value
    )
    assert "url(http" not in text and "@import" not in text
    [policy] = [a["content"] for tag, a in read.tags if "http-equiv" in a]
    assert policy is not None and policy.startswith("default-src 'none';")
    assert "script-src" not in policy
    assert "<script>alert(1)</script>" in read.words
    pictures = [attributes for tag, attributes in read.tags if tag == "svg"]
    assert len(pictures) == 3
    assert all(picture["role"] == "img" and picture["aria-label"] for picture in pictures)
    assert "prefers-color-scheme: dark" in text and "--vscode-editor-background" in text


def test_pictures_have_no_colours_of_their_own() -> None:
    pictures = "".join(re.findall(r"<svg.*?</svg>", page(full(), "en"), re.DOTALL))
    assert set(re.findall(r"#[0-9a-fA-F]{6}\b", pictures)) == set()
    # and need none: dashes and hatching tell the sides apart
    assert "stroke-dasharray" in pictures and "<pattern" in pictures


def test_the_tree_is_in_its_order_and_marks_what_is_hidden() -> None:
    text = page(full(), "en")
    names = ["self.blocks[9]", "self.blocks[9].extra&lt;1&gt;", "self.blocks[10]"]
    places = [text.index(f">{name}</code>") for name in names]
    assert places == sorted(places)
    assert text[places[1] :].split("</td>")[0].endswith("⚠ not registered</b>")
    assert "<td>25 %</td>" in text


def test_an_error_has_a_page_too() -> None:
    error = {
        "kind": "timeout", "type": None, "message": "", "explanation": None, "file": None,
        "explanation_key": "explain-timeout", "explanation_fields": {"seconds": 9}, "line": None,
    }  # fmt: skip
    words = Reader(page(full(error=error, timing=None, submodules=[]), "en")).words
    assert "stopped after 9 s" in words and "An endless loop" in words


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_says_that_its_run_is_under_way(language: Language) -> None:
    note = say(language, "page.under-way")
    assert note in Reader(page(full(), language, under_way=True)).words
    assert note not in Reader(page(full(), language)).words


# History


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(history, "cache_folder", lambda name: tmp_path / name)
    return tmp_path / "history"


def ran(**changes: Any) -> dict[str, Any]:
    found = result(environment={"device_name": "a chip", "torch": "2.13"}, **changes)
    history.add(found)
    return found


def test_the_first_run_has_nothing_before_it() -> None:
    assert history.change_lines(ran(), "en") == []


def test_a_change_is_told_with_both_intervals() -> None:
    ran()
    later = ran(
        eager_ms=0.2, eager_interval_ms=[0.19, 0.21], parameters={"tensors": 1, "elements": 9}
    )
    lines = history.change_lines(later, "en")
    assert lines[0].startswith("Compared with the run of 20")
    assert lines[1] == "Parameters: 68,362 → 9."
    assert (
        lines[2]
        == "eager: 0.312 ms (0.308 ms – 0.316 ms) → 0.200 ms (0.190 ms – 0.210 ms), faster."
    )
    assert lines[3].endswith("no difference that can be told.")


@pytest.mark.parametrize(
    ("changes", "words"),
    [({"clock": "cpu"}, "busy machine"), ({"input": {"call": "torch.randn(1)"}}, "The input was")],
)
def test_what_cannot_be_compared_is_not(changes: dict[str, Any], words: str) -> None:
    ran()
    lines = history.change_lines(ran(eager_ms=9.0, **changes), "en")
    assert words in lines[-1]
    assert not any("slower" in line for line in lines)


def test_other_devices_and_modes_have_a_history_of_their_own(cache: Path) -> None:
    ran()
    assert ran(mode="training")["before"] is None
    assert ran(device="cuda")["before"] is None
    assert len(list(cache.glob("*.json"))) == 3


def test_the_history_is_bounded_and_survives_a_broken_file(cache: Path) -> None:
    for _ in range(25):
        ran()
    [path] = cache.glob("*.json")
    assert path.read_text("utf-8").count('"when"') == 20
    path.write_text("[{]", encoding="utf-8")
    assert ran()["before"] is None
    assert ran()["before"] is not None


def test_a_run_that_failed_is_not_remembered(cache: Path) -> None:
    history.add(full(error={"kind": "learner"}))
    assert not cache.exists()
