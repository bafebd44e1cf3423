"""Texts whose letters are not composed: findings are those of the composed texts."""

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.cases.text_case_reader import TextCase, iterate_text_cases_of_check
from checks.catalogue import CHECKS, select_checks
from checks.engine.check import Level
from checks.engine.unit import Context, Unit
from checks.runner.document_batch import RunScope
from checks.runner.non_nfc_units import find_uncomposed_units
from checks.runner.run import RunMode, run
from tests.checks.runner.test_run import TEXTS
from tests.examples import examples
from tm.finding import Finding, Severity, Span
from tm.text.locale import Locale
from tm.text.normal import nfc

VI, ID = Locale("vi"), Locale("id")
OF_UNITS = [
    entry.id
    for entry in CHECKS.values()
    if entry.level not in (Level.CORPUS, Level.TERMBASE)
]
AS_TYPED = RunScope(includes_sources=True, may_be_uncomposed=True)
LOOSE = st.text(
    "aeộđô\u0301\u0323\u0302 .가\u1100\u1161\u11a8क\u093c\u09c7\u09be-", max_size=12
)
"""Letters and marks that compose, marks alone and letters of other scripts."""


def nfd(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def findings(*units: Unit) -> list[Finding]:
    return [*run(units, Context(VI, ID), select_checks(OF_UNITS), scope=AS_TYPED)]


def seen(finding: Finding, unit: Unit | None) -> tuple[object, ...]:
    """What of a finding is the same wherever the letters stand."""
    return finding.check, finding.unit, finding.message, fixed_text(finding, unit)


def fixed_text(finding: Finding, unit: Unit | None) -> str | None:
    """The composed text after the fix of a finding, if it has one."""
    span = finding.target_span
    if unit is None or span is None or finding.fix is None:
        return None
    return nfc(unit.target[: span.start] + finding.fix + unit.target[span.end :])


@settings(max_examples=examples(60))
@given(st.lists(st.tuples(TEXTS, TEXTS), max_size=2))
def test_a_text_that_is_taken_apart_has_the_findings_of_the_whole(
    pairs: list[tuple[str, str]],
) -> None:
    whole = [
        Unit(str(number), nfc(target), nfc(source), document="d")
        for number, (target, source) in enumerate(pairs)
    ]
    apart = [
        unit._replace(target=nfd(unit.target), source=nfd(unit.source or ""))
        for unit in whole
    ]
    whole_by_id = {unit.id: unit for unit in whole}
    apart_by_id = {unit.id: unit for unit in apart}
    found = [
        (one, seen(one, apart_by_id[one.unit]))
        for one in findings(*apart)
        if one.check != "char.nfc"
    ]
    expected = [(one, seen(one, whole_by_id[one.unit])) for one in findings(*whole)]
    assert sorted((key for _, key in found), key=str) == sorted(
        (key for _, key in expected), key=str
    )
    # A quote grows to whole letters, with marks that compose with nothing.
    for finding, key in found:
        assert any(
            other_key == key and other.quote in nfc(finding.quote)
            for other, other_key in expected
        )
    for one, _ in found:
        unit = apart_by_id[one.unit]
        if one.target_span is not None:
            assert one.target_span.of(unit.target) == one.quote
        elif one.source_span is not None:
            assert one.source_span.of(unit.source or "") == one.quote


@given(LOOSE, st.data())
def test_a_place_in_the_composed_text_is_that_of_its_letters_as_typed(
    text: str, data: st.DataObject
) -> None:
    for one in find_uncomposed_units([Unit("1", text)]):
        whole = one.composed_unit.target
        assert whole == nfc(text)
        start = data.draw(st.integers(0, len(whole)))
        span = Span(start, data.draw(st.integers(start, len(whole))))
        finding = Finding("", unit="1", check="x.y", severity=Severity.INFO)
        fixable = replace(finding, target_span=span, fix="x")
        restored = one.restore_position(fixable)
        told = restored.target_span
        assert told is not None
        # No letter is lost with the fix, which grows like the span.
        assert fixed_text(restored, one.unit) == fixed_text(fixable, one.composed_unit)
        # All of the letters that the span touches, and no others.
        assert span.of(whole) in nfc(told.of(text))
        assert (
            nfc(text[: told.start]) + nfc(told.of(text)) + nfc(text[told.end :])
            == whole
        )


OF_CORPUS = [
    case
    for entry in CHECKS.values()
    if entry.level is Level.CORPUS
    for case in iterate_text_cases_of_check(entry.id)
]


@pytest.mark.parametrize("every", [1, 2])
@pytest.mark.parametrize("case", OF_CORPUS, ids=str)
def test_a_corpus_that_is_taken_apart_has_the_findings_of_the_whole(
    case: TextCase, every: int
) -> None:
    """`every`: one unit in so many is."""
    whole = [*case.units]
    typed = [
        unit._replace(target=nfd(unit.target), source=unit.source and nfd(unit.source))
        if number % every == 0
        else unit
        for number, unit in enumerate(whole)
    ]
    composed = run(
        whole,
        case.context,
        select_checks([case.check_id]),
        mode=RunMode(keeps_units=True),
    )
    expected = [seen(finding, composed.find_unit(finding)) for finding in composed]
    made = run(
        typed,
        case.context,
        select_checks([case.check_id]),
        scope=RunScope(may_be_uncomposed=True),
        mode=RunMode(keeps_units=True),
    )
    found = [(finding, made.find_unit(finding)) for finding in made]
    assert [seen(finding, unit) for finding, unit in found] == expected
    for finding, unit in found:
        assert unit in typed
        if finding.target_span is not None and unit is not None:
            assert finding.target_span.of(unit.target) == finding.quote


def test_units_that_are_composed_are_none() -> None:
    assert find_uncomposed_units([Unit("1", "Hà Nội", "Kota"), Unit("2", "x")]) == []


def test_doubled_words_and_marks_are_told_of_what_was_typed() -> None:
    text = nfd("Ông ấy đến đến  đây .")
    found = {one.check: one for one in findings(Unit("1", text, nfd("Đã  đến.")))}
    assert {"char.nfc", "word.doubled", "space.double", "punct.space_before"} <= set(
        found
    )
    assert found["word.doubled"].quote == nfd("đến đến")
    assert found["word.doubled"].fix == "đến"


def test_a_fix_keeps_the_mark_of_a_letter_that_its_span_ends_in() -> None:
    text = nfd("đ́ế")  # a mark that composes with nothing
    (unit,) = find_uncomposed_units([Unit("1", text)])
    finding = Finding("", Span(0, 1), fix="d")
    restored = unit.restore_position(finding)
    assert restored.target_span == Span(0, 2)
    assert restored.quote == "đ́"
    assert restored.fix == "d́"
