"""Messages in other languages: every form that a check writes has a translation."""

import re
import tomllib
from importlib.resources import files

import pytest

from checks.cases.text import cases
from checks.catalogue import CHECKS, selected
from checks.engine.messages import LANGUAGES, described, in_language, translated
from checks.engine.unit import Context, Unit
from checks.fixing.fixes import mending
from checks.measuring.seeded_errors.catalogue import kinds
from checks.runner.run import run
from checks.typography.house_style import own_rules
from checks.words.word_lists import state
from tests.checks.findings import made
from tm.text.locale import Locale

OTHERS = [language for language in LANGUAGES if language != "en"]


def catalogue(language: str) -> dict[str, dict[str, str]]:
    file = files("checks") / "data" / "messages" / f"{language}.toml"
    return tomllib.loads(file.read_text("utf-8"))


@pytest.mark.parametrize("language", OTHERS)
def test_what_any_check_says_of_its_cases_is_translated(language: str) -> None:
    english = set()
    for case in cases():
        if case.fires:
            for finding in run(case.subjects, case.context, selected([case.check])):
                if in_language(finding, language).message == finding.message:
                    english.add(finding.message)
    assert english == set()


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("rules", ["id", "vi", "en"])
def test_every_rule_of_ours_is_told_in_the_language(rules: str, language: str) -> None:
    said = {f"{rule.message} ({rule.name})" for rule in own_rules(rules)}
    assert [one for one in said if translated(one, language) == one] == []


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_has_the_places_of_its_message(language: str) -> None:
    for english, other in catalogue(language)["messages"].items():
        assert sorted(re.findall(r"\{\d\}", other)) == re.findall(r"\{\d\}", english)


def test_all_languages_have_the_same_messages() -> None:
    first, *others = [catalogue(language) for language in OTHERS]
    for other in others:
        assert list(other["messages"]) == list(first["messages"])
        assert list(other["words"]) == list(first["words"])


def test_what_stands_in_a_place_is_kept_and_known_words_are_translated() -> None:
    assert translated("“a {0} b” stands twice", "vi") == "“a {0} b” bị lặp hai lần"
    assert translated("the full stop at the end is missing", "id") == (
        "titik di akhir hilang"
    )


def test_from_when_to_when_an_office_was_held_is_told_without_words() -> None:
    said = "held 2021-04-05 – 2024-05-22, not on 2025-10-08: “Menteri” (2025-01-01 – …)"
    assert translated(said, "vi") == (
        "tại chức trong thời gian 2021-04-05 – 2024-05-22, không phải vào ngày "
        "2025-10-08: “Menteri” (2025-01-01 – …)"
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_nobody_translated_stays_as_it_is(language: str) -> None:
    finding = made("x.y", "teks")
    assert in_language(finding, language) == finding


def explained() -> set[str]:
    """All that is said of checks, their options, and faults to measure them by."""
    checks = CHECKS.values()
    return {
        *(check.description for check in checks),
        *(text for check in checks for text in check.explanation),
        *(option.help for check in checks for option in check.options),
        *(kind.description for kind in kinds()),
    }


@pytest.mark.parametrize("language", OTHERS)
def test_checks_options_and_faults_are_explained(language: str) -> None:
    assert [one for one in explained() if described(one, language) == one] == []


@pytest.mark.parametrize("language", OTHERS)
def test_nothing_else_is_explained(language: str) -> None:
    file = files("checks") / "data" / "descriptions" / f"{language}.toml"
    tables = tomllib.loads(file.read_text("utf-8"))
    assert {text for table in tables.values() for text in table} == explained()


@pytest.mark.parametrize("language", OTHERS)
def test_what_is_code_stays_as_it_is(language: str) -> None:
    for text in explained():
        codes, other = (
            re.findall(r"`([^`]+)`", one) for one in (text, described(text, language))
        )
        # An example that is a word of one language may be one of the reader's.
        assert len(codes) == len(other), text


@pytest.mark.parametrize("language", OTHERS)
def test_why_a_fix_is_not_applied_is_told_in_the_language(language: str) -> None:
    twice = Unit("a", "Ia  datang.", document="d")
    empty = Unit("b", "\u200b", document="d")
    context = Context(Locale.parse("id"))
    ids = ["space.double", "char.invisible"]
    ((_, result),) = mending([twice, twice, empty], context, ids)
    reasons = [left.reason for left in result.left]
    assert reasons == ["several units have the same id"] * 2 + [
        "it would leave nothing"
    ]
    assert not {*reasons} & {translated(reason, language) for reason in reasons}


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("works", [True, False])
def test_what_spelling_has_is_told_in_the_language(
    language: str, works: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("checks.words.word_lists.is_installed", lambda: works)
    told = state().told
    assert translated(told, language) != told
