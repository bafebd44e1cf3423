"""Mending: what is fixed, what is not, and that nothing else comes of it."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.cases.text_case_reader import (
    CaseVocabulary,
    TextCase,
    iterate_text_cases_of_check,
    make_entry,
)
from checks.catalogue import CHECKS, select_checks
from checks.engine.check import Level
from checks.engine.known_terms import KnownTerms
from checks.engine.unit import Context, Unit
from checks.fixing.fixes import DocumentFixes, find_corpus_fixes, fix_documents
from checks.runner.document_batch import RunScope
from checks.runner.run import run
from tests.checks.findings import made
from tests.checks.runner.test_run import TEXTS
from tests.examples import examples
from tm.finding import Finding, Severity, Span
from tm.text.locale import Locale
from tm.text.segment import CODE

ID, VI = Locale("id"), Locale("vi")
SAFE = [entry.id for entry in CHECKS.values() if entry.safe_fixes]
FIRING = [
    case
    for check in SAFE
    for case in iterate_text_cases_of_check(check)
    if case.must_fire
]


def mended(
    *targets: str, checks: list[str] | None = None, source: str | None = None
) -> DocumentFixes:
    subjects = [Unit(f"u{n}", t, source, document="d") for n, t in enumerate(targets)]
    ((_, made),) = fix_documents(subjects, Context(ID, VI), checks or SAFE)
    return made


def texts(made: DocumentFixes) -> list[str]:
    return [unit.fixed_unit.target for unit in made.fixed_units]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Ia  datang ,lalu  pergi..", "Ia datang, lalu pergi."),
        ("a  b  c  d  e", "a b c d e"),
        ("kata\u200bkata  kata", "katakata kata"),
        (
            "Ia tiba di Hanoi , kemarin ; ia pergi",
            "Ia tiba di Hanoi, kemarin; ia pergi",
        ),
        ("Dia datang,lalu pergi", "Dia datang, lalu pergi"),
    ],
)
def test_what_stands_side_by_side_is_mended_at_once(before: str, after: str) -> None:
    assert texts(mended(before)) == [after]


def test_clean_text_is_left_alone() -> None:
    made = mended("Ia datang, lalu pergi.", "")
    assert not made.fixed_units and not made.unfixed_findings


def test_a_text_with_thousands_of_flaws_is_mended_in_a_few_rounds() -> None:
    text = "kata  baru, " * 5000
    assert texts(mended(f"{text}."))[0].count("  ") == 0


def test_flaws_of_which_a_check_tells_one_at_a_time_are_all_mended() -> None:
    text = 'Ia berkata “mari" dan “ayo" lalu “pulang" lagi.'
    assert texts(mended(text)) == ["Ia berkata “mari” dan “ayo” lalu “pulang” lagi."]


def test_only_the_named_checks_are_mended() -> None:
    assert texts(mended("a  b ; c", checks=["space.double"])) == ["a b ; c"]


def test_inline_codes_are_never_touched() -> None:
    made = mended(f"a  {CODE}  b")
    assert texts(made) == [f"a {CODE} b"]


def test_units_of_one_id_are_not_mended() -> None:
    subjects = [Unit("u", "a  b", document="d"), Unit("u", "c  d", document="d")]
    ((_, made),) = fix_documents(subjects, Context(ID), SAFE)
    assert not made.fixed_units
    assert {one.reason.key for one in made.unfixed_findings} == {"fix.same_id"}


def test_what_is_not_wanted_stays_also_when_other_things_move_it() -> None:
    subject = Unit("u", "a  b dan dia datang ; lalu", document="d")

    def wanted(finding: Finding) -> bool:
        return finding.check != "punct.space_before"

    ((_, made),) = fix_documents([subject], Context(ID), SAFE, is_selected=wanted)
    assert texts(made) == ["a b dan dia datang ; lalu"]
    assert not made.unfixed_findings


@pytest.mark.parametrize("case", FIRING, ids=str)
def test_a_safe_fix_of_any_case_takes_its_finding_away(case: TextCase) -> None:
    before = list(run(case.units, case.context, select_checks([case.check_id])))
    ((_, made),) = fix_documents(case.units, case.context, [case.check_id])
    changed = {unit.original_unit.id: unit.fixed_unit for unit in made.fixed_units}
    after = [changed.get(subject.id, subject) for subject in case.units]
    left = list(run(after, case.context, select_checks([case.check_id])))
    fixable = [i for i in before if i.fix is not None and i.target_span is not None]
    assert len(left) + len(made.unfixed_findings) <= len(before)
    assert bool(changed) == bool(fixable) or made.unfixed_findings


def counted(findings: list[Finding]) -> dict[tuple[str, str], int]:
    counts: dict[tuple[str, str], int] = {}
    for finding in findings:
        counts[finding.unit, finding.check] = (
            counts.get((finding.unit, finding.check), 0) + 1
        )
    return counts


@given(st.lists(TEXTS, min_size=1, max_size=4), st.none() | TEXTS)
@settings(max_examples=examples(80))
def test_mending_any_text_never_adds_a_finding_and_ends(
    targets: list[str], source: str | None
) -> None:
    subjects = [
        Unit(f"u{n}", target, source, document="d") for n, target in enumerate(targets)
    ]
    context = Context(ID, VI)
    every = [e.id for e in CHECKS.values() if e.level is not Level.TERMBASE]
    for checks in (SAFE, every):
        ((_, made),) = fix_documents(subjects, context, checks)
        changed = {unit.original_unit.id: unit.fixed_unit for unit in made.fixed_units}
        after = [changed.get(subject.id, subject) for subject in subjects]
        ids = [id for id in checks if CHECKS[id].level is not Level.CORPUS]
        scope = RunScope(may_be_uncomposed=True)
        old = counted(list(run(subjects, context, select_checks(ids), scope=scope)))
        new = counted(list(run(after, context, select_checks(ids), scope=scope)))
        for unit in made.fixed_units:
            assert unit.fixed_unit.target.strip()
            assert unit.fixed_unit.target.count(
                CODE
            ) == unit.original_unit.target.count(CODE)
            assert unit.fixed_findings
            for (id, check), count in new.items():
                if id == unit.original_unit.id:
                    assert count <= old.get((id, check), 0)


def spelt(
    *targets: str, checks: tuple[str, ...] = ("spell.word",)
) -> list[DocumentFixes]:
    """Documents mended by what the corpus says of their spelling, and more."""
    words = CaseVocabulary(dict.fromkeys(["menghadapi", "badai", "kapal"], 1e-4))
    context = Context(ID, VI, vocabulary=words)
    subjects = [Unit("u", t, document=f"d{n}") for n, t in enumerate(targets)]
    given = find_corpus_fixes(subjects, context, checks)
    return [
        made
        for _, made in fix_documents(subjects, context, checks, corpus_findings=given)
    ]


def test_what_the_corpus_tells_is_mended_wherever_it_stands() -> None:
    slip = "Kapal menhgadapi badai; kapal lain menhgadapi badai."
    one, other = spelt(slip, "Kapal menghadapi badai.")
    assert texts(one) == [slip.replace("menhgadapi", "menghadapi")]
    assert [finding.check for finding in one.fixed_units[0].fixed_findings] == [
        "spell.word"
    ] * 2
    assert texts(other) == []


def test_what_the_corpus_tells_moves_with_the_text() -> None:
    slip = "Kapal  itu  menhgadapi  badai ."
    (made,) = spelt(slip, checks=("spell.word", *SAFE))
    assert texts(made) == ["Kapal itu menghadapi badai."]
    assert made.unfixed_findings == []


def test_a_word_that_several_texts_have_is_not_mended() -> None:
    assert [
        texts(one) for one in spelt("Kami menhgadapi.", "Ia menhgadapi badai.")
    ] == [
        [],
        [],
    ]


def test_what_another_fix_has_changed_is_left_and_named() -> None:
    text = "Ia  datang."
    given = made("spell.word", text, span=Span(0, 10), fix="Dia  tiba")
    given = replace(given, unit="u", document="d", severity=Severity.INFO)
    subjects = [Unit("u", text, document="d")]
    ((_, done),) = fix_documents(
        subjects,
        Context(ID, VI),
        ["space.double", "spell.word"],
        corpus_findings=[given],
    )
    assert texts(done) == ["Ia datang."]
    assert [one.finding.check for one in done.unfixed_findings] == ["spell.word"]


CEREMONY = {
    "id": "a",
    "vi_term": "lễ mở ký",
    "id_term": "upacara penandatanganan",
    "id_forbidden": "upacara pembukaan",
}
MINISTRY = {
    "id": "b",
    "vi_term": "Bộ Tư pháp",
    "id_term": "Kementerian Kehakiman",
    "id_variant": "Departemen Hukum",
}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Ada upacara pembukaan.", "Ada upacara penandatanganan."),
        ("Upacara pembukaan dimulai.", "Upacara penandatanganan dimulai."),
        ("Upacara Pembukaan Dimulai", "Upacara Penandatanganan Dimulai"),
        ("UPACARA PEMBUKAAN DIMULAI", "UPACARA PENANDATANGANAN DIMULAI"),
        ("Hadir Departemen Hukum.", "Hadir Kementerian Kehakiman."),
        ("HADIR DEPARTEMEN HUKUM.", "HADIR KEMENTERIAN KEHAKIMAN."),
    ],
)
def test_a_term_has_the_capitals_of_what_it_replaces(before: str, after: str) -> None:
    source = "Lễ mở ký có Bộ Tư pháp."
    terms = [make_entry(CEREMONY), make_entry(MINISTRY)]
    subjects = [Unit("u", before, source, document="d")]
    context = Context(ID, VI, KnownTerms.build(terms, ID, VI))
    checks = ["term.forbidden", "term.variant"]
    ((_, made),) = fix_documents(subjects, context, checks)
    assert texts(made) == [after]


def test_a_doubled_term_stays_doubled() -> None:
    row = {"id": "a", "id_term": "deputi menteri", "id_forbidden": "wakil menteri"}
    context = Context(ID, terms=KnownTerms.build([make_entry(row)], ID))
    subjects = [Unit("u", "Para wakil-wakil menteri hadir.", document="d")]
    ((_, made),) = fix_documents(subjects, context, ["term.forbidden"])
    assert texts(made) == ["Para deputi-deputi menteri hadir."]
