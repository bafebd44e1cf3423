"""Messages in other languages: every key has a template in each of them."""

import pytest

from checks.cases.text_case_reader import TextCase
from checks.catalogue import CHECKS, select_checks
from checks.engine.messages import (
    LANGUAGES,
    Message,
    read_descriptions,
    read_messages,
    translate_description,
    translate_finding,
    write_message,
)
from checks.engine.unit import Context, Unit
from checks.fixing.fixes import fix_documents
from checks.measuring.seeded_errors.error_kinds import list_error_kinds
from checks.message_audit import (
    audit_catalogues,
    compare_codes,
    compare_descriptions,
    compare_messages,
    find_placeholders,
    find_unused_keys,
)
from checks.runner.run import run
from checks.typography.house_style_file import read_own_rules
from checks.words.word_lists import read_word_list_state
from tests.checks.case_groups import group_cases, list_text_cases
from tests.checks.findings import made
from tm.finding import CatalogueWord, Fingerprinter, MessageArgument, Span
from tm.text.locale import Locale

OTHERS = [language for language in LANGUAGES if language != "en"]


def test_the_catalogues_are_complete() -> None:
    assert audit_catalogues() == []


def test_the_audit_tells_what_is_missing_other_or_unused() -> None:
    english = {"a.b.c": "has {one}", "a.b.d": "d"}
    assert [*compare_messages(english, {"a.b.c": "{two}", "x": ""}, "id")] == [
        "id messages: a.b.d is missing",
        "id messages: x is not in English",
        "id messages: a.b.c has ['two'], not ['one']",
    ]
    assert [
        *find_unused_keys({"num.value.changed": "", "num.value.never_said": ""})
    ] == ["messages: no code uses num.value.never_said"]
    found = dict(read_descriptions("vi"))
    found.pop("num.value.description")
    assert compare_descriptions(found, "vi") == [
        "vi descriptions: num.value.description is missing"
    ]


_FIRING_BY_CHECK = group_cases(one for one in list_text_cases() if one.must_fire)


@pytest.mark.parametrize("cases", _FIRING_BY_CHECK.values(), ids=_FIRING_BY_CHECK)
def test_what_a_check_says_of_its_cases_is_written_by_key(
    cases: list[TextCase],
) -> None:
    for case in cases:
        for finding in run(case.units, case.context, select_checks([case.check_id])):
            key = f"{finding.check}.{finding.key}"
            assert key in read_messages("en"), (
                f"add {finding.key!r} to the table [{finding.check}] of "
                "checks/data/en/messages.toml"
            )
            template = read_messages("en")[key]
            assert find_placeholders(template) <= finding.arguments.keys(), case
            said = {translate_finding(finding, other).message for other in LANGUAGES}
            own = key == "style.rule.rule"
            assert own or len(said) == len(LANGUAGES), said


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("rules", ["id", "vi", "en"])
def test_every_rule_of_ours_is_told_in_the_language(rules: str, language: str) -> None:
    for rule in read_own_rules(rules):
        assert rule.correct_spelling or language in rule.message, rule.name


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_message_is_one_line_without_a_full_stop(language: str) -> None:
    for key, text in read_messages(language).items():
        assert text == text.strip() and "\n" not in text and text[-1] != ".", key


def test_arguments_are_kept_as_they_are_and_words_are_translated() -> None:
    kept = write_message("word.doubled.doubled", {"word": "a {0} b"}, "vi")
    assert kept == "Từ bị lặp hai lần: “a {0} b”"
    stop = {"mark": CatalogueWord("full_stop")}
    assert write_message("punct.end.missing", stop, "id") == "Kekurangan titik di akhir"


def test_a_text_by_language_falls_back_to_english_and_then_to_any() -> None:
    rule: dict[str, MessageArgument] = {
        "message": {"en": "write x", "vi": "viết x"},
        "name": "r",
    }
    assert write_message("style.rule.rule", rule, "vi") == "viết x (r)"
    assert write_message("style.rule.rule", rule, "id") == "write x (r)"
    rule["message"] = {"vi": "viết x"}
    assert write_message("style.rule.rule", rule, "id") == "viết x (r)"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_key_of_a_check_of_others_is_its_message(language: str) -> None:
    finding = made("x.y", "teks")
    assert translate_finding(finding, language) == finding


def test_a_message_changes_no_fingerprint() -> None:
    """Baselines and dismissals of users stay valid: these are of version 0.1."""
    span = Span(3, 5)
    fingerprinter = Fingerprinter()
    texts = "space.double", "a b", "Ia  datang."
    assert fingerprinter.compute(*texts, span) == "5247322810600506"
    (finding,) = run(
        [Unit("a", "Ia  datang.", "a b")],
        Context(Locale("id"), Locale("en")),
        select_checks(["space.double"]),
    )
    assert finding.fingerprint == fingerprinter.compute(*texts, finding.target_span)
    assert translate_finding(finding, "vi").fingerprint == finding.fingerprint


@pytest.mark.parametrize("language", OTHERS)
def test_what_is_described_is_translated_with_its_code(language: str) -> None:
    pairs = [
        *((check.description, check.describe(language)) for check in CHECKS.values()),
        *(
            pair
            for check in CHECKS.values()
            for pair in zip(check.explanation, check.explain(language), strict=True)
        ),
        *(
            (option.description, option.describe(language))
            for check in CHECKS.values()
            for option in check.options
        ),
        *((kind.description, kind.describe(language)) for kind in list_error_kinds()),
    ]
    assert not [english for english, translated in pairs if english == translated]
    # An example that is a word of one language may be one of the reader's.
    assert compare_codes(language) == []


def test_the_audit_tells_where_code_is_missing() -> None:
    texts = [
        ("decimal-space", "A space: 3, 5.", "Dấu cách: `3, 5`."),
        ("x", "`a`", "`b`"),
    ]
    assert compare_codes("vi", texts) == [
        "vi descriptions: decimal-space: codes in backquotes: 1, but 0 in English: "
        "A space: 3, 5."
    ]


def test_a_check_of_others_is_described_in_english() -> None:
    assert translate_description("x.y.description", "Says no.", "id") == "Says no."


@pytest.mark.parametrize("language", OTHERS)
def test_why_a_fix_is_not_applied_is_told_in_the_language(language: str) -> None:
    twice = Unit("a", "Ia  datang.", document="d")
    empty = Unit("b", "\u200b", document="d")
    context = Context(Locale.parse("id"))
    ids = ["space.double", "char.invisible"]
    ((_, result),) = fix_documents([twice, twice, empty], context, ids)
    reasons = [left.reason for left in result.unfixed_findings]
    assert reasons == [Message("fix.same_id")] * 2 + [Message("fix.no_text_left")]
    assert all(reason.write(language) != reason.write("en") for reason in reasons)


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("works", [True, False])
def test_what_spelling_has_is_told_in_the_language(
    language: str, works: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("checks.words.word_lists.is_installed", lambda: works)
    assert read_word_list_state().write_message(
        language
    ) != read_word_list_state().write_message("en")
