"""`torchtutor check --fix` and `--diff`: what they write, and that nothing gets worse."""

from __future__ import annotations

import codecs
import io
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from torchtutor.analyzers import analyze, fixing
from torchtutor.analyzers.finding import Edit, Finding, Fix, Severity, Span, Text
from torchtutor.analyzers.fixing import fix_all
from torchtutor.analyzers.registry import RULES, rule_by_id
from torchtutor.analyzers.rule import Rule
from torchtutor.server.cli import main

RULE = "module-list-not-registered"
BAD = rule_by_id(RULE).bad  # type: ignore[union-attr]  # it is there
GOOD = rule_by_id(RULE).good  # type: ignore[union-attr]  # it is there
FIXABLE = [rule for rule in RULES if rule.fixable]


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.chdir(tmp_path)


def as_is(text: str) -> bytes:
    return text.encode()


WRITTEN: dict[str, Callable[[str], bytes]] = {
    "as it is": as_is,
    "windows line ends": lambda text: text.replace("\n", "\r\n").encode(),
    "old mac line ends": lambda text: text.replace("\n", "\r").encode(),
    "no line end at the end": lambda text: text.rstrip("\n").encode(),
    "byte order mark": lambda text: codecs.BOM_UTF8 + text.encode(),
    "Korean coding": lambda text: f"# coding: euc-kr\n# 한국어\n{text}".encode("euc-kr"),
    "tabs": lambda text: text.replace("    ", "\t").encode(),
}


@pytest.mark.parametrize("written", WRITTEN.values(), ids=WRITTEN.keys())
def test_fix_changes_nothing_else(written: Callable[[str], bytes]) -> None:
    path = Path("net.py")
    path.write_bytes(written(BAD))
    assert main(["check", "--fix", str(path)]) == 0
    assert path.read_bytes() == written(GOOD)


@pytest.mark.parametrize("rule", FIXABLE, ids=lambda rule: rule.id)
def test_every_fix_keeps_windows_line_ends(rule: Rule) -> None:
    """Some fixes write lines of their own, such as an import."""
    path = Path("net.py")
    path.write_bytes(rule.bad.replace("\n", "\r\n").encode())
    main(["check", "--fix", str(path)])
    assert path.read_bytes() == rule.good.replace("\n", "\r\n").encode()


