"""Results that outlive the session."""

from __future__ import annotations

import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from torchtutor.analyzers import analyze
from torchtutor.server.document import Document
from torchtutor.server.kept import Kept
from torchtutor.server.runner.target import Target
from torchtutor.server.runs import Run

from .e2e.client import Client

HERE = Target((sys.executable,))
NET = """from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = [nn.Linear(4, 4)]

    def forward(self, x):
        return self.layers[0](x)
"""


ENVIRONMENT = {"torch": version("torch")}  # results of another torch are not shown


def finished(path: Path, text: str = NET, **result: Any) -> Run:
    document = Document.of(path.as_uri(), 1, text)
    run = Run(document, analyze(text).runnables, "Net", "cpu", HERE)
    run.state, run.result = "finished", {"error": None, "environment": ENVIRONMENT, **result}
    return run


def test_a_kept_result_comes_back_with_its_text(tmp_path: Path) -> None:
    kept = Kept(tmp_path / "runs")
    kept.save(finished(tmp_path / "net.py", output="first"))
    kept.save(finished(tmp_path / "net.py", output="second"))
    now = Document.of((tmp_path / "net.py").as_uri(), 7, "other text")
    [run] = kept.of(now, "cpu", HERE)
    assert run.result is not None and run.result["output"] == "second"
    assert (run.document.text, run.class_name, run.earlier) == (NET, "Net", True)
    assert not list(kept.of(now, "cuda:0", HERE))
    assert not list(kept.of(now, "cpu", Target(("/other/python",))))
    assert not list(kept.of(Document.of("untitled:net", 1, NET), "cpu", HERE))


def test_what_says_nothing_about_the_class_is_not_kept(tmp_path: Path) -> None:
    kept = Kept(tmp_path / "runs")
    for kind in ("environment", "timeout", "cancelled"):
        kept.save(finished(tmp_path / "net.py", error={"kind": kind}))
    assert not (tmp_path / "runs").exists()


def test_only_so_many_are_kept(tmp_path: Path) -> None:
    kept = Kept(tmp_path / "runs", most=3)
    for index in range(6):
        kept.save(finished(tmp_path / f"net{index}.py"))
    assert len(list((tmp_path / "runs").iterdir())) == 3


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"version": 1}', b"\xff", b"null"])
def test_a_damaged_file_is_dropped(damage: bytes, tmp_path: Path) -> None:
    kept = Kept(tmp_path / "runs")
    run = finished(tmp_path / "net.py")
    kept.save(run)
    [file] = (tmp_path / "runs").iterdir()
    file.write_bytes(damage)
    assert list(kept.of(run.document, "cpu", HERE)) == []
    assert not file.exists()


def test_a_folder_that_cannot_be_written_to_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "runs").write_text("a file", encoding="utf-8")
    kept = Kept(tmp_path / "runs")
    run = finished(tmp_path / "net.py")
    kept.save(run)
    assert list(kept.of(run.document, "cpu", HERE)) == []


@pytest.mark.torch
async def test_a_file_that_is_opened_again_shows_its_last_result(tmp_path: Path) -> None:
    uri = (tmp_path / "net.py").as_uri()
    options = {"compile": False, "interpreter": sys.executable, "keepResults": True}
    environ = {"XDG_CACHE_HOME": str(tmp_path / "cache")}
    async with Client(environ=environ) as client:
        await client.initialize(options=options, folder=tmp_path)
        client.open(uri, NET)
        await client.execute("torchtutor.run", {"uri": uri, "class": "Net"})
        title = (await client.wait_for("torchtutor/runFinished"))["title"]
    async with Client(environ=environ) as client:
        await client.initialize(options=options, folder=tmp_path)
        client.open(uri, "# a comment above\n" + NET)
        assert await client.lenses(uri)
        first, report = await client.lenses(uri)
        assert first["command"]["title"] == f"{title} · earlier run"
        assert report["command"]["command"] == "torchtutor.showReport"
        client.change(uri, NET.replace("4, 4", "5, 5"), 2)
        assert (await client.lenses(uri))[0]["command"]["title"].startswith("~ ")
        client.change(uri, NET, 3)
        gone = await client.execute("torchtutor.forgetResults")
        assert gone["count"] >= 1 and str(gone["count"]) in gone["title"]
        assert [lens["command"]["command"] for lens in await client.lenses(uri)] == [
            "torchtutor.run"
        ]
        assert not list((tmp_path / "cache").rglob("*.json"))
        await client.execute("torchtutor.run", {"uri": uri, "class": "Net"})
        await client.wait_for("torchtutor/runFinished")
    async with Client(environ=environ) as client:
        await client.initialize(options=options, folder=tmp_path)
        client.open(uri, NET.replace("4, 4", "5, 5"))
        assert [lens["command"]["command"] for lens in await client.lenses(uri)] == [
            "torchtutor.run"
        ]
