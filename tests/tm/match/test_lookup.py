"""Lookup, on every database."""

import pytest

from tests.tm.store.samples import changed_by, unit
from tm.match.lookup import LookupOptions, find_matches
from tm.match.match_rate import MatchType
from tm.settings import PenaltySettings
from tm.store.database import Database
from tm.store.unit_store import UnitStore
from tm.text.locale import Locale
from tm.text.segment import Segment
from tm.unit import TranslationUnit

VIETNAMESE, INDONESIAN = Locale("vi"), Locale("id")


def filled(database: Database, *units: TranslationUnit) -> UnitStore:
    with changed_by(database) as changes:
        UnitStore(database).add(units, changes)
    return UnitStore(database)


def test_the_best_match_comes_first(database: Database) -> None:
    memory = filled(
        database,
        unit("Thủ tướng thăm Indonesia vào tháng 10 năm nay", "a"),
        unit("Thủ tướng thăm Malaysia vào tháng 10 năm nay", "b"),
        unit("Giá gạo tăng", "c"),
    )
    query = Segment.of(VIETNAMESE, "Thủ tướng thăm Indonesia vào tháng 10 năm nay")
    found = find_matches(memory.database, query, INDONESIAN)
    assert [match.rate for match in found] == [100, 88]


def test_several_exact_matches_are_all_shown_as_ambiguous(database: Database) -> None:
    memory = filled(
        database, unit("họp báo", "konferensi pers"), unit("họp báo", "jumpa pers")
    )
    found = find_matches(memory.database, Segment.of(VIETNAMESE, "họp báo"), INDONESIAN)
    assert {match.target.text for match in found if match.target} == {
        "konferensi pers",
        "jumpa pers",
    }
    assert all(match.is_ambiguous for match in found)


def test_an_equal_pair_is_shown_once(database: Database) -> None:
    memory = filled(
        database,
        unit("họp báo", "konferensi pers"),
        unit("họp báo", "konferensi pers", memory="other"),
    )
    assert (
        len(
            find_matches(memory.database, Segment.of(VIETNAMESE, "họp báo"), INDONESIAN)
        )
        == 1
    )


def test_a_removed_unit_is_not_offered(database: Database) -> None:
    memory = filled(database, unit("họp báo", "jumpa pers"))
    with changed_by(database) as changes:
        memory.withhold(list(memory.read_units()), changes)
    assert (
        find_matches(memory.database, Segment.of(VIETNAMESE, "họp báo"), INDONESIAN)
        == []
    )


def test_a_typing_error_in_a_short_text_is_forgiven(database: Database) -> None:
    memory = filled(database, unit("Thứ trưởng Bộ Ngoại giao", "Wakil Menteri"))
    found = find_matches(
        memory.database, Segment.of(VIETNAMESE, "Thứ truởng Bộ Ngoai giao"), INDONESIAN
    )
    assert found and found[0].type is MatchType.FUZZY


@pytest.mark.parametrize(
    ("locale", "query", "stored"),
    [
        ("zh", "河内公约签署仪式将于十月举行", "河内公约签署仪式将于九月举行"),
        ("ja", "ハノイ条約の署名式が行われる", "ハノイ条約の署名式が行われた"),
        ("th", "พิธีลงนามอนุสัญญาฮานอย", "พิธีลงนามอนุสัญญาฮานอ"),
    ],
)
def test_scripts_without_spaces_are_matched(
    database: Database, locale: str, query: str, stored: str
) -> None:
    memory = filled(database, unit(stored, "x", locale, "id"))
    found = find_matches(memory.database, Segment.of(Locale(locale), query), INDONESIAN)
    assert found and found[0].rate >= 80


@pytest.mark.parametrize("text", ["", " ", "…", "?!", "\u200b", "\x01"])
def test_odd_queries_find_nothing_and_raise_nothing(
    sqlite_database: Database, text: str
) -> None:
    memory = filled(sqlite_database, unit("họp báo", "konferensi pers"))
    assert find_matches(memory.database, Segment.of(VIETNAMESE, text), INDONESIAN) == []


def test_a_very_long_query_is_answered(sqlite_database: Database) -> None:
    text = "rất dài " * 12_500
    memory = filled(sqlite_database, unit(text, "panjang"), unit("ngắn", "pendek"))
    found = find_matches(memory.database, Segment.of(VIETNAMESE, text), INDONESIAN)
    assert [match.rate for match in found] == [100]


