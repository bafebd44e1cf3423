"""The terms of an entry that were to be used on a day."""

import pytest

from glossary.entries.entry import ConceptEntry, Term, TermStatus
from tm.text.locale import Locale

id_ = Locale("id")
ENTRY = ConceptEntry(
    "ministry",
    (
        Term(id_, "Kementerian Baru", valid_from="2025-03"),
        Term(id_, "Kementerian Lama", TermStatus.SUPERSEDED, valid_to="2025-02-28"),
        Term(id_, "Kementerian Tua", TermStatus.SUPERSEDED),
    ),
)


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (None, "Kementerian Baru"),
        ("2025-03-01", "Kementerian Baru"),
        ("2024", "Kementerian Lama"),
    ],
)
def test_a_superseded_term_is_right_until_its_end(day: str | None, text: str) -> None:
    assert ENTRY.list_preferred_texts(id_, day) == (text,)


def test_without_a_valid_term_the_preferred_one_is_shown() -> None:
    entry = ConceptEntry("x", (Term(id_, "Kementerian Baru", valid_from="2025-03"),))
    assert entry.list_preferred_texts(id_, "2020") == ("Kementerian Baru",)
