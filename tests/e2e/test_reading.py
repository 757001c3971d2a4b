"""What the server says of a text, with a real server process: diagnostics, fixes, hovers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from .client import FULL, PULL, Client, LspError, with_edit

RULE = "module-list-not-registered"
URI = "file:///lesson/net.py"
LINE = "        self.layers = [nn.Linear(4, 4) for _ in range(3)]"
NET = f"""import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
{LINE}
        self.others = [nn.Linear(4, 4), nn.Linear(4, 4)]
        self.out = nn.Linear(4, 10)

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        for layer in self.others:
            x = layer(x)
        return self.out(x)
"""


def at(line: int, character: int, uri: str = URI) -> dict[str, Any]:
    return {"textDocument": {"uri": uri}, "position": {"line": line, "character": character}}


def about(line: int, **context: Any) -> dict[str, Any]:
    here = {"line": line, "character": 10}
    spot = {"start": here, "end": here}
    return {"textDocument": {"uri": URI}, "range": spot, "context": {"diagnostics": [], **context}}


async def test_a_mistake_is_found_explained_and_fixed() -> None:
    async with Client() as client:
        await client.initialize(locale="en-GB")
        client.open(URI, NET)
        found = await client.diagnostics(URI)
        assert [d["code"] for d in found] == [RULE, RULE]
        first = found[0]
        assert first["source"] == "torchtutor"
        assert first["severity"] == 2
        assert first["range"]["start"] == {"line": 7, "character": 8}
        assert first["codeDescription"]["href"].startswith("https://")
        assert "PyTorch" in first["message"]

        hover = await client.request("textDocument/hover", at(7, 12))
        assert hover["contents"]["kind"] == "markdown"
        assert "`__setattr__`" in hover["contents"]["value"]  # why
        assert "```" in hover["contents"]["value"]  # the lesson's code
        assert first["message"] not in hover["contents"]["value"]
        symbol = await client.request("textDocument/hover", at(4, 13))
        assert "nn.Module" in symbol["contents"]["value"]
        assert await client.request("textDocument/hover", at(2, 0)) is None

        actions = await client.request("textDocument/codeAction", about(7))
        titles = [action["title"] for action in actions]
        fix = actions[0]
        assert fix["isPreferred"] is True
        assert fix["diagnostics"] == [first]
        fixed = with_edit(NET, fix["edit"], URI)
        assert "self.layers = nn.ModuleList([" in fixed
        client.change(URI, fixed, 2)
        left = await client.diagnostics(URI, 2)
        assert [d["range"]["start"]["line"] for d in left] == [8]

        assert f"Fix all: {RULE} in this file" in titles
        client.change(URI, NET, 3)
        actions = await client.request("textDocument/codeAction", about(7))
        everything = next(a for a in actions if a["title"].startswith("Fix all"))
        assert "edit" not in everything  # worked out when it is chosen
        chosen = await client.request("codeAction/resolve", everything)
        client.change(URI, with_edit(NET, chosen["edit"], URI), 4)
        assert await client.diagnostics(URI, 4) == []

        silence = next(a for a in actions if "ignore[" in a["title"])
        client.change(URI, with_edit(NET, silence["edit"], URI), 5)
        assert [d["range"]["start"]["line"] for d in await client.diagnostics(URI, 5)] == [8]

        only = {"only": ["source.fixAll"]}
        client.change(URI, NET, 6)
        [source] = await client.request("textDocument/codeAction", about(0, **only))
        assert source["kind"] == "source.fixAll.torchtutor"
        assert await client.request("textDocument/codeAction", about(0)) == []

        client.notify("textDocument/didClose", {"textDocument": {"uri": URI}})
        cleared = await client.wait_for(
            "textDocument/publishDiagnostics", lambda params: "version" not in params
        )
        assert cleared == {"uri": URI, "diagnostics": []}


async def test_pull_diagnostics_come_on_request_and_say_when_nothing_changed() -> None:
    async with Client() as client:
        can = await client.initialize(PULL, locale="ko")
        assert can["capabilities"]["diagnosticProvider"]["identifier"] == "torchtutor"
        client.open(URI, NET)
        params = {"textDocument": {"uri": URI}}
        full = await client.request("textDocument/diagnostic", params)
        assert full["kind"] == "full"
        assert [d["code"] for d in full["items"]] == [RULE, RULE]
        assert "않" in full["items"][0]["message"]  # Korean
        again = {**params, "previousResultId": full["resultId"]}
        same = await client.request("textDocument/diagnostic", again)
        assert same == {"kind": "unchanged", "resultId": full["resultId"]}
        client.change(URI, NET.replace(LINE, "        pass"), 2)
        changed = await client.request("textDocument/diagnostic", again)
        assert len(changed["items"]) == 1
        closed = await client.request(
            "textDocument/diagnostic", {"textDocument": {"uri": "file:///no.py"}}
        )
        assert (closed["kind"], closed["items"]) == ("full", [])
        assert client.received("textDocument/publishDiagnostics") == []


async def test_an_edit_that_arrives_in_pieces_is_the_text_that_is_analysed() -> None:
    async with Client() as client:
        await client.initialize()
        client.open(URI, "s = '🙂한\u2028'\f\r\n" + NET)
        place = {"start": {"line": 8, "character": 22}, "end": {"line": 8, "character": 22}}
        end = {"start": {"line": 8, "character": 57}, "end": {"line": 8, "character": 57}}
        changes = [{"range": end, "text": ")"}, {"range": place, "text": "nn.ModuleList("}]
        document = {"uri": URI, "version": 2}
        client.notify(
            "textDocument/didChange", {"textDocument": document, "contentChanges": changes}
        )
        found = await client.diagnostics(URI, 2)
        assert [d["range"]["start"] for d in found] == [{"line": 9, "character": 8}]


async def test_settings_come_from_three_places_and_wrong_ones_are_told_once(tmp_path: Path) -> None:
    file = '[tool.torchtutor]\ntimout-seconds = 3\n[tool.torchtutor.severity]\n"module-list-not-registered" = "hint"\n'
    (tmp_path / "pyproject.toml").write_text(file, encoding="utf-8")
    sections: list[Any] = [None]
    asking = {
        **FULL,
        "workspace": {
            **FULL["workspace"],
            "configuration": True,
            "didChangeConfiguration": {"dynamicRegistration": True},
        },
    }
    async with Client(answers={"workspace/configuration": lambda _: sections}) as client:
        await client.initialize(asking, folder=tmp_path, options={"threads": 0, "language": "ko"})
        warnings = [
            await client.wait_for("window/showMessage", lambda p, word=word: word in p["message"])
            for word in ("timeout-seconds", "threads")
        ]
        assert {warning["type"] for warning in warnings} == {2}
        [registration] = (await client.wait_for("client/registerCapability"))["registrations"]
        assert registration["method"] == "workspace/didChangeConfiguration"
        client.open(URI, NET)
        assert {d["severity"] for d in await client.diagnostics(URI)} == {4}

        sections[0] = {"severity": {RULE: "error"}, "language": "en", "codeLens": False}
        client.notify("workspace/didChangeConfiguration", {"settings": None})
        found = await client.wait_for(
            "textDocument/publishDiagnostics",
            lambda p: bool(p["diagnostics"]) and p["diagnostics"][0]["severity"] == 1,
        )
        assert "PyTorch" in found["diagnostics"][0]["message"]
        assert await client.lenses(URI) == []
        assert len(client.received("window/showMessage")) == 2

        # What is back at its default in the editor is not what came with `initialize` again.
        sections[0] = {"ignore": [RULE, "modul-list-not-registered"]}
        client.notify("workspace/didChangeConfiguration", {"settings": None})
        await client.wait_for("textDocument/publishDiagnostics", lambda p: not p["diagnostics"])
        warning = await client.wait_for(
            "window/showMessage", lambda p: "modul-list" in p["message"]
        )
        assert RULE in warning["message"]
        assert "names the rule" in warning["message"]  # English


async def test_lenses_stay_while_the_text_is_broken() -> None:
    async with Client() as client:
        await client.initialize()
        client.open(URI, NET)
        [lens] = await client.lenses(URI)
        assert lens["command"]["title"] == "▷ Run & time · cpu"
        assert lens["command"]["arguments"] == [{"uri": URI, "class": "Net"}]
        for version, broken in enumerate(
            (
                NET.replace("(nn.Module)", "(nn.Module"),
                NET.replace("def forward", "def ("),
                "'''" + NET,
            ),
            2,
        ):
            client.change(URI, broken, version)
            [kept] = await client.lenses(URI)
            assert kept["command"] == lens["command"]
            assert kept["range"]["start"]["line"] == 4


async def test_commands_check_their_arguments() -> None:
    async with Client() as client:
        await client.initialize(options={"isTrusted": False})
        client.open(URI, NET)
        for argument, words in (
            ({"uri": URI}, "class"),
            ({"uri": URI, "class": 3}, "class"),
            ({"uri": URI, "class": "Net", "colour": "red"}, "colour"),
        ):
            with pytest.raises(LspError, match=words) as caught:
                await client.execute("torchtutor.run", argument)
            assert caught.value.code == -32602
        with pytest.raises(LspError, match="one JSON object"):
            await client.request(
                "workspace/executeCommand",
                {"command": "torchtutor.run", "arguments": [URI, "Net"]},
            )
        with pytest.raises(LspError, match="not trusted") as caught:
            await client.execute("torchtutor.run", {"uri": URI, "class": "Net"})
        assert caught.value.code == -32803
        assert "not trusted" in (await client.wait_for("window/showMessage"))["message"]
        [lens] = await client.lenses(URI)
        assert "trust" in lens["command"]["title"]


async def test_a_lesson_opens_at_its_section(tmp_path: Path) -> None:
    async with Client(environ={"XDG_CACHE_HOME": str(tmp_path)}) as client:
        await client.initialize()
        client.open(URI, NET)
        actions = await client.request("textDocument/codeAction", about(7))
        command = next(a["command"] for a in actions if "command" in a)
        page = await client.request("workspace/executeCommand", command)
        shown = await client.wait_for("window/showDocument")
        line = shown["selection"]["start"]["line"]
        written = Path(shown["uri"].removeprefix("file://")).read_text(encoding="utf-8")
        assert written == page["markdown"]
        assert written.splitlines()[line].startswith("#")
        assert line > 0
        listed = await client.execute("torchtutor.lessons")
        assert [set(lesson) for lesson in listed] == [{"id", "number", "title", "minutes"}] * len(
            listed
        )
        first = await client.execute("torchtutor.openLesson", {"lesson": listed[0]["id"]})
        assert listed[0]["title"] in first["markdown"].splitlines()[0]
        with pytest.raises(LspError, match="no lesson"):
            await client.execute("torchtutor.openLesson", {"lesson": "cooking"})


def test_this_file_is_about_a_rule_that_exists() -> None:
    from torchtutor.analyzers.registry import rule_by_id

    assert rule_by_id(RULE) is not None
    assert json.loads(json.dumps(FULL)) == FULL


async def test_a_class_from_another_file_is_known_and_followed_when_it_is_saved(
    tmp_path: Path,
) -> None:
    block, net = tmp_path / "block.py", tmp_path / "net.py"
    module = NET.replace("Net", "Block")
    block.write_text(module)
    text = (
        "from torch import nn\nfrom block import Block\n\n\nclass Net(nn.Module):\n"
        "    def __init__(self):\n        super().__init__()\n        self.blocks = [Block()]\n"
    )
    async with Client() as client:
        await client.initialize(folder=tmp_path)
        client.open(net.as_uri(), text)
        assert [d["code"] for d in await client.diagnostics(net.as_uri())] == [RULE]
        client.open(block.as_uri(), module)
        client.change(block.as_uri(), "class Block:\n    pass\n", 2)
        client.notify("textDocument/didSave", {"textDocument": {"uri": block.as_uri()}})
        await client.wait_for(
            "textDocument/publishDiagnostics",
            lambda p: p["uri"] == net.as_uri() and p["diagnostics"] == [],
        )
