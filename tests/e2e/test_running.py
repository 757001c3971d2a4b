"""Run & time through a real server and a real torch: what comes of it, and where it happens."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from ..second_python import second_python
from .client import Client, LspError

pytestmark = pytest.mark.torch

OPTIONS = {"compile": False, "interpreter": sys.executable}

NET = """import torch
from torch import nn


class Other(nn.Module):
    def forward(self, x):
        return x


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = [nn.Linear(4, 4) for _ in range(3)]
        self.body = nn.Sequential(nn.Linear(4, 8), nn.ReLU())
        self.out = nn.Linear(8, 10)

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return self.out(self.body(x))
"""


def hints(uri: str) -> dict[str, Any]:
    everything = {"start": {"line": 0, "character": 0}, "end": {"line": 99, "character": 0}}
    return {"textDocument": {"uri": uri}, "range": everything}


async def test_a_run_shows_up_everywhere_and_ages(tmp_path: Path) -> None:
    uri = (tmp_path / "net.py").as_uri()
    async with Client(environ={"XDG_CACHE_HOME": str(tmp_path)}) as client:
        await client.initialize(options=OPTIONS, folder=tmp_path)
        client.open(uri, NET)
        [before] = await client.diagnostics(uri)
        answer = await client.execute("torchtutor.run", {"uri": uri, "class": "Net"})
        assert set(answer) == {"run"}
        finished = await client.wait_for("torchtutor/runFinished")
        assert (finished["uri"], finished["class"]) == (uri, "Net")
        assert (finished["run"], finished["state"]) == (answer["run"], "finished")
        assert finished["result"]["error"] is None

        kinds = [p["value"]["kind"] for p in client.received("$/progress")]
        assert (kinds[0], kinds[-1]) == ("begin", "end")
        assert "report" in kinds[1:-1]
        assert client.received("workspace/codeLens/refresh")
        # What is registered is told before the timing has ended.
        methods = [message.get("method") for way, message in client.messages if way == "<"]
        end = methods.index("torchtutor/runFinished")
        assert "workspace/inlayHint/refresh" in methods[:end]

        merged = await client.wait_for(
            "textDocument/publishDiagnostics",
            lambda p: any("Confirmed by running" in d["message"] for d in p["diagnostics"]),
        )
        [confirmed] = merged["diagnostics"]
        assert confirmed["range"] == before["range"]
        assert confirmed["message"].startswith(before["message"])
        assert "60 elements" in confirmed["message"]

        other, run, report = await client.lenses(uri)
        assert other["command"]["arguments"] == [{"uri": uri, "class": "Other"}]
        assert run["command"]["command"] == "torchtutor.run"
        assert run["command"]["title"] == finished["title"]
        assert report["command"]["command"] == "torchtutor.showReport"
        page = await client.request("workspace/executeCommand", report["command"])
        shown = await client.wait_for("window/showDocument")
        written = Path(shown["uri"].removeprefix("file://")).read_text(encoding="utf-8")
        assert written == page["markdown"]
        assert "self.layers[0]" in written

        answer = await client.execute("torchtutor.report", {"uri": uri, "class": "Net"})
        browser = await client.wait_for("window/showDocument", lambda p: p.get("external"))
        written = Path(browser["uri"].removeprefix("file://")).read_text(encoding="utf-8")
        assert written == answer["html"]
        assert "<svg" in written and "not registered" in written

        labels = await client.request("textDocument/inlayHint", hints(uri))
        layers = [h for h in labels if "parameters" in h["label"]]
        assert [(h["position"]["line"], h["label"].split(" ·")[0]) for h in layers] == [
            (13, "40 parameters"),
            (14, "90 parameters"),
        ]
        shapes = {h["position"]["line"]: h["label"] for h in labels if h not in layers}
        assert shapes == {16: "(32, 4)", 18: "(32, 4)", 19: "(32, 10)"}
        narrow = hints(uri)
        narrow["range"]["end"] = {"line": 14, "character": 0}
        assert len(await client.request("textDocument/inlayHint", narrow)) == 1

        # Lines above move the result, an edit of the class makes it stale.
        client.change(uri, "# a comment\n" + NET.replace("return x\n", "return x + 1\n"), 2)
        [moved] = await client.diagnostics(uri, 2)
        assert "Confirmed by running" in moved["message"]
        labels = await client.request("textDocument/inlayHint", hints(uri))
        assert [h["position"]["line"] for h in labels] == [14, 15, 17, 19, 20]
        assert (await client.lenses(uri))[1]["command"]["title"] == finished["title"]
        client.change(uri, NET.replace("nn.Linear(8, 10)", "nn.Linear(8, 11)"), 3)
        [stale] = await client.diagnostics(uri, 3)
        assert stale["message"] == before["message"]
        assert await client.request("textDocument/inlayHint", hints(uri)) == []
        assert (await client.lenses(uri))[1]["command"]["title"] == f"~ {finished['title']}"


async def test_the_report_can_be_read_while_the_compiler_works(tmp_path: Path) -> None:
    uri = (tmp_path / "net.py").as_uri()
    argument = {"uri": uri, "class": "Net"}
    async with Client() as client:
        await client.initialize(options={**OPTIONS, "compile": True, "language": "en"})
        client.open(uri, NET)
        with pytest.raises(LspError, match="has not been run yet"):
            await client.execute("torchtutor.report", argument)
        run = await client.execute("torchtutor.run", argument)
        progressed = await client.wait_for("torchtutor/runProgressed")
        assert progressed == {**argument, **run}
        assert not client.received("torchtutor/runFinished")
        commands = [lens["command"]["command"] for lens in await client.lenses(uri)]
        names = ("run", "cancelRun", "showReport")
        assert commands == [f"torchtutor.{name}" for name in names]
        page = await client.execute("torchtutor.report", {**argument, "show": "never"})
        assert "still under way" in page["html"] and "self.layers[0]" in page["html"]
        assert page["lesson"] is None
        assert not client.received("window/showDocument")
        await client.execute("torchtutor.cancelRun", argument)
        await client.wait_for("torchtutor/runFinished")
        with pytest.raises(LspError, match="has not been run yet"):
            await client.execute("torchtutor.report", argument)


async def test_the_whole_file_and_the_example_in_the_file(tmp_path: Path) -> None:
    uri = (tmp_path / "net.py").as_uri()
    text = NET + '\nprint("all of " + "the file")\n'
    line = NET[: NET.index("class Net")].count("\n")
    place = {"start": {"line": line, "character": 8}, "end": {"line": line, "character": 8}}
    wanted = {"textDocument": {"uri": uri}, "range": place, "context": {"diagnostics": []}}
    async with Client() as client:
        await client.initialize(options={**OPTIONS, "language": "en"})
        client.open(uri, text)
        [action] = await client.request("textDocument/codeAction", wanted)
        assert action["title"] == "▷ Run the whole file, then Net · cpu"
        await client.request("workspace/executeCommand", action["command"])
        finished = await client.wait_for("torchtutor/runFinished")
        assert finished["result"]["output_text"] == "all of the file\n"
        rewrite, _ = await client.request("textDocument/codeAction", wanted)
        assert rewrite["title"].startswith("Keep this example: # torchtutor: example ")
        # Of a run of the whole file, all of it counts.
        client.change(uri, text.replace("all of", "most of"), 2)
        assert (await client.lenses(uri))[1]["command"]["title"].startswith("~ ")
        # The comment is what the next run takes, also after the learner has changed it.
        [changed] = rewrite["edit"]["documentChanges"]
        [edit] = changed["edits"]
        assert edit["range"]["start"] == {"line": line, "character": 0} == edit["range"]["end"]
        [comment] = edit["newText"].splitlines()
        assert comment in rewrite["title"]
        client.change(
            uri, NET.replace("class Net", comment.replace("(32, 4)", "(5, 4)") + "\nclass Net"), 3
        )
        await client.execute("torchtutor.run", {"uri": uri, "class": "Net"})
        result = (await client.wait_for_number(2, "torchtutor/runFinished"))[1]["result"]
        assert (result["input"]["source_key"], result["output"]) == (
            "from-comment",
            "float32[5, 10]",
        )


async def test_an_error_of_the_learner_is_a_diagnostic_on_its_line(tmp_path: Path) -> None:
    uri = (tmp_path / "net.py").as_uri()
    text = NET.replace("nn.Linear(8, 10)", "nn.Linear(9, 10)")
    async with Client() as client:
        await client.initialize(options=OPTIONS, locale="ko")
        client.open(uri, text)
        await client.execute("torchtutor.run", {"uri": uri, "class": "Net"})
        finished = await client.wait_for("torchtutor/runFinished")
        assert finished["result"]["error"]["kind"] == "learner"
        merged = await client.wait_for(
            "textDocument/publishDiagnostics",
            lambda p: any(d["severity"] == 1 for d in p["diagnostics"]),
        )
        [error] = [d for d in merged["diagnostics"] if d["severity"] == 1]
        assert "mat1 and mat2 shapes cannot be multiplied" in error["message"]
        assert any("가" <= character <= "힣" for character in error["message"])
        assert error["range"]["start"]["line"] == 19
        page = await client.execute(
            "torchtutor.report", {"uri": uri, "class": "Net", "show": "never"}
        )
        assert page["lesson"]["lesson"] and page["lesson"]["heading"]
        assert "mat1 and mat2" in page["html"]


async def test_devices_are_those_of_the_interpreter_and_can_be_picked() -> None:
    picked = {"window/showMessageRequest": lambda params: params["actions"][0]}
    async with Client(answers=picked) as client:
        await client.initialize(options=OPTIONS)
        found = await client.execute("torchtutor.devices")
        assert found["devices"][0] == "cpu"
        assert found["interpreter"] == sys.executable
        assert found["torch"]
        assert await client.execute("torchtutor.selectDevice") == {"device": "cpu"}
        question = client.received("window/showMessageRequest")[0]
        assert [action["title"] for action in question["actions"]] == found["devices"]
        with pytest.raises(LspError, match="vulkan") as caught:
            await client.execute("torchtutor.selectDevice", {"device": "vulkan"})
        assert caught.value.code == -32602


async def test_other_interpreters_are_offered_beside_the_usual_one(tmp_path: Path) -> None:
    other = second_python(tmp_path / "other")
    interpreters = [
        {"name": "other", "path": str(other)},
        {"name": "gone", "path": str(tmp_path / "gone")},
    ]
    uri = (tmp_path / "net.py").as_uri()
    async with Client() as client:
        options = {**OPTIONS, "interpreters": interpreters, "language": "en"}
        await client.initialize(options=options, folder=tmp_path)
        found = await client.execute("torchtutor.devices")
        assert found["devices"][0] == "cpu" and "other · cpu" in found["devices"]
        there, gone = found["targets"]
        assert (there["name"], there["torch"], there["error"]) == ("other", found["torch"], None)
        assert gone["name"] == "gone" and "There is no file" in gone["error"]
        client.open(uri, NET)
        argument = {"uri": uri, "class": "Net", "device": "other/cpu"}
        await client.execute("torchtutor.run", argument)
        finished = await client.wait_for("torchtutor/runFinished")
        assert finished["result"]["environment"]["executable"] == str(other)
        with pytest.raises(LspError, match="no interpreter or target nowhere"):
            await client.execute("torchtutor.run", {**argument, "device": "nowhere/cpu"})
