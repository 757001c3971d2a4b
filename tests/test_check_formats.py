"""What `torchtutor check` prints for programs, held against schemas and against the text itself.

sarif-essentials.schema.json is our own, about the parts of SARIF that we write. The official schema is OASIS's and
comes with a tool of 43 MB: CONTRIBUTING.md says how to ask that one.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from referencing import Registry, Resource
from torchtutor.analyzers.registry import RULES, rule_by_id
from torchtutor.server.cli import main

RULE = "module-list-not-registered"
BAD = rule_by_id(RULE).bad  # type: ignore[union-attr]  # it is there
SCHEMAS = Path(__file__).parents[1] / "server" / "schemas"
SARIF = Path(__file__).with_name("sarif-essentials.schema.json")
# two UTF-16 code units, one character, in front of the mistake
EMOJI = BAD.replace("self.blocks = [", "한국어 = '🙂'; self.blocks = [")


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """English, in an empty folder that no CI calls its checkout."""
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    for name in ("GITHUB_WORKSPACE", "CI_PROJECT_DIR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


def printed(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 1) -> str:
    assert main(["check", *arguments]) == code
    return capsys.readouterr().out


def put(name: str, text: str) -> None:
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_bytes(text.encode())


def test_json_is_the_lines_as_one_array(capsys: pytest.CaptureFixture[str]) -> None:
    put("a.py", BAD)
    put("b.py", EMOJI)
    lines = printed(capsys, "--format", "jsonl", ".").splitlines()
    array = json.loads(printed(capsys, "--format", "json", "."))
    assert array == [json.loads(line) for line in lines] and len(array) == 2
    finding, findings = (
        json.loads((SCHEMAS / f"check-{name}.schema.json").read_text(encoding="utf-8"))
        for name in ("finding", "findings")
    )
    resource = Resource.from_contents(finding)
    registry: Registry[Any] = Registry().with_resource("check-finding.schema.json", resource)
    validator = jsonschema.Draft202012Validator(findings, registry=registry)
    validator.validate(array)
    assert not validator.is_valid([{**array[0], "more": 1}])
    put("a.py", "x = 1\n")
    assert printed(capsys, "--format", "json", "a.py", code=0) == "[]\n"


def sarif(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 1) -> dict[str, Any]:
    log: dict[str, Any] = json.loads(printed(capsys, "--format", "sarif", *arguments, code=code))
    jsonschema.validate(log, json.loads(SARIF.read_text(encoding="utf-8")))
    return log


def cut(text: str, region: dict[str, int]) -> str:
    """The part of a text that a SARIF region means, by UTF-16 code units as SARIF counts them."""
    lines = text.encode("utf-16-le").split("\n".encode("utf-16-le"))
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 2)
    first = starts[region["startLine"] - 1] + 2 * (region["startColumn"] - 1)
    last = starts[region["endLine"] - 1] + 2 * (region["endColumn"] - 1)
    return text.encode("utf-16-le")[first:last].decode("utf-16-le")


def test_sarif_says_where_in_utf16_code_units(capsys: pytest.CaptureFixture[str]) -> None:
    put("new net/net.py", EMOJI)
    (run,) = sarif(capsys, ".")["runs"]
    (result,) = run["results"]
    assert run["columnKind"] == "utf16CodeUnits" and result["ruleId"] == RULE
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "new%20net/net.py", "uriBaseId": "%SRCROOT%"}
    assert place["region"]["startColumn"] == 21
    assert cut(EMOJI, place["region"]) == "self.blocks"
    assert run["originalUriBaseIds"]["%SRCROOT%"]["uri"] == f"{Path.cwd().as_uri()}/"


def test_sarif_fixes_make_the_good_code(capsys: pytest.CaptureFixture[str]) -> None:
    put("net.py", EMOJI)
    (result,) = sarif(capsys, "net.py")["runs"][0]["results"]
    text = EMOJI
    for replacement in reversed(result["fixes"][0]["artifactChanges"][0]["replacements"]):
        region = replacement["deletedRegion"]
        before = cut(text, {"startLine": 1, "startColumn": 1, "endLine": region["startLine"],
                            "endColumn": region["startColumn"]})  # fmt: skip
        rest = text[len(before) + len(cut(text, region)) :]
        text = before + replacement["insertedContent"]["text"] + rest
    assert "🙂'; self.blocks = nn.ModuleList([nn.Linear(8, 8) for _ in range(3)])\n" in text


def test_sarif_describes_every_rule(capsys: pytest.CaptureFixture[str]) -> None:
    for rule in RULES[:5]:
        put(f"{rule.id}.py", rule.bad)
    (run,) = sarif(capsys, ".", "--language", "ko")["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [*(rule.id for rule in RULES), "syntax-error"]
    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in run["results"])
    assert {r["ruleId"] for r in run["results"]} == {rule.id for rule in RULES[:5]}
    assert run["language"] == "ko"
    assert [rule.get("helpUri", "") for rule in rules[:-1]] == [rule.link for rule in RULES]


def test_sarif_tells_of_a_file_that_cannot_be_read(capsys: pytest.CaptureFixture[str]) -> None:
    put("net.py", "# coding: nonsense\n")
    (invocation,) = sarif(capsys, "net.py", code=2)["runs"][0]["invocations"]
    assert invocation["executionSuccessful"] is False
    (note,) = invocation["toolExecutionNotifications"]
    assert "nonsense" in note["message"]["text"]
    put("net.py", BAD)
    (invocation,) = sarif(capsys, "net.py")["runs"][0]["invocations"]
    assert invocation["executionSuccessful"] is True


def test_a_syntax_error_is_a_result_in_every_format(capsys: pytest.CaptureFixture[str]) -> None:
    put("net.py", "import torch\nfor i in range(3)\n    pass\n")
    (run,) = sarif(capsys, "net.py")["runs"]
    (result,) = run["results"]
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == "syntax-error"
    assert result["locations"][0]["physicalLocation"]["region"]["startLine"] == 2
    out = printed(capsys, "--format", "github", ".")
    assert out.startswith("::error file=net.py,line=2,") and "(syntax-error)::Python 3." in out
    (issue,) = gitlab(capsys, ".")
    assert (issue["check_name"], issue["severity"]) == ("syntax-error", "critical")


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere names of files are text")
def test_a_name_that_is_no_text_ends_no_format(capsys: pytest.CaptureFixture[str]) -> None:
    Path(os.fsdecode(b"net\xff.py")).write_text(BAD)
    (result,) = sarif(capsys, ".")["runs"][0]["results"]
    place = result["locations"][0]["physicalLocation"]["artifactLocation"]
    assert place["uri"] == "net%FF.py"
    for name in ("json", "jsonl", "github", "gitlab", "text"):
        assert RULE in printed(capsys, "--format", name, ".")


def test_github_commands(capsys: pytest.CaptureFixture[str]) -> None:
    put("a,b/n:et.py", BAD)
    assert printed(capsys, "--format", "github", ".") == (
        "::warning file=a%2Cb/n%3Aet.py,line=7,endLine=7,col=9,endColumn=20,"
        f"title=TorchTutor ({RULE})::PyTorch cannot see the layers in `self.blocks`: a plain list"
        " does not register them, so they are not trained, saved or moved. Use `nn.ModuleList`.\n"
    )
    for severity, command in (("error", "error"), ("information", "notice"), ("hint", "notice")):
        out = printed(capsys, "--format", "github", "--severity", f"{RULE}={severity}", ".")
        assert out.startswith(f"::{command} ")


def gitlab(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, Any]]:
    issues: list[dict[str, Any]] = json.loads(printed(capsys, "--format", "gitlab", *arguments))
    return issues


def test_gitlab_report(capsys: pytest.CaptureFixture[str]) -> None:
    put("net.py", BAD)
    (issue,) = gitlab(capsys, ".")
    assert issue["location"] == {"path": "net.py", "lines": {"begin": 7, "end": 7}}
    assert (issue["check_name"], issue["severity"]) == (RULE, "major")
    assert set(issue) == {"description", "check_name", "fingerprint", "severity", "location"}


def test_fingerprints_stay_and_differ(capsys: pytest.CaptureFixture[str]) -> None:
    def marks(text: str, *arguments: str) -> list[str]:
        put("net.py", text)
        return [issue["fingerprint"] for issue in gitlab(capsys, "net.py", *arguments)]

    (first,) = marks(BAD)
    assert marks("import torch\n\n" + BAD) == [first]
    assert marks(BAD, "--language", "ko") == [first]
    assert marks(BAD.replace("blocks", "layers")) != [first]
    line = "        self.blocks = [nn.Linear(8, 8) for _ in range(3)]\n"
    assert line in BAD
    twice = marks(BAD.replace(line, f"        if deep:\n    {line}        else:\n    {line}"))
    assert twice[0] == first and len(set(twice)) == 2


@pytest.mark.parametrize("name", ["GITHUB_WORKSPACE", "CI_PROJECT_DIR"])
def test_paths_count_from_the_checkout(
    name: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    put("sub/net.py", BAD)
    monkeypatch.chdir(tmp_path / "sub")
    monkeypatch.setenv(name, str(tmp_path))
    assert gitlab(capsys, ".")[0]["location"]["path"] == "sub/net.py"
    put(f"{tmp_path}/other/net.py", BAD)
    monkeypatch.setenv(name, str(tmp_path / "sub"))
    assert gitlab(capsys, "../other")[0]["location"]["path"] == f"{tmp_path}/other/net.py"
    log = sarif(capsys, "../other")
    place = log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert place == {"uri": (tmp_path / "other" / "net.py").as_uri()}
