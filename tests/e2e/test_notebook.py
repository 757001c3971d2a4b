"""Notebook cells with a real server process: one text for the analysis, each cell its own results."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from .client import FULL, PULL, Client, Json, with_edit

RULE = "module-list-not-registered"
BOOK = "file:///lesson/book.ipynb"
NOTEBOOKS: Json = {"notebookDocument": {"synchronization": {"dynamicRegistration": True}}}
IMPORTS = "%matplotlib inline\nimport torch\nfrom torch import nn"
BLOCK = """!pip install torch

class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.parts = [nn.Linear(4, 4)]

    def forward(self, x):
        return self.parts[0](x)"""
NET = """s = '🙂'
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.blocks = [Block()]
        self.out = nn.Linear(4, 2)

    def forward(self, x):
        for block in self.blocks:
            x = block(x)
        return self.out(x)
"""


def cell(name: str) -> str:
    return f"vscode-notebook-cell:/lesson/book.ipynb#{name}"


def about(name: str, **more: Any) -> Json:
    return {"textDocument": {"uri": cell(name)}, **more}


def spot(line: int, character: int = 10) -> Json:
    place = {"line": line, "character": character}
    return {"start": place, "end": place}


class Notebook:
    """The client's notebook: what an editor sends when its cells change."""

    def __init__(self, client: Client, uri: str = BOOK, **cells: str) -> None:
        self._client = client
        self._uri = uri
        self._version = 1
        self._versions = dict.fromkeys(cells, 1)
        self.names = list(cells)
        document = {
            "uri": uri,
            "notebookType": "jupyter-notebook",
            "version": 1,
            "cells": [{"kind": 2, "document": cell(name)} for name in cells],
        }
        texts = [self._item(name, text) for name, text in cells.items()]
        params = {"notebookDocument": document, "cellTextDocuments": texts}
        client.notify("notebookDocument/didOpen", params)

    def _item(self, name: str, text: str) -> Json:
        version = self._versions[name]
        return {"uri": cell(name), "languageId": "python", "version": version, "text": text}

    def _change(self, cells: Json) -> None:
        self._version += 1
        about_it = {"uri": self._uri, "version": self._version}
        params = {"notebookDocument": about_it, "change": {"cells": cells}}
        self._client.notify("notebookDocument/didChange", params)

    def edit(self, name: str, *changes: Json) -> int:
        """Change a cell's text; its new version."""
        self._versions[name] += 1
        document = {"uri": cell(name), "version": self._versions[name]}
        self._change({"textContent": [{"document": document, "changes": list(changes)}]})
        return self._versions[name]

    def remove(self, name: str) -> None:
        start = self.names.index(name)
        self.names.remove(name)
        array = {"start": start, "deleteCount": 1}
        self._change({"structure": {"array": array, "didClose": [{"uri": cell(name)}]}})

    def insert(self, start: int, name: str, text: str) -> None:
        self.names.insert(start, name)
        self._versions[name] = self._versions.get(name, 0) + 1
        cells = [{"kind": 2, "document": cell(name)}]
        array = {"start": start, "deleteCount": 0, "cells": cells}
        self._change({"structure": {"array": array, "didOpen": [self._item(name, text)]}})

    def close(self) -> None:
        texts = [{"uri": cell(name)} for name in self.names]
        params = {"notebookDocument": {"uri": self._uri}, "cellTextDocuments": texts}
        self._client.notify("notebookDocument/didClose", params)


