"""Mending the pairs of an article: merging, splitting, moving, editing, pairing."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tm.store.samples import changed_by
from tm.articles.archive.archive import Archive
from tm.articles.archive.article import Article, ArticleBlock, BlockKind
from tm.articles.page_article import make_segments
from tm.articles.review import ArticlePairing, ReviewPair, Revision, edit_side
from tm.errors import InputError, NotFound
from tm.store.database import Database
from tm.store.history.undo import undo_changes
from tm.store.history.unit_records import make_unit_undoer
from tm.store.unit_store import UnitStore
from tm.text.locale import Locale
from tm.unit import Origin, State, TranslationUnit

VIETNAMESE, INDONESIAN = Locale("vi"), Locale("id")
_VI = ["Một tin", "Câu một.", "Câu hai.", "Câu ba.", "Câu bốn."]
_ID = ["Satu berita", "Kalimat satu.", "Kalimat dua.", "Kalimat tiga."]


def _article(locale: Locale, lines: list[str]) -> Article:
    kinds = [BlockKind.HEADLINE] + [BlockKind.PARAGRAPH] * (len(lines) - 1)
    blocks = tuple(
        ArticleBlock(kind, text) for kind, text in zip(kinds, lines, strict=True)
    )
    url = f"https://{locale.tag}.example/tin-tuc-1.html"
    return Article(
        locale=locale,
        headline=lines[0],
        lead=None,
        publisher=None,
        published=None,
        url=url,
        source_url=None,
        source_headline=None,
        source_headline_status=None,
        blocks=blocks,
    )


def _unit(pairing: ArticlePairing, source: range, target: range) -> TranslationUnit:
    """A machine's pair, for one that a person would make."""
    [made] = pairing.make_pair(source, target).added_units
    return made


@pytest.fixture
def pairing(database: Database) -> ArticlePairing:
    """An article whose second and third pairs wait: 1=1 in use, 2-3=2, 4=3 wait."""
    vi, id = _article(VIETNAMESE, _VI), _article(INDONESIAN, _ID)
    memory, archive = UnitStore(database), Archive(database)
    with changed_by(database) as changes:
        archive.add(vi, make_segments(vi), changes)
        archive.add(id, make_segments(id), changes, original_key=vi.key)
    empty = ArticlePairing.read(archive, memory, id.key)
    with changed_by(database) as changes:
        memory.add([_unit(empty, range(1, 2), range(1, 2))], changes)
        rest = [
            _unit(empty, range(2, 4), range(2, 3)),
            _unit(empty, range(4, 5), range(3, 4)),
        ]
        memory.add(rest, changes, awaits_review=True)
    return ArticlePairing.read(archive, memory, id.key)


def shape(pairing: ArticlePairing) -> list[tuple[list[int], list[int], bool]]:
    return [
        (list(p.source_range), list(p.target_range), p.is_waiting)
        for p in pairing.pairs
    ]


def after(database: Database, pairing: ArticlePairing) -> ArticlePairing:
    assert pairing.origin.article is not None
    return ArticlePairing.read(
        Archive(database), UnitStore(database), pairing.origin.article
    )


def test_pairs_are_found_where_their_text_stands(pairing: ArticlePairing) -> None:
    assert shape(pairing) == [
        ([1], [1], False),
        ([2, 3], [2], True),
        ([4], [3], True),
    ]


def test_merging_makes_one_pair_that_is_in_use(
    database: Database, pairing: ArticlePairing
) -> None:
    revision = pairing.merge(*pairing.pairs[1:])
    with changed_by(database) as changes:
        revision.apply(UnitStore(database), changes)
    assert shape(after(database, pairing)) == [
        ([1], [1], False),
        ([2, 3, 4], [2, 3], False),
    ]
    [unit] = revision.added_units
    assert unit.source.text == "Câu hai. Câu ba. Câu bốn."
    assert unit.state is State.REVIEWED and unit.origin.score is None
    assert (unit.origin.position, unit.origin.extent) == (2, 2)


def test_what_was_decided_can_be_undone(
    database: Database, pairing: ArticlePairing
) -> None:
    with changed_by(database) as changes:
        pairing.merge(*pairing.pairs[1:]).apply(UnitStore(database), changes)
    undo_changes(
        database, "last", author="x", undoer_by_kind={"unit": make_unit_undoer()}
    )
    assert shape(after(database, pairing)) == shape(pairing)


def test_splitting_leaves_what_has_no_other_side(
    database: Database, pairing: ArticlePairing
) -> None:
    with changed_by(database) as changes:
        pairing.split(pairing.pairs[1], 1, 1).apply(UnitStore(database), changes)
    assert shape(after(database, pairing)) == [
        ([1], [1], False),
        ([2], [2], False),
        ([4], [3], True),
    ]


