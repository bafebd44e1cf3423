"""Where the memory attests a term; both databases."""

import pytest

from tm.store.database import Database
from tm.store.history.change_set import open_change_set
from tm.store.phrases.attestation import find_attestation
from tm.store.unit_store import UnitStore
from tm.text.locale import Locale
from tm.text.segment import Segment
from tm.unit import Origin, TranslationUnit

vi, id_, en, zh = map(Locale.parse, ("vi", "id", "en", "zh"))


def _add(database: Database, *pairs: tuple[str, str, str]) -> None:
    units = [
        TranslationUnit(
            Segment.of(vi, source),
            Segment.of(id_, target),
            origin=Origin(published=day, page_url=f"https://x.example/{day}"),
        )
        for source, target, day in pairs
    ]
    with open_change_set(database, command="add", author="Siti") as changes:
        UnitStore(database).add(units, changes)


def test_units_are_counted_from_the_first_day_to_the_last(database: Database) -> None:
    _add(
        database,
        ("Bộ Công an họp.", "Kemenkop rapat.", "2025-03-02"),
        ("Hôm nay Bộ Công an, và Bộ Công an nữa.", "Hari ini.", "2024-01-01"),
        ("Bộ Công anh, bộ công an, Bộ Cống an.", "Tidak.", "2023-01-01"),
    )
    found = find_attestation(database, "Bộ Công an", vi, id_)
    assert found is not None
    assert (found.unit_count, found.first_date, found.last_date) == (
        2,
        "2024-01-01",
        "2025-03-02",
    )
    assert found.is_complete
    example = found.example
    assert example is not None
    assert (example.is_source, example.unit.origin.page_url) == (
        True,
        "https://x.example/2025-03-02",
    )
    assert example.span.of(example.unit.source.text) == "Bộ Công an"


def test_a_target_attests_too(database: Database) -> None:
    _add(database, ("Một.", "Wakil Menteri datang.", "2025-03-02"))
    found = find_attestation(database, "Wakil Menteri", id_)
    assert found is not None and found.example is not None
    assert (found.unit_count, found.example.is_source) == (1, False)
    nothing = find_attestation(database, "Wakil Menteri", vi)
    assert nothing is not None
    assert (nothing.unit_count, nothing.first_date, nothing.example) == (0, None, None)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("thứ trưởng", 2),  # at the start of a sentence too
        ("Thứ trưởng", 1),
        ("100%_\\", 1),
        ("Bộ Y tế", 1),
        ("x" * 1000, 0),
        ("%%%", 0),
        ("😀😀😀", 0),
    ],
)
def test_the_words_count_as_they_are(database: Database, text: str, count: int) -> None:
    _add(
        database,
        ("Thứ trưởng nói.", "a", "2025-01-01"),
        ("Một thứ trưởng nói 100%_\\ đúng.", "b", "2025-01-02"),
        ("Bộ Y tế.", "c", "2025-01-02"),
    )
    found = find_attestation(database, text, vi)
    assert found is not None
    assert found.unit_count == count


def test_two_letters_are_not_looked_for(database: Database) -> None:
    assert find_attestation(database, "TT", vi) is None


def test_of_many_the_first_and_the_newest_are_read(database: Database) -> None:
    pairs = [(f"Bộ Công an {n}", f"a {n}", f"2025-01-0{n}") for n in range(1, 7)]
    _add(database, *pairs[:4])
    found = find_attestation(database, "Bộ Công an", vi, max_segment_count=2)
    assert found is not None
    assert (found.unit_count, found.is_complete) == (4, False)
    _add(database, *pairs[4:])
    found = find_attestation(database, "Bộ Công an", vi, max_segment_count=2)
    assert found is not None
    assert (found.unit_count, found.first_date, found.last_date) == (
        4,
        "2025-01-01",
        "2025-01-06",
    )
    assert not found.is_complete
