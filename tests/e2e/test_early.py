"""A name alone on a line, in a server process: nothing shows while it is typed, all of it when nobody types."""

from __future__ import annotations

from typing import Any

from torchtutor.analyzers.registry import RULES

from .client import PULL, Client

PUSHED = "textDocument/publishDiagnostics"
URI = "file:///loop.py"
RULE = next(rule for rule in RULES if rule.id == "missing-call-parens")
TEXT = RULE.bad
BEFORE = TEXT.replace("optimizer.step\n", "\n")


def code(params: Any) -> list[str]:
    return [item["code"] for item in params["diagnostics"] if item["code"] == RULE.id]


async def test_what_a_name_means_is_pushed_when_the_typist_rests() -> None:
    async with Client() as client:
        await client.initialize()
        client.open(URI, BEFORE)
        await client.diagnostics(URI)
        client.change(URI, TEXT, 2)
        pushed = await client.wait_for_number(2, PUSHED, lambda params: params["version"] == 2)
        assert [code(params) for params in pushed] == [[], [RULE.id]]


async def test_a_client_that_pulls_is_told_to_pull_again() -> None:
    async with Client() as client:
        await client.initialize(PULL)
        client.open(URI, BEFORE)
        about = {"textDocument": {"uri": URI}}
        await client.request("textDocument/diagnostic", about)
        client.change(URI, TEXT, 2)
        await client.wait_for("workspace/diagnostic/refresh")
        report = await client.request("textDocument/diagnostic", about)
        assert [item["code"] for item in report["items"]].count(RULE.id) == 1