def test_lower_rates_give_more_and_never_others(sqlite_database: Database) -> None:
    words = "một hai ba bốn năm sáu bảy tám chín mười".split()
    stored = [unit(" ".join(words[:length]), str(length)) for length in range(1, 11)]
    memory = filled(sqlite_database, *stored)
    query = Segment.of(VIETNAMESE, " ".join(words))
    counts = []
    for rate in (100, 90, 70, 50, 10):
        options = LookupOptions(min_rate=rate, limit=50)
        found = find_matches(memory.database, query, INDONESIAN, options)
        assert all(match.rate >= rate for match in found)
        counts.append(len(found))
    assert counts == sorted(counts) and counts[0] == 1 and counts[-1] == 10


def test_of_many_that_differ_in_numbers_the_same_one_is_found(
    database: Database,
) -> None:
    options = LookupOptions(max_candidate_count=50)
    memory = filled(
        database,
        *(unit(f"Giá vàng tăng {n} đồng", f"Emas naik {n} dong") for n in range(90)),
    )
    query = Segment.of(VIETNAMESE, "Giá vàng tăng 87 đồng")
    first, *others = find_matches(memory.database, query, INDONESIAN, options)
    assert first.target is not None
    assert (first.rate, first.target.text) == (100, "Emas naik 87 dong")
    assert {other.rate for other in others} == {99}


def test_of_many_that_are_as_similar_those_of_the_first_units_are_found(
    sqlite_database: Database,
) -> None:
    memory = filled(
        sqlite_database,
        *(
            unit(
                f"Giá vàng tại {place}{letter} hôm nay tăng mạnh",
                f"Harga emas di {place}{letter} hari ini naik",
                published=f"2026-0{1 + number * 7 % 9}-01",
                score=0.9 - number * 5 % 3 / 100,
            )
            for place in ("huế", "vinh", "hà tĩnh")
            for number, letter in enumerate("abcdefghijklmnopqrstuvwxyz")
        ),
    )
    query = Segment.of(VIETNAMESE, "Giá vàng tại nam hôm nay tăng mạnh")
    all_matches, first_matches = (
        find_matches(
            memory.database, query, INDONESIAN, LookupOptions(limit=limit, min_rate=50)
        )
        for limit in (100, 4)
    )
    assert len({match.rate for match in all_matches}) == 2
    assert all_matches[:4] == first_matches


def rates(database: Database, text: str, pair: str) -> list[int]:
    source_locale, target_locale = map(Locale, pair.split())
    query = Segment.of(source_locale, text)
    return [match.rate for match in find_matches(database, query, target_locale)]


def test_the_long_form_of_a_language_is_the_same_language(database: Database) -> None:
    filled(
        database,
        unit("họp báo hôm nay", "jumpa pers hari ini", "vi-VN", "id-ID"),
        unit("tin trong ngày", "berita hari ini"),
    )
    for pair in ("vi id", "vi-VN id-ID", "vi id-ID", "vi-Latn-VN id"):
        assert rates(database, "họp báo hôm nay", pair) == [100]
        assert rates(database, "tin trong ngày", pair) == [100]


def test_a_variant_costs_points_where_the_memory_has_two(database: Database) -> None:
    filled(database, unit("o comboio chega", "kereta tiba", "pt-PT"))
    assert rates(database, "o comboio chega", "pt id") == [100]
    assert rates(database, "o comboio chega", "pt-BR id") == []
    filled(database, unit("o trem chega", "kereta tiba", "pt-BR"))
    assert rates(database, "o comboio chega", "pt id")[0] == 99
    assert rates(database, "o comboio chega", "pt-PT id") == [100]
    assert rates(database, "o trem chega", "pt id")[0] == 100


def test_a_setting_tells_the_long_form_from_the_short_one(database: Database) -> None:
    filled(database, unit("họp báo hôm nay", "jumpa pers hari ini", "vi-VN"))
    options = LookupOptions(penalties=PenaltySettings(implied_variant=2))
    query = Segment.of(VIETNAMESE, "họp báo hôm nay")
    [match] = find_matches(database, query, INDONESIAN, options)
    assert match.rate == 98
