"""The settings: frozen values, their check, and where they come from.

The wire and the schema say `timeoutSeconds`, pyproject.toml says `timeout-seconds`. A wrong value
never stops the server: the default holds, and the user gets one message. project.py finds the
pyproject.toml of a file.

`python -m torchtutor.server.settings --check` fails when the JSON schemas of the settings are not
what `--write` would write (settings_schema.py).
"""

from __future__ import annotations

import difflib
import json
import sys
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, get_args

from torchtutor.analyzers.finding import Finding

from .globs import matches
from .language import LANGUAGES, Language, say
from .options import DEVICE, DEVICES, PER_PATH, SEVERITIES, Kind, Option, allowed, valid
from .runner.result_timing import CompileMode, Mode


def _option(default: Any, kind: Kind, **limits: Any) -> Any:
    metadata = {"option": Option(kind, **limits)}
    if isinstance(default, dict):
        return field(default_factory=dict, metadata=metadata)
    return field(default=default, metadata=metadata)


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting with its default. `timeout_seconds` and `memory_mb` bound one run."""

    language: str = _option("auto", "choice", choices=("auto", *LANGUAGES))
    interpreter: str = _option("", "text")
    device: str = _option("cpu", "text", pattern=DEVICE, said=DEVICES)
    interpreters: tuple[Mapping[str, Any], ...] = _option((), "interpreters")
    targets: tuple[Mapping[str, Any], ...] = _option((), "targets")
    warm: bool = _option(True, "boolean")
    keep_results: bool = _option(True, "boolean")
    timeout_seconds: float = _option(120, "number", minimum=1, maximum=3600)
    memory_mb: int = _option(8192, "integer", minimum=0, maximum=1 << 22)
    threads: int = _option(1, "integer", minimum=1, maximum=256)
    compile: bool = _option(True, "boolean")
    compile_mode: str = _option("default", "choice", choices=get_args(CompileMode))
    time: str = _option("inference", "choice", choices=get_args(Mode))
    batch_sweep: bool = _option(False, "boolean")
    severity: Mapping[str, str] = _option({}, "severities", choices=SEVERITIES)
    select: tuple[str, ...] = _option((), "rules")
    ignore: tuple[str, ...] = _option((), "rules")
    lesson_hovers: str = _option("learning", "choice", choices=("always", "learning", "off"))
    lesson_packs: tuple[str, ...] = _option((), "folders")
    progress: bool = _option(True, "boolean")
    progress_folder: str = _option("", "text")
    code_lens: bool = _option(True, "boolean")
    inlay_hints: bool = _option(True, "boolean")
    exclude: tuple[str, ...] = _option((), "globs", file_only=True)
    per_path: Mapping[str, Mapping[str, Any]] = _option({}, "per-path", file_only=True)

    def at(self, path: str) -> Settings:
        """These settings for one file, by its path relative to the folder of pyproject.toml.

        Of the globs that match, each in turn replaces `select`, adds to `ignore` and to `severity`.
        """
        settings = self
        for glob, table in self.per_path.items():
            if matches((glob,), path):
                settings = replace(
                    settings,
                    select=tuple(table.get("select", settings.select)),
                    ignore=(*settings.ignore, *table.get("ignore", ())),
                    severity={**settings.severity, **table.get("severity", {})},
                )
        return settings

    def severity_of_finding(self, finding: Finding) -> str | None:
        """The severity to show a finding with; None when its rule is switched off.

        A comment that silences a rule which is switched off is not called unused. A rule that is off
        by default is on when `select` or `severity` names it.
        """
        if finding.optional and finding.rule not in {*self.select, *self.severity}:
            return None
        silenced = finding.message.fields.get("silenced")
        if silenced is not None and self.severity_of(str(silenced), "hint") is None:
            return None
        return self.severity_of(finding.rule, finding.severity)

    def severity_of(self, rule: str, default: str) -> str | None:
        """The severity to show a rule's findings with; None when it is switched off."""
        if rule in self.ignore or (self.select and rule not in self.select):
            return None
        chosen = self.severity.get(rule, default)
        return None if chosen == "off" else chosen


def kebab(key: str) -> str:
    """`per-path` for `perPath`."""
    return "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in key)


def _camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(part.capitalize() for part in rest)


OPTIONS: dict[str, Option] = {_camel(f.name): f.metadata["option"] for f in fields(Settings)}
_ATTRIBUTES = {_camel(f.name): f.name for f in fields(Settings)}
DEFAULTS = {key: getattr(Settings(), name) for key, name in _ATTRIBUTES.items()}


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in a layer of settings; `sentence` is a key of the catalogue."""

    sentence: str
    fields: Mapping[str, object]

    def render(self, language: Language) -> str:
        """One sentence for the user."""
        return say(language, self.sentence, **self.fields)

    @property
    def identity(self) -> str:
        """The same for the same problem, so that it is told once."""
        return f"{self.sentence} {sorted(self.fields.items())!r}"


@dataclass(frozen=True, slots=True)
class Layer:
    """Values from one place, keyed as in the schema.

    `source` is what to call the place. `complete` is True for an editor that sends the default of
    every setting nobody set (VS Code does): defaults in it then do not hide an earlier layer.
    """

    source: str
    values: Mapping[str, Any]
    complete: bool = False
    problems: tuple[Problem, ...] = ()

    @property
    def is_file(self) -> bool:
        """Whether it is a file of ours alone; an editor's section may hold more than our settings."""
        return self.source.endswith(".toml")

    def spelt(self, key: str) -> str:
        """How a setting is written there: `per-path` in a file, `perPath` in an editor."""
        return kebab(key) if self.is_file else key


