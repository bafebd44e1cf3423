"""One run of ingest: many pages read and stored, and what became of each."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from tm.articles.ingest import Ingested
from tm.articles.page.list import read_list
from tm.articles.page.read import is_address
from tm.articles.pipeline import Intake, MissingOriginal, PreparedPage
from tm.errors import InputError, StoreError
from tm.store.history.change_set import ChangeSet, change_set
from tm.text.input.encoding import LARGEST_PAGE, read_bytes


@dataclass(frozen=True, slots=True)
class PageInput:
    """A page to read: an address, or a file with its bytes."""

    place: str
    data: bytes | None = None


@dataclass(slots=True)
class PageInputs:
    """The pages of a run, as addresses, files and lists of pages name them."""

    pages: list[PageInput] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)
    """Files that cannot be read, with the reason."""
    has_list: bool = False
    """Whether one of the files was a list of pages."""

    @classmethod
    def read(cls, places: Iterable[str], *, is_list: bool = False) -> "PageInputs":
        """Read the files, and the lists of pages among them.

        `is_list`: every file is a list; otherwise lists are recognised.
        """
        inputs = cls()
        for place in places:
            if is_address(place):
                inputs.pages.append(PageInput(place))
                continue
            try:
                data = read_bytes(place, largest=LARGEST_PAGE)
                listed_places = read_list(data, path=place, is_list=is_list)
            except InputError as error:
                inputs.failed.append((place, str(error)))
                continue
            if listed_places is None:
                inputs.pages.append(PageInput(place, data))
            else:
                inputs.has_list = True
                inputs.pages += map(PageInput, listed_places)
        return inputs


@dataclass(slots=True)
class IngestRun:
    """What became of the pages of a run."""

    intake: Intake
    who: str
    """Whom the changes are attributed to."""
    detail: str
    """What the history says was ingested."""
    notify: Callable[[str], object]
    """Takes remarks about a page as soon as it is stored."""
    progress: Callable[[int], object]
    ingested: list[Ingested] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)
    """Places of pages, with the reason why they are not stored."""
    without_original: list[MissingOriginal] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    """Places of pages that were skipped, because they are stored already."""
    change_sets: list[str] = field(default_factory=list)

    def ingest_together(self, pages: Sequence[PageInput]) -> None:
        """Read all pages, then store them as one change set."""
        prepared: list[PreparedPage] = []
        for page in pages:
            with self._collect_failure(page.place, InputError):
                prepared.append(self.intake.prepare(page.place, page.data))
            self.progress(1)
        with self._changes(self.detail) as changes:
            for prepared_page in prepared:
                with self._collect_failure(prepared_page.place, InputError):
                    self._store(prepared_page, changes)
        if changes.name:
            self.change_sets.append(changes.name)

    def ingest_one_by_one(self, pages: Iterable[PageInput]) -> None:
        """Store each page as a change set of its own, so that it stays if a later
        fails.

        Pages that are stored already are skipped.
        """
        for page in pages:
            # Even a bug of ours must not stop the other pages.
            with self._collect_failure(page.place, Exception):
                prepared = self.intake.prepare(page.place, page.data)
                if prepared.is_settled and not self.intake.refresh:
                    self.known.append(page.place)
                else:
                    with self._changes(f"{self.detail}: {page.place}") as changes:
                        self._store(prepared, changes)
                    if changes.name:
                        self.change_sets.append(changes.name)
            self.progress(1)

    @contextmanager
    def _changes(self, detail: str) -> Iterator[ChangeSet]:
        with change_set(
            self.intake.database, command="ingest", who=self.who, detail=detail
        ) as changes:
            yield changes

    def _store(self, prepared: PreparedPage, changes: ChangeSet) -> None:
        for note in prepared.notes:
            self.notify(note)
        try:
            self.ingested.append(self.intake.store(prepared, changes))
        except InputError as error:
            if prepared.missing_original is None:
                raise
            # Both matter: what the page lacks, and why it could not be had.
            raise InputError(f"{error} ({prepared.missing_original.reason})") from error
        if prepared.missing_original is not None:
            self.without_original.append(prepared.missing_original)

    @contextmanager
    def _collect_failure(
        self, place: str, error_type: type[Exception]
    ) -> Iterator[None]:
        """Note what goes wrong with one page, and go on; errors of the store pass."""
        try:
            yield
        except StoreError:
            raise
        except InputError as error:
            self.failed.append((place, str(error)))
        except error_type as error:
            name = type(error).__name__
            reason = f"{place}: a bug in Padanan ({name}: {error})"
            self.failed.append((place, reason))
