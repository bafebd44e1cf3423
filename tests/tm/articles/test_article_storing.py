"""From pages to the memory, on every database."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.paths import DATA, ROOT
from tests.tm.store.samples import changed_by
from tm.align.lexicon.alignment_resources import AlignmentResources
from tm.articles.archive.archive import Archive
from tm.articles.archive.article import BlockKind
from tm.articles.archive.article_filter import ArticleFilter
from tm.articles.archive.versions import make_article_undoer
from tm.articles.article_storing import IngestOptions, IngestResult, ingest
from tm.articles.page.copied_page import Page, read_page
from tm.articles.staleness import ChangedSide, find_stale_units
from tm.errors import InputError, NotFound
from tm.settings import AlignSettings
from tm.store.database import Database
from tm.store.history.listing import list_change_sets
from tm.store.history.undo import undo_changes
from tm.store.history.unit_records import make_unit_undoer
from tm.store.unit_store import UnitStore
from tm.store.units.filter import UnitFilter
from tm.text.input.encoding import decode_text
from tm.text.locale import Locale
from tm.unit import HeadlineStatus, State, Withheld

ARTICLES = ROOT / "seeds" / "articles"
SEED = ARTICLES / "konvensi-hanoi.id.txt"
PAIR = ARTICLES / "hoi-nghi-rung-ngap-man"
SLUG = "lanh dao cap cao nhieu quoc gia se tham du le mo ky cong uoc ha noi"


def page(path: Path) -> Page:
    return read_page(
        decode_text(path.read_bytes(), path=path.name).text, path=path.name
    )


def pair() -> tuple[Page, Page]:
    return page(PAIR.with_suffix(".id.txt")), page(PAIR.with_suffix(".vi.txt"))


def ingested(
    database: Database,
    read: Page,
    source: Page | None = None,
    *,
    options: AlignSettings | None = None,
) -> IngestResult:
    with changed_by(database, command="ingest") as changes:
        return ingest(
            read,
            database,
            changes,
            IngestOptions(
                page_name="page",
                source_page=source,
                alignment_settings=options or AlignSettings(),
            ),
        )


def test_the_seed_article_is_read_whole(database: Database) -> None:
    done = ingested(database, page(SEED))
    article = done.article
    assert article.publisher == "Báo Tin Tức"
    assert article.published == "2025-10-08"
    assert done.dates_agree is True
    assert article.source_headline == SLUG
    assert article.source_headline_status is HeadlineStatus.DERIVED
    kinds = [block.kind for block in article.blocks]
    assert kinds[:2] == [BlockKind.HEADLINE, BlockKind.LEAD]
    assert kinds.count(BlockKind.HEADING) == 3


def test_what_is_not_the_article_is_dropped(database: Database) -> None:
    done = ingested(database, page(SEED))
    kept = "\n".join(place.segment.text for place in done.segments)
    for text in ("Nền tảng", "Komentar", "No data", "FIFA", "Sumber:", "08/10/2025"):
        assert text not in kept
    assert {item.line_number for item in done.dropped_lines} >= {1, 48, 50, 51, 53, 70}


def test_ingesting_again_changes_nothing(database: Database) -> None:
    read, source = pair()
    first = ingested(database, read, source)
    assert first.outcome == "new" and first.unit_count > 20
    again = ingested(database, read, source)
    assert again.outcome == "known" and again.counts.known == first.unit_count
    assert len(list(list_change_sets(database))) == 1


def test_what_is_unchanged_is_not_aligned_anew(database: Database) -> None:
    read, source = pair()
    first = ingested(database, read, source, options=AlignSettings(threshold=0.9999))
    assert first.review_count
    again = ingested(database, read, source)
    assert (again.unit_count, again.review_count) == (
        first.unit_count,
        first.review_count,
    )
    assert len(list(list_change_sets(database))) == 1
    with changed_by(database, command="ingest") as changes:
        done = ingest(
            read,
            database,
            changes,
            IngestOptions(page_name="page", source_page=source, realigns=True),
        )
    assert done.unit_count > first.unit_count


def test_segments_without_a_source_wait_in_their_order(database: Database) -> None:
    done = ingested(database, page(SEED))
    waiting = list(UnitStore(database).read_units())
    assert [unit.source for unit in waiting] == [p.segment for p in done.segments]
    assert [unit.origin.position for unit in waiting] == list(range(len(waiting)))
    assert all(unit.target is None for unit in waiting)
    assert {unit.origin.source_url for unit in waiting} == {done.article.source_url}


def test_units_carry_page_and_original(database: Database) -> None:
    read, source = pair()
    done = ingested(database, read, source)
    units = list(UnitStore(database).read_units(UnitFilter(translated=True)))
    assert len(units) == done.unit_count
    for unit in units:
        origin = unit.origin
        assert origin.article == done.article.key
        assert origin.headline == read.headline
        assert origin.source_headline == source.headline
        assert origin.source_headline_status is HeadlineStatus.CONFIRMED
        assert origin.source_url == read.source_url
        assert origin.publisher == "Báo Mẫu"
        assert origin.published == "2025-11-12"
        assert origin.score is not None and origin.position is not None


def test_an_unrelated_headline_is_paired_with_nothing(
    sqlite_database: Database,
) -> None:
    read, source = pair()
    headline = replace(read.blocks[0], text="Nelayan Ben Sua bangun dermaga kayu")
    other = replace(read, headline=headline.text, blocks=(headline, *read.blocks[1:]))
    done = ingested(sqlite_database, other, source)
    assert done.unit_count > 20 and not done.warnings
    units = UnitStore(sqlite_database).read_units(UnitFilter(translated=True))
    assert all(unit.origin.kind != "headline" for unit in units)
    assert done.article.source_headline == source.headline


def test_pairs_of_another_story_wait_for_review(sqlite_database: Database) -> None:
    _, source = pair()
    done = ingested(sqlite_database, page(SEED), source)
    assert done.unit_count == 0


def test_a_page_without_headline_is_stored_and_aligned(
    sqlite_database: Database,
) -> None:
    read, source = pair()
    bare = replace(read, headline="", blocks=read.blocks[1:])
    done = ingested(sqlite_database, bare, source)
    assert done.unit_count > 20 and not done.warnings
    stored = Archive(sqlite_database).get(done.article.key)
    assert stored.article.headline == "" and stored.origin.headline is None


def test_headline_goes_with_headline(database: Database) -> None:
    read, source = pair()
    ingested(database, read, source)
    first = next(UnitStore(database).read_units(UnitFilter(translated=True)))
    assert first.target is not None
    assert (first.source.text, first.target.text) == (source.headline, read.headline)
    assert first.origin.kind == "headline"


def test_the_pair_is_aligned_as_its_authors_meant(sqlite_database: Database) -> None:
    read, source = pair()
    ingested(sqlite_database, read, source)
    gold = json.loads(PAIR.with_suffix(".gold.json").read_text("utf-8"))["beads"]
    wanted = {
        (" ".join(bead["vi"]), " ".join(bead["id"]))
        for bead in gold
        if bead["vi"] and bead["id"]
    }
    found = {
        (unit.source.text, unit.target.text)
        for unit in UnitStore(sqlite_database).read_units(UnitFilter(translated=True))
        if unit.target
    }
    assert len(found & wanted) >= 0.9 * len(wanted)


def test_what_is_known_of_the_languages_is_asked_for(sqlite_database: Database) -> None:
    read, source = pair()
    asked: list[tuple[str, str]] = []

    def resources(there: Locale, here: Locale) -> AlignmentResources:
        asked.append((there.tag, here.tag))
        return AlignmentResources.of(there, here)

    with changed_by(sqlite_database, command="ingest") as changes:
        ingest(
            read,
            sqlite_database,
            changes,
            IngestOptions(
                page_name="page", source_page=source, get_alignment_resources=resources
            ),
        )
    assert asked == [("vi", "id")]


def test_a_page_that_comes_again_without_its_original_keeps_it(
    database: Database,
) -> None:
    read, source = pair()
    first = ingested(database, read, source)
    again = ingested(database, read)
    assert again.outcome == "known"
    assert again.article == first.article
    assert again.counts.known == first.unit_count


def test_an_original_confirms_a_derived_headline(database: Database) -> None:
    read, source = pair()
    assert (
        ingested(database, read).article.source_headline_status
        is HeadlineStatus.DERIVED
    )
    done = ingested(database, read, source)
    assert done.outcome == "changed"
    assert done.article.source_headline == source.headline
    assert all(
        unit.target
        for unit in UnitStore(database).read_units(UnitFilter(translated=True))
    )


def test_a_corrected_page_supersedes_what_was_aligned_of_it(database: Database) -> None:
    read, source = pair()
    first = ingested(database, read, source)
    memory = UnitStore(database)
    reviewed = next(
        unit
        for unit in memory.read_units(UnitFilter(translated=True))
        if unit.origin.kind == "heading"
    )
    kept = reviewed.target.text if reviewed.target else ""
    with changed_by(database) as changes:
        memory.add([replace(reviewed, state=State.REVIEWED)], changes)
    blocks = tuple(
        replace(block, text=block.text.replace("Wakil Menteri", "Deputi Menteri"))
        for block in read.blocks
        if block.line_number != 11
    )
    done = ingested(database, replace(read, blocks=blocks), source)
    assert done.outcome == "changed"
    texts = [
        u.target.text
        for u in memory.read_units(UnitFilter(translated=True))
        if u.target
    ]
    assert any("Deputi Menteri" in text for text in texts)
    assert not any("Wakil Menteri Trinh" in text for text in texts if text != kept)
    undo_changes(
        database,
        "last",
        author="tester",
        undoer_by_kind={"unit": make_unit_undoer(), "article": make_article_undoer()},
    )
    assert len(list(memory.read_units(UnitFilter(translated=True)))) == first.unit_count


def test_undo_takes_an_ingested_article_out(database: Database) -> None:
    done = ingested(database, page(SEED))
    undoers = {"unit": make_unit_undoer(), "article": make_article_undoer()}
    undo_changes(database, "last", author="tester", undoer_by_kind=undoers)
    assert Archive(database).find(ArticleFilter()) == []
    assert list(UnitStore(database).read_units()) == []
    with pytest.raises(NotFound):
        Archive(database).get(done.article.key)
    assert ingested(database, page(SEED)).outcome == "new"


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (ArticleFilter(), 1),
        (ArticleFilter(headline="cong uoc ha noi"), 1),
        (ArticleFilter(headline="PEMIMPIN SENIOR"), 1),
        (ArticleFilter(publisher="tin tuc"), 1),
        (ArticleFilter(publisher="Nhân Dân"), 0),
        (ArticleFilter(source_url="baotintuc.vn"), 1),
        (ArticleFilter(since="2025-10-08"), 1),
        (ArticleFilter(since="2025-10-09"), 0),
        (ArticleFilter(headline="100%"), 0),
        (ArticleFilter(headline="Tin Tức"), 0),  # it is only in the publisher's name
        (ArticleFilter(author="bui thu"), 1),
        (ArticleFilter(author="Dewi"), 0),
        (ArticleFilter(place="ha noi"), 1),
        (ArticleFilter(place="Jakarta"), 0),
    ],
)
def test_articles_are_found(
    database: Database, wanted: ArticleFilter, found: int
) -> None:
    credited = replace(page(SEED), author="Bùi Thu Cúc", place="Hà Nội")
    ingested(database, credited)
    assert len(Archive(database).find(wanted)) == found


def test_an_article_is_given_back_by_the_beginning_of_its_key(
    database: Database,
) -> None:
    done = ingested(database, page(SEED))
    stored = Archive(database).get(done.article.key[:6])
    assert stored.segments == done.segments
    assert stored.article.headline == done.article.headline


def test_a_page_without_a_source_is_refused_unless_that_is_meant(
    sqlite_database: Database,
) -> None:
    read = replace(page(SEED), source_url=None)
    with pytest.raises(InputError, match="no source line"):
        ingested(sqlite_database, read)
    with changed_by(sqlite_database) as changes:
        done = ingest(
            read,
            sqlite_database,
            changes,
            IngestOptions(page_name="page", allow_incomplete=True),
        )
    assert done.outcome == "new" and done.article.source_headline is None


def test_a_source_address_without_a_headline_is_refused(
    sqlite_database: Database,
) -> None:
    read = replace(page(SEED), source_url="https://a.example/12345.htm")
    with pytest.raises(InputError, match="holds no headline"):
        ingested(sqlite_database, read)


def test_another_story_as_source_is_noticed(sqlite_database: Database) -> None:
    _, source = pair()
    done = ingested(sqlite_database, page(SEED), source)
    assert any("another story" in warning for warning in done.warnings)


def test_dates_that_disagree_are_said(sqlite_database: Database) -> None:
    pages = DATA / "pages"
    done = ingested(sqlite_database, page(pages / "dates_disagree.id.txt"))
    assert done.dates_agree is False and done.warnings


def changed(read: Page, old: str, new: str) -> Page:
    blocks = tuple(
        replace(block, text=block.text.replace(old, new)) for block in read.blocks
    )
    assert blocks != read.blocks
    return replace(read, blocks=blocks)


def test_a_persons_pair_whose_sentence_has_changed_is_stale_and_stays(
    database: Database,
) -> None:
    read, source = pair()
    done = ingested(database, read, source)
    memory, archive = UnitStore(database), Archive(database)
    units = list(memory.read_units(UnitFilter(translated=True)))
    with changed_by(database) as changes:
        memory.add([replace(unit, state=State.REVIEWED) for unit in units], changes)

    def stale() -> dict[str, set[str]]:
        found = find_stale_units(archive, memory, archive.get(done.article.key))
        return {
            side.value: {
                each.unit.source.text for each in found if each.changed_side is side
            }
            for side in ChangedSide
        }

    assert not any(stale().values())
    ingested(database, read, changed(source, "60%", "61%"))
    after = stale()
    assert after["source"] and not after["target"] and not after["both"]
    assert all("60%" in text for text in after["source"])
    assert after["source"] <= {
        unit.source.text for unit in memory.read_units(UnitFilter(translated=True))
    }
    # Back as it was: nothing is stale.
    ingested(database, read, source)
    assert not any(stale().values())
    ingested(database, changed(read, "60 persen", "62 persen"), source)
    after = stale()
    assert after["target"] and not after["source"] and not after["both"]


def test_a_changed_original_supersedes_what_was_aligned_and_what_waits(
    database: Database,
) -> None:
    read, source = pair()
    strict = AlignSettings(threshold=0.9999)
    first = ingested(database, read, source, options=strict)
    assert first.review_count
    other = changed(source, "rừng ngập mặn", "rừng đước")
    done = ingested(database, read, other, options=strict)
    memory = UnitStore(database)
    for withheld in (None, Withheld.REVIEW):
        wanted = UnitFilter(translated=True, withheld=withheld)
        texts = [unit.source.text for unit in memory.read_units(wanted)]
        assert texts and not any("rừng ngập mặn" in text for text in texts)
    assert done.unit_count + done.review_count > 20