def resolve(layers: Iterable[Layer]) -> tuple[Settings, tuple[Problem, ...]]:
    """The settings of layered values, the later layer winning, and what was wrong in them.

    Of a table with an entry for each rule or path the entries that are right count.
    """
    chosen: dict[str, Any] = {}
    problems: list[Problem] = []
    for layer in layers:
        problems += layer.problems
        for key, value in layer.values.items():
            if key not in OPTIONS or (OPTIONS[key].file_only and not layer.is_file):
                problems += _unknown(layer, key)
            elif value is None or (layer.complete and _same(value, DEFAULTS[key])):
                continue
            elif valid(OPTIONS[key], value):
                right, wrong = _entries(layer, layer.spelt(key), key, value)
                problems += wrong
                if right or not wrong:
                    chosen[_ATTRIBUTES[key]] = tuple(right) if isinstance(right, list) else right
            else:
                problems.append(_wrong(layer, layer.spelt(key), value, allowed(OPTIONS[key])))
    return Settings(**chosen), tuple(problems)


def _entries(layer: Layer, name: str, key: str, value: Any) -> tuple[Any, list[Problem]]:
    """What is right in a value that is valid as a whole, and what is wrong in its entries."""
    option = OPTIONS[key]
    if option.kind == "severities":
        levels = " | ".join(option.choices)
        wrong = [
            _wrong(layer, f"{name}.{rule}", level, levels)
            for rule, level in value.items()
            if level not in option.choices
        ]
        return {rule: level for rule, level in value.items() if level in option.choices}, wrong
    if option.kind == "per-path":
        right, problems = {}, []
        for glob, table in value.items():
            right[glob], wrong = _table(layer, f"{name}.{json.dumps(glob)}", table)
            problems += wrong
        return {glob: table for glob, table in right.items() if table}, problems
    return value, []


def _table(layer: Layer, name: str, table: Any) -> tuple[dict[str, Any], list[Problem]]:
    """The settings of one path that are right, and what is wrong in the others."""
    if not isinstance(table, dict):
        return {}, [_wrong(layer, name, table, allowed(OPTIONS["perPath"]))]
    right: dict[str, Any] = {}
    problems: list[Problem] = []
    for key, value in table.items():
        if key not in PER_PATH:
            problem = _missing(layer, f"{name}.{key}", key, PER_PATH)
            other = _wrong(layer, f"{name}.{key}", value, allowed(OPTIONS["perPath"]))
            problems.append(problem if "near" in problem.fields else other)
        elif not valid(OPTIONS[key], value):
            problems.append(_wrong(layer, f"{name}.{key}", value, allowed(OPTIONS[key])))
        else:
            right[key], wrong = _entries(layer, f"{name}.{key}", key, value)
            problems += wrong
    return right, problems


def _wrong(layer: Layer, name: str, value: Any, may_be: str) -> Problem:
    shown = json.dumps(value, ensure_ascii=False, default=str)
    facts = {"source": layer.source, "setting": name, "value": shown, "allowed": may_be}
    return Problem("server.setting-wrong", facts)


def _missing(layer: Layer, name: str, key: str, known: Iterable[str]) -> Problem:
    facts = {"source": layer.source, "setting": name}
    near = difflib.get_close_matches(key, list(known), n=1)
    if near:
        return Problem("server.setting-unknown-near", {**facts, "near": near[0]})
    return Problem("server.setting-unknown", facts)


def _same(value: Any, default: Any) -> bool:
    return bool((tuple(value) if isinstance(value, list) else value) == default)


def _unknown(layer: Layer, key: str) -> list[Problem]:
    if key in OPTIONS:
        return []
    problem = _missing(layer, layer.spelt(key), layer.spelt(key), map(layer.spelt, OPTIONS))
    return [problem] if layer.is_file or "near" in problem.fields else []


def check_rules(settings: Settings, known: Iterable[str]) -> tuple[Problem, ...]:
    """The names in `severity`, `select` and `ignore` that are not rules, those per path included."""
    rules = list(known)
    problems = []
    tables = [{key: getattr(settings, key) for key in PER_PATH}, *settings.per_path.values()]
    for key, names in ((key, names) for table in tables for key, names in table.items()):
        for name in names:
            if name not in rules:
                near = difflib.get_close_matches(name, rules, n=1)
                sentence = "server.rule-unknown-near" if near else "server.rule-unknown"
                facts = {"setting": key, "rule": name, "near": near[0] if near else ""}
                problems.append(Problem(sentence, facts))
    return tuple(problems)


def from_pyproject(folder: Path) -> Layer:
    """`[tool.torchtutor]` of the folder's pyproject.toml; an empty layer where there is none."""
    source = str(folder / "pyproject.toml")
    try:
        content = tomllib.loads(Path(source).read_text(encoding="utf-8"))
        tool = content.get("tool")
        table = tool.get("torchtutor", {}) if isinstance(tool, dict) else {}
        if not isinstance(table, dict):
            raise TypeError("[tool.torchtutor] ≠ table")
    except OSError:
        return Layer(source, {})
    except (ValueError, TypeError) as error:  # no TOML, no UTF-8, no table
        problem = Problem("server.setting-file", {"source": source, "error": str(error)})
        return Layer(source, {}, problems=(problem,))
    return Layer(source, {_camel(key.replace("-", "_")): value for key, value in table.items()})


if __name__ == "__main__":
    from .settings_schema import main

    sys.exit(main(sys.argv[1:]))
