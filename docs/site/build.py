"""Builds the site into build/site: English at the top, Korean in ko/. `make docs` calls it.

Rule pages come from docs/rules, lessons from the package, pictures from client-config/pictures; what
is written for the site alone stands in en/ and ko/. Warnings are errors, and no link may lead nowhere.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

from torchtutor.analyzers.finding import LANGUAGES, Language
from torchtutor.lessons import load

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
RULES = ROOT / "docs" / "rules"
PICTURES = ROOT / "client-config" / "pictures"
SOURCES = ROOT / "build" / "site-sources"
TARGET = ROOT / "build" / "site"

# Whether somebody answers there is not asked: building needs no network.
_EXTERNAL = re.compile(r"https://[\w-]+(\.[\w-]+)+(/[^\s`\"<>]*[\w/)=-])?/?(#[\w.:-]+)?")

LESSONS: dict[Language, tuple[str, str]] = {
    "en": ("Lessons", "Each takes about 20 minutes, in your editor or here."),
    "ko": ("강의", "하나에 20분쯤 걸립니다. 편집기에서 읽어도 되고 여기에서 읽어도 됩니다."),
}
MINUTES: dict[Language, str] = {"en": "minutes", "ko": "분"}
TAUGHT: dict[Language, str] = {"en": "Taught in the lesson", "ko": "배우는 강의:"}


def gather(language: Language) -> Path:
    """Everything that Sphinx reads for one language, in a folder of its own."""
    folder = SOURCES / language
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(HERE / language, folder)
    shutil.copytree(PICTURES, folder / "pictures")
    gather_rules(language, folder / "rules")
    gather_lessons(language, folder / "lessons")
    return folder


def gather_rules(language: Language, folder: Path) -> None:
    """docs/rules without its links to the other language, since every page of the site has one, and with links to
    the lessons."""
    folder.mkdir()
    names = []
    for path in sorted((RULES if language == "en" else RULES / language).glob("*.md")):
        text = path.read_text(encoding="utf-8")
        text = re.sub(r"\[(English|한국어)\]\([^)]*\)( · )?", "", text)
        text = text.replace("](README.md)", "](index.md)")
        if path.stem == "README":
            continue
        names.append(path.stem)
        (folder / path.name).write_text(text + taught(path.stem, language), encoding="utf-8")
    index = (RULES if language == "en" else RULES / language) / "README.md"
    text = re.sub(r"\[(English|한국어)\]\([^)]*\)\n", "", index.read_text(encoding="utf-8"))
    (folder / "index.md").write_text(text + toctree(names), encoding="utf-8")


def taught(rule: str, language: Language) -> str:
    """Which lesson teaches a rule, and in which section."""
    for lesson in load().lessons:
        if rule in lesson.rules:
            document = lesson.document(language)
            section = document.sections[lesson.rules[rule]].heading
            link = f"[{document.title}](../lessons/{lesson.id}.md)"
            return f"\n{TAUGHT[language]} {link}, *{section}*.\n"
    return ""


def gather_lessons(language: Language, folder: Path) -> None:
    """The texts of the lessons, and a list of them."""
    folder.mkdir()
    title, about = LESSONS[language]
    rows = []
    for lesson in load().lessons:
        (folder / f"{lesson.id}.md").write_text(load().page(lesson.id, language), encoding="utf-8")
        name = lesson.document(language).title
        minutes = f"{lesson.minutes} {MINUTES[language]}"
        rows.append(f"{lesson.order}. [{name}]({lesson.id}.md), {minutes}")
    listed = "\n".join(rows)
    names = [lesson.id for lesson in load().lessons]
    text = f"# {title}\n\n{about}\n\n{listed}\n{toctree(names)}"
    (folder / "index.md").write_text(text, encoding="utf-8")


def toctree(names: list[str]) -> str:
    """A hidden list of pages for the sidebar."""
    return "\n```{toctree}\n:hidden:\n" + "\n".join(names) + "\n```\n"


class Links(HTMLParser):
    """What a page links to, and the places in it that can be linked to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.loaded: list[str] = []
        self.places: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id" and value:
                self.places.add(value)
            elif name == "src" or (name == "href" and tag == "link"):
                self.loaded.append(value or "")
            elif name == "href":
                self.targets.append(value or "")


def broken(site: Path) -> list[str]:
    """Links to pages or places that are not there or are no address, and what is loaded from elsewhere."""
    pages = {
        path.resolve(): Links(path.read_text(encoding="utf-8")) for path in site.rglob("*.html")
    }
    found = []
    for page, links in pages.items():
        where = page.relative_to(site.resolve())
        for target in links.targets + links.loaded:
            parts = urlsplit(target)
            if parts.scheme or parts.netloc:
                if target in links.loaded and parts.scheme != "data":
                    found.append(f"{where} loads {target}")
                elif target in links.targets and not _EXTERNAL.fullmatch(target):
                    found.append(f"{where}: {target} is not an address")
                continue
            path = (page.parent / unquote(parts.path)).resolve() if parts.path else page
            if not path.is_file():
                found.append(f"{where}: no {target}")
            elif path in pages and unquote(parts.fragment) not in {"", *pages[path].places}:
                found.append(f"{where}: no place {target}")
    return found


def main() -> int:
    """Build both languages; 1 with a list of what is wrong."""
    shutil.rmtree(TARGET, ignore_errors=True)
    for language in LANGUAGES:
        source = gather(language)
        target = TARGET if language == "en" else TARGET / language
        options = ["-q", "-W", "--keep-going", "-b", "html", "-c", str(HERE)]
        options += ["-d", str(SOURCES / f"{language}-trees"), "-D", f"language={language}"]
        command = [sys.executable, "-m", "sphinx", *options, str(source), str(target)]
        if subprocess.run(command, check=False).returncode != 0:
            return 1
    wrong = broken(TARGET)
    print("\n".join(wrong) or f"built {TARGET.relative_to(ROOT)}/index.html, no broken link")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
