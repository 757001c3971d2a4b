"""Which files `torchtutor check` looks at, and with which settings."""

from __future__ import annotations

import ctypes
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from torchtutor.analyzers.registry import rule_by_id
from torchtutor.server.cli import main

RULE = "module-list-not-registered"
BAD = rule_by_id(RULE).bad  # type: ignore[union-attr]  # it is there


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.chdir(tmp_path)


def put(name: str, text: str = BAD) -> None:
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_text(text, encoding="utf-8")


def found(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, str]:
    """The severity of the last finding of each file with findings."""
    main(["check", "--format", "jsonl", *arguments])
    lines = capsys.readouterr().out.splitlines()
    return {str(Path(f["path"])): f["severity"] for f in map(json.loads, lines)}


def git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], capture_output=True, text=True, check=True)
    return done.stdout


IGNORED = """\
# a comment
/top.py
*_old.py
!keep_old.py
data/
docs/*
!docs/shown.py
**/deep/secret.py
a/**/z.py
trailing.py\x20\x20
\\#odd.py
[0-9].py
[unclosed
"""
NAMES = (
    "top.py", "sub/top.py", "x_old.py", "keep_old.py", "sub/keep_old.py", "data/x.py",
    "sub/data/x.py", "data.py", "docs/hidden.py", "docs/shown.py", "docs/more/x.py",
    "p/deep/secret.py", "deep/secret.py", "a/z.py", "a/b/c/z.py", "trailing.py", "#odd.py",
    "1.py", "sub/own.py", "sub/again.py", "sub/x_old.py", "info.py", "plain.py",
)  # fmt: skip


@pytest.fixture
def repository() -> None:
    """Files and .gitignore files with most of what these can say."""
    git("init", "-q")
    for name in NAMES:
        put(name)
    put(".gitignore", IGNORED)
    put("sub/.gitignore", "own.py\n!x_old.py\n")
    put(".git/info/exclude", "info.py\n")


def test_the_same_files_as_git_sees(repository: None, capsys: pytest.CaptureFixture[str]) -> None:
    listed = git("ls-files", "-z", "--others", "--exclude-standard").split("\0")
    wanted = {name for name in listed if name.endswith(".py")}
    assert {"sub/x_old.py", "docs/shown.py", "plain.py"} <= wanted < set(NAMES)
    assert set(found(capsys, ".")) == wanted
    assert set(found(capsys, "--no-gitignore", ".")) == set(NAMES)