def test_moving_a_boundary_gives_to_the_pair_behind(
    database: Database, pairing: ArticlePairing
) -> None:
    with changed_by(database) as changes:
        pairing.move_boundary(pairing.pairs[1], "source", -1).apply(
            UnitStore(database), changes
        )
    assert shape(after(database, pairing))[1:] == [
        ([2], [2], False),
        ([3, 4], [3], False),
    ]


def test_moving_a_boundary_takes_from_the_pair_behind(
    database: Database, pairing: ArticlePairing
) -> None:
    with changed_by(database) as changes:
        pairing.move_boundary(pairing.pairs[0], "source", 1).apply(
            UnitStore(database), changes
        )
    assert shape(after(database, pairing))[:2] == [
        ([1, 2], [1], False),
        ([3], [2], False),
    ]


def test_moving_a_start_takes_from_the_pair_before_and_gives_to_it(
    database: Database, pairing: ArticlePairing
) -> None:
    with changed_by(database) as changes:
        taken = pairing.move_boundary(pairing.pairs[2], "source", -1, edge="start")
        taken.apply(UnitStore(database), changes)
    now = after(database, pairing)
    assert shape(now)[1:] == [([2], [2], False), ([3, 4], [3], False)]
    with changed_by(database) as changes:
        given = now.move_boundary(now.pairs[2], "source", 1, edge="start")
        given.apply(UnitStore(database), changes)
    assert shape(after(database, pairing))[1:] == [
        ([2, 3], [2], False),
        ([4], [3], False),
    ]


def test_a_start_takes_sentences_that_are_in_no_pair(
    database: Database, pairing: ArticlePairing
) -> None:
    with changed_by(database) as changes:
        pairing.move_boundary(pairing.pairs[0], "source", -1, edge="start").apply(
            UnitStore(database), changes
        )
    assert shape(after(database, pairing))[0] == ([0, 1], [1], False)


def test_what_a_pair_loses_makes_a_pair_with_what_stands_alone_beyond(
    database: Database, pairing: ArticlePairing
) -> None:
    for index, shift in ((0, 1), (0, -1)):
        with changed_by(database) as changes:
            now = after(database, pairing)
            now.move_boundary(now.pairs[index], "source", 2 * shift).apply(
                UnitStore(database), changes
            )
    assert shape(after(database, pairing)) == [
        ([1], [1], False),
        ([2, 3], [2], False),
        ([4], [3], True),
    ]


def test_a_pair_that_loses_a_side_is_dissolved(
    database: Database, pairing: ArticlePairing
) -> None:
    with changed_by(database) as changes:
        pairing.move_boundary(pairing.pairs[1], "target", 1).apply(
            UnitStore(database), changes
        )
    assert shape(after(database, pairing))[1:] == [([2, 3], [2, 3], False)]


def test_an_edited_text_stands_nowhere(
    database: Database, pairing: ArticlePairing
) -> None:
    with changed_by(database) as changes:
        revision = edit_side(pairing.pairs[2].unit, "source", "Câu thứ bốn.")
        revision.apply(UnitStore(database), changes)
    now = after(database, pairing)
    assert shape(now)[2] == ([], [3], False)
    with pytest.raises(InputError, match="edited"):
        now.merge(*now.pairs[1:])


def test_pairing_by_number_dissolves_what_it_takes_from(
    database: Database, pairing: ArticlePairing
) -> None:
    with changed_by(database) as changes:
        pairing.make_pair(range(3, 4), range(3, 4)).apply(UnitStore(database), changes)
    assert shape(after(database, pairing)) == [([1], [1], False), ([3], [3], False)]


def test_what_was_removed_once_comes_back_when_a_person_makes_it(
    database: Database, pairing: ArticlePairing
) -> None:
    memory, one = UnitStore(database), pairing.pairs[0].unit
    with changed_by(database) as changes:
        memory.withhold([one], changes)
        pairing.make_pair(range(1, 2), range(1, 2)).apply(memory, changes)
    assert shape(after(database, pairing))[0] == ([1], [1], False)


