"""Settings: layers, wrong values, unknown names, and the schema that is generated."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from torchtutor.analyzers.registry import RULES
from torchtutor.server.language import LANGUAGES
from torchtutor.server.settings import (
    OPTIONS,
    Layer,
    Settings,
    check_rules,
    from_pyproject,
    kebab,
    resolve,
)
from torchtutor.server.settings_schema import SCHEMA_PATH, main, pyproject_schema, schema

WRONG: dict[str, Any] = {
    "language": "fr",
    "interpreter": 3,
    "device": "gpu",
    "interpreters": [{"name": "py310"}],
    "targets": [{"name": "box", "command": "ssh box python3"}],
    "warm": 1,
    "keepResults": "yes",
    "timeoutSeconds": 0,
    "memoryMb": -1,
    "threads": True,
    "compile": "yes",
    "compileMode": "fastest",
    "time": "both",
    "batchSweep": "yes",
    "severity": {"a": "loud"},
    "select": "all",
    "ignore": [1],
    "lessonHovers": "sometimes",
    "lessonPacks": "lessons",
    "progress": "no",
    "progressFolder": 3,
    "codeLens": 1,
    "inlayHints": None,
    "exclude": "tests",
    "perPath": {"tests/**": {"device": "cpu"}},
}
FILE_ONLY = [key for key, option in OPTIONS.items() if option.file_only]


def one(values: dict[str, Any], source: str = "settings") -> tuple[Settings, list[str]]:
    settings, problems = resolve([Layer(source, values)])
    return settings, [problem.render("en") for problem in problems]


@pytest.mark.parametrize("key", [key for key in WRONG if key != "inlayHints"])
def test_a_wrong_value_leaves_the_default_and_is_named(key: str) -> None:
    said = {"severity": '"loud"', "perPath": ".device"}.get(key, json.dumps(WRONG[key]))
    settings, problems = one({key: WRONG[key]}, "pyproject.toml")
    assert settings == Settings()
    [problem] = problems
    assert kebab(key) in problem
    assert said in problem


def test_every_problem_has_a_sentence_in_every_language() -> None:
    _, problems = resolve([Layer("pyproject.toml", {**WRONG, "colour": 1, "devise": "cpu"})])
    problems += check_rules(
        Settings(ignore=("nothing-like-it",), select=("list-of-modulez",)), ["list-of-modules"]
    )
    for problem in problems:
        sentences = {problem.render(language) for language in LANGUAGES}
        assert len(sentences) == len(LANGUAGES)


def test_null_means_not_set() -> None:
    assert one({"inlayHints": None}) == (Settings(), [])


def test_a_later_layer_wins() -> None:
    layers = [
        Layer("pyproject.toml", {"device": "mps", "threads": 4, "memoryMb": 100}),
        Layer("initializationOptions", {"device": "cuda"}),
        Layer("settings", {"threads": 2}, complete=True),
    ]
    settings, problems = resolve(layers)
    assert problems == ()
    assert (settings.device, settings.threads, settings.memory_mb) == ("cuda", 2, 100)


def test_defaults_that_an_editor_fills_in_do_not_hide_the_file() -> None:
    filled = {key: entry["default"] for key, entry in schema()["properties"].items()}
    file = Layer("pyproject.toml", {"threads": 4, "ignore": ["a"]})
    settings, _ = resolve([file, Layer("settings", {**filled, "device": "mps"}, complete=True)])
    assert (settings.threads, settings.ignore, settings.device) == (4, ("a",), "mps")


def test_an_unknown_name_is_told_with_the_nearest() -> None:
    assert "Did you mean timeoutSeconds?" in one({"timoutSeconds": 3})[1][0]
    assert one({"trace": {"server": "off"}})[1] == []  # an extension's own setting
    assert "trace" in one({"trace": 1}, "pyproject.toml")[1][0]


def test_pyproject_speaks_kebab_case(tmp_path: Path) -> None:
    table = '[tool.torchtutor]\ntimeout-seconds = 9.5\nignore = ["x"]\n[tool.torchtutor.severity]\na-b = "off"\n'
    (tmp_path / "pyproject.toml").write_text(table, encoding="utf-8")
    settings, problems = resolve([from_pyproject(tmp_path)])
    assert problems == ()
    assert (settings.timeout_seconds, settings.ignore) == (9.5, ("x",))
    assert settings.severity_of("a-b", "warning") is None
    assert settings.severity_of("other", "warning") == "warning"


def test_paths_have_settings_of_their_own(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(
        '[tool.torchtutor]\nselect = ["a", "b"]\nignore = ["b"]\n'
        "[tool.torchtutor.per-path]\n"
        '"tests/" = { select = ["a", "b", "c"], severity = { a = "hint" } }\n'
        '"*_old.py" = { ignore = ["c"] }\n'
    )
    settings, problems = resolve([from_pyproject(tmp_path)])
    assert problems == ()

    def shown(path: str) -> dict[str, str | None]:
        return {rule: settings.at(path).severity_of(rule, "error") for rule in "abc"}

    assert shown("net.py") == {"a": "error", "b": None, "c": None}
    assert shown("tests/deep/net.py") == {"a": "hint", "b": None, "c": "error"}
    assert shown("tests/net_old.py") == {"a": "hint", "b": None, "c": None}


def test_what_is_right_in_a_table_counts_and_the_rest_is_named() -> None:
    values = {
        "severity": {"a": "hint", "b": "fatal"},
        "perPath": {
            "tests/": {"ignore": ["c"], "ignor": ["d"], "severity": {"d": "loud", "e": "off"}},
            "old/": 3,
        },
        "device": "gpu",
        "timeoutSecond": 3,
    }
    settings, problems = one(values, "pyproject.toml")
    assert settings.severity == {"a": "hint"}
    assert settings.per_path == {"tests/": {"ignore": ["c"], "severity": {"e": "off"}}}
    head = "pyproject.toml: "
    said = [
        problem.removeprefix(head).removesuffix(" Its default is used.") for problem in problems
    ]
    levels = "off | error | warning | information | hint"
    assert said == [
        f'the setting severity.b cannot be "fatal". Allowed: {levels}.',
        'there is no setting per-path."tests/".ignor. Did you mean ignore?',
        f'the setting per-path."tests/".severity.d cannot be "loud". Allowed: {levels}.',
        'the setting per-path."old/" cannot be 3. Allowed: {glob: {select, ignore, severity}}.',
        'the setting device cannot be "gpu". Allowed: cpu | mps | cuda | cuda:1 | xpu | TARGET/DEVICE.',
        "there is no setting timeout-second. Did you mean timeout-seconds?",
    ]


def test_what_only_a_file_can_set_is_nothing_from_an_editor() -> None:
    for key in FILE_ONLY:
        settings, problems = resolve([Layer("settings", {key: ["x"]})])
        assert (settings, problems) == (Settings(), ())


def test_an_unknown_rule_of_a_path_is_told() -> None:
    settings = Settings(per_path={"*.py": {"ignore": ["module-in-lst"]}})
    [problem] = check_rules(settings, ["module-in-list"])
    assert "module-in-list" in problem.render("en")


@pytest.mark.parametrize("table", ["tool = 1", "[tool]\ntorchtutor = 1"])
def test_a_table_that_is_none_is_no_more_than_a_message(table: str, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(table, encoding="utf-8")
    settings, problems = resolve([from_pyproject(tmp_path)])
    assert settings == Settings()
    assert len(problems) == (table != "tool = 1")


def test_a_broken_or_missing_pyproject_is_no_more_than_a_message(tmp_path: Path) -> None:
    assert resolve([from_pyproject(tmp_path)]) == (Settings(), ())
    (tmp_path / "pyproject.toml").write_text("[tool", encoding="utf-8")
    settings, [problem] = resolve([from_pyproject(tmp_path)])
    assert settings == Settings()
    assert "pyproject.toml" in problem.render("ko")


def test_select_ignore_and_severity() -> None:
    settings = Settings(select=("a", "b"), ignore=("b",), severity={"a": "hint"})
    assert settings.severity_of("a", "error") == "hint"
    assert settings.severity_of("b", "error") is None
    assert settings.severity_of("c", "error") is None


def test_an_unknown_rule_is_told_with_the_nearest() -> None:
    [problem] = check_rules(Settings(ignore=("module-in-lst",)), ["module-in-list"])
    assert "module-in-list" in problem.render("en")


def test_the_schema_file_is_current() -> None:
    assert json.loads(SCHEMA_PATH.read_text(encoding="utf-8")) == schema()
    assert main(["--check"]) == 0


@pytest.mark.parametrize("file", [False, True])
def test_the_schema_accepts_what_the_server_accepts(file: bool) -> None:
    content = pyproject_schema([rule.id for rule in RULES]) if file else schema()
    jsonschema.Draft202012Validator.check_schema(content)
    validator = jsonschema.Draft202012Validator(content)
    offered = list(content["properties"])
    assert len(offered) == len(OPTIONS) - (0 if file else len(FILE_ONLY))
    for name, key in zip(offered, OPTIONS, strict=False):
        assert not list(validator.iter_errors({name: content["properties"][name]["default"]}))
        assert list(validator.iter_errors({name: WRONG[key]})), name


def test_the_schema_of_the_file_knows_the_rules() -> None:
    validator = jsonschema.Draft202012Validator(pyproject_schema([rule.id for rule in RULES]))
    known = RULES[0].id
    for good in (
        {"ignore": [known]},
        {"severity": {known: "off"}},
        {"per-path": {"*": {"select": [known]}}},
    ):
        assert not list(validator.iter_errors(good))
    for bad in (
        {"ignore": ["no-such"]},
        {"severity": {"no-such": "off"}},
        {"per-path": {"*": {"select": ["no-such"]}}},
    ):
        assert list(validator.iter_errors(bad))
