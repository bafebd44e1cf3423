"""Importing files of units into a memory, each as one change set."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TypeAlias

from exports.entry import Entry, Loss
from exports.files import find_side_files, read_in_blocks, read_unpacked_file_in_blocks
from exports.format import ReadOptions
from exports.importing.entry_stream import EntryStream
from exports.importing.file_fingerprint import (
    hash_content,
    hash_side_files,
    make_file_key,
)
from exports.io.compressed_input import open_unpacked_file
from exports.lines_and_json.moses import join_sides
from tm.articles.archive.restore import restore_articles
from tm.file_remarks import SkippedEntry
from tm.requested_locales import OtherLocales
from tm.store.history.change_set import ChangeSet, open_change_set
from tm.store.imported_files import (
    FileKey,
    ImportedFile,
    find_imported_file,
    find_interrupted_import,
    save_progress,
    verify_progress,
)
from tm.store.phrases.search_columns import complete_search_columns
from tm.store.unit_store import UnitStore
from tm.text.input.stream import convert_read_errors, is_stream
from tm.text.locale import Locale
from tm.unit_table import UnitTable

_MAX_STORED_SKIPPED_COUNT = 1000
"""With more skipped entries than this, a file imported before is read again."""


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How files of units are imported."""

    read: ReadOptions = field(
        default_factory=lambda: ReadOptions(with_untranslated=True)
    )
    format: str | None = None
    """Name of the format; without it the format is detected."""
    units_per_batch: int | None = None
    """Store after every so many units; without it a file is stored whole or not."""
    imports_again: bool = False
    """Whether to read a file again that was imported before."""
    strict: bool = False
    """Whether to refuse a file with a damaged entry."""
    prepares_search: bool = True
    """Whether to prepare search now, or leave that to the next search."""
    name: str | None = None
    """What the history calls the file; by default its path."""
    memory: str | None = None
    """Name of the memory for units for which the file names none."""


@dataclass(frozen=True, slots=True)
class Imported:
    """Result of the import of one file: counts, losses and remarks."""

    path: Path
    new: int = 0
    """Units that the memory did not have."""
    known: int = 0
    """Units that it had already."""
    changed: int = 0
    """Units that it had and that were updated."""
    removed: int = 0
    """Units that a person removed earlier; they stay removed."""
    skipped: list[SkippedEntry] = field(default_factory=list)
    """One of them may stand for all units without a translation."""
    lost: list[Loss] = field(default_factory=list)
    """Content that a unit cannot hold."""
    remarks: list[str] = field(default_factory=list)
    """What the reader had to guess about the file."""
    other_locales: OtherLocales = field(default_factory=OtherLocales)
    """Counts of stored units that are in other languages than those requested."""
    change_set_name: str | None = None
    """Name of the change set for `undo`, such as `i3`; None without changes."""
    imported_before: ImportedFile | None = None
    """The earlier import of the same file, where it was not read again."""
    skipped_count: int = 0
    """How many entries were skipped."""


class ImportStage(StrEnum):
    """Stage of an import."""

    UNITS = "importing"
    SEARCH = "preparing search"


@dataclass(frozen=True, slots=True)
class ImportStep:
    """Progress of an import."""

    stage: ImportStage
    count: int
    """Units, or in the stage SEARCH segments, done since the step before."""
    path: Path
    """The file as the caller named it."""
    file: Path
    """The file that is read: unpacked, or the copy of a stream."""


class NoticeKind(StrEnum):
    """Kinds of notices during an import."""

    RESUMED = "resumed"
    """A part of the file was stored before, and the import goes on from there."""
    FILE_CHANGED = "file changed"
    """A part of another file was stored under the same path."""
    INTERRUPTED = "interrupted"
    """The user interrupted it after a part was stored."""


@dataclass(frozen=True, slots=True)
class ImportNotice:
    """A notice to the user during an import."""

    kind: NoticeKind
    path: Path
    file: ImportedFile
    """The import that stored a part."""


ReportStep: TypeAlias = Callable[[ImportStep], object]
ReportNotice: TypeAlias = Callable[[ImportNotice], object]


