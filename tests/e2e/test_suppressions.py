"""Comments and settings that silence rules, as an editor sees them, with a real server process."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from .client import Client, with_edit

RULE = "module-list-not-registered"
NEEDED = f"""import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = [nn.Linear(4, 4) for _ in range(3)]  # torchtutor: ignore[{RULE}]
"""
UNUSED = NEEDED.replace("[nn.Linear", "nn.ModuleList([nn.Linear").replace("3)]", "3)])")
FIXED = UNUSED.replace(f"  # torchtutor: ignore[{RULE}]", "")


def actions_on(uri: str, span: Any) -> dict[str, Any]:
    return {"textDocument": {"uri": uri}, "range": span, "context": {"diagnostics": []}}


async def test_a_comment_that_became_useless_is_told_and_taken_away() -> None:
    uri = "file:///lesson/net.py"
    async with Client() as client:
        await client.initialize()
        client.open(uri, NEEDED)
        assert await client.diagnostics(uri) == []
        client.change(uri, UNUSED, 2)
        [found] = await client.diagnostics(uri, 2)
        assert (found["code"], found["severity"]) == ("unused-suppression", 4)
        actions = await client.request("textDocument/codeAction", actions_on(uri, found["range"]))
        fixed = with_edit(UNUSED, actions[0]["edit"], uri)
        assert fixed == FIXED
        client.change(uri, fixed, 3)
        assert await client.diagnostics(uri, 3) == []


async def test_settings_of_a_path_count_in_the_editor(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(
        f'[tool.torchtutor.per-path]\n"tests/" = {{ ignore = ["{RULE}"] }}\n'
        '"old.py" = { severity = { unused-suppression = "warning" } }\n',
        encoding="utf-8",
    )
    plain = NEEDED.split("  # torchtutor")[0] + "\n"
    async with Client() as client:
        await client.initialize(folder=tmp_path)
        for name, text, wanted in (
            ("net.py", plain, [(RULE, 2)]),
            ("tests/net.py", plain, []),
            # a rule that is off has no comment that is needed or not
            ("tests/unused.py", UNUSED, []),
            ("net_unused.py", UNUSED, [("unused-suppression", 4)]),
            ("old.py", UNUSED, [("unused-suppression", 2)]),
        ):
            uri = (tmp_path / name).as_uri()
            client.open(uri, text)
            found = await client.diagnostics(uri)
            assert [(d["code"], d["severity"]) for d in found] == wanted, name
