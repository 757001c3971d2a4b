"""Runs on another machine: through a real OpenSSH server, with nothing of ours over there."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from torchtutor.server.runner.interpreter import describe
from torchtutor.server.runner.messages import RunEvent
from torchtutor.server.runner.process import run_job
from torchtutor.server.runner.project_files import MOST_FILES, imported_files
from torchtutor.server.runner.source import prepare_job
from torchtutor.server.runner.spare import Spares
from torchtutor.server.runner.target import Target, full_device, split_device

from .e2e.hanging import HANGS, Listener
from .sshd import sshd

NET = """import os
from torch import nn
from parts.heads import Head
import helper


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.head = Head(4)
        print("on", os.environ.get("SSH_CONNECTION", "this machine"), "·", helper.WORD)

    def forward(self, x):
        return self.head(x)
"""


@pytest.fixture(scope="module")
def box(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    with sshd(tmp_path_factory.mktemp("sshd")) as ssh:
        yield Target((*ssh, sys.executable), "gpu-box")


def project(folder: Path) -> Path:
    """A file and the modules it imports: a folder without __init__.py, a relative import."""
    (folder / "parts").mkdir(parents=True)
    (folder / "parts" / "heads.py").write_text(
        "from torch import nn\nfrom .sizes import OUT\n\n\nclass Head(nn.Module):\n"
        "    def __init__(self, width):\n        super().__init__()\n"
        "        self.layers = [nn.Linear(width, OUT)]\n\n"
        "    def forward(self, x):\n        return self.layers[0](x)\n",
        encoding="utf-8",
    )
    (folder / "parts" / "sizes.py").write_text("OUT = 7\n", encoding="utf-8")
    (folder / "helper.py").write_text("WORD = 'helped'\n", encoding="utf-8")
    return folder


async def run(
    target: Target, text: str, path: Path, spares: Spares | None = None, **options: Any
) -> dict[str, Any]:
    job = prepare_job(text, str(path), "Net", target=target, measure=False, **options)
    # Now it is as on a machine that has no such folder.
    path.parent.rename(path.parent.with_name("moved"))
    return await run_job(job, target, timeout_s=60, on_event=lambda event: None, spares=spares)


@pytest.mark.torch
async def test_a_class_and_the_files_it_imports_run_over_there(box: Target, tmp_path: Path) -> None:
    folder = project(tmp_path / "project")
    result = await run(box, NET, folder / "net.py")
    assert result["error"] is None
    assert result["output"] == "float32[32, 7]"
    assert "on 127.0.0.1" in result["output_text"] and "helped" in result["output_text"]
    [hidden] = result["unregistered"]
    assert hidden["path"] == "self.head.layers[0]"
    assert (hidden["file"], hidden["line"]) == (str(folder / "parts" / "heads.py"), 8)


@pytest.mark.torch
async def test_what_is_not_sent_is_missed_by_name(box: Target, tmp_path: Path) -> None:
    folder = project(tmp_path / "project")
    text = NET.replace("import helper", "import not_there as helper")
    error = (await run(box, text, folder / "net.py"))["error"]
    assert error["explanation_key"] == "explain-target-module"
    assert "gpu-box" in error["explanation"] and "not_there" in error["message"]


@pytest.mark.torch
async def test_data_is_not_sent_and_that_is_said(box: Target, tmp_path: Path) -> None:
    folder = project(tmp_path / "project")
    text = NET.replace("        print(", "        open('data.txt')\n        print(")
    error = (await run(box, text, folder / "net.py"))["error"]
    assert (error["explanation_key"], error["line"]) == ("explain-target-file", 11)


@pytest.mark.torch
async def test_a_spare_waits_over_there_too(box: Target, tmp_path: Path) -> None:
    spares = Spares()
    spares.want(box)
    async with asyncio.timeout(60):
        while not spares.ready(box):
            await asyncio.sleep(0.1)
    result = await run(box, NET, project(tmp_path / "project") / "net.py", spares)
    await spares.close()
    assert result["error"] is None
    assert "on 127.0.0.1" in result["output_text"]


@pytest.mark.torch
async def test_cancelling_ends_the_processes_over_there(box: Target, tmp_path: Path) -> None:
    async with Listener() as processes:
        text = HANGS.format(port=processes.port)
        job = prepare_job(text, str(tmp_path / "hangs.py"), "Hangs", target=box, measure=False)

        def ignore(event: RunEvent) -> None: ...

        task = asyncio.create_task(run_job(job, box, timeout_s=60, on_event=ignore))
        await asyncio.wait_for(processes.started.wait(), 60)
        task.cancel()
        await asyncio.wait([task])
        assert task.cancelled()
        await asyncio.wait_for(processes.ended.wait(), 10)


@pytest.mark.torch
async def test_devices_are_those_of_the_other_torch(box: Target) -> None:
    found = await describe(box)
    assert found["error"] is None
    assert found["devices"][0] == "cpu"


async def test_a_host_that_is_not_there(tmp_path: Path) -> None:
    command = ("ssh", "-F", "none", "-o", "BatchMode=yes", "-p", "1", "127.0.0.1", "python3")
    job = prepare_job("", str(tmp_path / "net.py"), "Net", target=Target(command, "gone"))
    result = await run_job(job, Target(command, "gone"), timeout_s=60, on_event=lambda event: None)
    assert result["error"]["kind"] == "environment"
    assert "ssh" in result["error"]["message"]


def test_devices_of_targets_by_name() -> None:
    for text in ("gpu-box · cuda:0", "gpu-box/cuda:0"):
        assert split_device(text) == ("gpu-box", "cuda:0")
    assert split_device("cuda:1") == (None, "cuda:1")
    assert full_device(*split_device("gpu-box/cuda:0")) == "gpu-box · cuda:0"


def test_imports_are_followed_within_the_folder_only(tmp_path: Path) -> None:
    folder = project(tmp_path / "project")
    (tmp_path / "outside.py").write_text("", encoding="utf-8")
    (folder / "broken.py").write_text("def (", encoding="utf-8")
    text = NET + "import outside, torch, broken, broken.deeper\nfrom helper import WORD, missing\n"
    names = [file.name for file in imported_files(text, str(folder / "net.py"))]
    assert sorted(names) == ["broken", "helper", "parts", "parts.heads", "parts.sizes"]
    assert imported_files(text, "Untitled-1") == ()


def test_a_project_without_end_is_not_sent_whole(tmp_path: Path) -> None:
    for index in range(MOST_FILES + 50):
        (tmp_path / f"m{index}.py").write_text(f"import m{index + 1}\n", encoding="utf-8")
    assert len(imported_files("import m0", str(tmp_path / "net.py"))) == MOST_FILES