async def test_cells_share_imports_and_classes_and_have_their_own_findings() -> None:
    async with Client() as client:
        can = (await client.initialize({**FULL, **NOTEBOOKS}, locale="en"))["capabilities"]
        [wanted] = can["notebookDocumentSync"]["notebookSelector"]
        assert wanted["notebook"] == "jupyter-notebook"
        book = Notebook(client, a=IMPORTS, b=BLOCK, c=NET)
        assert await client.diagnostics(cell("a")) == []
        [block] = await client.diagnostics(cell("b"))
        [net] = await client.diagnostics(cell("c"))
        assert (block["code"], net["code"]) == (RULE, RULE)
        assert block["range"]["start"] == {"line": 5, "character": 8}
        assert net["range"]["start"] == {"line": 4, "character": 8}
        assert [lens["command"]["arguments"] for lens in await client.lenses(cell("b"))] == [
            [{"uri": cell("b"), "class": "Block"}]
        ]
        [lens] = await client.lenses(cell("c"))
        assert lens["range"]["start"] == {"line": 1, "character": 6}
        assert await client.lenses(cell("a")) == []
        at = about("c", position={"line": 1, "character": 14})
        assert "nn.Module" in (await client.request("textDocument/hover", at))["contents"]["value"]

        asked = about("c", range=spot(4), context={"diagnostics": []})
        fix = (await client.request("textDocument/codeAction", asked))[0]
        [change] = fix["edit"]["documentChanges"]
        assert change["textDocument"] == {"uri": cell("c"), "version": 1}
        fixed = with_edit(NET, fix["edit"], cell("c"))
        assert "self.blocks = nn.ModuleList([" in fixed
        changes = [{"range": e["range"], "text": e["newText"]} for e in reversed(change["edits"])]
        version = book.edit("c", *changes)
        assert await client.diagnostics(cell("c"), version) == []
        asked = about("c", range=spot(4), context={"diagnostics": [], "only": ["source.fixAll"]})
        assert await client.request("textDocument/codeAction", asked) == []

        book.remove("b")
        cleared = await client.wait_for(
            "textDocument/publishDiagnostics",
            lambda p: p["uri"] == cell("b") and "version" not in p,
        )
        assert cleared["diagnostics"] == []
        book.insert(0, "b", BLOCK)  # cells are run in any order
        [moved] = await client.diagnostics(cell("b"), 2)
        assert moved == block
        book.remove("a")  # and with it the imports
        await client.wait_for(
            "textDocument/publishDiagnostics",
            lambda p: p["uri"] == cell("b") and p.get("version") == 2 and not p["diagnostics"],
        )
        assert await client.lenses(cell("b")) == []

        book.close()
        await client.wait_for(
            "textDocument/publishDiagnostics",
            lambda p: p["uri"] == cell("c") and "version" not in p,
        )
        assert await client.lenses(cell("c")) == []


async def test_an_edit_of_one_cell_asks_a_client_that_pulls_for_all() -> None:
    async with Client() as client:
        await client.initialize({**PULL, **NOTEBOOKS}, locale="ko")
        book = Notebook(client, a="x = 1", b=BLOCK)

        async def found() -> int:
            answer = await client.request("textDocument/diagnostic", about("b"))
            return len(answer["items"])

        await client.wait_for("workspace/diagnostic/refresh")
        assert await found() == 0
        told = len(client.received("workspace/diagnostic/refresh"))
        book.edit(
            "a", {"range": {**spot(0, 0), "end": {"line": 0, "character": 5}}, "text": IMPORTS}
        )
        assert await found() == 1
        await client.wait_for_number(told + 1, "workspace/diagnostic/refresh")


async def test_a_client_without_notebooks_is_offered_none() -> None:
    async with Client() as client:
        assert "notebookDocumentSync" not in (await client.initialize())["capabilities"]


@pytest.mark.torch
async def test_a_class_of_a_cell_runs_with_the_cells_around_it(tmp_path: Path) -> None:
    uri = (tmp_path / "book.ipynb").as_uri()
    options = {"compile": False, "interpreter": sys.executable}
    async with Client() as client:
        await client.initialize({**FULL, **NOTEBOOKS}, options=options, folder=tmp_path)
        book = Notebook(client, uri, a=IMPORTS, b=BLOCK, c=NET)
        await client.diagnostics(cell("c"))
        [lens] = await client.lenses(cell("c"))
        await client.request("workspace/executeCommand", lens["command"])
        result = (await client.wait_for("torchtutor/runFinished"))["result"]
        assert result["error"] is None
        assert result["parameters"]["elements"] == 10

        # What the run of the class in one cell finds is shown in the cell that it is about.
        confirmed = await client.wait_for(
            "textDocument/publishDiagnostics",
            lambda p: p["uri"] == cell("b") and "Confirmed" in p["diagnostics"][0]["message"],
        )
        assert confirmed["diagnostics"][0]["range"]["start"]["line"] == 5
        asked = about("c", range={**spot(0), "end": {"line": 99, "character": 0}})
        hint, *values = await client.request("textDocument/inlayHint", asked)
        assert values and all(value["label"].startswith("(") for value in values)
        assert hint["position"]["line"] == 5
        assert hint["label"].startswith("10 parameters")
        other = about("b", range={**spot(0), "end": {"line": 99, "character": 0}})
        elsewhere = await client.request("textDocument/inlayHint", other)
        assert [value["label"] for value in elsewhere] == ["(32, 4)", "(32, 4)"]
        # A cell above moves the result with its class.
        book.insert(0, "d", "y = 2\ny\n")
        await client.diagnostics(cell("d"))
        hint, *_ = await client.request("textDocument/inlayHint", asked)
        assert hint["position"]["line"] == 5
        # An edit of another cell that the class needs makes its result old; the client hears of it.
        [lens, _] = await client.lenses(cell("c"))
        assert not lens["command"]["title"].startswith("~ ")
        before = len(client.received("workspace/codeLens/refresh"))
        book.edit("b", {"text": BLOCK.replace("Linear(4, 4)", "Linear(4, 4, bias=False)")})
        await client.wait_for_number(before + 1, "workspace/codeLens/refresh")
        [lens, _] = await client.lenses(cell("c"))
        assert lens["command"]["title"].startswith("~ ")
