"""The ingest pipeline: read a page, fetch its original, store both.

Reading and fetching come first, since they take long; nothing is locked meanwhile.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tm.align.lexicon.alignment_resources import AlignmentResources
from tm.articles.archive.archive import Archive
from tm.articles.archive.boilerplate import remove_boilerplate
from tm.articles.article_storing import (
    IngestOptions,
    IngestResult,
    ingest,
    keep_stored_headline,
)
from tm.articles.page.copied_page import Page
from tm.articles.page.page_loading import FetchPage, load_page, read_original
from tm.articles.page_article import make_article, make_segments
from tm.errors import FetchError, InputError
from tm.settings import AlignSettings
from tm.store.database import Database
from tm.store.history.change_set import ChangeSet
from tm.text.input.encoding import ReadPageBytes, read_text_page
from tm.text.locale import Locale


@dataclass(frozen=True, slots=True)
class MissingOriginal:
    """A page whose original could not be fetched, and the reason."""

    location: str
    """Address or path of the page."""
    source_url: str
    """Address of the original."""
    reason: str
    """Why the original could not be fetched."""


@dataclass(frozen=True, slots=True)
class PreparedPage:
    """A page that was read and is ready to be stored."""

    location: str
    page: Page
    source_page: Page | None
    missing_original: MissingOriginal | None
    notes: tuple[str, ...]
    is_stored_unchanged: bool
    """Whether the page and its original are stored unchanged."""


@dataclass(frozen=True, slots=True)
class IngestPipeline:
    """Reads pages with their originals and stores them, with the settings of a run."""

    database: Database
    fetch: FetchPage
    locale: Locale | None = None
    """The language of the pages; None: it is identified."""
    site_name: str | None = None
    url: str | None = None
    """The address of a single page."""
    source_page: Page | None = None
    """The original of a single page."""
    source_locale: Locale | None = None
    """The source language, whose pages need no original."""
    target_locale: Locale | None = None
    """The language of pages whose language is neither given nor recognised."""
    original_by_location: Mapping[str, str] = field(default_factory=dict)
    """By location of a page, that of its original, where none is given for all."""
    read_page_bytes: ReadPageBytes = read_text_page
    """Reads the files of originals, which may be documents."""
    allow_incomplete: bool = False
    refetches_originals: bool = False
    """Whether stored originals are fetched again."""
    alignment_settings: AlignSettings = field(default_factory=AlignSettings)
    get_alignment_resources: Callable[[Locale, Locale], AlignmentResources] | None = (
        None
    )
    restore_diacritics: Callable[[str], str | None] | None = None
    """Restores the diacritics of a headline from an address."""

    def prepare(self, location: str, content: bytes | None = None) -> PreparedPage:
        """Read a page and its original. Raises InputError."""
        loaded_page = load_page(
            location,
            self.fetch,
            content=content,
            locale=self.locale,
            default_locale=self.target_locale,
            site_name=self.site_name,
            read_page_bytes=self.read_page_bytes,
        )
        page, notes = loaded_page.page, list(loaded_page.notes)
        given_original = self.source_page
        if given_original is None and location in self.original_by_location:
            loaded_original = load_page(
                self.original_by_location[location],
                self.fetch,
                default_locale=self.source_locale,
                site_name=self.site_name,
                read_page_bytes=self.read_page_bytes,
            )
            given_original = loaded_original.page
            notes += loaded_original.notes
        source_page, missing_original = given_original, None
        if (
            source_page is not None
            and source_page.locale.language == page.locale.language
        ):
            raise InputError(
                f"{location}: the original given is in the same language, "
                f"{page.locale.tag}; give the page that it was translated from"
            )
        is_stored_unchanged, is_original_stored = self._compare_with_stored(page)
        names_original = (
            page.source_url is not None and not self._is_in_source_language(page)
        )
        if (
            source_page is None
            and names_original
            and (self.refetches_originals or not is_original_stored)
        ):
            assert page.source_url is not None
            try:
                loaded_original = read_original(
                    page, self.fetch, default_locale=self.source_locale
                )
                source_page = loaded_original.page
                notes += loaded_original.notes
            except FetchError as error:
                if not is_original_stored:
                    missing_original = MissingOriginal(
                        location, page.source_url, str(error)
                    )
        return PreparedPage(
            location,
            page,
            source_page,
            missing_original,
            tuple(notes),
            is_stored_unchanged and given_original is None,
        )

    def store(self, prepared_page: PreparedPage, change_set: ChangeSet) -> IngestResult:
        """Store a page and its original. Raises InputError."""
        page = prepared_page.page
        return ingest(
            page,
            self.database,
            change_set,
            IngestOptions(
                page_name=prepared_page.location,
                source_page=prepared_page.source_page,
                url=self.url,
                allow_incomplete=self.allow_incomplete
                or self._is_in_source_language(page),
                alignment_settings=self.alignment_settings,
                get_alignment_resources=self.get_alignment_resources,
                restore_diacritics=self.restore_diacritics,
                realigns=self.refetches_originals,
            ),
        )

    def _is_in_source_language(self, page: Page) -> bool:
        """Whether a page is in the source language, so needs no original."""
        source_locale = self.source_locale
        return source_locale is not None and source_locale.covers(page.locale)

    def _compare_with_stored(self, page: Page) -> tuple[bool, bool]:
        """Whether a page is stored unchanged, and whether its original is stored."""
        article, _, _ = make_article(page, url=self.url)
        archive = Archive(self.database)
        stored_article = archive.find_current(article.key)
        if stored_article is None:
            return False, False
        is_original_stored = (
            stored_article.original_key is not None
            and stored_article.article.source_url == article.source_url
        )
        article, _ = remove_boilerplate(article, make_segments(article), archive)
        article = keep_stored_headline(article, stored_article)
        is_unchanged = archive.read_version_hash(article.key) == article.version
        return is_unchanged and (
            is_original_stored or not article.source_url
        ), is_original_stored
