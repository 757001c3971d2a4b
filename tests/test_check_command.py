"""`torchtutor check` as it is used: text, JSON lines, fixes, exit codes, odd files."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
from torchtutor.analyzers import analyze
from torchtutor.analyzers.file_model import FileModel
from torchtutor.analyzers.finding import Finding
from torchtutor.analyzers.registry import RULES, RULES_PER_CLASS, rule_by_id
from torchtutor.server.cli import main

BAD = RULES[1].bad
SCHEMA = Path(__file__).parents[1] / "server" / "schemas" / "check-finding.schema.json"


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("COLUMNS", "100")


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_json_lines_keep_their_contract(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "net.py"
    path.write_text(BAD.replace("self.blocks = [", "한국어 = '🙂'; self.blocks = ["), "utf-8")
    assert main(["check", "--format", "jsonl", str(path)]) == 1
    (finding,) = lines(capsys)
    jsonschema.validate(finding, json.loads(SCHEMA.read_text(encoding="utf-8")))
    assert finding == {
        "path": str(path), "line": 7, "column": 20, "end_line": 7, "end_column": 31,
        "rule": "module-list-not-registered", "severity": "warning", "fixable": True,
        "message": RULES[1].messages["hidden"]["en"].format(
            name="blocks", kind="list", register="nn.ModuleList"),
    }  # fmt: skip


def test_text_shows_line_marks_reason_and_fix(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "net.py"
    path.write_text(BAD)
    assert main(["check", str(path)]) == 1
    shown = capsys.readouterr().out
    assert f"{path}:7:9: warning  module-list-not-registered" in shown
    assert "    7 |         self.blocks = [" in shown
    assert "      |         ^^^^^^^^^^^\n" in shown
    assert "Fix: Register the layers with `nn.ModuleList`" in shown
    assert "1 with a fix" in shown
    assert all(line == line.rstrip() for line in shown.splitlines())


@pytest.mark.parametrize(
    ("arguments", "settings", "told"),
    [
        ([], "", 0),
        (["--select", "registration-bypassed"], "", 1),
        (["--severity", "registration-bypassed=warning"], "", 1),
        ([], 'severity = { registration-bypassed = "hint" }', 1),
        ([], 'severity = { registration-bypassed = "off" }', 0),
    ],
)
def test_a_rule_that_is_off_by_default_is_told_when_asked_for(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    settings: str,
    told: int,
) -> None:
    rule = rule_by_id("registration-bypassed")
    assert rule is not None and not rule.default_on
    (tmp_path / "net.py").write_text(rule.bad)
    (tmp_path / "pyproject.toml").write_text(f"[tool.torchtutor]\n{settings}\n")
    assert main(["check", "--format", "jsonl", *arguments, str(tmp_path / "net.py")]) == told
    assert [found["rule"] for found in lines(capsys)] == [rule.id] * told


def test_korean(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "net.py"
    path.write_text(BAD)
    assert main(["check", "--language", "ko", str(path)]) == 1
    assert "경고" in capsys.readouterr().out


def test_fix_writes_the_file_in_its_own_coding(tmp_path: Path) -> None:
    path = tmp_path / "net.py"
    text = "# coding: euc-kr\n# 한국어\n" + BAD.replace("\n", "\r\n")
    path.write_bytes(text.encode("euc-kr"))
    assert main(["check", "--fix", str(path)]) == 0
    fixed = path.read_bytes().decode("euc-kr")
    assert fixed == text.replace("= [", "= nn.ModuleList([").replace("range(3)]", "range(3)])")


def test_folders_are_searched_and_environments_left_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("a.py", "sub/b.py", ".hidden/c.py", "venv/d.py", "env/lib/e.py", "sub/notes.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(BAD)
    (tmp_path / "env" / "pyvenv.cfg").touch()
    assert main(["check", "--format", "jsonl", str(tmp_path), str(tmp_path / "a.py")]) == 1
    assert [Path(str(f["path"])).name for f in lines(capsys)] == ["a.py", "b.py"]


def test_many_files_are_read_side_by_side(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(30):
        (tmp_path / f"net{number:02}.py").write_text(BAD)
    assert main(["check", "--format", "jsonl", str(tmp_path)]) == 1
    assert [Path(str(f["path"])).stem for f in lines(capsys)] == [f"net{n:02}" for n in range(30)]


def test_select_ignore_and_severity(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rules = RULES[:8]
    for rule in rules:
        (tmp_path / f"{rule.id}.py").write_text(rule.bad)

    def found(*options: str) -> dict[str, str]:
        main(["check", "--format", "jsonl", *options, str(tmp_path)])
        return {str(f["rule"]): str(f["severity"]) for f in lines(capsys)}

    every = {rule.id: str(rule.severity) for rule in rules}
    first, second = RULES[0].id, RULES[1].id
    assert found() == every
    assert set(found("--select", f"{first},{second}")) == {first, second}
    assert set(found("--select", first, "--select", second)) == {first, second}
    assert set(found("--select", f"{first},{second}", "--ignore", second)) == {first}
    assert set(found("--ignore", first)) == set(every) - {first}
    errors = {name for name, severity in every.items() if severity == "error"}
    assert set(found("--min-severity", "error")) == set(found("--severity", "error")) == errors
    changed = found("--severity", f"{first}=hint,{second}=off")
    assert changed == {name: s for name, s in every.items() if name != second} | {first: "hint"}


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"# coding: nonsense\n", b"x = \xe9\n"])
def test_odd_files_get_a_message_and_hide_nothing(
    content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.py").write_bytes(content)
    (tmp_path / "b.py").write_text(BAD)
    code = main(["check", "--format", "jsonl", str(tmp_path)])
    captured = capsys.readouterr()
    assert len(captured.out.splitlines()) == 1
    assert code == (1 if not content else 2)
    assert ("a.py" in captured.err) == bool(content)


def test_a_mistake_of_ours_hides_no_other_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(text: str, _: object, **options: object) -> object:
        return analyze(text) if "Net" in text else 1 / 0

    monkeypatch.setattr("torchtutor.server.cli.checking.analyze", stumble)
    (tmp_path / "a.py").write_text("x = 1\n")
    (tmp_path / "b.py").write_text(BAD)
    assert main(["check", str(tmp_path)]) == 2
    captured = capsys.readouterr()
    assert "a.py: TorchTutor itself failed" in captured.err and "ZeroDivisionError" in captured.err
    assert "b.py:7:9" in captured.out


def test_missing_path_and_unknown_rule_are_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(tmp_path / "nothing.py")]) == 2
    assert "nothing.py" in capsys.readouterr().err
    for options in (["--select", "no-such"], ["--severity", "no-such=off"]):
        assert main(["check", *options, str(tmp_path)]) == 2
        assert "no-such" in capsys.readouterr().err
    assert main(["check", "--ignore", RULES[0].id[:-1], str(tmp_path)]) == 2
    assert f"Did you mean {RULES[0].id}?" in capsys.readouterr().err
    assert main(["check", "--severity", f"{RULES[0].id}=loud", str(tmp_path)]) == 2
    assert "off, error, warning" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["chek"], "there is no command chek. Did you mean check?"),
        (["check", "--selct", "x"], "torchtutor check: error: unrecognized arguments: --selct"),
        (["check", "--selct", "x"], "did you mean --select?"),
        (["explain", "Module_List"], "Did you mean module-list-not-registered?"),
        (["check", "--severity", "=error"], "write RULE=LEVEL"),
        ([], "COMMAND"),
    ],
)
def test_wrong_words_get_a_hint(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        code: object = main(words)
    except SystemExit as end:
        code = end.code
    assert code == 2
    assert said in capsys.readouterr().err


def test_nothing_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "net.py").write_text(RULES[1].good)
    assert main(["check", str(tmp_path)]) == 0
    assert "Nothing found in 1 file." in capsys.readouterr().out


@pytest.mark.parametrize("language", ["en", "ko"])
def test_rules_and_explain_show_every_rule(
    language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["rules", "--language", language]) == 0
    table = capsys.readouterr().out
    for rule in RULES:
        assert rule.id in table
        assert main(["explain", "--language", language, rule.id]) == 0
        assert capsys.readouterr().out == rule.markdown(language)  # type: ignore[arg-type]  # en or ko
    assert main(["explain", "no-such"]) == 2


def test_classes_from_other_files_of_the_project_are_known(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "block.py").write_text(
        "from torch import nn\n\n\nclass Block(nn.Module):\n    def __init__(self):\n"
        "        super().__init__()\n        self.fc = nn.Linear(2, 2)\n"
    )
    (tmp_path / "nets").mkdir()
    net = tmp_path / "nets" / "net.py"
    net.write_text(
        "from torch import nn\nfrom parts.block import Block\n\n\nclass Net(nn.Module):\n"
        "    def __init__(self):\n        super().__init__()\n        self.blocks = [Block()]\n"
    )
    assert main(["check", "--format", "jsonl", str(net)]) == 1
    assert [f["rule"] for f in lines(capsys)] == ["module-list-not-registered"]


@pytest.mark.parametrize(
    ("text", "code", "line", "message"),
    [
        (BAD + "for i in range(3)\n", 1, BAD.count("\n") + 1, "says “expected ':'”. Mistakes in"),
        ("import torch\nprint 'x'\n", 1, 2, "says “Missing parentheses in call to 'print'"),
        ("import torch\nx = 1\x00\n", 1, 2, "null bytes"),
        ("import torch\nx = f'{a b}'\n", 1, 2, "f-string"),
        ("for i in range(3)\n", 0, None, ""),  # not about torch: nobody looked
    ],
)
def test_what_python_cannot_read_is_an_error_and_the_rest_is_checked(
    text: str,
    code: int,
    line: int | None,
    message: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = tmp_path / "net.py"
    path.write_text(text)
    assert main(["check", "--format", "jsonl", str(path)]) == code
    told = lines(capsys)
    for found in told:
        jsonschema.validate(found, json.loads(SCHEMA.read_text(encoding="utf-8")))
    errors = [found for found in told if found["rule"] == "syntax-error"]
    assert [found["line"] for found in errors] == ([line] if line else [])
    assert all(message in str(found["message"]) for found in errors)
    assert len(told) - len(errors) == text.count(BAD)


def test_a_syntax_error_fails_whatever_is_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "net.py"
    path.write_text("import torch\nx = (1,\n")
    for options, code in {
        ("--min-severity", "error"): 1,
        ("--select", RULES[0].id): 1,
        ("--fix",): 1,
        ("--diff",): 1,
        ("--exit-zero",): 0,
        ("--exclude", "net.py", "--force-exclude"): 0,
    }.items():
        assert main(["check", *options, str(path)]) == code
        told = capsys.readouterr()
        shown = told.err if "--diff" in options else told.out
        assert ("net.py:2:5: error  syntax-error" in shown) == ("--exclude" not in options)
    assert main(["check", "--ignore", "syntax-error", str(path)]) == 2
    assert "`--exclude` leaves the file out" in capsys.readouterr().err
    assert main(["explain", "syntax-error"]) == 0
    assert "`--exclude` leaves the file out" in capsys.readouterr().out


def test_what_only_we_cannot_read_is_said_and_is_no_mistake(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "net.py"
    path.write_text(f"import torch\nx = {'(' * 150}1{')' * 150}\n")
    assert main(["check", "--format", "jsonl", str(path)]) == 0
    told = capsys.readouterr()
    assert told.out == "" and told.err.startswith(f"{path}:2: TorchTutor cannot read this.")


def test_what_cannot_be_read_in_a_notebook_has_its_cell(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cells = [
        {
            "cell_type": "code",
            "metadata": {},
            "outputs": [],
            "execution_count": None,
            "source": text,
        }
        for text in ("import torch\n", "%time torch.ones(3)\nx = (1,\n")
    ]
    path = tmp_path / "lesson.ipynb"
    path.write_text(
        json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    )
    assert main(["check", str(path)]) == 1
    told = capsys.readouterr().out
    assert f"{path}:cell 2:2:5: error  syntax-error" in told
    assert "says “'(' was never closed”" in " ".join(told.split())


def test_a_rule_that_fails_costs_no_other_finding(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(file: FileModel) -> Iterator[Finding]:
        raise ZeroDivisionError

    broken, others = RULES_PER_CLASS[-1], RULES_PER_CLASS[:-1]
    broken = replace(broken, check=fail)
    rules = "torchtutor.analyzers.analysis.RULES_PER_CLASS"
    monkeypatch.setattr(rules, (broken, *others))
    path = tmp_path / "net.py"
    path.write_text(BAD)
    assert main(["check", str(path)]) == 2
    shown = capsys.readouterr()
    assert "module-list-not-registered" in shown.out
    assert broken.id in shown.out + shown.err
    assert "ZeroDivisionError" in shown.out + shown.err
    with pytest.raises(ZeroDivisionError):  # where nobody says that the others are to go on
        analyze(BAD)
