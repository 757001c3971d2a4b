"""`torchtutor check` as a process: on a terminal, in a pipe, interrupted, and as a hook."""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from torchtutor.analyzers.registry import rule_by_id

if sys.platform == "win32":
    pytest.skip("a terminal of one's own needs a POSIX system", allow_module_level=True)
import pty

ROOT = Path(__file__).parents[1]
COMMAND = [sys.executable, "-m", "torchtutor"]
RULE = "module-list-not-registered"
BAD = rule_by_id(RULE).bad  # type: ignore[union-attr]  # it is there
ENVIRONMENT = {**os.environ, "LC_ALL": "C.UTF-8", "TERM": "xterm-256color", "COLUMNS": "100"}


def put(folder: Path, files: int) -> Path:
    for number in range(files):
        (folder / f"net{number:03}.py").write_text(BAD)
    return folder


def read_all(end: int) -> str:
    """What was written to a terminal, until everybody has closed it."""
    parts = []
    while True:
        try:
            part = os.read(end, 65536)
        except OSError:  # how Linux says that the other end is closed
            part = b""
        if not part:
            os.close(end)
            return b"".join(parts).decode()
        parts.append(part)


def on_terminal(folder: Path, *options: str, stdout: int | None = None) -> tuple[int, str]:
    """The exit code of a check whose standard error is a terminal, and what that shows."""
    mine, theirs = pty.openpty()
    with subprocess.Popen(
        [*COMMAND, "check", *options, str(folder)],
        stdout=theirs if stdout is None else stdout,
        stderr=theirs,
        stdin=subprocess.DEVNULL,
        env=ENVIRONMENT,
    ) as process:
        os.close(theirs)
        shown = read_all(mine)
    return process.returncode, shown


def test_a_bar_on_a_terminal_before_the_findings(tmp_path: Path) -> None:
    code, shown = on_terminal(put(tmp_path, 30))
    assert code == 1
    bar, findings = shown.rindex("Checking 30 files"), shown.index("net000.py:7:9")
    assert bar < findings and "30/30" in shown[:findings]
    assert "\x1b[1;33mwarning" in shown and "30 findings in 30 files." in shown


def test_the_bar_never_reaches_the_output(tmp_path: Path) -> None:
    put(tmp_path, 30)
    with (tmp_path / "out").open("w+b") as out:
        code, shown = on_terminal(tmp_path, "--format", "jsonl", stdout=out.fileno())
        out.seek(0)
        lines = out.read().decode().splitlines()
    assert code == 1 and "30/30" in shown and len(lines) == 30
    assert all(line.startswith("{") for line in lines)


@pytest.mark.parametrize(
    ("options", "coloured"), [([], False), (["--color", "always"], True), (["--diff"], False)]
)
def test_no_bar_and_no_colour_in_a_pipe(options: list[str], coloured: bool, tmp_path: Path) -> None:
    done = subprocess.run(
        [*COMMAND, "check", *options, str(put(tmp_path, 25))],
        capture_output=True, text=True, env=ENVIRONMENT, check=False,
    )  # fmt: skip
    assert done.returncode == 1 and "Checking" not in done.stderr
    assert ("\x1b" in done.stdout) == coloured and "\x1b" not in done.stderr


def test_colour_that_was_asked_for_needs_no_terminal_and_no_leave(tmp_path: Path) -> None:
    done = subprocess.run(
        [*COMMAND, "check", "--color", "always", str(put(tmp_path, 1))], capture_output=True, text=True,
        env={**ENVIRONMENT, "TERM": "dumb", "NO_COLOR": "1"}, check=False,
    )  # fmt: skip
    assert "\x1b[1;33mwarning" in done.stdout


def test_quiet_is_the_findings_alone(tmp_path: Path) -> None:
    code, shown = on_terminal(put(tmp_path, 30), "--quiet", "--color", "never")
    assert code == 1 and shown.count(RULE) == 30
    assert not any(word in shown for word in ("Checking", "30 findings", "torchtutor explain"))
    for path in tmp_path.iterdir():
        path.write_text("import torch\n")
    assert on_terminal(tmp_path, "-q") == (0, "")
    assert on_terminal(tmp_path, "-q", "--diff") == (0, "")


def test_no_colour_where_it_is_not_wanted(tmp_path: Path) -> None:
    code, shown = on_terminal(put(tmp_path, 1), "--color", "never")
    assert code == 1 and "warning" in shown and "\x1b[" not in shown


