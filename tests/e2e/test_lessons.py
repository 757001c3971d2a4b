"""Lessons in an editor: list, start, check, hint, solution, progress; over the wire, with real torch."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from torchtutor.lessons import Language, load
from torchtutor.lessons.proof import rendered_lines

from .client import Client, LspError

FIRST = load().lessons[0]
LIST = "[Block(width) for _ in range(depth)]"
SCALE = "torch.ones(width, requires_grad=True)"


def environ(folder: Path) -> dict[str, str]:
    return {"XDG_STATE_HOME": str(folder / "state"), "LOCALAPPDATA": str(folder / "state")}


def at(uri: str, line: int, character: int) -> dict[str, Any]:
    return {"textDocument": {"uri": uri}, "position": {"line": line, "character": character}}


async def test_a_client_sees_the_lessons_and_how_far_it_is(tmp_path: Path) -> None:
    async with Client(environ=environ(tmp_path)) as client:
        await client.initialize(locale="ko")
        listed = await client.execute("torchtutor.lessons.list")
        assert [entry["id"] for entry in listed] == [lesson.id for lesson in load().lessons]
        first = listed[0]
        assert (first["state"], first["xp"], first["order"]) == ("new", 0, 1)
        assert first["title"] == "PyTorch 멘탈 모델"
        assert {"id": "module", "title": "Module"}.items() <= first["headings"][3].items()
        opened = await client.execute("torchtutor.lessons.open", {"lesson": "01", "show": "never"})
        assert opened["markdown"].startswith("# ")
        listed = await client.execute("torchtutor.lessons.list")
        assert (listed[0]["state"], listed[0]["xp"]) == ("read", FIRST.points.read)
        with pytest.raises(LspError, match="99"):
            await client.execute("torchtutor.lessons.open", {"lesson": "99"})


async def test_predictions_count_once(tmp_path: Path) -> None:
    prediction = FIRST.predictions[0]
    argument = {"lesson": FIRST.id, "prediction": prediction.id}
    async with Client(environ=environ(tmp_path)) as client:
        await client.initialize()
        wrong = await client.execute("torchtutor.lessons.predict", {**argument, "answer": "-1"})
        assert wrong == {"right": False, "answer": prediction.answer}
        for _ in range(2):
            answer = {**argument, "answer": f" {prediction.answer} "}
            right = await client.execute("torchtutor.lessons.predict", answer)
            assert right["right"] is True
        progress = await client.execute("torchtutor.progress")
        assert progress["points"] == FIRST.points.predict


async def test_progress_can_be_switched_off(tmp_path: Path) -> None:
    async with Client(environ=environ(tmp_path)) as client:
        await client.initialize(options={"progress": False})
        await client.execute("torchtutor.lessons.open", {"lesson": "01", "show": "never"})
        listed = await client.execute("torchtutor.lessons.list")
        assert listed[0]["state"] is None
        assert await client.execute("torchtutor.progress") == {"on": False}
    assert not (tmp_path / "state").exists()


@pytest.mark.torch
async def test_an_exercise_from_start_to_the_first_level(tmp_path: Path) -> None:
    async with Client(environ=environ(tmp_path)) as client:
        await client.initialize(folder=tmp_path)
        argument = {"lesson": "01", "folder": str(tmp_path / "mine")}
        started = await client.execute("torchtutor.lessons.start", argument)
        uri, path = started["uri"], Path(started["path"])
        shown = await client.wait_for("window/showDocument")
        assert shown["uri"] == uri and started["created"]
        text = path.read_text(encoding="utf-8")
        client.open(uri, text)
        lenses = await client.lenses(uri)
        assert lenses[0]["command"]["title"] == "Check exercise"
        assert lenses[0]["command"]["command"] == "torchtutor.lessons.check"

        untouched = await client.execute("torchtutor.lessons.check", {"uri": uri})
        assert untouched["untouched"] and not untouched["passed"]
        half = text.replace(LIST, f"nn.ModuleList({LIST})")
        client.change(uri, half, 2)
        checked = await client.execute("torchtutor.lessons.check", {"uri": uri})
        told = await client.wait_for("torchtutor/exerciseChecked", lambda p: not p["untouched"])
        assert told == checked
        failed = [check for check in checked["checks"] if check["outcome"] == "fail"]
        line = half[: half.index("self.scale =")].count("\n")
        assert failed and {check["line"] for check in failed} == {line + 1}
        assert "self.scale" in failed[0]["sentence"]
        hint = await client.execute("torchtutor.lessons.hint", {"uri": uri, "show": "never"})
        assert hint["hint"]

        whole = half.replace(SCALE, "nn.Parameter(torch.ones(width))")
        client.change(uri, whole, 3)
        stale = (await client.lenses(uri))[0]["command"]["title"]
        assert stale.startswith("~ ✗")
        passed = await client.execute("torchtutor.lessons.check", {"uri": uri})
        assert passed["passed"]
        assert "found-them-all" in passed["gain"]["achievements"]
        assert (await client.lenses(uri))[0]["command"]["title"] == "✓ passed"

        # Quiet for who has passed it; a finding still says why.
        hover = await client.request("textDocument/hover", at(uri, 1, len("import to")))
        assert hover is None
        listed = await client.execute("torchtutor.lessons.list")
        assert listed[0]["state"] == "passed"
        again = await client.execute("torchtutor.lessons.reset", argument)
        assert again["created"] and Path(again["kept"]).is_file()
        assert path.read_text(encoding="utf-8") == text


async def test_what_was_mended_in_files_of_ones_own_is_remembered(tmp_path: Path) -> None:
    path = tmp_path / "net.py"
    broken = (
        "from torch import nn\n\n\nclass Net(nn.Module):\n    def __init__(self):\n"
        "        super().__init__()\n        self.layers = [nn.Linear(2, 2)]\n\n"
        "    def forward(self, x):\n        return self.layers[0](x)\n"
    )
    uri = path.as_uri()
    async with Client(environ=environ(tmp_path)) as client:
        await client.initialize(folder=tmp_path)
        client.open(uri, broken)
        await client.diagnostics(uri)
        mended = broken.replace("[nn.Linear(2, 2)]", "nn.ModuleList([nn.Linear(2, 2)])")
        client.change(uri, mended, 2)
        await client.diagnostics(uri, 2)
        client.notify("textDocument/didSave", {"textDocument": {"uri": uri}})
        await client.diagnostics(uri, 2)
        exported = await client.execute("torchtutor.progress", {"action": "export"})
        assert '"k":"finding.fixed","what":"module-list-not-registered"' in exported["export"]
        assert "net.py" not in exported["export"] and "layers" not in exported["export"]
        gone = await client.execute("torchtutor.progress", {"action": "delete"})
        assert gone["events"] == 0


async def test_a_file_that_is_no_exercise_is_not_checked(tmp_path: Path) -> None:
    uri = (tmp_path / "plain.py").as_uri()
    async with Client(environ=environ(tmp_path)) as client:
        await client.initialize()
        client.open(uri, "import torch\n")
        with pytest.raises(LspError, match="not an exercise"):
            await client.execute("torchtutor.lessons.check", {"uri": uri})
        assert await client.lenses(uri) == []


async def test_nothing_runs_in_a_folder_that_is_not_trusted(tmp_path: Path) -> None:
    from torchtutor.server.exercises.files import starter

    uri = (tmp_path / "x.py").as_uri()
    async with Client(environ=environ(tmp_path)) as client:
        await client.initialize(options={"isTrusted": False})
        client.open(uri, starter(FIRST))
        with pytest.raises(LspError):
            await client.execute("torchtutor.lessons.check", {"uri": uri})


BREAKS = """import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 2)

    def forward(self, x):
        h = torch.relu(self.fc(x))
        return self.fc(h)


