"""Ingesting many pages in one run, and collecting their results and failures."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from tm.articles.article_storing import IngestResult
from tm.articles.ingest_pipeline import IngestPipeline, MissingOriginal, PreparedPage
from tm.articles.page.page_loading import is_address
from tm.articles.page_list import read_list
from tm.errors import InputError, StoreError
from tm.progress import ReportProgress
from tm.store.history.change_set import ChangeSet, open_change_set
from tm.text.input.encoding import ReadPageBytes, read_text_page


@dataclass(frozen=True, slots=True)
class PageInput:
    """A page to read: an address, or a file with its bytes."""

    location: str
    content: bytes | None = None


@dataclass(slots=True)
class PageInputs:
    """The pages of a run, read from addresses, files and lists of pages."""

    pages: list[PageInput] = field(default_factory=list)
    failures: list[tuple[str, str]] = field(default_factory=list)
    """Files that cannot be read, with the reason."""
    has_list: bool = False
    """Whether one of the files was a list of pages."""

    @classmethod
    def read(
        cls,
        locations: Iterable[str],
        *,
        is_list: bool = False,
        describe_error: Callable[[InputError], str] = str,
        read_page_bytes: ReadPageBytes = read_text_page,
    ) -> "PageInputs":
        """Read the files, and the lists of pages among them.

        `is_list`: every file is a list; otherwise lists are recognised.
        """
        page_inputs = cls()
        for location in locations:
            if is_address(location):
                page_inputs.pages.append(PageInput(location))
                continue
            try:
                content = read_page_bytes(location)
                listed_locations = read_list(content, path=location, is_list=is_list)
            except InputError as error:
                page_inputs.failures.append((location, describe_error(error)))
                continue
            if listed_locations is None:
                page_inputs.pages.append(PageInput(location, content))
            else:
                page_inputs.has_list = True
                page_inputs.pages += map(PageInput, listed_locations)
        return page_inputs


@dataclass(slots=True)
class IngestRun:
    """A run of ingest: its settings, and the results and failures of its pages."""

    pipeline: IngestPipeline
    author: str
    """The person or program that the history names for the changes."""
    description: str
    """The description of the change set in the history."""
    notify: Callable[[str], object]
    """Receives the notes on a page before it is stored."""
    report_progress: ReportProgress
    describe_error: Callable[[InputError], str] = str
    results: list[IngestResult] = field(default_factory=list)
    failures: list[tuple[str, str]] = field(default_factory=list)
    """Locations of pages that are not stored, with the reason."""
    missing_originals: list[MissingOriginal] = field(default_factory=list)
    known_locations: list[str] = field(default_factory=list)
    """Locations of pages that were skipped, because they are stored already."""
    change_set_names: list[str] = field(default_factory=list)

    def ingest_together(self, pages: Sequence[PageInput]) -> None:
        """Read all pages, then store them as one change set."""
        prepared_pages: list[PreparedPage] = []
        for page_input in pages:
            with self._collect_failure(page_input.location, InputError):
                prepared_pages.append(
                    self.pipeline.prepare(page_input.location, page_input.content)
                )
            self.report_progress(1)
        with self._open_change_set(self.description) as change_set:
            for prepared_page in prepared_pages:
                with self._collect_failure(prepared_page.location, InputError):
                    self._store(prepared_page, change_set)
        if change_set.name:
            self.change_set_names.append(change_set.name)

    def ingest_one_by_one(self, pages: Iterable[PageInput]) -> None:
        """Store each page as a change set of its own, so that it stays if a later
        fails.

        Pages that are stored already are skipped.
        """
        for page_input in pages:
            # Even a bug of ours must not stop the other pages.
            with self._collect_failure(page_input.location, Exception):
                prepared_page = self.pipeline.prepare(
                    page_input.location, page_input.content
                )
                if (
                    prepared_page.is_stored_unchanged
                    and not self.pipeline.refetches_originals
                ):
                    self.known_locations.append(page_input.location)
                else:
                    with self._open_change_set(
                        f"{self.description}: {page_input.location}"
                    ) as change_set:
                        self._store(prepared_page, change_set)
                    if change_set.name:
                        self.change_set_names.append(change_set.name)
            self.report_progress(1)

    @contextmanager
    def _open_change_set(self, description: str) -> Iterator[ChangeSet]:
        with open_change_set(
            self.pipeline.database,
            command="ingest",
            author=self.author,
            detail=description,
        ) as change_set:
            yield change_set

    def _store(self, prepared_page: PreparedPage, change_set: ChangeSet) -> None:
        """Store a page, and note its missing original."""
        for note in prepared_page.notes:
            self.notify(note)
        try:
            self.results.append(self.pipeline.store(prepared_page, change_set))
        except InputError as error:
            if prepared_page.missing_original is None:
                raise
            # Both matter: what the page lacks, and why its original is missing.
            raise InputError(
                f"{error} ({prepared_page.missing_original.reason})",
                parameters=error.parameters,
            ) from error
        if prepared_page.missing_original is not None:
            self.missing_originals.append(prepared_page.missing_original)

    @contextmanager
    def _collect_failure(
        self, location: str, error_type: type[Exception]
    ) -> Iterator[None]:
        """Collect the failure of a page instead of raising it, but raise StoreError."""
        try:
            yield
        except StoreError:
            raise
        except InputError as error:
            self.failures.append((location, self.describe_error(error)))
        except error_type as error:
            error_name = type(error).__name__
            reason = f"{location}: a bug in Padanan ({error_name}: {error})"
            self.failures.append((location, reason))