def import_files(
    unit_store: UnitStore,
    paths: Sequence[Path],
    options: ImportOptions,
    *,
    author: str,
    report_step: ReportStep | None = None,
    report_notice: ReportNotice | None = None,
) -> Iterator[Imported]:
    """Import files one after the other, each when the iterator reaches it.

    Raises at once, before anything is stored, for a file that does not exist or is of
    no known format; later as `import_file`. With the format `moses`, both sides of a
    corpus may be named, the source first.
    """
    if options.format == "moses":
        paths = join_sides(paths)
    for path in paths:
        read_in_blocks(path, options.read, format_name=options.format)
    return (
        import_file(
            unit_store,
            path,
            options,
            author=author,
            report_step=report_step,
            report_notice=report_notice,
        )
        for path in paths
    )


def import_file(
    unit_store: UnitStore,
    path: Path,
    options: ImportOptions | None = None,
    *,
    author: str,
    report_step: ReportStep | None = None,
    report_notice: ReportNotice | None = None,
) -> Imported:
    """Store the units of a file in a memory, in one change set.

    `path` may name a packed file, a file inside an archive, a stream (`-` is standard
    input) or a pair of files (`corpus.vi-id`). The file is stored whole or not at all,
    unless the options name a batch; then the same call goes on where it stopped. A
    file that was imported before is recognised by its content and not read again.
    `author`: whom the changes are attributed to. Raises FormatError, InputError and
    StoreError.
    """
    options = options or ImportOptions()
    file_import = _FileImport(
        unit_store,
        path,
        options,
        author,
        report_step or _ignore_report,
        report_notice or _ignore_report,
    )
    side_files = find_side_files(path, options.read, format_name=options.format)
    if side_files is not None or path.is_file():
        content_digest = (
            hash_content(path) if side_files is None else hash_side_files(side_files)
        )
        entries = read_in_blocks(path, options.read, format_name=options.format)
        return file_import.run(
            entries,
            content_digest,
            path if side_files is None else side_files.source_path,
        )
    # A stream is read once, and a file of an archive is unpacked once.
    with convert_read_errors(path), open_unpacked_file(path) as unpacked_file:
        entries = read_unpacked_file_in_blocks(
            unpacked_file, options.read, format_name=options.format
        )
        return file_import.run(
            entries, hash_content(unpacked_file.path), unpacked_file.path
        )


def _ignore_report(report: ImportStep | ImportNotice) -> None:
    """Ignore a report."""


