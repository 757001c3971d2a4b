"""Every rule, by what stands in its own file and by the samples in tests/rules."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from torchtutor.analyzers import analyze
from torchtutor.analyzers.chunks import cut
from torchtutor.analyzers.file_model import FileModel
from torchtutor.analyzers.finding import LANGUAGES, Language, apply_edits
from torchtutor.analyzers.fixing import fix_all
from torchtutor.analyzers.reading import Reading
from torchtutor.analyzers.registry import RULES, rule_by_id
from torchtutor.analyzers.rule import Rule
from torchtutor.analyzers.units import units_of
from torchtutor.analyzers.views import View
from torchtutor.lessons import load

from .want import disagreements, found_by, wanted

SAMPLES = Path(__file__).parent / "rules"
each_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
each_fixable_rule = pytest.mark.parametrize(
    "rule", [rule for rule in RULES if rule.fixable], ids=lambda rule: rule.id
)
each_language = pytest.mark.parametrize("language", LANGUAGES)


def sample(rule: Rule) -> str:
    return (SAMPLES / f"{rule.id.replace('-', '_')}.py").read_text(encoding="utf-8")


@each_rule
def test_bad_example_is_found_by_this_rule_alone(rule: Rule) -> None:
    assert {finding.rule for finding in found_by(rule.bad, rule)} == {rule.id}


@each_rule
def test_good_example_is_clean(rule: Rule) -> None:
    assert found_by(rule.good, rule) == ()


@each_fixable_rule
def test_fix_makes_the_good_example_of_the_bad_one(rule: Rule) -> None:
    (finding,) = found_by(rule.bad, rule)
    assert finding.fix is not None
    assert apply_edits(rule.bad, finding.fix.edits) == rule.good


@each_rule
def test_samples_are_judged_as_marked(rule: Rule) -> None:
    assert disagreements(sample(rule), rule) == []


@each_rule
def test_samples_hold_three_ways_and_look_alikes(rule: Rule) -> None:
    text = sample(rule)
    mistakes, _, clean = text.partition("# --- nothing below is a mistake")
    assert len([want for want in wanted(mistakes) if want.rule == rule.id]) >= 3
    # other rules may have something to say about a look-alike
    assert "class " in clean and rule.id not in {want.rule for want in wanted(clean)}


@each_rule
def test_fixes_only_where_the_rule_says_so(rule: Rule) -> None:
    assert (rule.fix is None) == (rule.fix_title is None)
    if not rule.fixable:
        found = [*found_by(rule.bad, rule), *found_by(sample(rule), rule)]
        assert [f for f in found if f.rule == rule.id and f.fix is not None] == []


@each_fixable_rule
def test_fixes_leave_readable_code_that_needs_no_further_fix(rule: Rule) -> None:
    fixed, count = fix_all(re.sub(r"\s*# want:.*", "", sample(rule)))
    assert count >= 1
    ast.parse(fixed)
    assert [f.rule for f in analyze(fixed).findings if f.fix is not None] == []


@each_rule
@each_language
def test_texts_fill_their_fields(rule: Rule, language: Language) -> None:
    findings = [f for f in found_by(sample(rule), rule) if f.rule == rule.id]
    for finding in (*findings, *found_by(rule.bad, rule)):
        texts = [finding.message, *(related.message for related in finding.related)]
        texts += [finding.fix.title] if finding.fix else []
        for text in texts:
            assert not re.search(r"\{\w+\}", text.render(language))


@each_rule
@each_language
def test_messages_are_at_most_two_sentences(rule: Rule, language: Language) -> None:
    for message in rule.messages.values():
        text = message[language]
        assert len(re.findall(r"[.?!](?:\s|$)", re.sub(r"`[^`]*`", "x", text))) <= 2, text
        assert len(text) <= 240, text


@each_rule
def test_texts_exist_in_every_language_with_the_same_fields(rule: Rule) -> None:
    texts = [rule.title, rule.why, rule.silent, *rule.messages.values()]
    texts += [text for text in (rule.fix, rule.fix_title) if text is not None]
    for text in texts:
        assert set(text) == set(LANGUAGES)
    for text in (*rule.messages.values(), *([rule.fix_title] if rule.fix_title else [])):
        assert len({frozenset(re.findall(r"\{(\w+)\}", t)) for t in text.values()}) == 1


@each_rule
def test_korean_particles_do_not_follow_inserted_names(rule: Rule) -> None:
    for message in rule.messages.values():
        glued = re.search(r"\}`?(?:은|는|이|가|을|를|와|과|으로|로)(?=\s)", message["ko"])
        assert glued is None, message["ko"]


@each_rule
@each_language
def test_page_has_every_section(rule: Rule, language: Language) -> None:
    page = rule.markdown(language)
    assert page.startswith(f"# {rule.id}\n")
    assert rule.bad.strip() in page and rule.good.strip() in page and rule.link in page


@pytest.mark.parametrize("rule", [r for r in RULES if r.link], ids=lambda rule: rule.id)
@each_language
def test_a_lesson_teaches_it(rule: Rule, language: Language) -> None:
    assert load().card_for_rule(rule.id, language) is not None


def test_names_are_kebab_case_and_unique() -> None:
    ids = [rule.id for rule in RULES]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", name) for name in ids)
    assert rule_by_id(ids[0]) is RULES[0] and rule_by_id("no-such-rule") is None


def test_every_rule_has_its_own_file_and_sample() -> None:
    folder = Path(__file__).parents[1] / "analyzers" / "rules"
    modules = {path.stem for path in folder.glob("*.py")} - {"__init__"}
    assert modules == {rule.id.replace("-", "_") for rule in RULES}
    assert modules == {path.stem for path in SAMPLES.glob("*.py")}


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.py")), ids=lambda path: path.stem)
def test_rules_find_nothing_in_what_they_do_not_judge(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    file = FileModel(text, cut(text))
    for rule in RULES:
        for unit in units_of(file):
            kind = "classes" if isinstance(unit.reading, Reading) else "scripts"
            if rule.judges not in (kind, "both", "file"):
                assert list(rule.check(View(file, unit.reading))) == []
