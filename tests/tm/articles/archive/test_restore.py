"""Articles of imported units, from whatever parts of them come in whatever order."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.examples import examples
from tests.tm.store.samples import changed_by
from tm.articles.archive.archive import Archive
from tm.articles.archive.article import Article, ArticleBlock, BlockKind
from tm.articles.archive.article_filter import ArticleFilter
from tm.articles.archive.restore import restore_articles
from tm.articles.archive.stored_article import make_origin
from tm.articles.page_article import make_segments
from tm.store.database import Database
from tm.store.unit_store import UnitStore
from tm.store.units.filter import UnitFilter
from tm.text.locale import Locale
from tm.text.segment import Segment
from tm.unit import State, TranslationUnit

VIETNAMESE, INDONESIAN = Locale("vi"), Locale("id")


def article(number: int, count: int) -> Article:
    kinds = [BlockKind.HEADLINE, BlockKind.LEAD, *[BlockKind.PARAGRAPH] * count]
    blocks = tuple(
        ArticleBlock(kind, f"Kalimat {place} dari {number}")
        for place, kind in enumerate(kinds[:count])
    )
    return Article(
        locale=INDONESIAN,
        headline=blocks[0].text,
        lead=None,
        publisher="Báo Mẫu",
        published="2025-10-08",
        url=f"https://id.example/berita-{number}",
        source_url=f"https://vi.example/tin-{number}",
        source_headline="Một tin",
        source_headline_status=None,
        blocks=blocks,
        author="Dewi Ayu",
        place="Hanoi",
    )


def units_of(article: Article, translated: Sequence[bool]) -> list[TranslationUnit]:
    """All places of an article: with their original, or without a translation."""
    made = []
    for place, is_pair in zip(make_segments(article), translated, strict=True):
        origin = replace(
            make_origin(article), position=place.position, kind=place.kind.value
        )
        if is_pair:
            text = f"Câu {place.position} của {article.key}"
            source = Segment.of(VIETNAMESE, text)
            made.append(TranslationUnit(source, place.segment, origin=origin))
        else:
            made.append(
                TranslationUnit(place.segment, None, State.INITIAL, origin=origin)
            )
    return made


def undated(unit: TranslationUnit) -> TranslationUnit:
    """A unit without when it was stored."""
    return unit.with_origin(replace(unit.origin, created=None))


@pytest.fixture(autouse=True, scope="module")
def little_at_once() -> Iterator[None]:
    """So few segments at once that an article is met more than once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tm.articles.archive.restore._MIN_UNITS_PER_BATCH", 2)
        yield


def imported(database: Database, units: Sequence[TranslationUnit]) -> None:
    memory = UnitStore(database)
    keys = {unit.origin.article or "" for unit in units}
    with changed_by(database) as changes:
        memory.add(units, changes)
        bare = [unit for unit in units if unit.target is None]
        restored = restore_articles(keys, bare, changes)
    assert (restored.unplaced_count, restored.incomplete_count) == (0, 0)
    assert restored.added_count + restored.known_count == len(bare)


@settings(max_examples=examples(15))
@given(
    shapes=st.lists(st.lists(st.booleans(), min_size=1, max_size=4), max_size=3),
    data=st.data(),
)
def test_parts_in_any_order_come_to_the_whole(
    shapes: list[list[bool]], data: st.DataObject
) -> None:
    articles = [article(number, len(shape)) for number, shape in enumerate(shapes)]
    units = [
        unit
        for one, shape in zip(articles, shapes, strict=True)
        for unit in units_of(one, shape)
    ]
    shuffled = data.draw(st.permutations(units))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(units)), max_size=3)))
    with TemporaryDirectory() as folder, Database.open(f"{folder}/a.db") as database:
        for start, stop in zip([0, *cuts], [*cuts, len(units)], strict=True):
            imported(database, shuffled[start:stop])
        found = [undated(unit) for unit in UnitStore(database).read_units()]
    assert sorted(map(repr, found)) == sorted(map(repr, units))


def test_an_article_comes_back_on_any_database(database: Database) -> None:
    one = article(1, 4)
    units = units_of(one, [True, False, False, True])
    imported(database, units[:2])
    imported(database, units)
    [found] = Archive(database).find(ArticleFilter())
    assert found == replace(one, lead="Kalimat 1 dari 1", blocks=(), is_partial=True)
    stored = Archive(database).get(one.key)
    assert [place.segment for place in stored.segments] == [
        place.segment for place in make_segments(one)
    ]
    found_units = UnitStore(database).read_units(UnitFilter(translated=False))
    assert list(found_units) == units[1:3]


@pytest.mark.parametrize("original", ["id", "id-ID"])
def test_a_page_in_the_language_of_its_original_has_its_own_texts(
    original: str, database: Database
) -> None:
    one = article(1, 3)
    edges = [
        replace(unit, source=Segment.of(Locale(original), unit.source.text))
        for unit in units_of(one, [True] * 3)
    ]
    imported(database, edges)
    found = Archive(database).get(one.key).segments
    assert [place.segment for place in found] == [
        place.segment for place in make_segments(one)
    ]


def test_a_text_in_another_language_has_no_place_in_a_page(database: Database) -> None:
    first, second = units_of(article(1, 2), [False] * 2)
    imported(database, [first])
    other = replace(second, source=Segment.of(VIETNAMESE, "Câu khác"))
    with changed_by(database) as changes:
        restored = restore_articles([], [other], changes)
    assert (restored.added_count, restored.known_count, restored.unplaced_count) == (
        0,
        0,
        1,
    )


def test_a_page_that_was_read_is_left_as_it_is(database: Database) -> None:
    one = article(1, 3)
    archive = Archive(database)
    with changed_by(database) as changes:
        archive.add(one, make_segments(one), changes)
    longer = units_of(article(1, 4), [False] * 4)
    with changed_by(database) as changes:
        restored = restore_articles([one.key], longer, changes)
    assert (restored.added_count, restored.known_count, restored.unplaced_count) == (
        0,
        3,
        1,
    )
    assert archive.read_version_hash(one.key) == one.version
