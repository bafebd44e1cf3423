"""Fragments and pivots: what is offered where nothing fits as a whole."""

from dataclasses import replace

import pytest

from tests.tm.store.samples import changed_by, unit
from tm.match.fragment import search_fragments
from tm.match.lookup import LookupOptions, find_matches
from tm.match.match_rate import Match, MatchType, Query
from tm.settings import PenaltySettings
from tm.store.database import Database
from tm.store.unit_store import UnitStore
from tm.text.locale import Locale
from tm.text.segment import Segment
from tm.unit import Origin, State, TranslationUnit

VIETNAMESE, INDONESIAN, ENGLISH = Locale("vi"), Locale("id"), Locale("en")
LONG = (
    "Sáng nay, tại Hà Nội, hơn một trăm đại biểu đã có mặt ở lễ mở ký Công ước của "
    "Liên hợp quốc về chống tội phạm mạng"
)
CLAUSE = "Công ước của Liên hợp quốc về chống tội phạm mạng có hiệu lực"


def filled(database: Database, *units: TranslationUnit) -> UnitStore:
    with changed_by(database) as changes:
        UnitStore(database).add(units, changes)
    return UnitStore(database)


def parts(memory: UnitStore, text: str) -> list[Match]:
    query = Query.of(Segment.of(VIETNAMESE, text))
    return search_fragments(
        memory.database, query, INDONESIAN, penalties=PenaltySettings()
    )


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("chống tội phạm mạng", 1),
        ("cong uoc cua Lien hop quoc", 1),
        ("chống tội phạm biển", 0),
        ("tội phạm", 0),
    ],
)
def test_a_short_text_must_stand_whole_in_a_segment(
    database: Database, text: str, count: int
) -> None:
    memory = filled(database, unit(f"Lễ mở ký {CLAUSE}", "x"), unit("Giá gạo", "y"))
    assert len(parts(memory, text)) == count


def test_a_clause_inside_a_long_sentence_is_found(database: Database) -> None:
    memory = filled(
        database, unit(CLAUSE, "Konvensi PBB berlaku"), unit("Giá gạo", "x")
    )
    [found] = parts(memory, LONG)
    assert found.type is MatchType.FRAGMENT and found.run is not None
    start, end = found.run.query_range
    assert LONG[start:end] == "Công ước của Liên hợp quốc về chống tội phạm mạng"
    start, end = found.run.source_range
    assert CLAUSE[start:end] == "Công ước của Liên hợp quốc về chống tội phạm mạng"
    assert found.run.word_count == 11


def test_a_clause_of_a_language_without_spaces_is_found(database: Database) -> None:
    clause = "联合国打击网络犯罪公约"
    memory = filled(
        database,
        unit(f"{clause}今天生效。", "Konvensi berlaku", "zh"),
        unit("米价", "x"),
    )
    text = f"今天上午，一百多名代表在河内出席了{clause}的签署仪式。"
    [found] = search_fragments(
        memory.database,
        Query.of(Segment.of(Locale("zh"), text)),
        INDONESIAN,
        penalties=PenaltySettings(),
    )
    assert found.run is not None and found.run.word_count == len(clause)


@pytest.mark.parametrize(
    ("query", "stored"),
    [
        ("Công ước Hà Nội", CLAUSE),  # a short text has no fragments
        (LONG, "Công ước của Liên là một"),  # four words
        ("Ông đến. Bà đi rồi. Cháu ở lại nhà một mình.", "Ông đến. Bà đi rồi. Mẹ"),
        (LONG, ", , , . . ; ; ! ? , ."),
        ("! ? . , ; : ( ) ! ? .", CLAUSE),
    ],
)
def test_what_is_too_short_or_crosses_sentences_is_no_fragment(
    sqlite_database: Database, query: str, stored: str
) -> None:
    memory = filled(sqlite_database, unit(stored, "x"))
    assert parts(memory, query) == []


def test_a_text_without_marks_finds_fragments_with_marks(
    sqlite_database: Database,
) -> None:
    memory = filled(sqlite_database, unit(CLAUSE, "x"))
    text = "sang nay le mo ky cong uoc cua lien hop quoc ve chong toi pham mang"
    assert len(parts(memory, text)) == 1


def test_a_segment_without_translation_is_no_fragment(database: Database) -> None:
    memory = filled(database, unit(CLAUSE, "x"))
    with changed_by(database) as changes:
        memory.withhold(list(memory.read_units()), changes)
    assert parts(memory, LONG) == []


def test_two_edges_make_a_pivot(database: Database) -> None:
    memory = filled(
        database,
        unit("họp báo quốc tế", "international press conference", "vi", "en"),
        unit("Họp báo quốc tế", "konferensi pers internasional", headline="Tin"),
    )
    query = Segment.of(ENGLISH, "international press conference")
    [found] = find_matches(memory.database, query, INDONESIAN)
    assert found.type is MatchType.PIVOT and found.bridge is not None
    assert found.target is not None
    assert found.target.text == "konferensi pers internasional"
    assert [(p.reason, p.points) for p in found.penalties] == [("pivot", 10)]
    assert (found.rate, found.bridge.shared_segment.text) == (90, "họp báo quốc tế")
    assert found.bridge.target_unit.origin.headline == "Tin"


def test_a_pivot_runs_in_any_direction(sqlite_database: Database) -> None:
    memory = filled(
        sqlite_database,
        unit("press conference", "họp báo", "en", "vi"),
        unit("konferensi pers", "họp báo", "id", "vi"),
    )
    for source, target in ((ENGLISH, INDONESIAN), (INDONESIAN, ENGLISH)):
        texts = {ENGLISH: "press conference", INDONESIAN: "konferensi pers"}
        [found] = find_matches(
            memory.database, Segment.of(source, texts[source]), target
        )
        assert found.target is not None and found.target.text == texts[target]


