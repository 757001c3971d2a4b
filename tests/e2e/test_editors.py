"""Replays what nine real editors sent with `initialize`: nothing comes back that they did not declare."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from .client import NO_ANSWER, Client

EDITORS = sorted((Path(__file__).parents[1] / "editor_capabilities").glob("*.json"))
URI = "file:///lesson/net.py"
# Characters of 1, 2, 3 and 4 UTF-8 bytes before the place that a diagnostic points to.
BEFORE = "        a = 'é한🙂'; "
NET = f"""from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
{BEFORE}self.layers = [nn.Linear(4, 4) for _ in range(3)]

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x
"""
UNITS = {
    "utf-8": len(BEFORE.encode()),
    "utf-16": len(BEFORE.encode("utf-16-le")) // 2,
    "utf-32": len(BEFORE),
}
# What the server may ask for, and where a client declares that it can.
REQUESTS = {
    "window/workDoneProgress/create": "window.workDoneProgress",
    "window/showDocument": "window.showDocument.support",
    "workspace/codeLens/refresh": "workspace.codeLens.refreshSupport",
    "workspace/inlayHint/refresh": "workspace.inlayHint.refreshSupport",
    "workspace/diagnostic/refresh": "workspace.diagnostics.refreshSupport",
    "workspace/configuration": "workspace.configuration",
    "window/showMessageRequest": "",
}
REGISTRATIONS = {
    "workspace/didChangeConfiguration": "workspace.didChangeConfiguration.dynamicRegistration",
    "workspace/didChangeWatchedFiles": "workspace.didChangeWatchedFiles.dynamicRegistration",
}


def declared(capabilities: Any, path: str) -> Any:
    for name in path.split(".") if path else ():
        capabilities = capabilities.get(name) if isinstance(capabilities, dict) else None
    return capabilities


def undeclared(
    capabilities: dict[str, Any], messages: Sequence[tuple[str, dict[str, Any]]]
) -> list[str]:
    """What the server sent although the client had not declared it."""
    wrong = []
    for way, message in messages:
        method = message.get("method")
        params: Any = message.get("params")
        if way == ">" or method is None:
            continue
        if method == "client/registerCapability":
            wrong += [
                r["method"]
                for r in params["registrations"]
                if not declared(capabilities, REGISTRATIONS[r["method"]])
            ]
        elif ("id" in message and not declared(capabilities, REQUESTS[method])) or (
            method == "$/progress" and not declared(capabilities, "window.workDoneProgress")
        ):
            wrong.append(method)
        elif method == "textDocument/publishDiagnostics":
            about = declared(capabilities, "textDocument.publishDiagnostics")
            for diagnostic in params["diagnostics"]:
                if "codeDescription" in diagnostic and not about.get("codeDescriptionSupport"):
                    wrong.append("codeDescription")
                if "relatedInformation" in diagnostic and not about.get("relatedInformation"):
                    wrong.append("relatedInformation")
    return wrong


@pytest.mark.parametrize("recorded", EDITORS, ids=[path.stem for path in EDITORS])
async def test_an_editor_gets_what_it_declared(recorded: Path, tmp_path: Path) -> None:
    params = json.loads(recorded.read_text(encoding="utf-8"))
    # Recorded on another machine: the folder and the process are not there.
    params |= {"processId": None, "rootUri": tmp_path.as_uri(), "rootPath": str(tmp_path)}
    params["workspaceFolders"] = [{"uri": tmp_path.as_uri(), "name": "lesson"}]
    params["initializationOptions"] = {"interpreter": str(tmp_path / "no-python")}
    capabilities = params["capabilities"]
    async with Client(environ={"XDG_CACHE_HOME": str(tmp_path)}) as client:
        can = (await client.request("initialize", params))["capabilities"]
        client.notify("initialized", {})
        offered = declared(capabilities, "general.positionEncodings") or ["utf-16"]
        assert can["positionEncoding"] == offered[0]
        column = UNITS[can["positionEncoding"]]

        client.open(URI, NET)
        pulls = "diagnosticProvider" in can
        assert not pulls or declared(capabilities, "textDocument.diagnostic") is not None
        if pulls:
            about = {"textDocument": {"uri": URI}}
            [found] = (await client.request("textDocument/diagnostic", about))["items"]
        else:
            [found] = await client.diagnostics(URI)
        assert found["range"]["start"] == {"line": 6, "character": column}

        spot = {"textDocument": {"uri": URI}, "position": {"line": 6, "character": column}}
        hover = (await client.request("textDocument/hover", spot))["contents"]
        formats = declared(capabilities, "textDocument.hover.contentFormat") or []
        assert hover["kind"] == ("markdown" if "markdown" in formats else "plaintext")
        assert ("**" in hover["value"] or "```" in hover["value"]) == ("markdown" in formats)

        here = {"start": spot["position"], "end": spot["position"]}
        context = {"textDocument": {"uri": URI}, "range": here, "context": {"diagnostics": []}}
        actions = await client.request("textDocument/codeAction", context)
        edit = actions[0]["edit"]
        versioned = declared(capabilities, "workspace.workspaceEdit.documentChanges")
        assert ("documentChanges" in edit) == bool(versioned)
        prefers = declared(capabilities, "textDocument.codeAction.isPreferredSupport")
        assert ("isPreferred" in actions[0]) == bool(prefers)
        runs = [a for a in actions if a.get("command", {}).get("command") == "torchtutor.run"]
        assert bool(runs) == (declared(capabilities, "textDocument.codeLens") is None)

        page = await client.execute("torchtutor.openLesson", {"lesson": "pt.mental-model"})
        assert page["markdown"]
        assert bool(client.received("window/showDocument")) == bool(
            declared(capabilities, "window.showDocument.support")
        )
        [lens] = await client.lenses(URI)
        assert lens["command"]["command"] == "torchtutor.run"
        assert await client.shutdown() == 0
        if pulls:
            assert client.received("textDocument/publishDiagnostics") == []
        assert undeclared(capabilities, client.messages) == []


async def test_a_client_that_never_answers_still_gets_its_diagnostics() -> None:
    """An editor is busy with a dialog: what the server asks is not answered."""
    silent = {method: lambda _: NO_ANSWER for method in (*REQUESTS, "client/registerCapability")}
    params = json.loads((EDITORS[0].parent / "Eglot.json").read_text(encoding="utf-8"))
    async with Client(answers=silent) as client:
        await client.initialize(params["capabilities"])
        client.open(URI, NET)
        assert len(await client.diagnostics(URI)) == 1
        assert await client.shutdown() == 0


def test_nine_editors_were_recorded() -> None:
    assert len(EDITORS) == 9
