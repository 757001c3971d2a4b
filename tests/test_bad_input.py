"""Odd and broken files: never an exception, never a lost finding elsewhere in the file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from torchtutor.analyzers import analyze
from torchtutor.server.cli import main

HEAD = "import torch\nfrom torch import nn\n\n\n"
CLASS = """\
class {name}(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = [nn.Linear(2, 2)]


"""
BEFORE, AFTER = HEAD + CLASS.format(name="First"), "\n\n" + CLASS.format(name="Last")
# what rules may want to know the value of
WITH_LITERAL = """\
class Middle(nn.Module):
    def __init__(self):
        super().__init__()
        path = LITERAL
        self.fc = nn.Linear(2, 2)
        self.table = nn.ModuleDict({LITERAL: nn.Linear(2, 2)})
        self.register_buffer(LITERAL, torch.ones(2))
        setattr(self, LITERAL, nn.Linear(2, 2))
        self.__dict__[LITERAL] = nn.Linear(2, 2)
        self.many = nn.ModuleList([self.fc] * LITERAL)

    def forward(self, x):
        if not hasattr(self, LITERAL):
            self.new = nn.Linear(2, 2)
        for i in range(LITERAL):
            x = F.dropout(self.many[i](x), p=LITERAL).to(LITERAL)
        return x


"""

TEXTS = {
    "python 2": 'print "loss:", 0.5\nexec "x = 1"\nraise ValueError, "no"\nx = 0777 <> 1\n',
    "python 2 in a class": "class Old:\n    def f(self):\n        print 'x', `self`\n",
    "python 3.14": 'x = t"loss {1.0}"\ntry:\n    pass\nexcept ValueError, TypeError:\n    pass\n',
    "python 3.12": "type Pair[T] = tuple[T, T]\ndef f[T: int](x: T) -> T:\n    return x\n",
    "conflict markers": "<<<<<<< HEAD\nx = 1\n=======\nx = 2\n>>>>>>> feature\n",
    "conflict in a class": (
        "class A(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
        "<<<<<<< HEAD\n        self.fc = nn.Linear(1, 2)\n=======\n"
        "        self.fc = nn.Linear(1, 3)\n>>>>>>> other\n"
    ),
    "half-typed string": "name = 'not closed\n",
    "half-typed f-string": "name = f'{loss:.2\n",
    "half-typed call": "loss = criterion(output,\n",
    "half-typed def": "def step(self, x\n",
    "nul": "x = 1\x00\ny = '\x00'\n",
    "form feed": "x = 1\n\f\ny = 2\n",
    "mixed tabs": "if True:\n\tx = 1\n        y = 2\n    z = 3\n",
    "windows path": WITH_LITERAL.replace("LITERAL", r'"C:\Users\me"'),
    "nul in a string": WITH_LITERAL.replace("LITERAL", '"\x00"'),
    "long number": WITH_LITERAL.replace("LITERAL", "9" * 5000),
    "odd spaces": "x\u00a0= 1\ny\u2028= 2\n",
    "long line": "x = [" + ", ".join(["1.5"] * 5000) + "]\n",
    "long broken line": "x = [" + ", ".join(["1.5"] * 5000) + "\n",
    "deep brackets": "x = " + "[" * 5000 + "]" * 5000 + "\n",
    "open brackets": "x = " + "(" * 3000 + "\n",
    "deep calls": "x = " + "f(" * 2000 + ")" * 2000 + "\n",
    "deep operators": "x = " + "not " * 5000 + "y\n",
    "deep blocks": "".join(f"{' ' * i}if x:\n" for i in range(150)) + " " * 150 + "pass\n",
    "surrogate": "x = '\ud800'\n",
    "backslash at the end": "x = 1 + \\\n",
    "only decorators": "@torch.compile\n@\n",
}


def subjects(text: str) -> list[str | None]:
    return [f.subject for f in analyze(text).findings if f.rule == "module-list-not-registered"]


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"], ids=["lf", "crlf", "cr"])
def test_findings_before_and_after_stay(text: str, newline: str) -> None:
    whole = (BEFORE + text + AFTER).replace("\n", newline)
    assert subjects(whole) == ["First.layers", "Last.layers"]


def test_a_file_of_fifty_thousand_lines() -> None:
    filler = "".join(f"value_{i} = {i}\n" for i in range(50_000))
    assert subjects(BEFORE + filler + AFTER) == ["First.layers", "Last.layers"]


BOTH = BEFORE + AFTER
NOT_UTF8 = BEFORE.encode() + b"# caf\xe9\n" + AFTER.encode()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"# caf\xe9\n" + BOTH.encode(), "Line 1 is not UTF-8, so"),
        (NOT_UTF8, f"Line {BEFORE.count(chr(10)) + 1} is not UTF-8, so"),
        (NOT_UTF8.replace(b"\n", b"\r"), f"Line {BEFORE.count(chr(10)) + 1} is not UTF-8, so"),
        (b"# coding: cp949\n#\xff\n" + BOTH.encode(), "Line 2 is not CP949, so"),
        (b"# coding: no-such-thing\n" + BOTH.encode(), "does not know the coding"),
        (b"# coding: rot13\n" + BOTH.encode(), "does not know the coding"),
        (BOTH.encode("utf-16"), "This file is UTF-16"),
    ],
    ids=["line 1", "further down", "cr", "Korean", "unknown coding", "not of text", "utf-16"],
)
def test_undecodable_bytes_are_told_and_lose_no_finding(
    data: bytes, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "net.py"
    path.write_bytes(data)
    assert main(["check", "--fix", "--format", "jsonl", str(path)]) == 2
    told = capsys.readouterr()
    found = [json.loads(line) for line in told.out.splitlines()]
    assert [item["message"].split("`")[1] for item in found] == ["self.layers"] * 2
    assert told.err.startswith(f"{path}: ") and said in told.err
    # what Python cannot read is not written to
    assert path.read_bytes() == data and not any(item["fixable"] for item in found)


@pytest.mark.parametrize("data", [b"\xff\xfe\x00\x01", bytes(range(256)) * 20])
def test_junk_hides_no_other_file(
    data: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a_odd.py").write_bytes(data)
    (tmp_path / "b_net.py").write_text(BEFORE)
    assert main(["check", "--format", "jsonl", str(tmp_path)]) == 2
    told = capsys.readouterr()
    assert "b_net.py" in told.out and "a_odd.py" in told.err and "Traceback" not in told.err
