"""What an editor shows when files change that open documents import, or that hold their settings."""

from __future__ import annotations

from pathlib import Path

import pytest

from .client import FULL, PULL, Client, Json

PUSHED = "textDocument/publishDiagnostics"
RULE = "module-list-not-registered"
BASE = "from torch import nn\n\n\nclass Base(nn.Module):\n    pass\n"
PLAIN = BASE.replace("nn.Module", "dict")
NET = """\
from base import Base, nn


class Net(Base):
    def __init__(self):
        super().__init__()
        self.all = [nn.Linear(2, 2)]
"""
WATCHING: Json = {
    **FULL,
    "workspace": {**FULL["workspace"], "didChangeWatchedFiles": {"dynamicRegistration": True}},
}
CHANGED, CREATED, DELETED = 2, 1, 3


async def until(client: Client, uri: str, *codes: str) -> None:
    """Wait until the newest diagnostics of a document are these."""

    def about_it(params: Json) -> bool:
        return bool(params["uri"] == uri)

    while True:
        pushed = [p for p in client.received(PUSHED) if about_it(p)]
        if pushed and [d["code"] for d in pushed[-1]["diagnostics"]] == [*codes]:
            return
        await client.wait_for_number(len(pushed) + 1, PUSHED, about_it)


@pytest.fixture
def net(tmp_path: Path) -> str:
    (tmp_path / "base.py").write_text(BASE)
    return (tmp_path / "net.py").as_uri()


async def test_an_edit_that_is_not_saved_counts_for_who_imports_the_file(
    net: str, tmp_path: Path
) -> None:
    base = (tmp_path / "base.py").as_uri()
    async with Client() as client:
        await client.initialize(folder=tmp_path)
        client.open(net, NET)
        assert [d["code"] for d in await client.diagnostics(net)] == [RULE]
        client.open(base, BASE)
        client.change(base, PLAIN, 2)
        await until(client, net)
        client.change(base, BASE, 3)
        await until(client, net, RULE)
        # what is thrown away with the window is no longer there
        client.change(base, PLAIN, 4)
        await until(client, net)
        client.notify("textDocument/didClose", {"textDocument": {"uri": base}})
        await until(client, net, RULE)


async def test_a_client_that_pulls_is_told_to_pull_again(net: str, tmp_path: Path) -> None:
    base = (tmp_path / "base.py").as_uri()
    about = {"textDocument": {"uri": net}}
    async with Client() as client:
        await client.initialize(PULL, folder=tmp_path)
        client.open(net, NET)
        report = await client.request("textDocument/diagnostic", about)
        assert [d["code"] for d in report["items"]] == [RULE]
        client.open(base, BASE)
        client.change(base, PLAIN, 2)
        await client.wait_for("workspace/diagnostic/refresh")
        report = await client.request("textDocument/diagnostic", about)
        assert report["items"] == []


async def test_files_that_change_outside_the_editor(net: str, tmp_path: Path) -> None:
    path = tmp_path / "base.py"

    async with Client() as client:
        await client.initialize(WATCHING, folder=tmp_path)
        [registration] = (await client.wait_for("client/registerCapability"))["registrations"]
        globs = [w["globPattern"] for w in registration["registerOptions"]["watchers"]]
        assert globs == ["**/pyproject.toml", "**/*.py"]
        client.open(net, NET)
        assert [d["code"] for d in await client.diagnostics(net)] == [RULE]

        def tell(kind: int) -> None:
            changes = [{"uri": path.as_uri(), "type": kind}]
            client.notify("workspace/didChangeWatchedFiles", {"changes": changes})

        path.unlink()
        tell(DELETED)
        await until(client, net)
        path.write_text(BASE)
        tell(CREATED)
        await until(client, net, RULE)
        path.write_text(PLAIN)
        tell(CHANGED)
        await until(client, net)


async def test_the_nearest_settings_count_and_are_read_again(tmp_path: Path) -> None:
    """A folder with several projects, as courses have them: the same as `torchtutor check` does."""
    (tmp_path / "pyproject.toml").write_text(f'[tool.torchtutor]\nignore = ["{RULE}"]\n')
    inner = tmp_path / "homework" / "pyproject.toml"
    inner.parent.mkdir()
    inner.write_text(f'[tool.torchtutor.per-path."old/"]\nignore = ["{RULE}"]\n')
    (tmp_path / "homework" / "base.py").write_text(BASE)
    names = ("net.py", "homework/net.py", "homework/old/net.py")
    outer, near, old = ((tmp_path / name).as_uri() for name in names)
    async with Client() as client:
        await client.initialize(WATCHING, folder=tmp_path)
        text = NET.replace("from base import Base, nn", "from torch import nn").replace(
            "(Base)", "(nn.Module)"
        )
        for uri, codes in ((outer, []), (near, [RULE]), (old, [])):
            client.open(uri, text)
            assert [d["code"] for d in await client.diagnostics(uri)] == codes, uri
        inner.write_text('[tool.torchtutor]\nselct = ["tensor-not-buffer"]\n')
        changes = [{"uri": inner.as_uri(), "type": CHANGED}]
        client.notify("workspace/didChangeWatchedFiles", {"changes": changes})
        await until(client, old, RULE)
        said = await client.wait_for("window/showMessage", lambda p: "selct" in p["message"])
        assert "Did you mean select?" in said["message"]
