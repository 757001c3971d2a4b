"""An editor that shows no code lenses: all that they do is reachable by code actions."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from .client import FULL, Client

pytestmark = pytest.mark.torch

HELIX = Path(__file__).parents[1] / "editor_capabilities" / "helix.json"
NET = """from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.out = nn.Linear(8, 10)

    def forward(self, x):
        return self.out(x)
"""


async def commands(client: Client, uri: str, line: int) -> dict[str, Any]:
    """The commands that are offered at a line, by their titles."""
    place = {"line": line, "character": 8}
    where = {"textDocument": {"uri": uri}, "range": {"start": place, "end": place}}
    found = await client.request(
        "textDocument/codeAction", {**where, "context": {"diagnostics": []}}
    )
    return {action["title"]: action["command"] for action in found if "command" in action}


async def test_a_class_is_run_stopped_and_reported(tmp_path: Path) -> None:
    capabilities = json.loads(HELIX.read_text(encoding="utf-8"))["capabilities"]
    uri = (tmp_path / "net.py").as_uri()
    options = {"compile": False, "interpreter": sys.executable}
    async with Client(environ={"XDG_CACHE_HOME": str(tmp_path)}) as client:
        await client.initialize(capabilities, options=options)
        client.open(uri, NET)
        assert await commands(client, uri, 1) == {}
        offered = await commands(client, uri, 6)
        assert list(offered) == ["▷ Run & time Net · cpu"]

        async def choose(command: Any) -> Any:
            return await client.request("workspace/executeCommand", command)

        await choose(offered["▷ Run & time Net · cpu"])
        offered = await commands(client, uri, 6)
        assert list(offered) == ["Stop the run of Net"]
        assert await choose(offered["Stop the run of Net"]) == {"cancelled": True}
        await client.wait_for("torchtutor/runFinished", lambda run: run["state"] == "cancelled")

        await choose((await commands(client, uri, 6))["▷ Run & time Net · cpu"])
        await client.wait_for("torchtutor/runFinished", lambda run: run["state"] == "finished")
        offered = await commands(client, uri, 6)
        assert list(offered) == ["▷ Run & time Net · cpu", "Report: Net"]
        await choose(offered["Report: Net"])
        shown = await client.wait_for("window/showDocument")
        assert shown["uri"].endswith(".md")


async def test_an_exercise_is_checked_from_the_menu(tmp_path: Path) -> None:
    about = {key: value for key, value in FULL["textDocument"].items() if key != "codeLens"}
    async with Client(environ={"XDG_STATE_HOME": str(tmp_path)}) as client:
        await client.initialize({**FULL, "textDocument": about}, folder=tmp_path)
        argument = {"lesson": "01", "folder": str(tmp_path / "mine"), "show": "never"}
        uri = (await client.execute("torchtutor.lessons.start", argument))["uri"]
        client.open(uri, Path(tmp_path, "mine", "01_mental_model.py").read_text(encoding="utf-8"))
        offered = await commands(client, uri, 0)
        assert [command["command"] for command in offered.values()] == [
            "torchtutor.lessons.check",
            "torchtutor.lessons.hint",
            "torchtutor.lessons.open",
        ]
        checked = await client.request("workspace/executeCommand", offered["Check exercise"])
        assert checked["untouched"]


async def test_an_editor_that_opens_no_files_is_told_where_they_are(tmp_path: Path) -> None:
    window = {key: value for key, value in FULL["window"].items() if key != "showDocument"}
    async with Client(environ={"XDG_CACHE_HOME": str(tmp_path)}) as client:
        await client.initialize({**FULL, "window": window}, folder=tmp_path)
        await client.execute("torchtutor.openLesson", {"lesson": "01"})
        told = await client.wait_for("window/showMessage")
        [path] = tmp_path.rglob("*mental-model*.md")
        assert str(path) in told["message"]
        assert client.received("window/showDocument") == []