def test_the_source_cannot_steer_the_terminal(tmp_path: Path) -> None:
    evil = BAD.replace("self.blocks = [", "s = '\x1b]0;evil\x07\x9b31m'; self.blocks = [")
    (tmp_path / "net.py").write_text(evil)
    (tmp_path / "net.py").rename(tmp_path / "\x1b[31mnet.py")
    code, shown = on_terminal(tmp_path)
    assert code == 1 and "evil" in shown and "\u241b[31mnet.py:" in shown
    assert "\x1b]" not in shown and "\x07" not in shown and "\x9b" not in shown


def test_long_lines_show_the_mark(tmp_path: Path) -> None:
    long = f"s = '{'가' * 300}'; self.blocks = ["
    (tmp_path / "net.py").write_text(BAD.replace("self.blocks = [", long))
    code, shown = on_terminal(tmp_path, "--color", "never")
    assert code == 1
    line, marks = shown.splitlines()[1:3]
    assert "; self.blocks = [" in line and line.split("| ")[1].startswith("…")
    wide = re.sub("[가-힣]", "xx", line)
    assert wide[marks.index("^") : marks.rindex("^") + 1] == "self.blocks"


def test_a_reader_that_has_seen_enough(tmp_path: Path) -> None:
    """As `torchtutor check . | head -1`: no complaint, whatever is left to say."""
    (tmp_path / "net.py").write_text(BAD.replace("blocks", "b" * 2000) * 1)
    for number in range(20):
        (tmp_path / f"net{number}.py").write_text(BAD.replace("blocks", "b" * 9000))
    with subprocess.Popen(
        [*COMMAND, "check", "--format", "json", str(tmp_path)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENVIRONMENT,
    ) as process:  # fmt: skip
        assert process.stdout is not None and process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 1


def test_interrupted(tmp_path: Path) -> None:
    """Ctrl+C in the middle of many files: one word, no tracebacks, nobody left behind."""
    put(tmp_path, 400)
    mine, theirs = pty.openpty()
    with subprocess.Popen(
        [*COMMAND, "check", str(tmp_path)],
        stdout=subprocess.DEVNULL, stderr=theirs, stdin=subprocess.DEVNULL,
        env=ENVIRONMENT, start_new_session=True,
    ) as process:  # fmt: skip
        os.close(theirs)
        shown = ""
        while "Checking" not in shown:
            shown += os.read(mine, 65536).decode()
        os.killpg(process.pid, signal.SIGINT)
        shown += read_all(mine)  # ends when every process of the group has closed the terminal
    assert process.returncode == 130
    assert "Interrupted." in shown and "Traceback" not in shown


def hooks() -> dict[str, str]:
    """The command of each hook."""
    text = (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    return dict(re.findall(r"^- id: (\S+)\n(?:  .*\n)*?  entry: (.+)$", text, re.MULTILINE))


def test_hooks_do_what_they_say(tmp_path: Path) -> None:
    """pre-commit adds the names of the files to the command and judges by the exit code."""
    assert set(hooks()) == {"torchtutor", "torchtutor-fix"}
    (tmp_path / "pyproject.toml").write_text('[tool.torchtutor]\nexclude = ["gone.py"]\n')
    codes = {}
    for hook, entry in hooks().items():
        for name in ("net.py", "gone.py", "two words.py"):
            (tmp_path / name).write_text(BAD)
        program, *arguments = shlex.split(entry)
        assert program == "torchtutor"
        done = subprocess.run(
            [*COMMAND, *arguments, "net.py", "gone.py", "two words.py"],
            cwd=tmp_path, capture_output=True, text=True, env=ENVIRONMENT, check=False,
        )  # fmt: skip
        codes[hook] = done.returncode
        assert (tmp_path / "gone.py").read_text() == BAD
        assert ("ModuleList" in (tmp_path / "two words.py").read_text()) == ("--fix" in entry)
    assert codes == {"torchtutor": 1, "torchtutor-fix": 0}


def test_exit_codes_are_said(tmp_path: Path) -> None:
    done = subprocess.run([*COMMAND, "check", "--help"], capture_output=True, text=True,
                          env=ENVIRONMENT, check=True)  # fmt: skip
    said = " ".join(done.stdout.split())
    for code in ("0 nothing found", "1 something found", "2 a path", "130 interrupted"):
        assert code in said
    done = subprocess.run([*COMMAND, "check", "--exit-zero", str(put(tmp_path, 1))], text=True,
                          capture_output=True, env=ENVIRONMENT, check=False)  # fmt: skip
    assert done.returncode == 0 and RULE in done.stdout
