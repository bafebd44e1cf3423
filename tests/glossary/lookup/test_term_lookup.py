"""Looking terms up by the index: it finds what comparing each term finds."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary.concept_store import ConceptStore
from glossary.entries.entry import ConceptEntry, Term, TermStatus
from glossary.lookup import typo_index as slip_index
from glossary.lookup.index_builder import IndexedTerm, build_index_arrays
from glossary.lookup.index_file import IndexedTermbase
from glossary.lookup.term_lookup import MAX_CHANGED_ENTRIES, TermLookup
from glossary.lookup.term_search import FOLDED, find_best_term, search_entries
from glossary.lookup.typed_query import TypedQuery
from tests.examples import examples
from tests.properties.strategies import texts
from tm.store.database import Database
from tm.store.history.change_set import open_change_set
from tm.store.history.undo import undo_changes
from tm.text.locale import Locale

vi, id_, en = map(Locale.parse, ("vi", "id", "en-GB"))
_SYLLABLES = "bo cong an ngoai giao thu truong và Bộ an-ninh ministry of b c x外交 ไทย"
_WORDS = st.sampled_from(
    [*_SYLLABLES.split(), "Bộ", "giáo", "bộ", "ng", "&", "e\u0301"]
)
_PHRASES = st.lists(_WORDS, min_size=1, max_size=7).map(" ".join)
_TEXTS = (_PHRASES | texts(min_size=1, max_size=12)).map(str.strip).filter(bool)


_TERMS = st.builds(
    Term,
    locale=st.sampled_from([vi, id_, en]),
    text=_TEXTS,
    status=st.sampled_from(TermStatus),
)
_ENTRIES = st.lists(st.lists(_TERMS, min_size=1, max_size=4), max_size=8).map(
    lambda lists: [ConceptEntry(f"c{n}", tuple(some)) for n, some in enumerate(lists)]
)


@st.composite
def _slipped(draw: st.DrawFn, text: str) -> str:
    letters = list(text)
    for _ in range(draw(st.integers(0, 3))):
        place = draw(st.integers(0, len(letters)))
        letters[place : place + draw(st.integers(0, 2))] = draw(
            st.sampled_from(["", "", " ", "a", "o", "x", "Ộ"])
        )
    words = "".join(letters).split()
    if draw(st.booleans()) and words:
        words = draw(st.permutations(words))
    start = draw(st.integers(0, 1))
    return " ".join(words[start:])


def _found_by_index(
    entries: Sequence[ConceptEntry], text: str, locale: Locale | None
) -> list[tuple[str, int, int, str]]:
    """Concept, kind, distance and text of each entry's best term, by the index."""
    terms = (
        IndexedTerm(number, term_position, term)
        for number, entry in enumerate(entries)
        for term_position, term in enumerate(entry.terms)
    )
    arrays = dict(build_index_arrays([entry.id for entry in entries], terms))
    best: dict[str, tuple[tuple[int, int, int, int], str]] = {}
    for index in IndexedTermbase.from_arrays(arrays, "", 0).term_indexes:
        if locale is None or locale.covers(index.locale):
            last = None
            found = list(index.find(TypedQuery.parse(text)))
            whole = [(near, number) for near, number in found if near <= (FOLDED, 0)]
            assert (
                list(index.find(TypedQuery.parse(text), with_partial_matches=False))
                == whole
            )
            for near, number in found:
                status, length, concept, term_position = index.sort_key_rows[
                    number
                ].tolist()
                assert last is None or last <= near
                last = near
                entry = entries[concept]
                rank = (*near, status, length)
                if entry.id not in best or rank < best[entry.id][0]:
                    best[entry.id] = rank, entry.terms[term_position].text
    ordered = sorted(best.items(), key=lambda item: (item[1][0], item[0]))
    return [(id, rank[0], rank[1], text) for id, (rank, text) in ordered]


def _found_by_scan(
    entries: Sequence[ConceptEntry], text: str, locale: Locale | None
) -> list[tuple[str, int, int, str]]:
    typed = TypedQuery.parse(text)
    found = [
        (ranked, entry.id)
        for entry in entries
        if (ranked := find_best_term(entry, typed, locale))
    ]
    found.sort(key=lambda item: (item[0][0], item[1]))
    return [(id, rank[0], rank[1], hit.term.text) for (rank, hit), id in found]


@settings(max_examples=examples(400))
@given(st.data())
def test_the_index_finds_what_comparing_each_term_finds(data: st.DataObject) -> None:
    entries = data.draw(_ENTRIES)
    known = [term.text for entry in entries for term in entry.terms]
    queries = [_PHRASES, texts(max_size=12)]
    if known:
        queries.append(st.sampled_from(known).flatmap(_slipped))
    text = data.draw(st.one_of(queries))
    locale = data.draw(st.sampled_from([None, vi, id_, Locale("en"), Locale("fr")]))
    by_scan = _found_by_scan(entries, text, locale)
    with pytest.MonkeyPatch.context() as patch:
        # So few terms are left out early only where that is thought worth while.
        patch.setattr(
            slip_index, "_MIN_PRUNED_TERMS", data.draw(st.sampled_from([0, 2000]))
        )
        assert _found_by_index(entries, text, locale) == by_scan


