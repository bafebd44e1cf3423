"""Importing files of units into a memory: each is one change set that can be undone."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import TypeAlias

from exports.entry import Entry, Loss, SkippedEntry
from exports.files import many_entries, read_many, sides
from exports.format import ReadOptions
from exports.importing.entry_stream import EntryStream
from exports.importing.fingerprint import (
    content_hash,
    content_hash_of_sides,
    file_key,
)
from exports.io.container import plain
from exports.plain.moses import join_sides
from exports.requested_locales import OtherLocales
from tm.articles.archive.restore import restore_articles
from tm.store.history.change_set import ChangeSet, change_set
from tm.store.imported_files import (
    FileKey,
    ImportedFile,
    find_file,
    find_interrupted_import,
    save_progress,
    verify_progress,
)
from tm.store.phrases.pending import complete
from tm.store.unit_store import UnitStore
from tm.text.input.stream import errors_as_input_errors, is_stream
from tm.unit_table import UnitTable

_MAX_SKIPPED_KEPT = 1000
"""With more skipped entries than this, a file imported before is read again."""


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How files of units are imported."""

    read: ReadOptions = field(default_factory=lambda: ReadOptions(untranslated=True))
    format: str | None = None
    """Name of the format; without it the format is detected."""
    batch: int | None = None
    """Store after every so many units; without it a file is stored whole or not."""
    again: bool = False
    """Whether to read a file that was imported before."""
    strict: bool = False
    """Whether to refuse a file with a damaged entry."""
    prepare_search: bool = True
    """Whether to make now what searching needs, or leave it to the next search."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What importing one file came to."""

    path: Path
    new: int = 0
    """Units that the memory did not have."""
    known: int = 0
    """Units that it had already."""
    changed: int = 0
    """Units that it had and that took over something new."""
    removed: int = 0
    """Units that a person removed earlier; they stay removed."""
    skipped: list[SkippedEntry] = field(default_factory=list)
    lost: list[Loss] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    """What the reader had to guess about the file."""
    other_locales: OtherLocales = field(default_factory=OtherLocales)
    """Counts of stored units that are in other languages than those requested."""
    change_set: str | None = None
    """What `undo` takes, such as `i3`; None where nothing was changed."""
    imported_before: ImportedFile | None = None
    """The earlier import of the same file, where it was not read again."""


class ImportStage(StrEnum):
    """What an import is doing."""

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
    """What an import reports while it runs."""

    RESUMED = "resumed"
    """A part of the file was stored before, and the import goes on from there."""
    FILE_CHANGED = "file changed"
    """A part of another file was stored under the same path."""
    INTERRUPTED = "interrupted"
    """The user interrupted it after a part was stored."""


@dataclass(frozen=True, slots=True)
class ImportNotice:
    """Something to tell the user while an import runs."""

    kind: NoticeKind
    path: Path
    file: ImportedFile
    """The import that stored a part."""


ReportStep: TypeAlias = Callable[[ImportStep], object]
ReportNotice: TypeAlias = Callable[[ImportNotice], object]


def import_files(
    memory: UnitStore,
    paths: Sequence[Path],
    options: ImportOptions,
    *,
    who: str,
    progress: ReportStep | None = None,
    notify: ReportNotice | None = None,
) -> Iterator[Imported]:
    """Import files one after the other, each when the iterator is asked for it.

    Raises at once, before anything is stored, for a file that does not exist or is of
    no known format; later as `import_file`. With the format `moses`, both sides of a
    corpus may be named, the source first.
    """
    if options.format == "moses":
        paths = join_sides(paths)
    for path in paths:
        read_many(path, options.read, name=options.format)
    return (
        import_file(memory, path, options, who=who, progress=progress, notify=notify)
        for path in paths
    )


def import_file(
    memory: UnitStore,
    path: Path,
    options: ImportOptions | None = None,
    *,
    who: str,
    progress: ReportStep | None = None,
    notify: ReportNotice | None = None,
) -> Imported:
    """Store the units of a file in a memory, in one change set.

    `path` may name a packed file, a file inside an archive, a stream (`-` is standard
    input) or a pair of files (`corpus.vi-id`). The file is stored whole or not at all,
    unless the options name a batch; then the same call goes on where it stopped. A
    file that was imported before is recognised by its content and not read again.
    `who`: whom the changes are attributed to. Raises FormatError, InputError and
    StoreError.
    """
    options = options or ImportOptions()
    job = _FileImport(
        memory, path, options, who, progress or _ignore, notify or _ignore
    )
    both = sides(path, options.read, name=options.format)
    if both is not None or path.is_file():
        content = content_hash(path) if both is None else content_hash_of_sides(both)
        entries = read_many(path, options.read, name=options.format)
        return job.run(entries, content, path if both is None else both.source)
    # A stream is read once, and a file of an archive is unpacked once.
    with errors_as_input_errors(path), plain(path) as file:
        entries = many_entries(file, options.read, name=options.format)
        return job.run(entries, content_hash(file.path), file.path)