@dataclass(frozen=True, slots=True)
class _FileImport:
    """The import of one file."""

    unit_store: UnitStore
    path: Path
    options: ImportOptions
    author: str
    report_step: ReportStep
    report_notice: ReportNotice

    def run(
        self,
        entries: Iterable[Entry | UnitTable],
        content_digest: str,
        unpacked_path: Path,
    ) -> Imported:
        """Import the entries of a file.

        `content_digest`: the hash of `unpacked_path`, which is the file itself, its
        unpacked form, or the copy of a stream.
        """
        file_key = make_file_key(
            content_digest,
            self.options.read,
            format_name=self.options.format,
            memory_name=self.options.memory,
        )
        earlier_import = (
            None
            if self.options.imports_again
            else find_imported_file(self.unit_store.database, file_key)
        )
        entry_stream = self._open_stream(entries, earlier_import)
        entry_stream.refuse_damaged_entry()
        if earlier_import is not None and earlier_import.is_finished:
            if len(entry_stream.skipped_entries) <= _MAX_STORED_SKIPPED_COUNT:
                return self._report_earlier_import(entry_stream, earlier_import)
            earlier_import, entry_stream = None, self._open_stream(entries, None)
        if earlier_import is not None:
            self._notify(NoticeKind.RESUMED, earlier_import)
            entry_stream.skip_stored(earlier_import.entry_count)
            self._report_progress(
                ImportStage.UNITS, unpacked_path, earlier_import.entry_count
            )
        elif not is_stream(self.path):
            self._notify_of_changed_file(file_key)
        change_set_number = self._store_units(
            entry_stream, earlier_import or ImportedFile.start(file_key), unpacked_path
        )
        counts = entry_stream.counts
        return Imported(
            self.path,
            counts.new,
            counts.known,
            counts.changed,
            counts.removed,
            skipped=entry_stream.skipped_entries,
            skipped_count=entry_stream.skipped_count,
            lost=entry_stream.losses,
            remarks=entry_stream.remarks,
            other_locales=entry_stream.other_locales,
            change_set_name=None
            if change_set_number is None
            else f"i{change_set_number}",
        )

    @property
    def _name(self) -> str:
        return self.options.name or str(self.path)

    def _open_stream(
        self, entries: Iterable[Entry | UnitTable], earlier_import: ImportedFile | None
    ) -> EntryStream:
        read_options = self.options.read
        locales: tuple[Locale | None, ...] = ()
        if not read_options.are_default_locales:
            locales = (read_options.source, read_options.target)
        return EntryStream(
            self.path,
            entries,
            earlier_import.report if earlier_import else {},
            strict=self.options.strict,
            locales=[locale for locale in locales if locale is not None],
            memory_name=self.options.memory,
        )

    def _report_earlier_import(
        self, entry_stream: EntryStream, earlier_import: ImportedFile
    ) -> Imported:
        """Result for a file that was imported before and is not read again."""
        counts = entry_stream.counts
        return Imported(
            self.path,
            known=counts.new + counts.known + counts.changed,
            removed=counts.removed,
            skipped=entry_stream.skipped_entries,
            skipped_count=entry_stream.skipped_count,
            lost=entry_stream.losses,
            imported_before=earlier_import,
        )

    def _notify_of_changed_file(self, file_key: FileKey) -> None:
        """Notify if part of an earlier version of the file is stored."""
        earlier_import = find_interrupted_import(
            self.unit_store.database, self._name, file_key
        )
        if earlier_import is not None:
            self._notify(NoticeKind.FILE_CHANGED, earlier_import)

    def _store_units(
        self,
        entry_stream: EntryStream,
        imported_file: ImportedFile,
        unpacked_path: Path,
    ) -> int | None:
        """Store all remaining units; return the number of the change set, if any."""
        try:
            while not entry_stream.is_at_end():
                with open_change_set(
                    self.unit_store.database,
                    command="import",
                    author=self.author,
                    detail=self._name,
                    change_set_id=imported_file.change_set_id,
                    is_bulk_load=self.unit_store.is_nearly_empty(),
                ) as change_set:
                    verify_progress(change_set.connection, imported_file)
                    self._store_batch(entry_stream, change_set, unpacked_path)
                    imported_file = save_progress(
                        change_set.connection,
                        replace(
                            imported_file,
                            change_set_id=change_set.id,
                            entry_count=entry_stream.entry_count,
                            report=entry_stream.report,
                            is_finished=entry_stream.is_at_end(),
                        ),
                    )
        except KeyboardInterrupt:
            if imported_file.row_id is not None:
                self._notify(NoticeKind.INTERRUPTED, imported_file)
            raise
        return imported_file.change_set_id

    def _store_batch(
        self, entry_stream: EntryStream, change_set: ChangeSet, unpacked_path: Path
    ) -> None:
        """Store the next units, and the articles that they are from."""
        entry_stream.counts += self.unit_store.add_tables(
            entry_stream.read_blocks(self.options.units_per_batch),
            change_set,
            defers_search_columns=True,
            default_author=change_set.author,
            report_progress=partial(
                self._report_progress, ImportStage.UNITS, unpacked_path
            ),
        )
        entry_stream.add_restore_counts(
            restore_articles(
                entry_stream.article_keys, entry_stream.untranslated_units, change_set
            )
        )
        if entry_stream.is_at_end() and self.options.prepares_search:
            complete_search_columns(
                change_set.connection,
                report_progress=partial(
                    self._report_progress, ImportStage.SEARCH, unpacked_path
                ),
            )

    def _report_progress(self, stage: ImportStage, file: Path, done_count: int) -> None:
        """Report that so many more units or segments are done."""
        self.report_step(ImportStep(stage, done_count, self.path, file))

    def _notify(self, kind: NoticeKind, imported_file: ImportedFile) -> None:
        self.report_notice(ImportNotice(kind, self.path, imported_file))