@pytest.mark.parametrize(
    ("text", "term", "match"),
    [
        ("giao dục đào", "Bộ Giáo dục và Đào tạo", "folded"),
        ("dao tao giao duc", "Bộ Giáo dục và Đào tạo", "folded"),
        ("kem luar neg", "Kementerian Luar Negeri", "folded"),
        ("bgdđt", "Bộ Giáo dục và Đào tạo", "acronym"),
        ("BGDDT", "Bộ Giáo dục và Đào tạo", "acronym"),
        ("bogiaoducvadaotao", "Bộ Giáo dục và Đào tạo", "fuzzy"),
        ("luarnegeri", "Kementerian Luar Negeri", "fuzzy"),
        ("kementerian lu ar negeri", "Kementerian Luar Negeri", "fuzzy"),
        ("kemnetrian", "Kementerian Luar Negeri", "fuzzy"),
        ("kementerian luar biasa negeri", "Kementerian Luar Negeri", "fuzzy"),
        ("外交", "越南外交部", "folded"),
        ("bo\u0323\u0302 gia\u0301o du\u0323c", "Bộ Giáo dục và Đào tạo", "prefix"),
    ],
)
def test_a_term_is_found_as_it_is_typed(
    sqlite_database: Database, text: str, term: str, match: str
) -> None:
    terms = ["Bộ Giáo dục và Đào tạo", "Kementerian Luar Negeri", "越南外交部"]
    tags = ["vi", "id", "zh"]
    _add(
        sqlite_database,
        [
            ConceptEntry(tag, (Term(Locale(tag), text),))
            for tag, text in zip(tags, terms, strict=True)
        ],
    )
    (hit,) = TermLookup(sqlite_database).find(text, None)
    assert (hit.term.text, hit.match.value) == (term, match)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("distrik", ["distrik", "distrik kota"]),  # found as it is typed
        ("distri", ["distrik", "distrik kota"]),
        ("mistrik", []),  # another letter in place of the first
        ("distirk", ["distrik", "distrik kota"]),
        ("istrik", ["distrik", "Grup Listrik", "distrik kota"]),
        ("ilstrik", ["Grup Listrik"]),
        ("distrik vota", ["distrik kota"]),
        ("mistrik kota", ["distrik kota"]),  # the other word bears it out
    ],
)
def test_a_single_word_is_not_taken_for_another(
    sqlite_database: Database, text: str, found: list[str]
) -> None:
    terms = ["distrik", "distrik kota", "Grup Listrik"]
    entries = [ConceptEntry(term, (Term(id_, term),)) for term in terms]
    _add(sqlite_database, entries)
    for hits in (
        TermLookup(sqlite_database).find(text, id_),
        search_entries(entries, text, None),
    ):
        assert [hit.term.text for hit in hits] == found


@pytest.mark.parametrize(
    "text",
    ["", " ", "…!?", "\u0301", "\ud800", "😀", "\0", "%_", "x" * 1000, "x " * 500],
)
def test_odd_text_finds_nothing(
    sqlite_database: Database, termbase: list[ConceptEntry], text: str
) -> None:
    _add(sqlite_database, termbase)
    for locale in (None, vi):
        assert TermLookup(sqlite_database).find(text, locale) == []


def test_an_empty_termbase_needs_no_file(sqlite_database: Database) -> None:
    assert TermLookup(sqlite_database).find("bo", vi) == []
    assert not list(_files(sqlite_database))


def test_what_was_changed_since_is_found(database: Database) -> None:
    first = ConceptEntry("a", (Term(vi, "Bộ Công an"),))
    _add(database, [first, ConceptEntry("b", (Term(vi, "Bộ Công thương"),))])
    early_lookup = TermLookup(database)
    assert [hit.entry.id for hit in early_lookup.find("bo cong", vi)] == ["a", "b"]
    _add(database, [ConceptEntry("a", (Term(vi, "Bộ Nội vụ"),))])
    with open_change_set(database, command="terms retire", author="Siti") as changes:
        ConceptStore(database).remove(["b"], changes)
    for lookups in (early_lookup, TermLookup(database)):
        assert [hit.entry.id for hit in lookups.find("bo", vi)] == ["a"]
        assert lookups.find("bo cong", vi) == []
    undoers = {"concept": ConceptStore(database).make_undoer()}
    undo_changes(database, "last", author="Siti", undoer_by_kind=undoers)
    assert [hit.entry.id for hit in TermLookup(database).find("bo cong", vi)] == ["b"]
    assert not TermLookup(database).update()