if __name__ == "__main__":
    Net()(torch.randn(3, 4))
"""


@pytest.mark.torch
@pytest.mark.parametrize("language", ["en", "ko"])
async def test_a_message_of_pytorch_is_explained_where_it_came_and_in_the_report(
    language: Language, tmp_path: Path
) -> None:
    card = load().card_for_error("mat1 and mat2 shapes cannot be multiplied", language)
    assert card is not None
    async with Client(environ=environ(tmp_path)) as client:
        await client.initialize(folder=tmp_path, locale=language)
        path = tmp_path / "net.py"
        path.write_text(BREAKS, encoding="utf-8")
        uri = path.as_uri()
        client.open(uri, BREAKS)
        await client.execute("torchtutor.run", {"uri": uri, "class": "Net"})
        finished = await client.wait_for("torchtutor/runFinished")
        error = finished["result"]["error"]
        assert error["message"].startswith("mat1 and mat2 shapes") and error["line"] == 12
        hover = await client.request("textDocument/hover", at(uri, 11, 16))
        assert hover["contents"]["value"] == card.text
        assert hover["range"]["start"]["line"] == 11
        assert rendered_lines(card.text) <= 12 and card.lesson_title in card.text
        argument = {"uri": uri, "class": "Net", "show": "never"}
        report = (await client.execute("torchtutor.showReport", argument))["markdown"]
        assert report.rstrip().endswith(card.text.rstrip())
        client.change(uri, BREAKS.replace("self.fc(h)", "h"), 2)
        await client.diagnostics(uri, 2)
        assert await client.request("textDocument/hover", at(uri, 11, 16)) is None
