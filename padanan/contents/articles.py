"""The articles of a memory: listing and reading them, and storing new ones."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache, partial
from os import PathLike, fspath
from typing import TypedDict, Unpack

from exports.documents.page_text import read_page_bytes
from glossary.article_resources import make_headline_marker, read_alignment_resources
from padanan.argument_validation import require_known_arguments, require_texts
from padanan.change_author import get_change_author
from padanan.contents.pagination import make_cursor, read_cursor, require_positive_limit
from padanan.contents.stored_articles import (
    make_article_pairs,
    make_article_summaries,
    make_article_text,
    make_ingested_article,
)
from padanan.contents.stored_units import make_stored_unit
from padanan.locales import parse_locale
from padanan.memory_database import MemoryDatabase
from padanan.selection import parse_partial_date
from padanan.values.article_changes import ArticleChanges, OutdatedUnit
from padanan.values.article_pairs import ArticlePairs
from padanan.values.articles import (
    ArticlePage,
    ArticleText,
    IngestedArticle,
)
from padanan.values.units import StoredUnit
from tm.align.encoder import SentenceEncoder, load_encoder
from tm.articles.archive.archive import Archive
from tm.articles.archive.article_filter import ArticleFilter
from tm.articles.archive.version_changes import find_version_changes
from tm.articles.ingest_pipeline import IngestPipeline
from tm.articles.lazy_fetch import make_fetch
from tm.articles.page.page_loading import FetchPage, ReadPage, load_page
from tm.articles.side_by_side import (
    find_translation,
    read_paired_rows,
    read_side_by_side,
)
from tm.articles.staleness import find_stale_units
from tm.settings import Settings
from tm.store.database import Database
from tm.store.history.change_set import open_change_set
from tm.store.unit_store import UnitStore
from tm.store.units.filter import UnitFilter
from tm.store.units.identified_units import read_identified_units
from tm.text.locale import Locale
from tm.text.segment import require_storable_text
from tm.unit import Withheld

_GIVEN_TEXT_NAME = "text"
_GIVEN_ORIGINAL_NAME = "original"


class ArticleSelection(TypedDict, total=False):
    """Selects articles; names and headlines match in part, without diacritics."""

    headline: str
    """A part of either headline."""
    publisher: str
    author: str
    place: str
    source_url: str
    """A part of the address of the original."""
    since: str
    """ISO 8601: published then or later."""
    until: str
    """The same, then or earlier; a day means all of it."""
    site: str
    """The host of the page, or else of the original, such as `vietnam.vn`."""
    originals: bool
    """Whether originals of other stored articles are listed, too; by default they are.
    """
    locale: str | Locale
    """The language of the page."""


@dataclass(slots=True, eq=False)
class Articles:
    """The articles of a memory; threads may share it, like `Memory`."""

    _memory_database: MemoryDatabase
    settings: Settings = field(repr=False)

    def list(
        self,
        *,
        limit: int = 100,
        cursor: str | None = None,
        **selection: Unpack[ArticleSelection],
    ) -> ArticlePage:
        """List articles, the latest first, page by page.

        `cursor` is `next` of the page before. Raises InputError and StoreError.
        """
        require_positive_limit(limit)
        require_known_arguments(selection, ArticleSelection)
        last_date_and_key = None if cursor is None else read_cursor(cursor, 2)
        locale = parse_locale(selection.get("locale"))
        database = self._memory_database.open_for_reading()
        if database is None:
            return ArticlePage((), None)
        archive = Archive(database)
        articles = archive.find_next_articles(
            ArticleFilter(
                source_url=selection.get("source_url"),
                headline=selection.get("headline"),
                publisher=selection.get("publisher"),
                author=selection.get("author"),
                place=selection.get("place"),
                since=parse_partial_date("since", selection.get("since")),
                until=parse_partial_date("until", selection.get("until")),
                sites=tuple(filter(None, [selection.get("site")])),
                locale=locale,
                includes_originals=selection.get("originals", True),
            ),
            last_date_and_key=None
            if last_date_and_key is None
            else (last_date_and_key[0], last_date_and_key[1]),
            limit=limit + 1,
        )
        has_more, articles = len(articles) > limit, articles[:limit]
        return ArticlePage(
            tuple(make_article_summaries(archive, articles)),
            make_cursor(articles[-1].published or "", articles[-1].key)
            if has_more
            else None,
        )

    def get(self, key: str) -> ArticleText:
        """Read an article side by side with its translation, or with its original.

        By its key or the beginning of it. Raises NotFound and InputError.
        """
        database = self._memory_database.require_for_reading(f"article {key!r}")
        archive = Archive(database)
        stored_article = archive.get(key)
        article = stored_article.article
        editions = archive.find_editions([article])[article.key]
        lines = read_side_by_side(
            archive, UnitStore(database), stored_article, editions
        )
        [summary] = make_article_summaries(archive, [article])
        return make_article_text(stored_article, summary, lines)

    def pairs(self, key: str) -> ArticlePairs:
        """Read an article and its original row by row, with the pairs that wait.

        By its key or the beginning of it; an original is read with the first of its
        translations. Raises NotFound and InputError.
        """
        database = self._memory_database.require_for_reading(f"article {key!r}")
        archive = Archive(database)
        stored_article = find_translation(archive, archive.get(key))
        article = stored_article.article
        rows = read_paired_rows(archive, UnitStore(database), stored_article)
        stored_unit_by_key: dict[bytes, StoredUnit] = {}
        with database.open_snapshot() as connection:
            for withheld in (None, Withheld.REVIEW):
                unit_filter = UnitFilter(
                    article=article.key, translated=True, withheld=withheld
                )
                for identified_unit in read_identified_units(connection, unit_filter):
                    stored_unit_by_key[identified_unit.unit.key] = make_stored_unit(
                        identified_unit
                    )
        [summary] = make_article_summaries(archive, [article])
        return make_article_pairs(summary, stored_article, rows, stored_unit_by_key)

    def changes(self, key: str) -> ArticleChanges:
        """Read what changed of an article since the version before.

        By its key or the beginning of it; an original is read with the first of its
        translations. Raises NotFound and InputError.
        """
        database = self._memory_database.require_for_reading(f"article {key!r}")
        archive = Archive(database)
        stored_article = find_translation(archive, archive.get(key))
        original_key = stored_article.original_key
        stale_units = find_stale_units(archive, UnitStore(database), stored_article)
        return ArticleChanges(
            tuple(find_version_changes(archive, stored_article.article.key)),
            tuple(find_version_changes(archive, original_key) if original_key else ()),
            tuple(
                OutdatedUnit(stale_unit.unit.key.hex(), stale_unit.changed_side.value)
                for stale_unit in stale_units
            ),
        )

    def ingest(
        self,
        page: str | PathLike[str],
        *,
        original: str | PathLike[str] | None = None,
        url: str | None = None,
        incomplete: bool = False,
        fetch: bool = True,
    ) -> IngestedArticle:
        """Store the article of a page, a file or an address; see `Memory.ingest`."""

        def load_original(fetch_page: FetchPage) -> ReadPage | None:
            if original is None:
                return None
            return load_page(
                fspath(original),
                fetch_page,
                default_locale=self.settings.source,
                read_page_bytes=read_page_bytes,
            )

        return self._ingest(
            fspath(page),
            None,
            load_original,
            url,
            allow_incomplete=incomplete,
            fetch=fetch,
        )

    def ingest_text(
        self,
        text: str,
        *,
        original_text: str | None = None,
        url: str | None = None,
        incomplete: bool = False,
        locale: str | Locale | None = None,
        original_locale: str | Locale | None = None,
    ) -> IngestedArticle:
        """Store an article given as the text or the HTML of its page.

        `original_text`: that of its original, with which it is aligned. `url`: the
        address of the page. `incomplete`: store an article without original, too.
        Languages that are not given are identified, or else those of the memory.
        Nothing is fetched. Raises FormatError, InputError and StoreError.
        """
        require_texts(text=text, original_text=original_text or "")
        require_storable_text(text)
        require_storable_text(original_text or "")

        def load_original(fetch_page: FetchPage) -> ReadPage | None:
            if original_text is None:
                return None
            return load_page(
                _GIVEN_ORIGINAL_NAME,
                fetch_page,
                content=original_text.encode(),
                locale=parse_locale(original_locale),
                default_locale=self.settings.source,
            )

        return self._ingest(
            _GIVEN_TEXT_NAME,
            text.encode(),
            load_original,
            url,
            allow_incomplete=incomplete,
            fetch=False,
            locale=parse_locale(locale),
        )

    def _ingest(
        self,
        location: str,
        content: bytes | None,
        load_original: Callable[[FetchPage], ReadPage | None],
        url: str | None,
        *,
        allow_incomplete: bool,
        fetch: bool,
        locale: Locale | None = None,
    ) -> IngestedArticle:
        is_offline = self.settings.fetch.is_offline or not fetch
        fetch_page = make_fetch(self.settings.fetch, offline=is_offline)
        original = load_original(fetch_page)
        align_settings = self.settings.align
        encoder = (
            load_encoder(align_settings.encoder) if align_settings.neural else None
        )
        database = self._memory_database.open_for_writing()
        pipeline = replace(
            _make_pipeline(database, self.settings, fetch_page, encoder),
            locale=locale,
            url=url,
            source_page=original.page if original else None,
            allow_incomplete=allow_incomplete,
        )
        prepared_page = pipeline.prepare(location, content)
        with open_change_set(
            database,
            command="ingest",
            author=get_change_author(self.settings),
            detail=location,
        ) as change_set:
            ingest_result = pipeline.store(prepared_page, change_set)
        return make_ingested_article(
            ingest_result,
            notes=(*(original.notes if original else ()), *prepared_page.notes),
            change_set_name=change_set.name,
        )


def _make_pipeline(
    database: Database,
    settings: Settings,
    fetch_page: FetchPage,
    encoder: SentenceEncoder | None,
) -> IngestPipeline:
    """Make what reads, aligns and stores pages by the settings."""
    return IngestPipeline(
        database=database,
        fetch=fetch_page,
        read_page_bytes=read_page_bytes,
        source_locale=settings.source,
        target_locale=settings.target,
        alignment_settings=settings.align,
        get_alignment_resources=cache(
            partial(read_alignment_resources, database, encoder=encoder)
        ),
        restore_diacritics=make_headline_marker(database, settings.source),
    )
