"""The memory: adding, filtering, removing, on every database."""

from dataclasses import replace

import pytest

from tests.tm.store.samples import changed_by, unit
from tm.store.backend.queries.counts import count_segments
from tm.store.database import Database
from tm.store.unit_store import UnitStore
from tm.store.units.filter import UnitFilter
from tm.store.units.pending_units import AddCounts
from tm.text.locale import Locale
from tm.text.segment import Segment
from tm.unit import Origin, State, Withheld


def test_what_is_added_comes_back_whole(database: Database) -> None:
    made = unit("Lễ mở ký", "upacara penandatanganan", score=0.5, tuid="7", note="x")
    with changed_by(database) as changes:
        counts = UnitStore(database).add([made], changes)
    assert counts == AddCounts(new=1)
    [stored] = UnitStore(database).read_units()
    created = replace(made.origin, created=stored.origin.created)
    assert stored == made.with_origin(created)


def test_main_source_is_what_most_units_in_use_are_translated_from(
    database: Database,
) -> None:
    memory = UnitStore(database)
    assert memory.find_main_source_locale() is None
    english = [unit(f"one {n}", "satu", "en", "id") for n in range(2)]
    with changed_by(database) as changes:
        memory.add([unit("một", "satu"), *english], changes)
    assert memory.find_main_source_locale() == Locale.parse("en")
    with changed_by(database) as changes:
        memory.withhold(english[:1], changes)
    assert memory.find_main_source_locale() == Locale.parse(
        "en"
    )  # the first of two by name
    with changed_by(database) as changes:
        memory.withhold(english[1:], changes)
    assert memory.find_main_source_locale() == Locale.parse("vi")


@pytest.mark.parametrize("counted", [1, 2, 5])
@pytest.mark.parametrize(
    "tags", ["vi", "en vi", "vi vi en en", "en vi vi", "id en vi vi en"]
)
def test_main_source_is_found_some_units_at_a_time(
    database: Database, counted: int, tags: str
) -> None:
    made = [unit(f"{n}", "x", tag, "ms") for n, tag in enumerate(tags.split())]
    with changed_by(database) as changes:
        UnitStore(database).add(made, changes)
    most = max(sorted(set(tags.split())), key=tags.split().count)
    assert UnitStore(database).find_main_source_locale(
        batch_size=counted
    ) == Locale.parse(most)


def test_adding_twice_is_adding_once(database: Database) -> None:
    units = [unit("một", "satu"), unit("hai", "dua"), unit("một", "satu")]
    with changed_by(database) as changes:
        assert UnitStore(database).add(units, changes) == AddCounts(new=2, known=1)
    with changed_by(database) as changes:
        assert UnitStore(database).add(units, changes) == AddCounts(known=3)
        assert changes.name is None
    assert len(list(UnitStore(database).read_units())) == 2


def test_a_unit_takes_over_what_comes_later(database: Database) -> None:
    plain = unit("một", "satu")
    better = replace(plain, state=State.FINAL, note="checked")
    with changed_by(database) as changes:
        UnitStore(database).add([plain], changes)
    with changed_by(database) as changes:
        assert UnitStore(database).add([better], changes) == AddCounts(changed=1)
    with changed_by(database) as changes:
        assert UnitStore(database).add([plain], changes) == AddCounts(known=1)
    [stored] = UnitStore(database).read_units()
    assert (stored.state, stored.note) == (State.FINAL, "checked")


@pytest.mark.parametrize(
    ("notes", "expected"),
    [
        (["of a person", "of a file"], "of a person\nof a file"),
        (["of a person", None], "of a person"),
        (["a\nb", "b"], "a\nb"),
        (["b", "a\nb\nc"], "a\nb\nc"),  # the file has it, and more
        (["of a person", "of a file", "of a person"], "of a person\nof a file"),
    ],
)
def test_no_note_is_lost_when_a_unit_is_added_again(
    database: Database, notes: list[str | None], expected: str
) -> None:
    for note in notes:
        with changed_by(database) as changes:
            UnitStore(database).add([unit("một", "satu", note=note)], changes)
    [stored] = UnitStore(database).read_units()
    assert stored.note == expected


def test_a_bare_unit_does_not_wipe_an_origin(database: Database) -> None:
    rich = unit(
        "một", "satu", article="ab", position=3, source_url="https://x.example/"
    )
    with changed_by(database) as changes:
        UnitStore(database).add([rich], changes)
        UnitStore(database).add([replace(rich, origin=Origin())], changes)
    [stored] = UnitStore(database).read_units()
    assert stored.origin.source_url == "https://x.example/"
    assert stored.origin.position == 3


