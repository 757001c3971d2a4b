"""Comments that silence findings, and those that silence nothing."""

from __future__ import annotations

import pytest
from torchtutor.analyzers import analyze
from torchtutor.analyzers.fixing import fix_all
from torchtutor.analyzers.registry import RULES

HEAD = "from torch import nn\n\n\nclass Net(nn.Module):\n    def __init__(self):\n"
RULE = "module-list-not-registered"
UNUSED = "unused-suppression"


def rules(body: str, head: str = HEAD) -> set[str]:
    text = head + "        super().__init__()\n" + body
    return {finding.rule for finding in analyze(text).findings} - {UNUSED}


@pytest.mark.parametrize(
    "body",
    [
        f"        self.a = [nn.Linear(1, 1)]  # torchtutor: ignore[{RULE}]\n",
        "        self.a = [nn.Linear(1, 1)]  # torchtutor: ignore\n",
        f"        self.a = [nn.Linear(1, 1)]  #torchtutor:ignore[tensor-not-buffer, {RULE}]\n",
        f"        # torchtutor: ignore[{RULE}]\n        self.a = [nn.Linear(1, 1)]\n",
        f"        # torchtutor: ignore[{RULE}]\n        # why\n        self.a = [nn.Linear(1, 1)]\n",
        f"        self.a = [nn.Linear(1, 1)]  # noqa # torchtutor: ignore [{RULE}] because\n",
        f"        # torchtutor: ignore-file[{RULE}]\n\n        self.a = [nn.Linear(1, 1)]\n",
        "        # torchtutor: ignore-file\n\n        self.a = [nn.Linear(1, 1)]\n",
        f"        self.a = [nn.Linear(1, 1)]  # TorchTutor: Ignore[{RULE}]\n",
        # on the first or the last line of a statement, where formatters put it
        f"        self.a = [  # torchtutor: ignore[{RULE}]\n            nn.Linear(1, 1),\n        ]\n",
        f"        self.a = [\n            nn.Linear(1, 1),\n        ]  # torchtutor: ignore[{RULE}]\n",
        f"        # torchtutor: ignore[{RULE}]\n        x = 1; \\\n        self.a = [nn.Linear(1, 1)]\n",
    ],
)
def test_silenced(body: str) -> None:
    assert rules(body) == set()


@pytest.mark.parametrize(
    "body",
    [
        "        self.a = [nn.Linear(1, 1)]  # torchtutor: ignore[tensor-not-buffer]\n",
        f'        self.a = [nn.Linear(1, 1)]; s = "# torchtutor: ignore[{RULE}]"\n',
        f"        x = 1  # torchtutor: ignore[{RULE}]\n        self.a = [nn.Linear(1, 1)]\n",
        "        self.a = [nn.Linear(1, 1)]  # torchtutor: ignore[]\n",
        "        self.a = [nn.Linear(1, 1)]  # torchtutor: ignore[half-typed\n",
        "        self.a = [nn.Linear(1, 1)]  # torchtutor: ignored\n",
        # in the middle of a statement it is about that line
        f"        self.a = [\n            nn.Linear(1, 1),  # torchtutor: ignore[{RULE}]\n        ]\n",
        f"        self.a = [nn.Linear(1, 1)]\n        x = (\n            1)  # torchtutor: ignore[{RULE}]\n",
    ],
)
def test_not_silenced(body: str) -> None:
    assert rules(body) == {RULE}


@pytest.mark.parametrize(
    "comment",
    [
        f"# torchtutor: disable={RULE}",
        f"# torchtutor: ignore={RULE}",
        f"# torchtutor: ignore({RULE})",
        f"# torchtutor: ignore-line[{RULE}]",
        f"# torchtutor: ignore[{RULE}",
        f"# torchtutor ignore[{RULE}]",
        "# noqa  # TorchTutor: off",
        "# torchtutor: ignore[]",
        "# torchtutor: ignore[module_list_not_registered]",
    ],
)
@pytest.mark.parametrize("broken", ["", "x = (\ndef broken(:\n"])
def test_what_cannot_silence_anything_is_told(comment: str, broken: str) -> None:
    """Also where a part of the file cannot be read: that changes nothing about the comment."""
    text = (
        f"{HEAD}        super().__init__()\n        self.a = [nn.Linear(1, 1)]  {comment}\n{broken}"
    )
    assert sorted(finding.rule for finding in analyze(text).findings) == [RULE, UNUSED]


@pytest.mark.parametrize(
    "comment",
    [
        "# torchtutor: example Net()(torch.ones(1))",
        "# torchtutor: run",
        "# torchtutor finds this; see ignore[x]",
        "# torchtutor: exercise pt.off/ex1",
        "# torchtutor: ignore they are shared (see paper)",
        "# torchtutor: ignore: they are shared",
    ],
)
def test_other_comments_are_none_of_that(comment: str) -> None:
    text = f"{HEAD}        super().__init__()\n        self.a = [nn.Linear(1, 1)]  {comment}\n"
    assert UNUSED not in {finding.rule for finding in analyze(text).findings}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("x = 1  # torchtutor: ignore", "x = 1"),
        (f"x = 1  # torchtutor: ignore[{RULE}, tensor-not-buffer]", "x = 1"),
        (f"x = 1  # torchtutor: ignore[{RULE}, no-such]", "x = 1  # torchtutor: ignore[no-such]"),
        (f"x = 1  # noqa: E1  # torchtutor: ignore[{RULE}]", "x = 1  # noqa: E1"),
        (f"x = 1  # torchtutor: ignore[{RULE}]  # noqa: E1", "x = 1  # noqa: E1"),
        (f"x = 1  # torchtutor: ignore[{RULE}] - one is enough", "x = 1  # one is enough"),
        (f"# torchtutor: ignore[{RULE}]\nx = 1", "x = 1"),
        (f"    # torchtutor: ignore-file[{RULE}]\r\nx = 1", "x = 1"),
        ("x = 1\n# torchtutor: ignore", "x = 1\n"),
        ("x = 1  # torchtutor: ignore  # torchtutor: ignore[]", "x = 1"),
    ],
)
def test_what_silences_nothing_is_taken_away(before: str, after: str) -> None:
    head = "import torch\n"
    assert {finding.rule for finding in analyze(head + before).findings} == {UNUSED}
    assert fix_all(head + before)[0] == head + after


@pytest.mark.parametrize(
    "text",
    [
        "import torch\nx = 1  # torchtutor: ignore\ndef broken(:\n",
        "x = 1  # torchtutor: ignore\n",
        "import torch\n# torchtutor: ignore-file[unused-suppression]\nx = 1  # torchtutor: ignore\n",
        "import torch\nx = 1  # torchtutor: ignore[unused-suppression]\n",
    ],
)
def test_silent_where_nobody_knows_or_wants_to(text: str) -> None:
    assert analyze(text).findings == ()


def test_a_comment_all_in_capitals_counts_where_nothing_else_names_us() -> None:
    text = RULES[1].bad.replace("self.blocks = [", "self.blocks = [  # TORCHTUTOR: IGNORE")
    assert analyze(RULES[1].bad).findings
    assert not analyze(text).findings
