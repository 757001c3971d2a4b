"""Reading broken code: nothing raises, and a mistake hides only its own statement."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from torchtutor.analyzers import analyze
from torchtutor.analyzers.chunks import cut
from torchtutor.analyzers.registry import RULES
from torchtutor.analyzers.statements import parse_chunk

BEFORE = RULES[1].bad
AFTER = BEFORE.replace("from torch import nn\n", "").replace("Net", "Other")


def hidden_lists(text: str) -> int:
    return sum(f.rule == "module-list-not-registered" for f in analyze(text).findings)


@pytest.mark.parametrize(
    "broken",
    [
        "def f(:\n    pass\n",
        "x = (1,\n",
        "x = [1, 2\ny = 3\n",
        "x = 'abc\n",
        'x = """abc\n',
        "x = 1 +\n",
        "print 'a'\n",
        "if x:\n",
        "  x = 1\n",
        "x = )\n",
        "class Half(nn.Module):\n    def __init__(self):\n        self.\n",
        "<<<<<<< HEAD\nx = 1\n=======\nx = 2\n>>>>>>> other\n",
        "a\x00b = 1\n",
        "x = " + "(" * 5000 + ")" * 5000 + "\n",
        "x = " + "-" * 20000 + "1\n",
        "x = a" + ".b" * 20000 + "\n",
        "x = " + "not " * 20000 + "1\n",
        "x = a" + "()" * 20000 + "\n",
        "x = " + "[" * 150 + "]" * 150 + "\n",
    ],
    ids=lambda text: repr(text[:24]),
)
def test_broken_statement_hides_nothing_else(broken: str) -> None:
    analysis = analyze(f"{BEFORE}\n\n{broken}\n{AFTER}")
    assert analysis.syntax_problems
    assert [f.rule for f in analysis.findings].count("module-list-not-registered") == 2


@pytest.mark.parametrize("decorator", ["@", "@torch.no_grad()", "@torch.no_grad()\n\n# soon\n"])
def test_a_decorator_alone_takes_nothing_with_it(decorator: str) -> None:
    """What no decorator can stand above is a statement of its own: an import, a member."""
    assert hidden_lists(f"import torch\n{decorator}\n{BEFORE}") == 1
    inside = decorator.replace("\n", "\n    ")
    member = BEFORE.replace("    def __init__", f"    {inside}\n    count = 3\n\n    def __init__")
    assert member != BEFORE
    assert hidden_lists(member) == 1


@pytest.mark.parametrize(
    "line", ["self.", "self.x = nn.Linear(3,", "if self.x ==", "x = 'half", "return (", "for a in"]
)
def test_half_typed_line_in_a_class_keeps_the_rest_of_the_class(line: str) -> None:
    at = BEFORE.index("        self.blocks")
    text = BEFORE[:at] + f"        {line}\n" + BEFORE[at:]
    assert hidden_lists(text) == 1
    end = BEFORE.index("        return x")
    assert hidden_lists(BEFORE[:end] + f"        {line}\n" + BEFORE[end:]) == 1


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_findings_stand_at_the_same_place_with_every_line_break(newline: str) -> None:
    text = BEFORE.replace("\n", newline)
    (finding,) = analyze(text).findings
    assert text[finding.span.start : finding.span.end] == "self.blocks"


def test_form_feed_tabs_and_byte_order_mark() -> None:
    tabbed = BEFORE.replace("    ", "\t").replace("class", "\fclass")
    (finding,) = analyze("\ufeff" + tabbed).findings
    assert ("\ufeff" + tabbed)[finding.span.start : finding.span.end] == "self.blocks"


def test_korean_and_emoji_before_a_finding_do_not_move_it() -> None:
    text = BEFORE.replace("self.blocks = [", "한국어 = '🙂'; self.blocks = [")
    (finding,) = analyze(text).findings
    assert text[finding.span.start : finding.span.end] == "self.blocks"


def test_text_without_torch_is_not_read() -> None:
    assert analyze("x = [1, 2\n").uses_torch is False


def test_chunks_cover_the_code_without_gaps() -> None:
    text = "# first\nimport torch\n\n@decorated\n# note\ndef f():\n    pass\n# dedented\n    x\nif a:\n  b\nelse:\n  c\n"
    chunks = cut(text)
    assert [chunk.text.split("\n")[0] for chunk in chunks] == [
        "# first", "import torch", "@decorated", "if a:",
    ]  # fmt: skip
    assert all(a.end == b.start for a, b in itertools.pairwise(chunks))


def test_a_class_is_cut_into_its_head_and_its_members() -> None:
    text = (
        "@decorated\nclass Net(Module):  # note\n    x = 1\n    # about f\n    @staticmethod\n"
        "    def f():\n        pass\n\n    if x:\n        y = 2\n    else:\n        y = 3\n"
    )
    (chunk,) = cut(text)
    assert [piece.text.split("\n")[0].strip() for piece in chunk.pieces] == [
        "@decorated", "x = 1", "@staticmethod", "if x:",
    ]  # fmt: skip
    assert chunk.text == text


PIECES = st.sampled_from(
    ["(", ")", "[", "]", "{", "}", "'", '"', '"""', "\\", "#", "\n", "\r", "\r\n", "\t", "    ", ":",
     "=", ",", "def f", "class N(nn.Module)", "self.x", "nn.Linear(1, 2)", "import torch", "\x00",
     "\f", "\u2028", "한", "🙂", "lambda", "async", "@", "f'{", "return", "match x", "..."]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=40).map("".join))
def test_nothing_raises_on_any_text(text: str) -> None:
    analysis = analyze("import torch\n" + text)
    assert analysis.uses_torch


@settings(max_examples=200, deadline=None)
@example(BEFORE.index("        self.blocks"), 0, "@")
@given(
    st.integers(BEFORE.index("class"), len(BEFORE)),
    st.integers(0, 12),
    st.lists(PIECES.filter(lambda piece: "import" not in piece), max_size=3).map("".join),
)
def test_one_edit_in_a_class_never_hides_the_next_class(at: int, gone: int, new: str) -> None:
    damaged = BEFORE[:at] + new + BEFORE[at + gone :]
    subjects = [finding.subject for finding in analyze(f"{damaged}\n\n\n{AFTER}").findings]
    # an opened string with three quotes swallows what follows until it is closed
    assert "Other.blocks" in subjects or '"""' in new


def test_same_statement_is_read_once() -> None:
    assert parse_chunk("x = 1\n") is parse_chunk("x = 1\n")