def _ignore(report: ImportStep | ImportNotice) -> None:
    """Take a report that nobody asked for."""


@dataclass(frozen=True, slots=True)
class _FileImport:
    """The import of one file."""

    memory: UnitStore
    path: Path
    options: ImportOptions
    who: str
    progress: ReportStep
    notify: ReportNotice

    def run(
        self, entries: Iterable[Entry | UnitTable], content: str, file: Path
    ) -> Imported:
        """Import entries; `content` is the hash of `file`, which they are read from."""
        key = file_key(content, self.options.read, self.options.format)
        before = None if self.options.again else find_file(self.memory.database, key)
        stream = self._stream(entries, before)
        stream.demand_sound()
        if before is not None and before.is_finished:
            if len(stream.skipped) <= _MAX_SKIPPED_KEPT:
                return self._recognised(stream, before)
            before, stream = None, self._stream(entries, None)
        if before is not None:
            self.notify(ImportNotice(NoticeKind.RESUMED, self.path, before))
            stream.skip(before.entries)
            self.progress(
                ImportStep(ImportStage.UNITS, before.entries, self.path, file)
            )
        elif not is_stream(self.path):
            self._notify_of_changed_file(key)
        number = self._store(stream, before or ImportedFile.begun(key), file)
        counts = stream.counts
        return Imported(
            self.path,
            counts.new,
            counts.known,
            counts.changed,
            counts.removed,
            skipped=stream.skipped,
            lost=stream.lost,
            remarks=stream.remarks,
            other_locales=stream.other_locales,
            change_set=None if number is None else f"i{number}",
        )

    def _stream(
        self, entries: Iterable[Entry | UnitTable], before: ImportedFile | None
    ) -> EntryStream:
        read = self.options.read
        locales = () if read.usual else (read.source, read.target)
        return EntryStream(
            self.path,
            entries,
            before.report if before else {},
            strict=self.options.strict,
            locales=[locale for locale in locales if locale is not None],
        )

    def _recognised(self, stream: EntryStream, before: ImportedFile) -> Imported:
        """What a file comes to that was imported before and brings nothing new."""
        counts = stream.counts
        return Imported(
            self.path,
            known=counts.new + counts.known + counts.changed,
            removed=counts.removed,
            skipped=stream.skipped,
            lost=stream.lost,
            imported_before=before,
        )

    def _notify_of_changed_file(self, key: FileKey) -> None:
        """Report that a part of another file was stored under the same path."""
        before = find_interrupted_import(self.memory.database, str(self.path), key)
        if before is not None:
            self.notify(ImportNotice(NoticeKind.FILE_CHANGED, self.path, before))

    def _store(
        self, stream: EntryStream, imported: ImportedFile, file: Path
    ) -> int | None:
        """Store all remaining units; returns the number of the change set, if any."""
        try:
            while not stream.has_ended():
                with change_set(
                    self.memory.database,
                    command="import",
                    who=self.who,
                    detail=str(self.path),
                    number=imported.session,
                    filling=self.memory.holds_little(),
                ) as changes:
                    verify_progress(changes.connection, imported)
                    self._store_batch(stream, changes, file)
                    imported = save_progress(
                        changes.connection,
                        replace(
                            imported,
                            session=changes.number,
                            entries=stream.entry_count,
                            report=stream.report,
                            is_finished=stream.has_ended(),
                        ),
                    )
        except KeyboardInterrupt:
            if imported.number is not None:
                self.notify(ImportNotice(NoticeKind.INTERRUPTED, self.path, imported))
            raise
        return imported.session

    def _store_batch(self, stream: EntryStream, changes: ChangeSet, file: Path) -> None:
        stream.counts += self.memory.add_blocks(
            stream.blocks(self.options.batch),
            changes,
            later=True,
            progress=self._progress(ImportStage.UNITS, file),
        )
        stream.add_restored(
            restore_articles(stream.articles, stream.untranslated, changes)
        )
        if stream.has_ended() and self.options.prepare_search:
            search_progress = self._progress(ImportStage.SEARCH, file)
            complete(changes.connection, progress=search_progress)

    def _progress(self, stage: ImportStage, file: Path) -> Callable[[int], object]:
        return lambda count: self.progress(ImportStep(stage, count, self.path, file))
