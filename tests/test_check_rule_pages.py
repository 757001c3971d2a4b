"""docs/rules is what the rules say, and its generator notices when it is not."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib import util
from pathlib import Path
from types import ModuleType

import pytest
from torchtutor.analyzers.registry import RULES

ROOT = Path(__file__).parents[1]
SCRIPT = ROOT / "tests" / "generate" / "rule_pages.py"


@pytest.fixture(scope="module")
def generator() -> ModuleType:
    spec = util.spec_from_file_location("rule_pages", SCRIPT)
    assert spec is not None and spec.loader is not None
    module = util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_pages_are_current() -> None:
    done = subprocess.run(
        [sys.executable, SCRIPT, "--check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_missing_old_and_left_over_pages_are_noticed(generator: ModuleType, tmp_path: Path) -> None:
    generator.write(tmp_path)
    assert generator.outdated(tmp_path) == []
    (tmp_path / "ko" / "README.md").unlink()
    (tmp_path / f"{RULES[0].id}.md").write_text("old")
    (tmp_path / "ko" / "gone-rule.md").write_text("left over")
    found = {path.as_posix() for path in generator.outdated(tmp_path)}
    assert found == {"ko/README.md", f"{RULES[0].id}.md", "ko/gone-rule.md"}
    generator.write(tmp_path)
    assert generator.outdated(tmp_path) == [] and not (tmp_path / "ko" / "gone-rule.md").exists()


def test_every_rule_has_a_page_in_each_language_and_links_lead_somewhere(
    generator: ModuleType, tmp_path: Path
) -> None:
    generator.write(tmp_path)
    for folder in (tmp_path, tmp_path / "ko"):
        index = (folder / "README.md").read_text(encoding="utf-8")
        assert all(f"[{rule.id}]({rule.id}.md)" in index for rule in RULES)
        for page in folder.glob("*.md"):
            for link in re.findall(r"\]\(([^)#:]+\.md)\)", page.read_text(encoding="utf-8")):
                assert (folder / link).is_file(), (page, link)
