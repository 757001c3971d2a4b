"""Settings of a session as they come in, and what waits for them; hovers of findings; no process."""

from __future__ import annotations

import asyncio
import unicodedata
from collections.abc import Generator
from pathlib import Path

import pytest
from torchtutor.analyzers import analyze
from torchtutor.analyzers.finding import LANGUAGES, Analysis
from torchtutor.analyzers.registry import RULES
from torchtutor.analyzers.rule import Rule
from torchtutor.server.app import create_server
from torchtutor.server.capabilities import Client
from torchtutor.server.document import Document
from torchtutor.server.features.hover import on_finding
from torchtutor.server.language import Language
from torchtutor.server.scheduler import Scheduler
from torchtutor.server.session import App, Known, Session

URI = "file:///net.py"


def session(
    options: object = None, folder: Path | None = None, *, asks: bool = False
) -> tuple[App, Session]:
    server = create_server()
    uri = folder.as_uri() if folder is not None else None
    client = Client(configuration=asks, shows_diagnostics=True)
    server.session.start(client, "en", uri, options)
    return server, server.session


def test_options_hold_until_the_editor_sends_its_section(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.torchtutor]\nthreads = 3\n", encoding="utf-8")
    _, one = session({"language": "ko", "isTrusted": False}, tmp_path)
    assert (one.language, one.settings.threads, one.trusted) == ("ko", 3, False)
    one.configure(None)
    one.configure({})
    assert one.language == "ko"
    one.configure({"language": "ko", "threads": 1})
    # VS Code sends every default: it hides no value of the project, but one of the start.
    one.configure({"language": "auto", "threads": 1})
    assert (one.language, one.settings.threads) == ("en", 3)
    one.configure({"language": "ko"})
    one.configure({})
    assert one.language == "en"
    assert not one.trusted


def test_a_device_that_was_picked_gives_way_to_the_setting_once_that_changes() -> None:
    _, one = session({"device": "cpu"})
    one.chosen_device = "cuda:0"
    one.configure({"device": "cpu", "language": "ko"})
    assert one.device == "cuda:0"
    one.configure({"device": "mps"})
    assert one.device == "mps"
    one.configure({"device": "cpu"})
    assert one.device == "cpu"


@pytest.mark.parametrize("answers", [True, False])
async def test_nothing_is_known_before_the_settings_are(
    answers: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    patience = 60.0 if answers else 0.01
    monkeypatch.setattr("torchtutor.server.session.LONGEST_WAIT_FOR_SETTINGS_S", patience)
    _, one = session(asks=True)
    documents = {URI: Document.of(URI, 1, "import torch\n")}
    analysed = asyncio.Event()

    def steps(text: str) -> Generator[object, None, Analysis]:
        analysed.set()
        return analyze(text)
        yield

    one.scheduler = Scheduler(lambda _: steps, documents.get)
    asking = asyncio.ensure_future(one.known(URI))
    await analysed.wait()
    if answers:
        done, _ = await asyncio.wait([asking], timeout=0.05)
        assert not done
        documents[URI] = Document.of(URI, 2, "import torch\n\n")  # typed meanwhile
        one.configure({"language": "ko"})
    known = await asking
    assert known is not None
    assert known.document is documents[URI]
    assert await one.known(URI) is known  # from now on at once


def lines_at(text: str, columns: int) -> int:
    """How many lines a text fills; Hangul is two columns wide."""
    widths = (
        sum(1 + (unicodedata.east_asian_width(c) in "WF") for c in line)
        for line in text.splitlines()
        if not line.startswith("```")
    )
    return sum(max(1, -(-width // columns)) for width in widths)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_the_hover_of_a_finding_is_its_reason_and_code_in_twelve_lines(
    rule: Rule, language: Language
) -> None:
    options = {"language": language, "severity": {rule.id: "warning"}}
    server, one = session(options | {"lessonHovers": "always"})
    analysis = analyze(rule.bad)
    known = Known(Document.of(URI, 1, rule.bad), analysis, analysis.what_runs)
    finding = next(f for f in analysis.every if f.rule == rule.id)
    found = on_finding(server, known, finding.span.start)
    assert found is not None
    text = found[1]
    assert text.startswith(rule.why[language])
    assert lines_at(text, 80) <= 12, text
    one.client = Client()
    one.configure(options | {"lessonHovers": "off"})
    found = on_finding(server, known, finding.span.start)
    assert found is not None
    assert found[1] == f"**{rule.title[language]}**\n\n{rule.why[language]}"
