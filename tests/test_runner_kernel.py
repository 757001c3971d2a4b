"""Runs beside a real Jupyter kernel: with its Python, folder, environment and paths, and without touching it."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.manager import KernelManager
from torchtutor.server.runner.interpreter import describe
from torchtutor.server.runner.messages import Job
from torchtutor.server.runner.places import place
from torchtutor.server.runner.process import run_job
from torchtutor.server.runner.spare import Spares
from torchtutor.server.runner.target import Target
from torchtutor.server.settings import Settings

from .e2e.hanging import HANGS, Listener

pytestmark = pytest.mark.torch

NET = """import os
from torch import nn
import beside_the_notebook


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = [nn.Linear(3, 4)]
        print(os.getcwd(), os.environ["FROM_A_CELL"], os.environ["MPLBACKEND"])

    def forward(self, x):
        return self.layers[0](x)
"""


class Notebook:
    """A kernel and the client of its notebook."""

    def __init__(self, manager: KernelManager, client: BlockingKernelClient) -> None:
        self.client = client
        self.file = str(manager.connection_file)

    def cell(self, code: str) -> dict[str, Any]:
        """Run a cell; the reply."""
        sent = self.client.execute(code)
        message = self.client.get_shell_msg(timeout=60)
        while message["parent_header"]["msg_id"] != sent:
            message = self.client.get_shell_msg(timeout=60)
        reply: dict[str, Any] = message["content"]
        assert reply["status"] == "ok", reply
        return reply


@pytest.fixture(scope="module")
def notebook(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Notebook]:
    """With JUPYTER_RUNTIME_DIR set, as for the newest kernel of this computer."""
    folder = tmp_path_factory.mktemp("jupyter")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JUPYTER_RUNTIME_DIR", str(folder / "runtime"))
        patch.setenv("IPYTHONDIR", str(folder / "ipython"))
        manager = KernelManager(connection_file=str(folder / "runtime" / "kernel-here.json"))
        (folder / "runtime").mkdir()
        (folder / "runtime" / "kernel-gone.json").write_text("{}", encoding="utf-8")
        command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        assert manager.kernel_spec is not None
        manager.kernel_spec.argv = command
        manager.start_kernel(cwd=str(folder))
        client = manager.client()
        client.start_channels()
        client.wait_for_ready(timeout=60)
        yield Notebook(manager, client)
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def beside(kernel: str) -> Target:
    """The place that the settings name."""
    entry = {"name": "notebook", "kernel": kernel}
    settings = Settings(interpreter=sys.executable, targets=(entry,))
    return place(settings, "notebook", None)


async def run(target: Target, text: str, path: Path, **options: Any) -> dict[str, Any]:
    job = Job(text, str(path), options.pop("name", "Net"), measure=False)
    return await run_job(job, target, timeout_s=60, on_event=lambda event: None, **options)


@pytest.mark.parametrize("kernel", ["newest", "file"])
async def test_a_class_runs_with_what_the_kernel_has(
    notebook: Notebook, kernel: str, tmp_path: Path
) -> None:
    (tmp_path / "helpers").mkdir()
    (tmp_path / "helpers" / "beside_the_notebook.py").write_text("", encoding="utf-8")
    notebook.cell(f"import os, sys\nos.chdir({str(tmp_path)!r})\nos.environ['FROM_A_CELL'] = 'yes'")
    notebook.cell(f"sys.path.append({str(tmp_path / 'helpers')!r})\nx = open = 5")
    named = "{name for name in globals() if name[0] != '_'}"
    before = notebook.cell(f"names = {named}")["execution_count"]
    target = beside(notebook.file if kernel == "file" else kernel)
    result = await run(target, NET, tmp_path / "elsewhere" / "net.py")
    assert result["error"] is None
    assert result["environment"]["executable"] == sys.executable
    words = result["output_text"].split()
    assert words == [str(tmp_path), "yes", "Agg"]
    assert [hidden["path"] for hidden in result["unregistered"]] == ["self.layers[0]"]
    # The session is as it was: its values, its names, its count.
    reply = notebook.cell(f"assert (x, open) == (5, 5) and {named} == names | {{'names'}}")
    assert reply["execution_count"] == before + 1


async def test_its_devices_and_no_spare(notebook: Notebook) -> None:
    target = beside("newest")
    found = await describe(target)
    assert found["error"] is None and found["devices"][0] == "cpu"
    spares = Spares()
    spares.want(target)
    assert not spares.holds(target)


async def test_cancelling_ends_the_processes_and_not_the_kernel(
    notebook: Notebook, tmp_path: Path
) -> None:
    async with Listener() as processes:
        text = HANGS.format(port=processes.port)
        task = asyncio.create_task(run(beside("newest"), text, tmp_path / "net.py", name="Hangs"))
        await asyncio.wait_for(processes.started.wait(), 60)
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        await asyncio.wait_for(processes.ended.wait(), 10)
    notebook.cell("alive = True")


async def test_a_busy_kernel_says_so(notebook: Notebook, tmp_path: Path) -> None:
    notebook.client.execute("import time\ntime.sleep(7)")
    error = (await run(beside("newest"), NET, tmp_path / "net.py"))["error"]
    assert (error["kind"], error["explanation_key"]) == ("environment", "explain-kernel-busy")
    assert "A cell is running" in error["explanation"]
    notebook.cell("pass")  # after it


@pytest.mark.parametrize("kernel", ["gone", "never-was"])
async def test_a_kernel_that_is_not_there(notebook: Notebook, kernel: str, tmp_path: Path) -> None:
    error = (await run(beside(kernel), NET, tmp_path / "net.py"))["error"]
    assert error["explanation_key"] == "explain-kernel-missing"
    assert error["explanation_fields"] == {"kernel": kernel}


async def test_no_kernel_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path))
    error = (await run(beside("newest"), NET, tmp_path / "net.py"))["error"]
    assert error["explanation_key"] == "explain-kernel-none"


async def test_a_python_without_jupyter_says_so(tmp_path: Path) -> None:
    target = beside("newest")
    # -I -S: no packages are installed for this one
    bare = Target((target.command[0], "-I", "-S", *target.command[1:]), kernel="newest")
    error = (await run(bare, NET, tmp_path / "net.py"))["error"]
    assert error["explanation_key"] == "explain-kernel-client"