def test_a_bare_pair_is_the_unit_that_has_a_context(database: Database) -> None:
    rich = replace(unit("một", "satu", article="ab"), neighbours=(b"x" * 16, None))
    with changed_by(database) as changes:
        UnitStore(database).add([rich], changes)
        counts = UnitStore(database).add([unit("một", "satu")], changes)
    assert counts == AddCounts(known=1)
    assert len(list(UnitStore(database).read_units())) == 1


def test_a_removed_unit_stays_removed_when_it_is_imported_again(
    database: Database,
) -> None:
    memory, made = UnitStore(database), unit("một", "satu")
    with changed_by(database) as changes:
        memory.add([made], changes)
        assert memory.withhold([made], changes) == 1
        assert memory.withhold([made], changes) == 0
    with changed_by(database) as changes:
        assert memory.add([made], changes) == AddCounts(removed=1)
    assert list(memory.read_units()) == []
    with changed_by(database) as changes:
        assert memory.add([made], changes, restores_removed=True) == AddCounts(new=1)
    assert len(list(memory.read_units())) == 1


def test_what_waits_for_review_is_not_in_use(database: Database) -> None:
    memory, made = UnitStore(database), unit("một", "satu")
    with changed_by(database) as changes:
        memory.add([made], changes, awaits_review=True)
    assert list(memory.read_units()) == []
    wanted = UnitFilter(withheld=Withheld.REVIEW, translated=True)
    assert len(list(memory.read_units(wanted))) == 1
    with changed_by(database) as changes:
        memory.add([made], changes)
        memory.add([made], changes, awaits_review=True)
    assert len(list(memory.read_units())) == 1


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (UnitFilter(), 3),
        (UnitFilter(locales=(Locale("en"),)), 1),
        (UnitFilter(locales=(Locale("vi"), Locale("id"))), 2),
        (UnitFilter(publisher="VNA"), 1),
        (UnitFilter(article_author="Dewi Ayu"), 1),
        (UnitFilter(article_place="Hanoi"), 1),
        (UnitFilter(article_author="Dewi Ayu", publisher="ANTARA"), 0),
        (UnitFilter(since="2025-01-01"), 3),
        (UnitFilter(since="2999-01-01"), 0),
        (UnitFilter(memory="other"), 1),
        (UnitFilter(translated=False), 0),
    ],
)
def test_units_are_filtered(database: Database, wanted: UnitFilter, found: int) -> None:
    with changed_by(database) as changes:
        UnitStore(database).add(
            [
                unit("một", "satu"),
                unit("hai", "dua", publisher="VNA", published="2025-06-01"),
                unit(
                    *("ba", "three", "vi", "en-GB"),
                    memory="other",
                    article_author="Dewi Ayu",
                    article_place="Hanoi",
                ),
            ],
            changes,
        )
    assert len(list(UnitStore(database).read_units(wanted))) == found


def test_a_segment_is_found_in_nfd_and_in_the_other_tone_style(
    database: Database,
) -> None:
    vietnamese = Locale("vi")
    with changed_by(database) as changes:
        UnitStore(database).add([unit("hòa bình", "perdamaian")], changes)
    for text in ("hòa bình", "hoà bình", "HÒA BÌNH", "ho\u0300a bi\u0300nh"):
        assert UnitStore(database).find_equal_segments(Segment.of(vietnamese, text)), (
            text
        )


def test_units_of_a_segment_come_from_either_side(database: Database) -> None:
    memory = UnitStore(database)
    with changed_by(database) as changes:
        memory.add([unit("một", "satu"), unit("satu", "one", "id", "en")], changes)
    [number] = memory.find_equal_segments(Segment.of(Locale("id"), "satu"))
    sides = [
        u.find_side(Locale("vi"))
        for _, u in memory.read_units_of_segments([number], Locale("vi"))
    ]
    assert [side.text for side in sides if side] == ["một"]


def test_a_transaction_that_fails_leaves_nothing(database: Database) -> None:
    class Stop(Exception):
        pass

    with pytest.raises(Stop), changed_by(database) as changes:
        UnitStore(database).add([unit("một", "satu")], changes)
        raise Stop
    assert list(UnitStore(database).read_units()) == []
    with database.open_reader() as reader:
        assert count_segments(reader) == {}
