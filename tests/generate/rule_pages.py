"""Writes docs/rules from the rules: a page for each and an index, in every language.

python tests/generate/rule_pages.py --write
python tests/generate/rule_pages.py --check    # 1 when a page is missing, old or left over
"""

from __future__ import annotations

import sys
from pathlib import Path

from torchtutor.analyzers.finding import LANGUAGES, Language
from torchtutor.analyzers.registry import RULES
from torchtutor.analyzers.rule import Rule
from torchtutor.server.cli.rules import said_severity
from torchtutor.server.language import say

TARGET = Path(__file__).parents[2] / "docs" / "rules"
INDEX = "README.md"
NOTE = "<!-- Written by tests/generate/rule_pages.py from the rule itself; edit the rule. -->"

_NAMES: dict[Language, str] = {"en": "English", "ko": "한국어"}
_TITLES: dict[Language, str] = {"en": "The rules of TorchTutor", "ko": "TorchTutor 규칙"}
_INTRODUCTIONS: dict[Language, str] = {
    "en": "What TorchTutor looks for. `torchtutor explain RULE` shows the same page in a terminal.\n\n"
    "`# torchtutor: ignore[RULE]` silences a rule on its line, or alone on a line, on the next one;\n"
    "`# torchtutor: ignore-file[RULE]` in the whole file. In `pyproject.toml`:\n\n"
    '```toml\n[tool.torchtutor]\nignore = ["RULE"]\nseverity = { RULE = "error" }\n\n'
    '[tool.torchtutor.per-path]\n"tests/" = { ignore = ["RULE"] }\n```',
    "ko": "TorchTutor가 찾는 것입니다. `torchtutor explain RULE` 명령은 같은 내용을 터미널에 보여 줍니다.\n\n"
    "`# torchtutor: ignore[RULE]` 주석은 그 줄에서, 줄에 주석만 있으면 다음 줄에서 규칙을 끕니다.\n"
    "`# torchtutor: ignore-file[RULE]` 주석은 파일 전체에서 규칙을 끕니다. `pyproject.toml`에는 이렇게 씁니다.\n\n"
    '```toml\n[tool.torchtutor]\nignore = ["RULE"]\nseverity = { RULE = "error" }\n\n'
    '[tool.torchtutor.per-path]\n"tests/" = { ignore = ["RULE"] }\n```',
}


def pages() -> dict[Path, str]:
    """The text of every page, by its path below docs/rules. English is at the top."""
    found = {}
    for language in LANGUAGES:
        folder = Path() if language == LANGUAGES[0] else Path(language)
        found[folder / INDEX] = _index(language)
        for rule in RULES:
            found[folder / f"{rule.id}.md"] = _page(rule, language)
    return found


def _page(rule: Rule, language: Language) -> str:
    about = f"{say(language, 'cli.column-severity')}: {said_severity(rule, language)}"
    title, rest = rule.markdown(language).split("\n", 1)
    head = f"{_links(f'{rule.id}.md', language)} · [{_TITLES[language]}]({INDEX})"
    return f"{NOTE}\n\n{title}\n\n{head} · {about}\n{rest}"


def _index(language: Language) -> str:
    columns = [say(language, f"cli.column-{c}") for c in ("rule", "severity", "fixable", "about")]
    rows = [columns, ["---"] * len(columns)]
    for rule in sorted(RULES, key=lambda rule: rule.id):
        severity = said_severity(rule, language)
        fixable = "✓" if rule.fixable else ""
        about = rule.title[language].replace("|", "\\|")
        rows.append([f"[{rule.id}]({rule.id}.md)", severity, fixable, about])
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    head = f"# {_TITLES[language]}\n\n{_links(INDEX, language)}"
    return f"{NOTE}\n\n{head}\n\n{_INTRODUCTIONS[language]}\n\n{table}\n"


def _links(name: str, language: Language) -> str:
    """Links to the same page in the other languages."""
    up = "" if language == LANGUAGES[0] else "../"
    return " · ".join(
        f"[{_NAMES[other]}]({up}{'' if other == LANGUAGES[0] else f'{other}/'}{name})"
        for other in LANGUAGES
        if other != language
    )


def write(target: Path) -> None:
    """Write every page below `target` and remove the others."""
    wanted = pages()
    for name, text in wanted.items():
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        (target / name).write_text(text, encoding="utf-8")
    for name in left_over(target):
        (target / name).unlink()


def outdated(target: Path) -> list[Path]:
    """The pages below `target` that are missing, old or left over."""
    return [
        name
        for name, text in pages().items()
        if not (target / name).is_file() or (target / name).read_text(encoding="utf-8") != text
    ] + left_over(target)


def left_over(target: Path) -> list[Path]:
    """The pages below `target` that no rule has."""
    wanted = pages()
    names = (path.relative_to(target) for path in sorted(target.rglob("*.md")))
    return [name for name in names if name not in wanted]


def main(argv: list[str]) -> int:
    """Write the pages, or say which are out of date."""
    if argv == ["--write"]:
        write(TARGET)
        return 0
    found = outdated(TARGET)
    for name in found:
        print(f"docs/rules/{name.as_posix()} is out of date: run --write")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
