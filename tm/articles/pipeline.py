"""Taking pages in: each is read, its original is found, and both are stored.

Reading and fetching come first, since they take long; nothing is locked meanwhile.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from tm.align.lexicon.knowledge import Knowledge
from tm.articles.archive.archive import Archive
from tm.articles.archive.boilerplate import trimmed
from tm.articles.ingest import (
    Ingested,
    article_of,
    as_stored,
    ingest,
    segments_of,
)
from tm.articles.page.page import Page
from tm.articles.page.read import Fetch, read, read_original
from tm.errors import FetchError, InputError
from tm.settings import Align
from tm.store.database import Database
from tm.store.history.change_set import ChangeSet
from tm.text.locale import Locale


@dataclass(frozen=True, slots=True)
class MissingOriginal:
    """A page whose original could not be had, and why."""

    place: str
    source_url: str
    reason: str


@dataclass(frozen=True, slots=True)
class Prepared:
    """A page that is ready to be stored."""

    place: str
    page: Page
    source: Page | None
    left: MissingOriginal | None
    notes: tuple[str, ...]
    is_settled: bool
    """Whether all of it is stored already."""


@dataclass(frozen=True, slots=True)
class Intake:
    """How pages are taken in."""

    database: Database
    fetch: Fetch
    locale: Locale | None = None
    """Of the pages; else it is recognised."""
    site: str | None = None
    url: str | None = None
    """Address of the one page."""
    source: Page | None = None
    """Original of the one page."""
    source_locale: Locale | None = None
    """The language that is translated from: its pages need no original."""
    incomplete: bool = False
    refresh: bool = False
    """Whether originals are fetched that are stored already."""
    align: Align = field(default_factory=Align)
    knowledge: Callable[[Locale, Locale], Knowledge] | None = None
    mark: Callable[[str], str | None] | None = None
    """Proposes marks for a headline that an address keeps without them."""

    def prepare(self, place: str, data: bytes | None = None) -> Prepared:
        """Read a page and its original. Raises InputError."""
        found = read(place, self.fetch, data=data, locale=self.locale, site=self.site)
        page, notes = found.page, list(found.notes)
        source, left = self.source, None
        if source is not None and source.locale.language == page.locale.language:
            raise InputError(
                f"{place}: the original given is in the same language, "
                f"{page.locale.tag}; give the page that it was translated from"
            )
        settled, stored = self._stored(page)
        follows = page.source_url is not None and not self._is_original(page)
        if source is None and follows and (self.refresh or not stored):
            assert page.source_url is not None
            try:
                original = read_original(page, self.fetch)
                source = original.page
                notes += original.notes
            except FetchError as error:
                if not stored:
                    left = MissingOriginal(place, page.source_url, str(error))
        return Prepared(
            place, page, source, left, tuple(notes), settled and self.source is None
        )

    def store(self, prepared: Prepared, changes: ChangeSet) -> Ingested:
        """Store a page and its original. Raises InputError."""
        page = prepared.page
        return ingest(
            page,
            self.database,
            changes,
            path=prepared.place,
            source=prepared.source,
            url=self.url,
            incomplete=self.incomplete or self._is_original(page),
            options=self.align,
            knowledge=self.knowledge,
            mark=self.mark,
            realign=self.refresh,
        )

    def _is_original(self, page: Page) -> bool:
        default = self.source_locale
        return default is not None and default.covers(page.locale)

    def _stored(self, page: Page) -> tuple[bool, bool]:
        """Whether a page is stored as it is, original included; and its original."""
        article, _, _ = article_of(page, url=self.url)
        archive = Archive(self.database)
        known = archive.latest(article.key)
        if known is None:
            return False, False
        has_source = (
            known.source_article is not None
            and known.article.source_url == article.source_url
        )
        article, _ = trimmed(article, segments_of(article), archive)
        article = as_stored(article, known)
        same = archive.version(article.key) == article.version
        return same and (has_source or not article.source_url), has_source
