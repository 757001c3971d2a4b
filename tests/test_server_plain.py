"""Markdown for clients that show plain text, and the log's way to the client."""

from __future__ import annotations

import logging

import pytest
from torchtutor.server import log
from torchtutor.server.plain import plain_text


@pytest.mark.parametrize(
    ("markdown", "plain"),
    [
        ("**Bold** and *thin* and __b__ and _i_", "Bold and thin and b and i"),
        ("# Why\n\ntext", "Why\n\ntext"),
        ("`self.layers = [*a]` stays", "self.layers = [*a] stays"),
        ("a_name_with 2 * 3 * 4", "a_name_with 2 * 3 * 4"),
        (
            "see [docs](https://pytorch.org/x) or [run](command:y)",
            "see docs (https://pytorch.org/x) or run",
        ),
        ("```python\nx = **kw\n```\nafter", "    x = **kw\nafter"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "a  b\n1  2"),
        ("one\n\n---\n\ntwo", "one\n\ntwo"),
        ('![picture](data:x) <span style="a">red</span> a < b', "picture red a < b"),
        (r"\*not bold\*", "*not bold*"),
        ("**한국어**를 `nn.Module`로", "한국어를 nn.Module로"),
    ],
)
def test_marks_go_and_words_stay(markdown: str, plain: str) -> None:
    assert plain_text(markdown) == plain


def test_the_client_gets_our_records_and_no_echo() -> None:
    sent: list[tuple[int, str]] = []
    logger = logging.getLogger("torchtutor.test")

    def send(kind: int, text: str) -> None:
        sent.append((kind, text))
        logger.error("event=sending")  # a log line about sending a log line

    stop = log.forward(send)
    logging.getLogger(log.ROOT).setLevel(logging.INFO)
    try:
        logger.warning("event=one")
        logger.debug("event=hidden")
        logging.getLogger("pygls.server").error("not ours")
    finally:
        stop()
    logger.warning("event=after")
    assert sent == [(2, "event=one")]
