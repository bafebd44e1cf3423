"""Fixes that nobody asked for are counted as the checks tell them by themselves."""

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from checks.catalogue import CHECKS, select_checks
from checks.engine.check import Level
from checks.engine.unit import Context, Unit
from checks.fixing.fix_counter import FixCounter
from checks.fixing.fixes import DocumentFixes, fix_documents
from checks.runner.document_batch import RunScope
from checks.runner.run import run
from tests.checks.runner.test_run import TEXTS
from tests.examples import examples
from tm.finding import Finding
from tm.text.locale import Locale

CONTEXT = Context(Locale("id"), Locale("vi"))
MENDED = [entry.id for entry in CHECKS.values() if entry.safe_fixes]
OFFERED = [
    entry.id
    for entry in CHECKS.values()
    if entry.level is not Level.TERMBASE and not entry.safe_fixes
]
PAIR = ("Có 3,26 triệu người.", "Ada 3.26 juta  orang di di sini ,")


def counted(
    subjects: list[Unit], offers: FixCounter
) -> tuple[list[DocumentFixes], Counter[str]]:
    made = [
        one for _, one in fix_documents(subjects, CONTEXT, MENDED, fix_counter=offers)
    ]
    return made, offers.count_all_fixes(CONTEXT)


@given(
    st.lists(st.tuples(TEXTS | st.just(PAIR[0]), TEXTS | st.just(PAIR[1])), max_size=5),
    st.sampled_from([1, 2, 9]),
)
@settings(max_examples=examples(60))
def test_one_pass_finds_what_two_would(texts: list[tuple[str, str]], size: int) -> None:
    subjects = [
        Unit(f"u{at}", target, source, f"d{at // size}")
        for at, (source, target) in enumerate(texts)
    ]
    made, counts = counted(subjects, FixCounter(OFFERED))
    alone = run(
        subjects,
        CONTEXT,
        select_checks(OFFERED),
        scope=RunScope(may_be_uncomposed=True),
    )
    assert counts == Counter(
        finding.check
        for finding in alone
        if finding.fix is not None and finding.target_span is not None
    )
    assert made == [one for _, one in fix_documents(subjects, CONTEXT, MENDED)]


def test_only_what_is_wanted_counts() -> None:
    def wanted(finding: Finding) -> bool:
        return finding.check != "num.format"

    subjects = [Unit("u", PAIR[1], PAIR[0], "d")]
    both = ["num.format", "word.doubled"]
    assert [*counted(subjects, FixCounter(both))[1]] == both
    assert [*counted(subjects, FixCounter(both, wanted))[1]] == ["word.doubled"]