def test_a_folder_in_a_repository_obeys_what_stands_above_it(
    repository: None, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir("sub")
    listed = git("ls-files", "-z", "--others", "--exclude-standard").split("\0")
    assert set(found(capsys, ".")) == {name for name in listed if name.endswith(".py")}


def test_what_is_named_is_looked_at(repository: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert set(found(capsys, "top.py", "data")) == {"top.py", "data/x.py"}


def test_gitignore_counts_without_git(capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("a.py", "b.py", "sub/a.py", "sub/c.py"):
        put(name)
    put(".gitignore", "a.py\n")
    put("sub/.gitignore", "!a.py\n")
    assert set(found(capsys, ".")) == {"b.py", "sub/a.py", "sub/c.py"}


def test_exclude(capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("a.py", "old/a.py", "sub/old/a.py", "sub/b_test.py"):
        put(name)
    put("pyproject.toml", '[tool.torchtutor]\nexclude = ["/old/", "*_test.py"]\n')
    assert set(found(capsys, ".")) == {"a.py", "sub/old/a.py"}
    assert set(found(capsys, ".", "--exclude", "sub/")) == {"a.py"}
    assert set(found(capsys, ".", "--exclude", "sub/", "--exclude", "/a.py")) == set()
    # a file that is named is looked at, as pre-commit does: unless it is excluded by force
    assert set(found(capsys, "old/a.py", "a.py")) == {"old/a.py", "a.py"}
    assert set(found(capsys, "old/a.py", "a.py", "--force-exclude")) == {"a.py"}


def test_the_nearest_settings_count(capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("a.py", "near/a.py", "near/deep/a.py", "none/a.py"):
        put(name)
    put("pyproject.toml", f'[tool.torchtutor]\nseverity = {{ {RULE} = "error" }}\n')
    put("near/pyproject.toml", f'[tool.torchtutor]\nseverity = {{ {RULE} = "hint" }}\n')
    put("none/pyproject.toml", "[tool.other]\nx = 1\n")  # not ours: the one above counts
    severities = {"a.py": "error", "near/a.py": "hint", "near/deep/a.py": "hint"}
    assert found(capsys, ".") == {**severities, "none/a.py": "error"}


def test_settings_of_paths_and_the_command_line_over_them(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name in ("a.py", "tests/a.py", "old/a.py"):
        put(name)
    put(
        "pyproject.toml",
        f'[tool.torchtutor.per-path]\n"tests/" = {{ ignore = ["{RULE}"] }}\n'
        f'"old/*.py" = {{ severity = {{ {RULE} = "off" }} }}\n',
    )
    assert found(capsys, ".") == {"a.py": "warning"}
    every = found(capsys, ".", "--select", RULE)
    assert every == {"a.py": "warning", "tests/a.py": "warning", "old/a.py": "warning"}
    assert found(capsys, ".", "--severity", f"{RULE}=error") == {
        "a.py": "error",
        "old/a.py": "error",
    }
    assert found(capsys, ".", "--ignore", RULE) == {}


def test_the_language_of_the_settings(capsys: pytest.CaptureFixture[str]) -> None:
    put("a.py")
    put("pyproject.toml", '[tool.torchtutor]\nlanguage = "ko"\n')
    main(["check", "."])
    assert "경고" in capsys.readouterr().out
    for command in (["rules"], ["learn"], ["run", "none.py"]):
        main(command)
        captured = capsys.readouterr()
        assert re.search("[가-힣]", captured.out + captured.err), command
    main(["check", "--language", "en", "."])
    assert "warning" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("table", "part"),
    [
        ("[tool.torchtutor", "cannot be read"),
        ('[tool.torchtutor]\nignroe = ["x"]', "Did you mean ignore?"),
        ('[tool.torchtutor]\nignore = ["no-such-rule"]', "no-such-rule"),
        ('[tool.torchtutor]\nexclude = "tests"', "[glob, …]"),
        ('[tool.torchtutor.per-path]\n"*.py" = { device = "cpu" }', "{glob: {select, ignore"),
    ],
)
def test_wrong_settings_are_told_once_and_fail(
    table: str, part: str, capsys: pytest.CaptureFixture[str]
) -> None:
    put("a.py")
    put("sub/b.py")
    put("pyproject.toml", table)
    assert main(["check", "."]) == 2
    captured = capsys.readouterr()
    assert captured.err.count(part) == 1 and str(Path.cwd() / "pyproject.toml") in captured.err
    assert "a.py:7:9" in captured.out


def test_unused_suppressions_follow_the_settings(capsys: pytest.CaptureFixture[str]) -> None:
    put("a.py", f"import torch\nx = torch.ones(1)  # torchtutor: ignore[{RULE}]\n")
    assert found(capsys, ".") == {"a.py": "hint"}
    # of a rule that is off nobody knows whether its comment is needed
    assert found(capsys, ".", "--ignore", RULE) == {}
    assert found(capsys, ".", "--severity", "unused-suppression=off") == {}
    put("b.py", f"import torch\nx = torch.ones(1)  # torchtutor: ignore[{RULE}s]\n")
    # a name that no rule has is wrong whatever is on
    assert found(capsys, ".", "--select", "unused-suppression") == {"b.py": "hint"}
    put("pyproject.toml", '[tool.torchtutor]\nignore = ["unused-suppression"]\n')
    assert found(capsys, ".") == {}


def test_what_is_no_regular_file_is_passed_over_below_a_folder(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A pipe would be waited for for ever; Emacs marks a file that is being edited by a dead link."""
    put("net.py")
    os.mkfifo("pipe.py")
    Path(".#net.py").symlink_to("somebody@somewhere.1:2")
    Path("loop").symlink_to(".")
    assert list(found(capsys, ".")) == ["net.py"]


@pytest.mark.parametrize(
    ("paths", "seen"),
    [
        ([], ["a/b/deep.py", "a/sub.py", "net.py"]),
        (["*.py"], ["net.py"]),
        (["a/**/*.py"], ["a/b/deep.py", "a/sub.py"]),
        (["*"], ["a/b/deep.py", "a/sub.py", "net.py"]),
    ],
)
def test_no_path_and_globs(
    paths: list[str], seen: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("net.py", "a/sub.py", "a/b/deep.py"):
        put(name)
    assert sorted(found(capsys, *paths)) == seen


@pytest.mark.parametrize("path", ["", "q*.py", "[x].py"])
def test_what_is_not_there_is_said(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    put("net.py")
    assert main(["check", path]) == 2
    assert capsys.readouterr().err == f"{path}: there is no such file or folder.\n"


def test_a_file_named_by_a_glob_of_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    put("[x].py")
    assert list(found(capsys, "[x].py")) == ["[x].py"]


def without_rights() -> None:
    """Before a child starts: root may then read and write no more than its files' rights say."""
    libc = ctypes.CDLL(None)
    for capability in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
        libc.prctl(24, capability, 0, 0, 0)  # PR_CAPBSET_DROP; others than root have neither


@pytest.mark.skipif(sys.platform != "linux", reason="prctl is Linux's")
def test_what_may_not_be_read_or_written_is_said_and_hides_nothing() -> None:
    for name in ("locked/net.py", "net.py", "secret.py", "still.py"):
        put(name)
    for name, mode in (("locked", 0), ("secret.py", 0), ("still.py", 0o444)):
        Path(name).chmod(mode)

    def check(*words: str) -> tuple[int, str, str]:
        command = [sys.executable, "-m", "torchtutor", "check", *words]
        done = subprocess.run(
            command, check=False, capture_output=True, text=True, preexec_fn=without_rights
        )
        return done.returncode, done.stdout, done.stderr

    try:
        code, out, err = check(".", "--fix")
        denied = "cannot be read: Permission denied"
        assert err.splitlines() == [
            f"locked: {denied}",
            f"secret.py: {denied}",
            "still.py: cannot be written, so nothing was fixed in it: Permission denied",
        ]
        assert (code, out.count(RULE), "1 fixed." in out) == (2, 1, True)
        assert check("locked/net.py")[::2] == (
            2,
            "locked/net.py: there is no such file or folder.\n",
        )
    finally:
        Path("locked").chmod(0o755)


def test_a_working_folder_that_is_gone_is_said() -> None:
    command = f"mkdir gone && cd gone && rmdir ../gone && exec {sys.executable} -m torchtutor check"
    done = subprocess.run(command, shell=True, check=False, capture_output=True, text=True)
    assert done.returncode == 2 and done.stderr.startswith("The folder that this terminal is in")