@pytest.mark.parametrize("written", WRITTEN.values(), ids=WRITTEN.keys())
def test_the_diff_is_what_fix_does(
    written: Callable[[str], bytes], capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    path = Path("net.py")
    path.write_bytes(written(BAD))
    assert main(["check", "--diff", str(path)]) == 1
    captured = capfdbinary.readouterr()
    assert path.read_bytes() == written(BAD)
    assert b"1 fix in 1 file; nothing was written." in captured.err
    subprocess.run(
        ["git", "apply", "-p0", "--unidiff-zero"], input=captured.out, check=True, timeout=30
    )
    assert path.read_bytes() == written(GOOD)


def test_a_diff_names_files_with_blanks_as_patch_reads_them(
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    path = Path("한국어 폴더/my net.py")
    path.parent.mkdir()
    path.write_text(BAD)
    assert main(["check", "--diff", "."]) == 1
    diff = capfdbinary.readouterr().out
    # patch takes what stands before a tab, and without one what stands before a blank
    assert diff.splitlines()[0] == f"--- {path}\t".encode()
    subprocess.run(["git", "apply", "-p0"], input=diff, check=True, timeout=30)
    assert path.read_text() == GOOD


def test_a_diff_of_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    Path("net.py").write_text(GOOD)
    assert main(["check", "--diff", "net.py"]) == 0
    assert capsys.readouterr().out == ""
    assert main(["check", "--diff", "--format", "json", "net.py"]) == 2


def test_only_what_is_told_is_mended() -> None:
    path = Path("net.py")
    for options in (["--ignore", RULE], ["--min-severity", "error"], ["--severity", f"{RULE}=off"]):
        path.write_text(BAD)
        assert main(["check", "--fix", *options, str(path)]) == 0
        assert path.read_text() == BAD
    path.write_text(f"{BAD}# torchtutor: ignore-file[{RULE}]\n")
    assert main(["check", "--fix", str(path)]) == 0
    assert path.read_text() == f"{BAD}# torchtutor: ignore-file[{RULE}]\n"


def test_a_character_that_the_coding_lacks_leaves_the_file_alone(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("torchtutor.server.cli.mending.fix_all", lambda text, *_: (text + "한", 1))
    path = Path("net.py")
    data = b"# coding: latin-1\n# \xe9\n" + BAD.encode()
    path.write_bytes(data)
    assert main(["check", "--fix", str(path)]) == 2
    assert path.read_bytes() == data
    assert "latin-1" in capsys.readouterr().err or "iso-8859" in capsys.readouterr().err


def test_what_does_not_fit_on_the_disk_leaves_the_file_as_it_was() -> None:
    path = Path("net.py")
    path.write_text(BAD)
    small = f"import resource as r; r.setrlimit(r.RLIMIT_FSIZE, ({len(BAD)}, {len(BAD)}))"
    command = f"{small}; from torchtutor.server.cli import main; raise SystemExit(main())"
    done = subprocess.run(
        [sys.executable, "-c", command, "check", "--fix", "net.py"],
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2
    assert done.stderr.startswith("net.py: cannot be written, so nothing was fixed in it: File too")
    assert f"net.py:7:9: warning  {RULE}" in done.stdout and "fixed." not in done.stdout
    assert path.read_text() == BAD


@pytest.mark.parametrize(("saves", "code"), [(1, 0), (99, 2)], ids=["once", "always"])
def test_what_an_editor_saves_meanwhile_is_kept(
    saves: int,
    code: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = Path("net.py")
    path.write_text(BAD)
    left = iter(range(saves))

    def fix_while_somebody_saves(text: str, *more: Any) -> tuple[str, int]:
        if (number := next(left, None)) is not None:
            path.write_text(f"{BAD}saved = {number}\n")
        return fix_all(text, *more)

    monkeypatch.setattr("torchtutor.server.cli.mending.fix_all", fix_while_somebody_saves)
    assert main(["check", "--fix", str(path)]) == code
    assert path.read_text() == (f"{GOOD}saved = 0\n" if code == 0 else f"{BAD}saved = 2\n")
    assert ("keeps writing" in capsys.readouterr().err) == (code == 2)


def test_links_and_rights_survive_a_fix() -> None:
    real = Path("real.py")
    real.write_text(BAD)
    real.chmod(0o755)
    Path("link.py").symlink_to("real.py")
    Path("hard.py").hardlink_to("real.py")
    assert main(["check", "--fix", "link.py"]) == 0
    assert Path("link.py").is_symlink() and Path("hard.py").read_text() == GOOD
    assert real.stat().st_mode & 0o777 == 0o755


def offered(text: str, *edits: tuple[str, str]) -> tuple[Finding, ...]:
    """Findings whose fixes replace a part of the text that occurs once."""
    found = []
    for old, new in edits:
        if old in text:
            span = Span(text.index(old), text.index(old) + len(old))
            message = Text({"en": "x"})
            fix = Fix(message, (Edit(span, new),))
            found.append(Finding("made-up", Severity.HINT, span, message, fix))
    return tuple(found)


@pytest.mark.parametrize(
    "bad",
    ["one = (", "    one = 1", "return 1", "class A(torch.nn.Module):\n  def __init__(self):\n    self.a = torch.nn.ReLU()"],
    ids=["not readable", "indented", "not Python", "a new error"],
)  # fmt: skip
def test_a_fix_that_does_harm_is_left_out(bad: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Real analyses, with made-up fixes among their findings: the good ones are still applied."""
    edits = (("two = 2", "second = 2"), ("one = 1", bad), ("three = 3", "third = 3"))

    def analyze_and_offer(text: str, _: object, **options: object) -> object:
        analysis = analyze(text)
        made_up = offered(text, *edits)
        findings = (*analysis.findings, *made_up)
        return type(analysis)(True, findings, syntax_problems=analysis.syntax_problems)

    monkeypatch.setattr(fixing, "analyze", analyze_and_offer)
    text = "import torch\none = 1\ntwo = 2\nthree = 3\n"
    fixed, count = fix_all(text)
    assert fixed == "import torch\none = 1\nsecond = 2\nthird = 3\n"
    assert count == 2


def test_fixes_that_clash_are_made_one_after_the_other() -> None:
    names = ["module-list-not-registered", "tensor-not-buffer", "missing-super-init"]
    text = f"import torch\nx = 1  # torchtutor: ignore[{', '.join(names)}]\n"
    assert fix_all(text) == ("import torch\nx = 1\n", 3)


class Input:
    """A standard input with bytes in it."""

    def __init__(self, data: bytes) -> None:
        self.buffer = io.BytesIO(data)


def test_standard_input(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", Input(BAD.encode()))
    assert main(["check", "-"]) == 1
    assert capsys.readouterr().out.startswith("-:7:9: warning")
    monkeypatch.setattr(sys, "stdin", Input(BAD.encode()))
    assert main(["check", "-", "--stdin-filename", "sub/net.py", "--format", "github"]) == 1
    assert "file=sub/net.py," in capsys.readouterr().out
    assert main(["check", "-", "net.py"]) == 2


def test_settings_of_the_named_standard_input(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("pyproject.toml").write_text(
        f'[tool.torchtutor]\nexclude = ["gone/"]\nper-path = {{ "old/" = {{ ignore = ["{RULE}"] }} }}\n'
    )
    for name, options, code in (
        ("old/net.py", [], 0),
        ("new/net.py", [], 1),
        ("gone/net.py", [], 1),
        ("gone/net.py", ["--force-exclude"], 0),
    ):
        monkeypatch.setattr(sys, "stdin", Input(BAD.encode()))
        assert main(["check", "-", "--stdin-filename", name, *options]) == code, name


@pytest.mark.parametrize("text", [BAD, GOOD, "# coding: nonsense\n", ""])
def test_mended_standard_input_comes_out_whole(
    text: str, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.setattr(sys, "stdin", Input(text.encode()))
    code = main(["check", "-", "--fix"])
    captured = capsysbinary.readouterr()
    assert captured.out == text.replace(BAD, GOOD).encode()
    assert code == (2 if "nonsense" in text else 0)
    assert (b"1 fixed." in captured.err) == (text == BAD)


def test_a_fix_that_is_left_to_the_author_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    """Without the copy of the loss, `backward()` raises: right for who repairs the rest too."""
    bad = (
        "import torch\nfrom torch import nn\n\nnet = nn.Linear(4, 3)\nx = torch.randn(7, 4)\n"
        "loss = net(x).argmax(1).float().mean()\nloss.requires_grad = True\nloss.backward()\n"
    )
    Path("net.py").write_text(bad)
    assert main(["check", "net.py"]) == 1
    assert "1 with a fix: --fix writes them" in capsys.readouterr().out
    assert main(["check", "--fix", "net.py"]) == 1
    told = capsys.readouterr().out
    assert "1 fix left to you: written alone, another error would follow." in told
    assert "--fix writes" not in told and Path("net.py").read_text() == bad
