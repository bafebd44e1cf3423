"""Pairs of concepts that may be the same, and what tells two concepts apart."""

from dataclasses import replace

import pytest

from glossary.duplicate_pairs import find_duplicate_pairs
from glossary.entries.entry import ConceptEntry, Relation, RelationKind, Term
from tm.text.locale import Locale

_VI, _ID = Locale("vi"), Locale("id")
_ONE = ConceptEntry(
    "one", (Term(_VI, "họp báo"), Term(_ID, "jumpa pers"), Term(_ID, "konpers"))
)
_SAME = ConceptEntry("other", (Term(_VI, "Họp báo"), Term(_ID, "jumpa pers")))


def test_the_concept_with_more_terms_is_kept() -> None:
    [pair] = find_duplicate_pairs([_SAME, _ONE])
    assert (pair.kept_entry.id, pair.removed_entry.id) == ("one", "other")
    assert pair.score == 1
    assert set(pair.languages) == {"vi", "id"}


def test_words_that_differ_in_vowels_written_as_marks_are_not_alike() -> None:
    """Thai writes many vowels as marks: `กิน` is to eat, `กัน` is together."""
    thai = Locale("th")
    to_eat = ConceptEntry("to eat", (Term(thai, "กิน"), Term(_ID, "makan")))
    together = ConceptEntry("together", (Term(thai, "กัน"), Term(_ID, "makan")))
    assert find_duplicate_pairs([to_eat, together]) == []


def test_terms_that_differ_in_diacritics_and_hyphens_are_less_alike() -> None:
    nearly = replace(_SAME, terms=(Term(_VI, "hop báo"), Term(_ID, "jumpa-pers")))
    [pair] = find_duplicate_pairs([_ONE, nearly])
    assert pair.score == pytest.approx(0.9)


@pytest.mark.parametrize(
    "other",
    [
        replace(_SAME, terms=(Term(_VI, "họp báo"), Term(_ID, "rapat pers"))),
        replace(_SAME, relations=(Relation(RelationKind.DISTINCT_FROM, "one"),)),
        replace(_SAME, relations=(Relation(RelationKind.FORMERLY, "one"),)),
        replace(_SAME, valid_to="1999"),
        replace(_SAME, terms=tuple(replace(t, shared=True) for t in _SAME.terms)),
    ],
    ids=["one language", "distinct", "predecessor", "other times", "shared terms"],
)
def test_concepts_that_something_tells_apart_are_no_pair(other: ConceptEntry) -> None:
    one = replace(_ONE, valid_from="2000")
    assert find_duplicate_pairs([one, other]) == []


def test_one_common_language_is_enough_where_there_is_no_other() -> None:
    one, other = (
        ConceptEntry(name, (Term(_VI, "họp báo"),), subject_field=field)
        for name, field in (("one", None), ("other", "press"))
    )
    assert len(find_duplicate_pairs([one, other])) == 1
    assert find_duplicate_pairs([replace(one, subject_field="law"), other]) == []
