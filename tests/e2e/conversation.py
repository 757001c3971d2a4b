"""One learner's conversation with the server, from opening a file to leaving while a run hangs.

    python -m tests.e2e.conversation [--language ko] [--compile] [--wire]

prints it for people; test_conversation.py plays it and checks what was said. Everything printed
came from the server process and, for the run, from a real torch. `--wire` prints the JSON-RPC
messages instead of the story.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .client import Client, with_edit
from .hanging import HANGS, Listener

NET = """import torch
from torch import nn


class Classifier(nn.Module):
    def __init__(self, hidden=16):
        super().__init__()
        self.layers = [nn.Linear(8, hidden), nn.Linear(hidden, hidden)]
        self.head = nn.Linear(hidden, 3)

    def forward(self, x):
        for layer in self.layers:
            x = torch.relu(layer(x))
        return self.head(x)
"""

Say = Callable[[str], None]


@dataclass
class Told:
    """What was said, for the test."""

    diagnostics: list[dict[str, Any]] = field(default_factory=list)
    confirmed: list[dict[str, Any]] = field(default_factory=list)
    after_fix: list[dict[str, Any]] = field(default_factory=list)
    hover: str = ""
    lenses: list[list[str]] = field(default_factory=list)
    stages: list[str] = field(default_factory=list)
    results: list[dict[str, Any]] = field(default_factory=list)
    hints: list[str] = field(default_factory=list)
    report: str = ""
    endings: list[str] = field(default_factory=list)
    exit_code: int | None = None


async def play(client: Client, folder: Path, language: str, compiles: bool, say: Say) -> Told:
    """Play the conversation with a started client; `say` gets one paragraph at a time."""
    told = Told()
    uri = (folder / "classifier.py").as_uri()
    options = {"interpreter": sys.executable, "compile": compiles}
    await client.initialize(folder=folder, locale=language, options=options)
    client.open(uri, NET)
    say(numbered(NET))

    told.diagnostics = await client.diagnostics(uri)
    for diagnostic in told.diagnostics:
        say(described(diagnostic))
    at = {"textDocument": {"uri": uri}, "position": told.diagnostics[0]["range"]["start"]}
    told.hover = (await client.request("textDocument/hover", at))["contents"]["value"]
    say(f"hover:\n{indented(told.hover)}")

    await run(client, uri, told, say)
    told.confirmed = (
        await client.wait_for(
            "textDocument/publishDiagnostics",
            lambda p: p["diagnostics"] and p["diagnostics"] != told.diagnostics,
        )
    )["diagnostics"]
    for diagnostic in told.confirmed:
        say(described(diagnostic))

    spot = told.confirmed[0]["range"]
    context = {"textDocument": {"uri": uri}, "range": spot, "context": {"diagnostics": []}}
    actions = await client.request("textDocument/codeAction", context)
    say("\n".join(["quick fixes:", *(f"  {action['title']}" for action in actions)]))
    fixed = with_edit(NET, actions[0]["edit"], uri)
    client.change(uri, fixed, 2)
    told.after_fix = await client.diagnostics(uri, 2)
    say(f"applied: {actions[0]['title']}\n{numbered(fixed)}")
    say(f"diagnostics: {len(told.after_fix)}")
    told.lenses.append(await titles(client, uri))
    say(shown_lenses(told.lenses[-1]))

    await run(client, uri, told, say)
    everything = {"start": {"line": 0, "character": 0}, "end": {"line": 99, "character": 0}}
    about = {"textDocument": {"uri": uri}, "range": everything}
    for hint in await client.request("textDocument/inlayHint", about):
        line = hint["position"]["line"]
        told.hints.append(hint["label"])
        say(f"line {line + 1}: {fixed.splitlines()[line].strip()}  «{hint['label']}»")
    argument = {"uri": uri, "class": "Classifier", "show": "never"}
    told.report = (await client.execute("torchtutor.showReport", argument))["markdown"]
    say(f"report:\n{indented(told.report)}")
    await cancel_and_leave(client, folder, told, say)
    return told


async def cancel_and_leave(client: Client, folder: Path, told: Told, say: Say) -> None:
    """Run a Module that hangs: cancel it, then run it again and leave while it is under way."""
    uri = (folder / "hangs.py").as_uri()
    async with Listener() as first, Listener() as second:
        for version, (processes, ending) in enumerate(((first, "cancel"), (second, "shutdown")), 1):
            text = HANGS.format(port=processes.port)
            if version == 1:
                client.open(uri, text)
                say(numbered(text))
            else:
                client.change(uri, text, version)
            begun = len(client.received("$/progress"))
            [lens] = await client.lenses(uri)
            await client.request("workspace/executeCommand", lens["command"])
            await asyncio.wait_for(processes.started.wait(), 60)
            say(f"{shown_lenses(await titles(client, uri))}  the Module and a child of it run")
            if ending == "cancel":
                token = client.received("$/progress")[begun]["token"]
                client.notify("window/workDoneProgress/cancel", {"token": token})
                finished = await client.wait_for(
                    "torchtutor/runFinished", lambda params: params["uri"] == uri
                )
                told.endings.append(finished["state"])
            else:
                told.exit_code = await client.shutdown()
            await asyncio.wait_for(processes.ended.wait(), 10)
            told.endings.append("gone")
            say(f"{ending}: both processes are gone")
    say(f"exit code {told.exit_code}")


async def run(client: Client, uri: str, told: Told, say: Say) -> None:
    """Click the lens and wait for the result."""
    [lens, *_] = await client.lenses(uri)
    say(f"[{lens['command']['title']}]  <- click")
    started = await client.request("workspace/executeCommand", lens["command"])
    seen = len(client.received("$/progress"))
    finished = await client.wait_for(
        "torchtutor/runFinished", lambda params: params["run"] == started["run"]
    )
    values = [params["value"] for params in client.received("$/progress")[seen:]]
    stages = [value["message"] for value in values if value["kind"] != "end"]
    told.stages += stages
    say("progress: " + " · ".join(stages))
    told.results.append(finished["result"])
    told.lenses.append(await titles(client, uri))
    say(shown_lenses(told.lenses[-1]))


async def titles(client: Client, uri: str) -> list[str]:
    """The titles of all lenses of a document."""
    return [lens["command"]["title"] for lens in await client.lenses(uri)]


def shown_lenses(found: list[str]) -> str:
    return " ".join(f"[{title}]" for title in found)


def described(diagnostic: dict[str, Any]) -> str:
    """A diagnostic as an editor lists it."""
    kind = {1: "error", 2: "warning", 3: "information", 4: "hint"}[diagnostic["severity"]]
    line = diagnostic["range"]["start"]["line"] + 1
    return f"line {line}: {kind} [{diagnostic['code']}]\n{indented(diagnostic['message'])}"


def numbered(text: str) -> str:
    """A text with line numbers."""
    return "\n".join(f"{n:3} {line}".rstrip() for n, line in enumerate(text.splitlines(), 1))


def indented(text: str) -> str:
    """A text moved to the right."""
    return "\n".join(f"  {line}".rstrip() for line in text.splitlines())


async def main(arguments: argparse.Namespace) -> None:
    """Play it once and print it."""

    def say(paragraph: str) -> None:
        if not arguments.wire:
            print(f"{paragraph}\n", flush=True)

    with tempfile.TemporaryDirectory() as folder:
        async with Client() as client:
            await play(client, Path(folder), arguments.language, arguments.compile, say)
        if arguments.wire:
            for way, message in client.messages:
                print(way, json.dumps(message, ensure_ascii=False))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--language", choices=("en", "ko"), default="en")
    parser.add_argument("--compile", action="store_true", help="time torch.compile too")
    parser.add_argument("--wire", action="store_true", help="print the messages")
    asyncio.run(main(parser.parse_args()))
