"""`Memory`, a translation memory with its termbase, as `padanan.open` returns it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from os import PathLike, fspath
from pathlib import Path
from typing import Unpack

from checks.session import CheckSelection
from exports.entry import WriteResult
from exports.exporting import export_file
from exports.files import read_in_blocks
from exports.format import ReadOptions, WriteOptions
from exports.importing.unit_import import (
    Imported,
    ImportOptions,
    ImportStage,
    import_file,
)
from padanan.argument_validation import (
    require_match_rate,
    require_name_lists,
    require_texts,
)
from padanan.assistants.assistant import Assistant
from padanan.change_author import get_change_author
from padanan.checking import check_stored_units, ignore_progress
from padanan.contents import statistics
from padanan.contents.articles import Articles
from padanan.contents.findings.checks import Checks
from padanan.contents.history import History
from padanan.contents.leverage import measure_leverage
from padanan.contents.pagination import require_positive_limit
from padanan.contents.phrases import Phrases
from padanan.contents.reviews import Reviews
from padanan.contents.termbase.termbase import Termbase
from padanan.contents.terms import Terms
from padanan.contents.units import Units
from padanan.contents.word_lists import WordLists
from padanan.locales import parse_locale, require_locale_pair
from padanan.match_finder import MatchFinder
from padanan.memory_database import MemoryDatabase
from padanan.selection import UnitSelection, make_unit_filter
from padanan.values.articles import IngestedArticle
from padanan.values.matches import MemoryMatch, PhraseHit
from padanan.values.renderings import PhraseRenderings
from padanan.values.statistics import (
    MemoryLeverage,
    MemoryOverview,
    MemoryStatistics,
)
from tm.finding import Finding
from tm.progress import ReportProgress
from tm.settings import Settings
from tm.store.unit_store import UnitStore
from tm.text.locale import Locale

_PathLike = str | PathLike[str]


@dataclass(slots=True, eq=False, repr=False)
class Memory:
    """A translation memory with its termbase.

    Several threads may share it, on SQLite and on PostgreSQL: every call reads and
    writes by a connection of its own. One write goes on at a time, others wait for it.
    An iterator that a method returns belongs to the thread that called the method.
    Languages that a call does not name are those of the memory.
    """

    _memory_database: MemoryDatabase
    settings: Settings = field(default_factory=Settings)
    terms: Terms = field(init=False)
    """The termbase."""
    termbase: Termbase = field(init=False)
    """The termbase as a whole: uses, relations, changes of its concepts."""
    units: Units = field(init=False)
    """The units, one by one."""
    articles: Articles = field(init=False)
    """The articles, with their texts."""
    phrases: Phrases = field(init=False)
    """The units that contain a phrase, and its renderings."""
    reviews: Reviews = field(init=False)
    """The pairs that wait for review, and decisions about them."""
    checks: Checks = field(init=False)
    """Checks of files, and dismissed findings."""
    history: History = field(init=False)
    """The changes."""
    assistant: Assistant = field(init=False)
    """What a language model is given, and what its answers are worth."""
    word_lists: WordLists = field(init=False)
    """The termbases as bilingual word lists."""
    _report_progress: ReportProgress = ignore_progress
    """Takes how many more units were read."""
    _match_finder: MatchFinder | None = field(init=False, default=None)
    """Looks texts up, once a database with matches is open."""

    def __post_init__(self) -> None:
        self.terms = Terms(self._memory_database, self.settings, self._report_progress)
        self.termbase = Termbase(self._memory_database, self.settings, self.terms.cache)
        self.units = Units(self._memory_database, self.settings)
        self.articles = Articles(self._memory_database, self.settings)
        self.phrases = Phrases(self._memory_database, self.settings)
        self.reviews = Reviews(self._memory_database, self.settings)
        self.checks = Checks(
            self._memory_database, self.settings, self._report_progress
        )
        self.history = History(self._memory_database, self.settings)
        self.assistant = Assistant(self._memory_database, self.settings)
        self.word_lists = WordLists(self._memory_database, self.settings)

    def __repr__(self) -> str:
        languages = ", ".join(map(str, (self.settings.source, self.settings.target)))
        return f"<Memory {self._memory_database.name} ({languages})>"

    def lookup(
        self,
        text: str,
        *,
        min_rate: int | None = None,
        limit: int | None = None,
        source: str | Locale | None = None,
        target: str | Locale | None = None,
    ) -> list[MemoryMatch]:
        """Find translations of the same or a similar text, the best first.

        Translations with a wrong term or value lose points, as `padanan lookup` says.
        Raises InputError and StoreError.
        """
        require_texts(text=text)
        locales = require_locale_pair(self.settings, source, target)
        limit = self.settings.lookup.limit if limit is None else limit
        require_positive_limit(limit)
        require_match_rate(min_rate)
        database = self._memory_database.open_for_reading()
        if database is None:
            return []
        if self._match_finder is None:
            self._match_finder = MatchFinder(database, self.settings)
        return self._match_finder.find(text, locales, min_rate=min_rate, limit=limit)

    def concordance(
        self,
        phrase: str,
        *,
        limit: int | None = 50,
        mode: str = "plain",
        whole_words: bool = False,
        source: str | Locale | None = None,
        target: str | Locale | None = None,
    ) -> list[PhraseHit]:
        """Find stored texts that contain a phrase, with their translations.

        Case never matters. `mode`: `plain`, `wildcard` (`*`, `?`) or `regex`.
        Raises InputError and StoreError.
        """
        return self.phrases.list_hits(
            phrase,
            limit=limit,
            mode=mode,
            whole_words=whole_words,
            source=source,
            target=target,
        )

    def find_renderings(
        self,
        phrase: str,
        *,
        limit: int = 50,
        mode: str = "plain",
        whole_words: bool = False,
        source: str | Locale | None = None,
        target: str | Locale | None = None,
    ) -> PhraseRenderings:
        """Find how a phrase was translated inside texts, with counts and examples.

        `mode` as in `concordance`. Raises InputError and StoreError.
        """
        return self.phrases.find_renderings(
            phrase,
            limit=limit,
            mode=mode,
            whole_words=whole_words,
            source=source,
            target=target,
        )

    def add(
        self,
        source_text: str,
        target_text: str,
        *,
        author: str | None = None,
        note: str | None = None,
        source: str | Locale | None = None,
        target: str | Locale | None = None,
    ) -> str | None:
        """Store a text and its translation.

        Returns the name of the change set, such as `i4`; None for a known unit.
        Raises InputError and StoreError.
        """
        unit_change = self.units.add(
            source_text,
            target_text,
            author=author,
            note=note,
            source=source,
            target=target,
        )
        return unit_change.change_set

    def load(
        self,
        path: _PathLike,
        *,
        format: str | None = None,
        strict: bool = False,
        again: bool = False,
        source: str | Locale | None = None,
        target: str | Locale | None = None,
        name: str | None = None,
    ) -> Imported:
        """Store the units of a TMX, PO, XLIFF, CSV, XLSX or other file.

        The file is stored whole or not at all; a damaged entry is skipped and listed,
        unless `strict`. A file that was loaded before is recognised, unless `again`.
        `name`: what the history calls the file, by default its path.
        Raises FormatError, InputError and StoreError.
        """
        import_options = ImportOptions(
            ReadOptions(
                parse_locale(source) or self.settings.source,
                parse_locale(target) or self.settings.target,
                are_default_locales=True,
                with_untranslated=True,
            ),
            format=format,
            strict=strict,
            imports_again=again,
            name=name,
        )
        file_path = Path(path)
        database = self._memory_database.open_for_writing(
            verify_input=lambda: read_in_blocks(
                file_path, import_options.read, format_name=format
            )
        )
        return import_file(
            UnitStore(database),
            file_path,
            import_options,
            author=get_change_author(self.settings),
            report_step=lambda step: self._report_progress(
                step.count if step.stage is ImportStage.UNITS else 0
            ),
        )

    def ingest(
        self,
        page: _PathLike,
        *,
        original: _PathLike | None = None,
        url: str | None = None,
        incomplete: bool = False,
        fetch: bool = True,
    ) -> IngestedArticle:
        """Store the article of a page, a file or an address, aligned with its original.

        Without `original`, the original that the page names is fetched, unless `fetch`
        is false. `url`: the address of the page itself. `incomplete`: store a page that
        names no original, too. Raises FormatError, FetchError, InputError and
        StoreError.
        """
        return self.articles.ingest(
            page, original=original, url=url, incomplete=incomplete, fetch=fetch
        )

    def check(
        self,
        article: IngestedArticle | str | None = None,
        *,
        only: Sequence[str] = (),
        skip: Sequence[str] = (),
        source: str | Locale | None = None,
        target: str | Locale | None = None,
    ) -> Iterator[Finding]:
        """Check an article, by its value or key, or all units of the memory.

        `only`, `skip`: ids or families of checks, such as `num.value` or `num`.
        Findings are yielded as they are found. Raises InputError, NotFound and
        StoreError.
        """
        require_name_lists(only=only, skip=skip)
        return check_stored_units(
            self._memory_database.open_for_reading(),
            self.settings,
            article,
            CheckSelection(only=only, skip=skip),
            require_locale_pair(self.settings, source, target),
            self._report_progress,
        )

    def export(
        self,
        path: _PathLike,
        *,
        format: str | None = None,
        strict: bool = False,
        **selection: Unpack[UnitSelection],
    ) -> WriteResult:
        """Write units to a TMX, PO, XLIFF, CSV, XLSX or other file.

        Only units of the memory's language pair are written, or of all languages if the
        memory has no pair. An existing file is replaced once the new one is complete.
        Texts of articles without a translation are written, too, where the format can
        hold them, unless the selection says `translated=True`. `strict`: write nothing
        if the format cannot hold all. Raises NotFound if no unit is selected,
        InputError and StoreError.
        """
        database = self._memory_database.require_for_reading("units")
        return export_file(
            UnitStore(database),
            fspath(path),
            WriteOptions(self.settings.source, self.settings.target, strict=strict),
            unit_filter=make_unit_filter(database, self.settings, selection),
            format_name=format,
            report_progress=self._report_progress,
        )

    def undo(self, name: str = "last") -> str:
        """Take back a change set (`i4`) or a single change (`c57`).

        `last` is the author's latest change set in effect, so that each call goes back
        one more. Returns the name of the change set, for undoing this. Raises NotFound,
        InputError, StoreError, and Conflict where something has changed since.
        """
        return self.history.undo(name).change_set

    def redo(self, name: str | None = None) -> str:
        """Redo an undone change set, or the author's latest undo; as `undo`.

        `name` is the change set, or that of its undo. Without it, the author must have
        changed nothing since.
        """
        return self.history.redo(name).change_set

    def read_statistics(self) -> MemoryStatistics:
        """Count segments, units, articles and concepts. Raises StoreError."""
        return statistics.read_statistics(self._memory_database.open_for_reading())

    def read_overview(self) -> MemoryOverview:
        """Count what changed by week and person, and what there is by site."""
        return statistics.read_overview(self._memory_database.open_for_reading())

    def measure_leverage(
        self,
        *,
        sample_size: int = 100,
        source: str | Locale | None = None,
        target: str | Locale | None = None,
    ) -> MemoryLeverage:
        """Look some units of the memory up in the rest of it. Raises InputError."""
        locales = require_locale_pair(self.settings, source, target)
        database = self._memory_database.open_for_reading()
        return measure_leverage(database, locales, sample_size)

    def with_author(self, author: str) -> "Memory":
        """Return the same memory, whose changes are made by somebody else."""
        memory = replace(self, settings=replace(self.settings, author=author))
        return self._share_knowledge(memory)

    def with_progress(self, report_progress: ReportProgress) -> "Memory":
        """Return the same memory, which reports the progress of long methods.

        `report_progress` takes how many more units `load`, `export`, `check`,
        `checks.check_file` and `terms.load` have read; what it raises ends them, and
        `load` then stores nothing.
        """
        memory = replace(self, _report_progress=report_progress)
        return self._share_knowledge(memory)

    def _share_knowledge(self, memory: "Memory") -> "Memory":
        """Share what is kept from call to call with the same memory."""
        memory._match_finder, memory.phrases = self._match_finder, self.phrases
        memory.terms.cache = memory.termbase.cache = self.terms.cache
        self.checks.share_sessions(memory.checks)
        return memory

    def close(self) -> None:
        """Close the memory; a later call raises StoreUnavailable."""
        self._memory_database.close()

    def __enter__(self) -> "Memory":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
