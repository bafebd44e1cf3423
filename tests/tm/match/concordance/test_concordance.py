"""Concordance: what is found, in which order, on every database."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.examples import examples
from tests.tm.store.samples import changed_by, unit
from tm.match.concordance.concordance import (
    Concordance,
    ConcordanceOptions,
    HitOrder,
    _is_whole_segment,
    count_translations,
    search_concordance,
)
from tm.match.concordance.query import PhraseMatcher, PhraseMode, SearchPhrase
from tm.match.lookup import open_index
from tm.store.database import Database
from tm.store.phrases.search import PhraseSearch
from tm.store.unit_store import UnitStore
from tm.text.locale import Locale
from tm.unit import TranslationUnit

VIETNAMESE, INDONESIAN, ENGLISH = Locale("vi"), Locale("id"), Locale("en")


def filled(database: Database, *units: TranslationUnit) -> UnitStore:
    with changed_by(database) as changes:
        UnitStore(database).add(units, changes)
    return UnitStore(database)


def sources(found: Concordance) -> list[str]:
    return [hit.source.text for hit in found.hits]


def test_a_phrase_is_found_with_its_place(database: Database) -> None:
    memory = filled(
        database,
        unit("Lễ mở ký Công ước Hà Nội", "Upacara penandatanganan Konvensi Hanoi"),
        unit("Giá gạo tăng", "Harga beras naik"),
    )
    [hit] = search_concordance(
        memory, SearchPhrase("công ước"), VIETNAMESE, INDONESIAN
    ).hits
    assert hit.span.of(hit.source.text) == "Công ước"
    assert hit.target is not None and "Konvensi" in hit.target.text


def test_a_first_answer_compares_some_candidates_only(database: Database) -> None:
    units = [unit(f"Công ước số {number}", f"x {number}") for number in range(9)]
    memory = filled(database, *units, unit("công ước", "Công ước"))
    counts = {}
    for most in (4, 100):
        found = search_concordance(
            memory,
            SearchPhrase("công ước số"),
            VIETNAMESE,
            options=ConcordanceOptions(max_candidate_count=most),
        )
        counts[most] = len(found.hits), found.is_cut_short
    assert counts[100] == (9, False)
    # PostgreSQL keeps its index by language: it has nothing to save.
    assert counts[4] == ((4, True) if database.dialect == "sqlite" else (9, False))


def test_each_letter_typed_finds_what_a_search_for_the_whole_finds(
    database: Database,
) -> None:
    texts = ["họp báo ở Huế", "Họp bàn", "Hợp bào tử", "hop baotu", "cá họp", "bao hop"]
    memory = filled(database, *(unit(text, f"x {text}") for text in texts))
    options = ConcordanceOptions(max_candidate_count=100)

    def type_text(typed_text: str) -> dict[str, tuple[list[str], bool]]:
        found_by_phrase = {}
        for length in range(3, len(typed_text) + 1):
            phrase = typed_text[:length]
            found = search_concordance(
                memory, SearchPhrase(phrase), VIETNAMESE, options=options
            )
            whole = search_concordance(memory, SearchPhrase(phrase), VIETNAMESE)
            assert sources(found) == sources(whole)
            assert found.is_absent <= (not whole.hits) and not found.is_cut_short
            found_by_phrase[phrase] = sources(found), found.is_absent
        return found_by_phrase

    for typed_text in ("họp báo ở Huế", "hop baotu", "họp báo ở Đà Nẵng", "bao hop ca"):
        type_text(typed_text)
    # What is added since then is found by the rest of a phrase that was absent.
    filled(database, unit("Họp báo ở Đà Nẵng", "y"))
    found_by_phrase = type_text("họp báo ở Đà Nẵng")
    assert found_by_phrase["họp báo ở Đà"] == (["Họp báo ở Đà Nẵng"], False)


@pytest.mark.parametrize("other", [INDONESIAN, None])
def test_a_phrase_is_found_on_whichever_side_it_stands(
    database: Database, other: Locale | None
) -> None:
    memory = filled(
        database,
        unit("họp báo hôm nay", "konferensi pers hari ini"),
        unit("jumpa pers kemarin", "họp báo hôm qua", "id", "vi"),
    )
    found = search_concordance(memory, SearchPhrase("họp báo"), VIETNAMESE, other)
    assert [
        (hit.source.text, hit.target and hit.target.text) for hit in found.hits
    ] == [
        ("họp báo hôm nay", "konferensi pers hari ini"),
        ("họp báo hôm qua", "jumpa pers kemarin"),
    ]


def test_only_the_locale_that_is_asked_for_stands_opposite(database: Database) -> None:
    memory = filled(
        database, unit("họp báo", "jumpa pers"), unit("họp báo", "briefing", "vi", "en")
    )
    found = search_concordance(memory, SearchPhrase("họp báo"), VIETNAMESE, ENGLISH)
    assert [hit.target and hit.target.text for hit in found.hits] == ["briefing"]


def test_a_variant_of_a_locale_is_found_by_its_language(database: Database) -> None:
    memory = filled(database, unit("the colour", "warna", "en-GB", "id"))
    assert search_concordance(memory, SearchPhrase("colour"), ENGLISH, INDONESIAN).hits
    assert not search_concordance(
        memory, SearchPhrase("colour"), Locale("en-US"), INDONESIAN
    ).hits


def test_a_removed_unit_is_not_found(database: Database) -> None:
    memory = filled(database, unit("họp báo", "jumpa pers"))
    with changed_by(database) as changes:
        memory.withhold(list(memory.read_units()), changes)
    assert not search_concordance(memory, SearchPhrase("họp báo"), VIETNAMESE).hits


def test_a_segment_is_one_hit_with_all_its_places(database: Database) -> None:
    memory = filled(database, unit("aaa báo và báo", "x"))
    [hit] = search_concordance(memory, SearchPhrase("báo"), VIETNAMESE).hits
    assert [(span.start, span.end) for span in hit.spans] == [(4, 7), (11, 14)]


@pytest.mark.parametrize(
    "phrase",
    ['100% "chắc"', "a_b", "x AND y", "NEAR(a b)", "c:\\d*", "it's", "(PBB)", "a*b"],
)
def test_signs_stand_for_themselves(database: Database, phrase: str) -> None:
    other = "100x chắc axb x y near a b cd its PBB aab"
    memory = filled(database, unit(f"và {phrase}.", "x"), unit(other, "y"))
    assert sources(search_concordance(memory, SearchPhrase(phrase), VIETNAMESE)) == [
        f"và {phrase}."
    ]


def test_short_phrases_are_scanned_for_and_it_is_said(database: Database) -> None:
    memory = filled(database, unit("河内公约", "x", "zh", "id"), unit("họp", "y"))
    found = search_concordance(memory, SearchPhrase("河内"), Locale("zh"))
    assert (len(found.hits), found.scanned_count, found.has_index) == (1, 1, True)


def test_phrases_of_three_characters_are_not_scanned_for(database: Database) -> None:
    memory = filled(database, unit("họp báo", "x"), unit("河内公约", "x", "zh", "id"))
    assert (
        search_concordance(memory, SearchPhrase("báo"), VIETNAMESE).scanned_count == 0
    )
    assert (
        search_concordance(memory, SearchPhrase("内公约"), Locale("zh")).scanned_count
        == 0
    )


def test_a_scan_stops_where_it_is_told_to(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PhraseSearch, "scan_batch_size", 10)
    units = [unit(f"số {number}", "x") for number in range(40)]
    memory = filled(sqlite_database, *units)
    options = ConcordanceOptions(max_scanned_segment_count=15)
    found = search_concordance(memory, SearchPhrase("số"), VIETNAMESE, options=options)
    assert found.is_cut_short and 15 <= found.scanned_count < 40
    assert len(found.hits) == found.scanned_count


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        (None, "cab"),
        (HitOrder.LEFT, "bac"),
        (HitOrder.RIGHT, "abc"),
        (HitOrder.SOURCE, "bca"),
    ],
)
def test_hits_are_sorted_by_their_contexts(
    database: Database, sort: HitOrder | None, order: str
) -> None:
    texts = {
        "a": "trước nữa: họp báo hôm nay",
        "b": "dài lắm họp báo mai",
        "c": "rồi sau họp báo xong",
    }
    memory = filled(database, *(unit(texts[name], "x") for name in "cab"))
    options = ConcordanceOptions(hit_order=sort)
    found = search_concordance(
        memory, SearchPhrase("họp báo"), VIETNAMESE, options=options
    )
    assert sources(found) == [texts[name] for name in order]


def test_the_newest_comes_first_when_sorted_by_date(database: Database) -> None:
    days = ("2025-01-02", "2025-10-08", "2024-12-31")
    units = [unit(f"họp báo {day}", "x", published=day) for day in days]
    memory = filled(database, *units)
    options = ConcordanceOptions(hit_order=HitOrder.DATE, limit=2)
    found = search_concordance(
        memory, SearchPhrase("họp báo"), VIETNAMESE, options=options
    )
    assert sources(found) == ["họp báo 2025-10-08", "họp báo 2025-01-02"]


def test_it_is_said_when_not_all_hits_were_put_in_order(
    sqlite_database: Database,
) -> None:
    units = [unit(f"số {number}", "x") for number in range(9, 0, -1)]
    memory = filled(sqlite_database, *units)
    options = ConcordanceOptions(hit_order=HitOrder.RIGHT, max_sorted_hit_count=5)
    found = search_concordance(memory, SearchPhrase("số "), VIETNAMESE, options=options)
    assert found.sorted_count == 5
    assert sources(found) == [f"số {number}" for number in range(5, 10)]


def test_translations_of_the_phrase_itself_are_counted(database: Database) -> None:
    memory = filled(
        database,
        unit("Họp báo", "konferensi pers", memory="a"),
        unit("họp báo.", "konferensi pers", memory="b"),
        unit("họp báo", "jumpa pers"),
        unit("cuộc họp báo", "acara jumpa pers"),
    )
    options = ConcordanceOptions(finds_whole_segments=True)
    found = search_concordance(
        memory, SearchPhrase("họp báo"), VIETNAMESE, options=options
    )
    counts = count_translations(found.hits)
    assert [(segment.text, count) for segment, count in counts] == [
        ("konferensi pers", 2),
        ("jumpa pers", 1),
    ]


def test_whole_segments_are_those_of_a_search_inside_segments(
    sqlite_database: Database,
) -> None:
    phrases = ["họp", "Hop", "hop bao", "(họp)", "5", "a-b", "“họp", "hộp", "x" * 95]
    marks = ["", " ", "“", "... ", "(", "?!", " – ", "12", "e", "«»«»«»«»", "o\u0301"]
    memory = filled(
        sqlite_database,
        *(
            unit(f"{before}{phrase}{after}", f"{before}{phrase}{after}", memory=tail)
            for phrase in phrases
            for before in marks
            for after in marks
            for tail in ("a", "b")
        ),
    )
    whole = ConcordanceOptions(finds_whole_segments=True)
    for writes_shards in (False, True):
        if writes_shards:
            open_index(sqlite_database).update()
        for phrase in map(SearchPhrase, phrases):
            every = search_concordance(memory, phrase, VIETNAMESE)
            expected = [
                hit.source.text
                for hit in every.hits
                if any(_is_whole_segment(span, hit.source.text) for span in hit.spans)
            ]
            found = search_concordance(memory, phrase, VIETNAMESE, options=whole)
            assert sources(found) == expected and expected


def test_a_limit_takes_the_first(database: Database) -> None:
    units = [unit(f"họp báo {number}", "x") for number in range(200)]
    memory = filled(database, *units)
    every = search_concordance(memory, SearchPhrase("họp báo"), VIETNAMESE)
    options = ConcordanceOptions(limit=70)
    some = search_concordance(
        memory, SearchPhrase("họp báo"), VIETNAMESE, options=options
    )
    assert sources(every) == [one.source.text for one in units]
    assert sources(some) == sources(every)[:70]


def test_an_alternation_is_looked_up_by_its_literals(database: Database) -> None:
    memory = filled(
        database, unit("Công ước", "x"), unit("konvensi", "x"), unit("lễ", "x")
    )
    phrase = SearchPhrase(
        "c.ng ước|k[o]nvensi", PhraseMode.REGEX, ignores_diacritics=True
    )
    found = search_concordance(memory, phrase, VIETNAMESE)
    assert sources(found) == ["Công ước", "konvensi"]
    assert found.scanned_count == 0


def test_a_slow_pattern_stops_in_time(sqlite_database: Database) -> None:
    memory = filled(sqlite_database, *(unit(f"số {n}", "x") for n in range(50)))
    options = ConcordanceOptions(time_limit=0)
    phrase = SearchPhrase("[sx].", PhraseMode.REGEX)
    found = search_concordance(memory, phrase, VIETNAMESE, options=options)
    assert found.is_cut_short


@pytest.mark.parametrize(
    "phrase", ["…", "?!", "\x01", "a\0b", "\u200b", "x" * 100_000, "họp " * 25_000]
)
def test_odd_phrases_find_nothing_and_raise_nothing(
    database: Database, phrase: str
) -> None:
    memory = filled(database, unit("họp báo", "konferensi pers"))
    assert not search_concordance(memory, SearchPhrase(phrase), VIETNAMESE).hits


def test_a_locale_without_segments_gives_nothing(database: Database) -> None:
    memory = filled(database, unit("họp báo", "x"))
    assert not search_concordance(memory, SearchPhrase("họp báo"), Locale("sw")).hits


LETTERS = ["a", "á", "b", "d", "đ", "Đ", "s", "ß", "ẞ", "i", "İ", "ı", "o", "oà", "òa"]
MARKS = ["\u0301", "\u0323", "%", "_", '"', "*", "'", "\\", " ", "?", "河", "ก", "ิ"]
TEXTS = st.lists(st.sampled_from(LETTERS + MARKS), min_size=1, max_size=9).map("".join)


@settings(
    max_examples=examples(40),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.lists(TEXTS.filter(str.strip), min_size=1, max_size=12),
    st.lists(TEXTS.filter(str.strip), min_size=1, max_size=12),
    st.sampled_from(["vi", "en"]),
    st.sampled_from(PhraseMode),
    st.booleans(),
    st.sampled_from([None, True, False]),
)
def test_what_the_index_finds_is_what_a_plain_scan_finds(
    database: Database,
    texts: list[str],
    phrases: list[str],
    tag: str,
    mode: PhraseMode,
    whole_words: bool,
    ignore_marks: bool | None,
) -> None:
    memory = filled(database, *(unit(text, "x", tag, "id") for text in texts))
    locale = Locale(tag)
    stored = dict.fromkeys(text for _, text in memory.read_segments(locale))
    for text in phrases:
        phrase = SearchPhrase(text, mode, whole_words, ignore_marks)
        try:
            matcher = PhraseMatcher(phrase, locale)
        except ValueError:
            continue
        expected = {one for one in stored if matcher.find_spans(one)}
        assert set(sources(search_concordance(memory, phrase, locale))) == expected
