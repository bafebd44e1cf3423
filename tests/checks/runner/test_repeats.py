"""On a page, a term that is wrong in many places is told once, with the number."""

from checks.cases.text_case_reader import make_entry
from checks.catalogue import select_checks
from checks.engine.known_terms import KnownTerms
from checks.engine.unit import Context, Unit
from checks.runner.document_batch import RunScope
from checks.runner.run import run
from tm.finding import Finding
from tm.text.locale import Locale

ID, VI = Locale("id"), Locale("vi")
COUNTRY = {
    "id": "a",
    "vi_term": "Trung Quốc",
    "id_term": "Tiongkok",
    "id_variant": "Cina",
}
UNITS = [
    Unit(str(number), "Kapal Cina tiba.", "Tàu Trung Quốc đến.", "d")
    for number in range(3)
] + [Unit("3", "Kapal Cina pulang.", "Tàu Trung Quốc về.", "e")]


def told(*, merges: bool) -> list[Finding]:
    context = Context(ID, VI, KnownTerms.build([make_entry(COUNTRY)], ID, VI))
    checks = select_checks(["term.variant", "punct.end"])
    return [*run(UNITS, context, checks, scope=RunScope(merges_repeats=merges))]


def test_each_document_has_one_finding_with_its_count() -> None:
    first, other = told(merges=True)
    assert (first.unit, first.related, other.unit) == ("0", ("1", "2"), "3")
    assert first.message == "Non-preferred term: “Cina” (3×); use “Tiongkok”"
    assert other.message == "Non-preferred term: “Cina”; use “Tiongkok”"


def test_units_of_a_memory_are_told_one_by_one() -> None:
    assert [finding.unit for finding in told(merges=False)] == ["0", "1", "2", "3"]
