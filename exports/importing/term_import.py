"""Importing files of terms into a glossary: one change set that can be undone."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

from exports.entry import Loss
from exports.format import ReadOptions
from exports.importing.stored_entries import complete_entries
from exports.term_format import EntryLineNumber, SupportedTermFeatures, TermItem
from exports.terms.term_files import open_term_items
from glossary.concept_store import ConceptStore
from glossary.entries.editing import merge_concepts
from glossary.entries.entry import ConceptEntry
from glossary.entries.import_warnings import ImportedEntryChecker
from glossary.entries.precedence import Disagreement
from glossary.imported_duplicates import DuplicateFinder
from glossary.store.sql_reader import find_disagreements
from tm.file_remarks import Remark, SkippedEntry
from tm.progress import ReportProgress
from tm.store.backend.sql import CoreReader
from tm.store.history.change import LoggedChange
from tm.store.history.change_set import ChangeSet, open_change_set
from tm.text.input.stream import make_display_name
from tm.text.locale import Locale

_BATCH_SIZE = 500


@dataclass(frozen=True, slots=True)
class TermImportOptions:
    """How files of terms are imported."""

    read: ReadOptions = field(default_factory=ReadOptions)
    format: str | None = None
    """Name of the format; without it the format is detected."""
    source: Locale | None = None
    """The locale in which concepts with the same name are reported."""
    merges_duplicates: bool = False
    """Whether to join a concept to the stored one with the same terms."""
    dry_run: bool = False
    """Whether to store nothing and list the changes."""
    termbase: str | None = None
    """The name of the termbase of the concepts; None for the house's own."""


@dataclass(frozen=True, slots=True)
class DuplicateConcept:
    """A concept of a file, and a stored concept with the same terms."""

    concept: str
    """Id of the concept of the file."""
    like: str
    """Id of the stored concept."""


@dataclass(slots=True)
class ImportedTerms:
    """Result of an import of terms: counts, losses and remarks."""

    new: int = 0
    """Concepts that were not stored before."""
    known: int = 0
    """Concepts that were stored already, and are the same."""
    changed: int = 0
    change_set_name: str | None = None
    """Name of the change set for `undo`, such as `i3`; None without changes."""
    skipped: list[SkippedEntry] = field(default_factory=list)
    """Damaged entries of the files."""
    lost: list[Loss] = field(default_factory=list)
    """Content that a concept cannot hold."""
    remarks: list[str] = field(default_factory=list)
    """What the reader had to guess about the files."""
    warnings: list[str] = field(default_factory=list)
    """Entries that were stored and should be looked at."""
    duplicates: list[DuplicateConcept] = field(default_factory=list)
    disagreements: list[Disagreement] = field(default_factory=list)
    """Concepts of which another termbase prefers another term."""
    changes: list[LoggedChange] = field(default_factory=list)
    """Changes that a dry run would make."""


class _DryRunEnd(Exception):
    """Raised to roll back the transaction of a dry run."""


def import_terms(
    concept_store: ConceptStore,
    paths: Sequence[str],
    options: TermImportOptions | None = None,
    *,
    author: str,
    report_progress: ReportProgress | None = None,
) -> ImportedTerms:
    """Store the concepts of files in a glossary, in one change set.

    A known concept is updated from the file, and keeps fields that the file cannot
    hold. `-` is standard input; packed files are unpacked. `author`: whom the changes
    are attributed to. `report_progress` takes how many more concepts are done. Raises
    FormatError, InputError and StoreError, and stores nothing then.
    """
    options = options or TermImportOptions()
    import_result = ImportedTerms()
    with (
        suppress(_DryRunEnd),
        open_change_set(
            concept_store.database,
            command="terms import",
            author=author,
            detail=" ".join(Path(path).name for path in paths),
        ) as change_set,
    ):
        entries_and_features = _read_files(paths, options, import_result)
        entries = complete_entries(entries_and_features, change_set.connection)
        imported_ids: set[str] = set()
        entries = _merge_duplicates(change_set, entries, import_result, options)
        counts = concept_store.add(
            _collect_ids(entries, imported_ids),
            change_set,
            report_progress=report_progress,
        )
        import_result.disagreements = find_disagreements(
            CoreReader(change_set.connection), imported_ids
        )
        if options.dry_run:
            import_result.changes = change_set.read_changes()
            raise _DryRunEnd
    return replace(
        import_result,
        new=counts.new,
        known=counts.known,
        changed=counts.changed,
        change_set_name=None if options.dry_run else change_set.name,
    )


def _collect_ids(
    entries: Iterable[ConceptEntry], collected_ids: set[str]
) -> Iterator[ConceptEntry]:
    """Yield entries, and note their ids."""
    for entry in entries:
        collected_ids.add(entry.id)
        yield entry


def _read_files(
    paths: Sequence[str], options: TermImportOptions, import_result: ImportedTerms
) -> Iterator[ConceptEntry | SupportedTermFeatures]:
    """Read the entries of files; other items are recorded in `import_result`."""
    entry_checker = ImportedEntryChecker(options.source)
    for path in paths:
        with open_term_items(
            path, options.read, format_name=options.format
        ) as term_items:
            yield from _read_concepts(
                term_items, path, options.termbase, entry_checker, import_result
            )
    import_result.warnings += entry_checker.find_cycles()


def _read_concepts(
    term_items: Iterable[TermItem],
    path: str,
    termbase_name: str | None,
    entry_checker: ImportedEntryChecker,
    import_result: ImportedTerms,
) -> Iterator[ConceptEntry | SupportedTermFeatures]:
    """Yield concepts and coverages; record other items in `import_result`."""
    location: str | None = None
    for term_item in term_items:
        match term_item:
            case SkippedEntry():
                import_result.skipped.append(term_item)
            case Loss():
                import_result.lost.append(term_item)
            case Remark(text):
                import_result.remarks.append(text)
            case EntryLineNumber(number):
                location = f"{make_display_name(path)}:{number}"
            case SupportedTermFeatures():
                yield term_item
            case ConceptEntry():
                import_result.warnings += entry_checker.check_entry(term_item, location)
                yield replace(term_item, termbase=termbase_name)


def _merge_duplicates(
    change_set: ChangeSet,
    entries: Iterable[ConceptEntry],
    import_result: ImportedTerms,
    options: TermImportOptions,
) -> Iterator[ConceptEntry]:
    """Record duplicates of stored concepts, and merge them if requested."""
    duplicate_finder = DuplicateFinder(change_set.connection)
    entries = iter(entries)
    while batch := list(islice(entries, _BATCH_SIZE)):
        entry_by_id: dict[str, ConceptEntry] = {}
        for entry, stored_entry in duplicate_finder.find_duplicates(batch):
            if stored_entry is not None:
                import_result.duplicates.append(
                    DuplicateConcept(entry.id, stored_entry.id)
                )
                if options.merges_duplicates:
                    merge_result = merge_concepts(
                        entry_by_id.get(stored_entry.id, stored_entry), entry
                    )
                    import_result.warnings += merge_result.notes
                    entry = merge_result.entry
            entry_by_id[entry.id] = entry
        yield from entry_by_id.values()