@pytest.mark.parametrize(
    "second",
    [
        unit("họp báo năm 2025", "konferensi pers"),  # other values
        unit("họp bào", "konferensi pers"),
        unit("họp báo", "press conference", "vi", "fr"),
    ],
)
def test_the_segment_between_must_be_the_same(
    sqlite_database: Database, second: TranslationUnit
) -> None:
    memory = filled(
        sqlite_database, unit("họp báo", "press conference", "vi", "en"), second
    )
    query = Segment.of(ENGLISH, "press conference")
    assert find_matches(memory.database, query, INDONESIAN) == []


def test_a_chain_of_three_is_not_followed(sqlite_database: Database) -> None:
    memory = filled(
        sqlite_database,
        unit("press conference", "conférence de presse", "en", "fr"),
        unit("conférence de presse", "họp báo", "fr", "vi"),
        unit("họp báo", "konferensi pers"),
    )
    query = Segment.of(ENGLISH, "press conference")
    assert find_matches(memory.database, query, INDONESIAN) == []


def test_a_direct_match_stands_above_a_pivot_of_the_same_rate(
    sqlite_database: Database,
) -> None:
    words = "one two three four five six seven eight nine"
    memory = filled(
        sqlite_database,
        unit("chín từ", f"{words} ten", "vi", "en"),
        unit("chín từ", "sembilan kata"),
        unit(f"{words} nought", "langsung", "en", "id"),
    )
    options = LookupOptions(penalties=replace(PenaltySettings(), pivot=10))
    found = find_matches(
        memory.database, Segment.of(ENGLISH, f"{words} ten"), INDONESIAN, options
    )
    assert [(match.rate, match.type.value) for match in found] == [
        (90, "fuzzy"),
        (90, "pivot"),
    ]


def test_a_pivot_is_as_weak_as_its_weaker_edge(sqlite_database: Database) -> None:
    memory = filled(
        sqlite_database,
        unit("họp báo", "press conference", "vi", "en", state=State.INITIAL),
        unit("họp báo", "konferensi pers", score=0.4),
    )
    [found] = find_matches(
        memory.database, Segment.of(ENGLISH, "press conference"), INDONESIAN
    )
    reasons = {penalty.reason for penalty in found.penalties}
    assert reasons == {"pivot", "uncertain alignment", "unfinished translation"}


def test_a_match_that_differs_in_values_only_is_repaired(
    sqlite_database: Database,
) -> None:
    memory = filled(
        sqlite_database, unit("Thu 5,2 tỷ ngày 9/3", "Meraup 5,2 miliar 9 Maret")
    )
    query = Segment.of(VIETNAMESE, "Thu 3 triệu ngày 8/10")
    [found] = find_matches(memory.database, query, INDONESIAN)
    assert found.repaired_target is not None and found.type is MatchType.REPAIRED
    assert found.repaired_target.text == "Meraup 3 juta 8 Oktober"
    assert found.target is not None and "5,2" in found.target.text


def test_a_unit_that_is_left_out_is_not_offered(sqlite_database: Database) -> None:
    memory = filled(
        sqlite_database,
        unit("họp báo", "konferensi pers"),
        replace(unit("họp báo", "jumpa pers"), origin=Origin(memory="other")),
    )
    key = unit("họp báo", "konferensi pers").key
    options = LookupOptions(excluded_unit_keys=frozenset((key,)))
    found = find_matches(
        memory.database, Segment.of(VIETNAMESE, "họp báo"), INDONESIAN, options
    )
    assert [one.target.text for one in found if one.target] == ["jumpa pers"]


def test_a_detour_takes_the_place_of_a_unit_that_is_left_out(
    sqlite_database: Database,
) -> None:
    direct = unit("press conference", "jumpa pers", "en", "id")
    memory = filled(
        sqlite_database,
        direct,
        unit("press conference", "họp báo", "en", "vi"),
        unit("họp báo", "konferensi pers"),
    )
    query = Segment.of(ENGLISH, "press conference")
    options = LookupOptions(excluded_unit_keys=frozenset((direct.key,)))
    [found] = find_matches(memory.database, query, INDONESIAN, options)
    assert found.type is MatchType.PIVOT


def test_the_latest_of_several_matches_in_context_comes_first(
    sqlite_database: Database,
) -> None:
    near = (b"b" * 16, b"a" * 16)
    old = unit("hòa bình", "damai", published="2024-01-01")
    new = unit("hoà bình", "perdamaian", published="2025-01-01")
    memory = filled(
        sqlite_database, replace(old, neighbours=near), replace(new, neighbours=near)
    )
    query = Segment.of(VIETNAMESE, "hoà bình")
    options = LookupOptions(limit=1, neighbours=near)
    [found] = find_matches(memory.database, query, INDONESIAN, options)
    assert found.rate == 101
    assert found.target is not None and found.target.text == "perdamaian"


@pytest.mark.parametrize(
    ("first", "second"),
    [("tăng từ 5 lên 10", "tăng từ 10 lên 5"), ("họp G7 ở đây", "họp G20 ở đây")],
)
def test_other_numbers_are_never_exact(
    sqlite_database: Database, first: str, second: str
) -> None:
    memory = filled(sqlite_database, unit(first, "x"))
    [found] = find_matches(memory.database, Segment.of(VIETNAMESE, second), INDONESIAN)
    assert found.rate < 100 and found.type is not MatchType.EXACT