@pytest.mark.parametrize(
    ("wish", "reason"),
    [
        (lambda p: p.merge(p.pairs[0], p.pairs[0]), "with itself"),
        (lambda p: p.merge(p.pairs[0], p.pairs[2]), "some of the same"),
        (lambda p: p.split(p.pairs[0], 1, 1), "does not split"),
        (lambda p: p.split(p.pairs[1], 0, 0), "does not split"),
        (lambda p: p.move_boundary(p.pairs[2], "source", 1), "0 stand beyond its end"),
        (lambda p: p.move_boundary(p.pairs[0], "target", -1), "cannot move"),
        (
            lambda p: p.move_boundary(p.pairs[0], "source", -2, edge="start"),
            "1 stand beyond its start, which cannot move by -2",
        ),
        (lambda p: edit_side(p.pairs[0].unit, "target", " "), "text on both sides"),
        (lambda p: edit_side(p.pairs[0].unit, "target", "a\0"), "U\\+0000"),
        (lambda p: p.make_pair(range(9, 10), range(1, 2)), "has segments 0 to 4"),
        (lambda p: p.make_pair(range(3, 2), range(1, 2)), "are not among them"),
        (lambda p: p.make_pair(range(-1, 2), range(1, 2)), "are not among them"),
    ],
)
def test_what_cannot_be_is_refused(
    pairing: ArticlePairing, wish: Callable[[ArticlePairing], object], reason: str
) -> None:
    with pytest.raises(InputError, match=reason):
        wish(pairing)


def test_a_key_that_names_no_pair_is_said(pairing: ArticlePairing) -> None:
    for key in ("", "zz", "0" * 32):
        with pytest.raises(NotFound):
            pairing.find_pair(key)


def test_an_article_without_its_original_cannot_be_paired(database: Database) -> None:
    id = _article(INDONESIAN, _ID)
    with changed_by(database) as changes:
        Archive(database).add(id, make_segments(id), changes)
    with pytest.raises(InputError, match="with its original"):
        ArticlePairing.read(Archive(database), UnitStore(database), id.key)


def test_repeated_sentences_stand_each_with_its_own(database: Database) -> None:
    same = ["Vui mừng."] * 3
    vi = _article(VIETNAMESE, ["Tin", "Mở đầu.", *same, "Kết thúc.", *same])
    same = ["Gembira."] * 3
    id = _article(INDONESIAN, ["Berita", "Pembuka.", *same, "Penutup.", *same])
    archive, memory = Archive(database), UnitStore(database)
    with changed_by(database) as changes:
        archive.add(vi, make_segments(vi), changes)
        archive.add(id, make_segments(id), changes, original_key=vi.key)
    empty = ArticlePairing.read(archive, memory, id.key)
    with changed_by(database) as changes:
        for n in (1, 4, 5, 8):
            made = _unit(empty, range(n, n + 1), range(n, n + 1))
            # Neighbours tell units with the same text apart.
            made = replace(made, neighbours=(bytes([n]) * 16, None))
            memory.add([made], changes)
    found = ArticlePairing.read(archive, memory, id.key)
    assert [(p.source_range.start, p.target_range.start) for p in found.pairs] == [
        (1, 1),
        (4, 4),
        (5, 5),
        (8, 8),
    ]


_lengths = st.integers(1, 4)


@given(st.data())
def test_no_decision_leaves_two_pairs_with_one_segment(data: st.DataObject) -> None:
    pairing = _drawn(data)
    pair = data.draw(st.sampled_from(pairing.pairs))
    other = data.draw(st.sampled_from(pairing.pairs))
    side, by = (
        data.draw(st.sampled_from(["source", "target"])),
        data.draw(st.integers(-3, 3)),
    )
    decide: Callable[[], Revision] = data.draw(
        st.sampled_from(
            [
                lambda: pairing.merge(pair, other),
                lambda: pairing.split(pair, by, abs(by)),
                lambda: pairing.move_boundary(pair, side, by),
                lambda: pairing.move_boundary(pair, side, by, edge="start"),
                lambda: pairing.make_pair(pair.source_range, other.target_range),
            ]
        )
    )
    try:
        revision = decide()
    except InputError:
        return
    left = [p.unit for p in pairing.pairs if p.unit not in revision.removed_units]
    taken: list[int] = []
    for unit in [*left, *revision.added_units]:
        assert unit.origin.position is not None
        taken += range(unit.origin.position, unit.origin.position + unit.origin.extent)
    assert len(taken) == len(set(taken))


def _drawn(data: st.DataObject) -> ArticlePairing:
    """A pairing in which some segments may stand between the pairs."""
    places: list[tuple[range, range]] = []
    here = there = 0
    for _ in range(data.draw(st.integers(1, 4))):
        here += data.draw(st.integers(0, 1))
        there += data.draw(st.integers(0, 1))
        source = range(here, here + data.draw(_lengths))
        target = range(there, there + data.draw(_lengths))
        places.append((source, target))
        here, there = source.stop, target.stop
    sides = [
        make_segments(_article(locale, [f"{word} {n}." for n in range(count)]))
        for locale, word, count in (
            (VIETNAMESE, "Câu", here + 1),
            (INDONESIAN, "Kalimat", there + 1),
        )
    ]
    bare = ArticlePairing(sides[0], sides[1], Origin(article="a"), ())
    pairs = [ReviewPair(_unit(bare, *both), *both) for both in places]
    return replace(bare, pairs=tuple(pairs))
