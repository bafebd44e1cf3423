"""What repairs know from the termbase, the CLDR and the memory."""

from collections.abc import Sequence

import pytest

from checks.cases.text_case_reader import make_entry
from checks.match_repair.name_transcription import transcribe_name
from checks.match_repair.place_names import find_place
from checks.match_repair.resources import MatchRepairResources
from glossary.concept_store import ConceptStore
from tests.tm.store.samples import changed_by, unit
from tm.match.lookup import LookupOptions, find_matches
from tm.match.match_rate import Match, MatchType
from tm.match.repair.repair_resources import KnownTerm
from tm.store.database import Database
from tm.store.unit_store import UnitStore
from tm.text.locale import Locale
from tm.text.segment import Segment

VIETNAMESE, INDONESIAN = Locale("vi"), Locale("id")
TERMS = [
    {"id": "place-1", "vi_term": "Hà Nội", "id_term": "Hanoi"},
    {"id": "office-1", "vi_term": "Bộ trưởng", "id_term": "Menteri"},
    {"id": "office-2", "vi_term": "Thứ trưởng", "id_term": "Wakil Menteri"},
]


@pytest.fixture
def memory(database: Database) -> Database:
    with changed_by(database) as changes:
        ConceptStore(database).add(map(make_entry, TERMS), changes)
        UnitStore(database).add(
            [
                unit("Bộ trưởng đến Huế hôm 3/4", "Menteri tiba di Hue pada 3 April"),
                unit(
                    "Hôm nay có mưa ở miền núi phía bắc",
                    "Kini hujan di pegunungan utara",
                ),
                unit("miền núi phía bắc", "pegunungan utara"),
                unit("Đồng bằng", "Dataran rendah"),
            ],
            changes,
        )
    return database


def find_match(memory: Database, query: str) -> Match:
    resources = MatchRepairResources(memory, VIETNAMESE, INDONESIAN)
    options = LookupOptions(min_rate=40, repair_resources=resources)
    return find_matches(memory, Segment.of(VIETNAMESE, query), INDONESIAN, options)[0]


def test_a_text_is_searched_once_for_all_its_matches(memory: Database) -> None:
    searched_texts: list[str] = []

    class CountedResources(MatchRepairResources):
        def find_terms(self, text: str) -> Sequence[KnownTerm]:
            searched_texts.append(text)
            return super().find_terms(text)

    with changed_by(memory) as changes:
        UnitStore(memory).add(
            [unit("Bộ trưởng đến Vinh hôm 3/4", "Menteri tiba di Vinh pada 3 April")],
            changes,
        )
    query = "Thứ trưởng đến Đà Lạt hôm 5/4"
    matches = find_matches(
        memory,
        Segment.of(VIETNAMESE, query),
        INDONESIAN,
        LookupOptions(
            min_rate=40,
            repair_resources=CountedResources(memory, VIETNAMESE, INDONESIAN),
        ),
    )
    assert len(matches) == 2
    assert sorted(searched_texts) == sorted({query, *(m.source.text for m in matches)})


@pytest.mark.parametrize(
    ("languages", "name", "expected"),
    [
        ("vi id", "Đức", "Jerman"),
        ("vi id", "Mát-xcơ-va", "Moskow"),
        ("vi id", "Luân Đôn", "London"),
        ("vi en", "Bắc Kinh", "Beijing"),
        ("vi en", "Hồng Kông", "Hong Kong"),
        ("vi id", "Trùng Khánh", None),  # of Cao Bằng as well as of China
        ("en id", "Vienna", "Wina"),
        ("id vi", "Jepang", "Nhật Bản"),
        ("id vi", "RI", "Indonesia"),
        ("id vi", "Ri", None),  # a Korean name
        ("vi id", "Quảng Trị", None),
    ],
)
def test_places_have_names_in_both_languages(
    languages: str, name: str, expected: str | None
) -> None:
    place = find_place(name, *map(Locale, languages.split()))
    assert (place and place.preferred_text) == expected


@pytest.mark.parametrize(
    ("languages", "old_name", "old_surface", "new_name", "expected"),
    [
        ("vi id", "Quảng Trị", "Quang Tri", "Quảng Ngãi", "Quang Ngai"),
        ("vi id", "Quảng Trị", "Quảng Trị", "Quảng Ngãi", "Quảng Ngãi"),
        ("vi id", "Vinh", "Vinh", "Huế", "Hue"),
        ("vi id", "Paris", "Paris", "Oslo", "Oslo"),
        ("id vi", "Paris", "Paris", "Oslo", "Oslo"),
        ("id vi", "Paris", "Paris", "Quang Ngai", None),
        ("en id", "Paris", "Paris", "Trump", "Trump"),
        ("en id", "Germany", "Jerman", "Congress", None),
    ],
)
def test_a_name_is_written_as_the_one_before_it(
    languages: str,
    old_name: str,
    old_surface: str,
    new_name: str,
    expected: str | None,
) -> None:
    first, second = map(Locale, languages.split())
    assert (
        transcribe_name(
            new_name,
            old_name=old_name,
            old_surface=old_surface,
            locales=(first, second),
        )
        == expected
    )


def test_terms_and_places_of_the_termbase_are_put_in(memory: Database) -> None:
    match = find_match(memory, "Thứ trưởng đến Hà Nội hôm 5/6")
    assert match.repaired_target is not None
    assert match.repaired_target.text == "Wakil Menteri tiba di Hanoi pada 5 Juni"
    assert match.type is MatchType.REPAIRED
    assert [str(made.kind) for made in match.replacements] == ["term", "place", "date"]


def test_a_segment_of_the_memory_is_a_known_phrase(memory: Database) -> None:
    match = find_match(memory, "Nay có mưa ở đồng bằng")
    assert match.repaired_target is not None
    assert match.repaired_target.text == "Kini hujan di dataran rendah"


def test_without_terms_a_name_loses_its_diacritics(memory: Database) -> None:
    match = find_match(memory, "Bộ trưởng tới Quảng Ngãi hôm 3/4")
    assert match.repaired_target is not None
    assert match.repaired_target.text == "Menteri tiba di Quang Ngai pada 3 April"
    assert [open.query_text for open in match.open_differences] == ["tới"]
    assert match.type is MatchType.FUZZY