@pytest.mark.parametrize("limit", [1, None])
def test_entries_of_one_concept_in_two_termbases_are_one(
    database: Database, limit: int | None
) -> None:
    press = ConceptEntry("a", (Term(vi, "họp báo"), Term(id_, "konferensi pers")))
    house = ConceptEntry("z", (Term(vi, "Họp báo"), Term(id_, "jumpa pers")))
    other = ConceptEntry("b", (Term(vi, "cuộc họp báo"), Term(id_, "acara pers")))
    lower = [replace(entry, termbase="Client") for entry in (press, other)]
    _add(database, [house, *lower])
    # By whichever term it is looked up, the house's own is the one to use.
    for text, locale in [("họp báo", vi), ("hop bao", None), ("konferensi pers", id_)]:
        hit = TermLookup(database).find(text, locale, limit=limit)[0]
        assert (hit.entry.id, hit.entry.termbase) == ("z", None)
        assert [(term.text, term.status.value) for term in hit.entry.terms] == [
            ("Họp báo", "preferred"),
            ("jumpa pers", "preferred"),
            ("konferensi pers", "deprecated"),
        ]
    hits = TermLookup(database).find("họp báo", vi)
    assert [hit.entry.id for hit in hits] == ["z", "b"]
    (hit,) = TermLookup(database).find("konferensi pers", id_)
    assert hit.term.status is TermStatus.DEPRECATED


def test_termbases_are_counted_again_after_a_change(database: Database) -> None:
    _add(database, [ConceptEntry("a", (Term(vi, "họp"), Term(id_, "rapat")))])
    term_lookup = TermLookup(database)
    assert [hit.entry.id for hit in term_lookup.find("họp", vi)] == ["a"]
    terms = (Term(vi, "họp"), Term(id_, "sidang"))
    _add(database, [ConceptEntry("b", terms, termbase="Client")])
    (hit,) = term_lookup.find("họp", vi)
    assert hit.entry.id == "a" and len(hit.entry.terms) == 3


def test_many_changes_make_a_new_index(sqlite_database: Database) -> None:
    _add(sqlite_database, [ConceptEntry("a", (Term(vi, "Bộ Công an"),))])
    assert TermLookup(sqlite_database).update()
    assert not TermLookup(sqlite_database).update()
    many = [
        ConceptEntry(f"b{n}", (Term(vi, f"Bộ {n}"),))
        for n in range(MAX_CHANGED_ENTRIES + 1)
    ]
    _add(sqlite_database, many)
    assert TermLookup(sqlite_database).update()
    assert not TermLookup(sqlite_database).update()
    assert [
        hit.entry.id for hit in TermLookup(sqlite_database).find("bo 77", vi, limit=1)
    ] == ["b77"]
    assert len(list(_files(sqlite_database))) == 1


def test_a_damaged_index_is_made_anew(
    sqlite_database: Database, termbase: list[ConceptEntry]
) -> None:
    _add(sqlite_database, termbase)
    wanted = search_entries(termbase, "bo cong an", vi)
    assert TermLookup(sqlite_database).find("bo cong an", vi) == wanted
    (arrays,) = _files(sqlite_database)
    manifest = arrays.with_name("lookup")
    for damaged, content in [
        (arrays, bytes(arrays.stat().st_size)),
        (manifest, b"padanan terms\n{}"),
        (manifest, b""),
    ]:
        damaged.write_bytes(content)
        assert TermLookup(sqlite_database).update()
        assert not TermLookup(sqlite_database).update()
        assert TermLookup(sqlite_database).find("bo cong an", vi) == wanted
        (arrays,) = _files(sqlite_database)


def test_an_index_of_another_termbase_is_not_used(
    sqlite_database: Database, termbase: list[ConceptEntry], tmp_path: Path
) -> None:
    _add(sqlite_database, termbase)
    assert TermLookup(sqlite_database).update()
    folder = next(_files(sqlite_database)).parent
    with Database.open(tmp_path / "other.db") as other:
        _add(other, [ConceptEntry("a", (Term(vi, "Bộ Nội vụ"),))])
        place = tmp_path / "other.db.index"
        place.mkdir()
        folder.rename(place / folder.name)
        (hit,) = TermLookup(other).find("bo", vi)
        assert hit.term.text == "Bộ Nội vụ"


def _add(database: Database, entries: Sequence[ConceptEntry]) -> None:
    with open_change_set(database, command="terms import", author="Siti") as changes:
        ConceptStore(database).add(entries, changes)


def _files(database: Database) -> Iterator[Path]:
    return Path(f"{database.name}.index").glob("terms/*.arrays")
