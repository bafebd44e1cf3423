"""Texts whose letters are not composed: findings are those of the composed texts."""

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.cases.text_cases import Case, cases_of
from checks.catalogue import CHECKS, select_checks
from checks.engine.check import Level
from checks.engine.unit import Context, Unit
from checks.runner.run import RunMode, Scope, run
from checks.runner.uncomposed_text import find_typed_units
from tests.checks.runner.test_run import TEXTS
from tm.finding import Finding, Severity, Span
from tm.text.locale import Locale
from tm.text.normal import nfc

VI, ID = Locale("vi"), Locale("id")
OF_UNITS = [
    entry.id
    for entry in CHECKS.values()
    if entry.level not in (Level.CORPUS, Level.TERMBASE)
]
AS_TYPED = Scope(include_sources=True, may_be_uncomposed=True)
LOOSE = st.text(
    "aeộđô\u0301\u0323\u0302 .가\u1100\u1161\u11a8क\u093c\u09c7\u09be-", max_size=12
)
"""Letters and marks that compose, marks alone and letters of other scripts."""


def nfd(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def findings(*units: Unit) -> list[Finding]:
    return [*run(units, Context(VI, ID), select_checks(OF_UNITS), scope=AS_TYPED)]


def seen(finding: Finding) -> tuple[object, ...]:
    """What of a finding is the same wherever the letters stand."""
    return finding.check, finding.unit, finding.message, finding.fix


@settings(max_examples=60)
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
    found = [one for one in findings(*apart) if one.check != "char.nfc"]
    expected = findings(*whole)
    assert sorted(map(seen, found), key=str) == sorted(map(seen, expected), key=str)
    # A quote grows to whole letters, with marks that compose with nothing.
    for finding in found:
        assert any(
            seen(other) == seen(finding) and other.quote in nfc(finding.quote)
            for other in expected
        )
    units = {unit.id: unit for unit in apart}
    for one in found:
        unit = units[one.unit]
        if one.target_span is not None:
            assert one.target_span.of(unit.target) == one.quote
        elif one.source_span is not None:
            assert one.source_span.of(unit.source or "") == one.quote


@given(LOOSE, st.data())
def test_a_place_in_the_composed_text_is_that_of_its_letters_as_typed(
    text: str, data: st.DataObject
) -> None:
    for one in find_typed_units([Unit("1", text)]):
        whole = one.composed.target
        assert whole == nfc(text)
        start = data.draw(st.integers(0, len(whole)))
        span = Span(start, data.draw(st.integers(start, len(whole))))
        finding = Finding("", unit="1", check="x.y", severity=Severity.INFO)
        told = one.restore_position(replace(finding, target_span=span)).target_span
        assert told is not None
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
    for case in cases_of(entry.id)
]


@pytest.mark.parametrize("every", [1, 2])
@pytest.mark.parametrize("case", OF_CORPUS, ids=str)
def test_a_corpus_that_is_taken_apart_has_the_findings_of_the_whole(
    case: Case, every: int
) -> None:
    """`every`: one unit in so many is."""
    whole = [*case.subjects]
    typed = [
        unit._replace(target=nfd(unit.target), source=unit.source and nfd(unit.source))
        if number % every == 0
        else unit
        for number, unit in enumerate(whole)
    ]
    expected = [*run(whole, case.context, select_checks([case.check]))]
    made = run(
        typed,
        case.context,
        select_checks([case.check]),
        scope=Scope(may_be_uncomposed=True),
        mode=RunMode(keep_units=True),
    )
    found = [(finding, made.find_unit(finding)) for finding in made]
    assert [seen(finding) for finding, _ in found] == [*map(seen, expected)]
    for finding, unit in found:
        assert unit in typed
        if finding.target_span is not None and unit is not None:
            assert finding.target_span.of(unit.target) == finding.quote


def test_units_that_are_composed_are_none() -> None:
    assert find_typed_units([Unit("1", "Hà Nội", "Kota"), Unit("2", "x")]) == []


def test_doubled_words_and_marks_are_told_of_what_was_typed() -> None:
    text = nfd("Ông ấy đến đến  đây .")
    found = {one.check: one for one in findings(Unit("1", text, nfd("Đã  đến.")))}
    assert {"char.nfc", "word.doubled", "space.double", "punct.space_before"} <= set(
        found
    )
    assert found["word.doubled"].quote == nfd("đến đến")
    assert found["word.doubled"].fix == "đến"
