"""The termbase of a memory: finding terms in texts, and importing files."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass, field
from itertools import islice
from os import PathLike, fspath
from pathlib import Path
from typing import Unpack

from exports.entry import WriteResult
from exports.format import ReadOptions
from exports.importing.term_import import ImportedTerms, TermImportOptions, import_terms
from exports.io.compressed_input import verify_readable
from exports.term_format import TermWriteOptions
from exports.terms.term_files import export_terms
from glossary.concept_store import ConceptStore
from glossary.entries.entry import ConceptEntry
from glossary.entries.entry_filter import EntryFilter
from glossary.entries.notation import parse_concept_id, parse_new_id
from glossary.entries.period import parse_date
from glossary.lookup.term_lookup import TermLookup
from glossary.lookup.title_lookup import find_typed_terms
from glossary.store.recogniser_cache import RecogniserCache
from glossary.store.termbase_order import list_termbases, set_termbase_order
from glossary.termbase_editing import (
    EntryFinder,
    add_entry,
    describe_homonyms,
    edit_entry,
)
from glossary.title_phrases.title_reading import find_titles_in_context
from padanan.argument_validation import require_known_arguments, require_texts
from padanan.change_author import get_change_author
from padanan.checking import ignore_progress
from padanan.contents.pagination import make_cursor, read_cursor, require_positive_limit
from padanan.contents.stored_concepts import (
    ConceptEdit,
    ConceptFields,
    edit_concept_entry,
    make_stored_concept,
    require_concept_version,
)
from padanan.contents.termbase.concept_filter import ConceptConditions, ConceptFilter
from padanan.contents.termbase.termbase_cache import TermbaseCache
from padanan.locales import parse_locale, require_locale_pair
from padanan.memory_database import MemoryDatabase
from padanan.values.concepts import (
    ConceptChange,
    ConceptPage,
    ConceptTerm,
    OfficeHolding,
    StoredConcept,
)
from padanan.values.terms import FoundTerm, TermbaseCount, TermMatch
from tm.errors import InputError, NotFound
from tm.progress import ReportProgress
from tm.settings import Settings
from tm.store.database import Database
from tm.store.history.change_set import ChangeSet, open_change_set
from tm.text.locale import Locale


@dataclass(slots=True, eq=False)
class Terms:
    """The termbase of a memory; threads may share it, like `Memory`."""

    _memory_database: MemoryDatabase
    settings: Settings = field(repr=False)
    _report_progress: ReportProgress = field(default=ignore_progress, repr=False)
    """Takes how many more concepts of a file were read."""
    cache: TermbaseCache = field(init=False, repr=False, default_factory=TermbaseCache)
    """What is kept from call to call."""

    def find(
        self,
        text: str,
        *,
        source: str | Locale | None = None,
        target: str | Locale | None = None,
        include_forbidden: bool = False,
        date: str | None = None,
    ) -> list[FoundTerm]:
        """Find the terms in a text, with their preferred translations.

        Only the longest terms, in the order of the text; a title with its body, state
        and holder is one. With a date, the translations are those valid on it.
        Raises InputError and StoreError.
        """
        require_texts(text=text)
        day = parse_date(date) if date is not None else None
        source_locale, target_locale = require_locale_pair(
            self.settings, source, target
        )
        database = self._memory_database.open_for_reading()
        if database is None:
            return []
        recogniser = database.get_companion(RecogniserCache).get(source_locale)
        return [
            FoundTerm(
                hit.start,
                hit.end,
                text[hit.start : hit.end],
                hit.term.text,
                hit.entry.id,
                hit.entry.list_preferred_texts(target_locale, day),
                hit.term.forbidden,
            )
            for hit in find_titles_in_context(
                recogniser, text, includes_forbidden=include_forbidden
            )
        ]

    def prepare_finding(self, source: str | Locale) -> None:
        """Read all that finding terms in texts of a language needs.

        `find` reads it otherwise, when a text needs it. Raises InputError and
        StoreError.
        """
        locale = parse_locale(source)
        database = self._memory_database.open_for_reading()
        if locale is not None and database is not None:
            database.get_companion(RecogniserCache).get(locale).prepare()

    def load(
        self,
        path: str | PathLike[str],
        *,
        format: str | None = None,
        columns: Mapping[str, str] | None = None,
        source: str | Locale | None = None,
        target: str | Locale | None = None,
        termbase: str | None = None,
        merge: bool = False,
    ) -> ImportedTerms:
        """Store the concepts of a TBX, CSV or XLSX file, or of an OmegaT glossary.

        Known concepts are updated from the file. `columns`: the meanings of columns by
        their names, such as `{"Tiếng Việt": "vi"}`. `source`, `target`: the languages
        of a glossary that does not name them. `termbase`: where the concepts belong, by
        default the house's own. `merge`: join a concept to the stored one with the same
        terms. Raises FormatError, InputError and StoreError.
        """
        source_locale = parse_locale(source) or self.settings.source
        import_options = TermImportOptions(
            ReadOptions(
                source_locale,
                parse_locale(target) or self.settings.target,
                columns=columns or {},
            ),
            format=format,
            source=source_locale,
            merges_duplicates=merge,
            termbase=termbase,
        )
        change_author = get_change_author(self.settings)
        database = self._memory_database.open_for_writing(
            verify_input=lambda: verify_readable(Path(path))
        )
        return import_terms(
            ConceptStore(database),
            [fspath(path)],
            import_options,
            author=change_author,
            report_progress=self._report_progress,
        )

    def export(
        self, path: str | PathLike[str], *, format: str | None = None
    ) -> WriteResult:
        """Write the concepts to a TBX, CSV or XLSX file, or an OmegaT glossary.

        Only those with terms in the memory's languages, or all if it has none.
        Raises NotFound, InputError and StoreError.
        """
        locales = (self.settings.source, self.settings.target)
        result = export_terms(
            ConceptStore(self._memory_database.open_or_empty()),
            fspath(path),
            TermWriteOptions(*locales),
            entry_filter=EntryFilter(locales=tuple(filter(None, locales))),
            format_name=format,
            report_progress=self._report_progress,
        )
        if not result.written:
            raise NotFound("no concepts with terms in these languages; nothing written")
        return result

    def lookup(
        self,
        text: str,
        *,
        limit: int = 20,
        source: str | Locale | None = None,
    ) -> list[TermMatch]:
        """Look a term up as it is typed: a part, without diacritics, with a typo.

        Whole terms come first, then beginnings, words inside, abbreviations, and terms
        with typos. `source`: the language of the text; without it that of the memory,
        then any. Raises InputError and StoreError.
        """
        require_texts(text=text)
        if not text.strip():
            raise InputError("the text to look up is empty")
        require_positive_limit(limit)
        database = self._memory_database.open_for_reading()
        if database is None:
            return []
        # A title typed is searched in many parts: all in one view of the termbase.
        with database.share_reader():
            hits, _ = find_typed_terms(
                database.get_companion(TermLookup),
                text,
                parse_locale(source),
                default_locale=self.settings.source,
                limit=limit,
            )
        return [
            TermMatch(
                hit.match.value,
                hit.term.locale.tag,
                hit.term.text,
                hit.entry.composed,
                make_stored_concept(hit.entry),
            )
            for hit in hits
        ]

    def get(self, concept: str) -> StoredConcept:
        """Read a concept by its id. Raises NotFound, which names similar ids."""
        concept_id = parse_concept_id(concept)
        database = self._memory_database.require_for_reading(f"concept {concept_id!r}")
        return make_stored_concept(ConceptStore(database).entry(concept_id))

    def list_holders(self, concept: str) -> tuple[OfficeHolding, ...]:
        """List who holds or held an office, the last first.

        Empty for a concept that is not an office. Raises StoreError.
        """
        database = self._memory_database.open_for_reading()
        if database is None:
            return ()
        return self.cache.read_holdings(database).get(concept, ())

    def list(
        self,
        *,
        limit: int = 100,
        cursor: str | None = None,
        **conditions: Unpack[ConceptConditions],
    ) -> ConceptPage:
        """List concepts in the order of their ids, page by page.

        `cursor` is `next` of the page before; the conditions are those of
        ConceptFilter. Raises InputError and StoreError.
        """
        require_positive_limit(limit)
        require_known_arguments(conditions, ConceptConditions)
        after_id = None if cursor is None else read_cursor(cursor, 1)[0]
        database = self._memory_database.open_for_reading()
        if database is None:
            return ConceptPage((), None)
        entry_filter = self._make_entry_filter(database, ConceptFilter(**conditions))
        stored_entries = self.cache.stream_entries(database, after_id)
        with closing(stored_entries):
            accepted_entries = filter(entry_filter.accepts, stored_entries)
            entries = [*islice(accepted_entries, limit + 1)]
        has_more = len(entries) > limit
        return ConceptPage(
            tuple(map(make_stored_concept, entries[:limit])),
            make_cursor(entries[limit - 1].id) if has_more else None,
        )

    def count(self, conditions: ConceptFilter) -> int:
        """Count the concepts that `list` would list. Raises what it raises."""
        database = self._memory_database.open_for_reading()
        if database is None:
            return 0
        entry_filter = self._make_entry_filter(database, conditions)
        return sum(map(entry_filter.accepts, self.cache.stream_entries(database)))

    def _make_entry_filter(
        self, database: Database, conditions: ConceptFilter
    ) -> EntryFilter:
        office_ids = (
            self.cache.read_holdings(database) if conditions.has_holders else ()
        )
        return conditions.make_entry_filter(database, office_ids)

    def add(
        self,
        terms: Sequence[ConceptTerm],
        *,
        concept: str | None = None,
        homonym: bool = False,
        **fields: Unpack[ConceptFields],
    ) -> ConceptChange:
        """Add a concept with terms in any number of languages.

        `concept`: its id; by default it is made of the subject field and the first
        term. If another concept of the same subject field has some of the terms, an
        error says so, unless it is a `homonym`. Raises Conflict, InputError and
        StoreError.
        """
        entry = edit_concept_entry(
            ConceptEntry("" if concept is None else parse_new_id(concept), ()),
            {"terms": terms, **fields},
        )
        database = self._memory_database.open_for_writing()
        with self._open_change_set(
            database, "terms add", ", ".join(term.text for term in entry.terms)
        ) as change_set:
            homonym_warnings, possible_duplicate_ids = describe_homonyms(
                EntryFinder(change_set.connection), entry
            )
            if possible_duplicate_ids and not homonym:
                raise InputError(
                    f"same terms and domain as {', '.join(possible_duplicate_ids)}; "
                    "give another domain, or say that it is a homonym",
                    parameters=["subject_field", "homonym"],
                )
            entry, warnings = add_entry(ConceptStore(database), entry, change_set)
        return ConceptChange(
            change_set.name,
            make_stored_concept(entry),
            (*homonym_warnings, *warnings),
        )

    def edit(
        self,
        concept: str,
        *,
        version: str | None = None,
        **changes: Unpack[ConceptEdit],
    ) -> ConceptChange:
        """Edit a concept; `terms` and `relations` replace all that it has.

        With a `version`, the concept is changed only if it is still the one that was
        read. Raises NotFound, VersionConflict, InputError and StoreError.
        """
        if not changes:
            raise InputError("nothing to change; give a field, such as terms or note")
        concept_id = parse_concept_id(concept)

        def edit(entry: ConceptEntry) -> ConceptEntry:
            require_concept_version(entry, version)
            return edit_concept_entry(entry, changes)

        database = self._memory_database.require_for_reading(f"concept {concept_id!r}")
        with self._open_change_set(database, "terms edit", concept_id) as change_set:
            _, entry, warnings = edit_entry(
                ConceptStore(database), concept_id, edit, change_set
            )
        return ConceptChange(
            change_set.name, make_stored_concept(entry), tuple(warnings)
        )

    def remove(self, concept: str, *, version: str | None = None) -> str | None:
        """Remove a concept; return the name of the change set.

        Raises NotFound, VersionConflict, InputError and StoreError.
        """
        concept_id = parse_concept_id(concept)
        database = self._memory_database.require_for_reading(f"concept {concept_id!r}")
        with self._open_change_set(database, "terms remove", concept_id) as change_set:
            entry = EntryFinder(change_set.connection).read_entry(concept_id)
            require_concept_version(entry, version)
            ConceptStore(database).remove([concept_id], change_set)
        return change_set.name

    def list_termbases(self) -> tuple[TermbaseCount, ...]:
        """List the termbases, that with the last word first. Raises StoreError."""
        database = self._memory_database.open_for_reading()
        if database is None:
            return ()
        with database.open_snapshot() as connection:
            summaries = list_termbases(connection)
        return tuple(
            TermbaseCount(summary.name, summary.concept_count) for summary in summaries
        )

    def order_termbases(self, names: Sequence[str]) -> tuple[TermbaseCount, ...]:
        """Put termbases into an order, the highest first; those not named follow.

        The house's own stays the first, and the starter the last. Raises UnknownName,
        InputError and StoreError.
        """
        database = self._memory_database.open_for_writing()
        with database.open_transaction() as connection:
            set_termbase_order(connection, names)
        return self.list_termbases()

    def _open_change_set(
        self, database: Database, command: str, detail: str
    ) -> AbstractContextManager[ChangeSet]:
        author = get_change_author(self.settings)
        return open_change_set(database, command=command, author=author, detail=detail)
