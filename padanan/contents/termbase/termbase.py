"""The termbase as a whole, for those who care for it: counts, relations, history."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Unpack

from glossary.concept_store import ConceptStore
from glossary.duplicate_pairs import find_duplicate_pairs
from glossary.entries.difference import compare_entries
from glossary.entries.entry import ConceptEntry, TermStatus
from glossary.entries.entry_record import read_record
from glossary.entries.notation import parse_concept_id
from glossary.store.sql_reader import (
    count_subject_fields,
    count_term_locales,
    find_related_ids,
    read_entries,
)
from glossary.termbase_editing import (
    EntryFinder,
    find_edit_warnings,
    merge_entries,
    plan_merge,
)
from padanan.change_author import get_change_author
from padanan.checking import ignore_progress
from padanan.contents.stored_concepts import (
    ConceptEdit,
    edit_concept_entry,
    make_stored_concept,
    require_concept_version,
)
from padanan.contents.termbase.candidates import find_candidates
from padanan.contents.termbase.change_impact import (
    EntryBeforeAndAfter,
    choose_sample,
    find_changed_findings,
    list_changed_terms_and_units,
)
from padanan.contents.termbase.term_uses import find_term_use
from padanan.contents.termbase.termbase_cache import TermbaseCache
from padanan.locales import parse_locale, require_locale_pair
from padanan.memory_database import MemoryDatabase
from padanan.selection import parse_partial_date
from padanan.values.term_impact import (
    ConceptImpact,
    DuplicateConcepts,
    MergedConcept,
    ProposedTerms,
)
from padanan.values.termbase import (
    ConceptFieldChange,
    DatedConceptChange,
    RelatedConcept,
    SubjectFieldCount,
    TermAttestation,
    TermbaseOverview,
)
from tm.progress import ReportProgress
from tm.settings import Settings
from tm.store.database import Database
from tm.store.history.change_set import (
    DatedChange,
    open_change_set,
    read_dated_changes,
)
from tm.text.locale import Locale

OFFICE_OF_BODY = "office of"
"""The kind of a relation between an office and its body, which no entry names."""


@dataclass(slots=True, eq=False)
class Termbase:
    """The termbase as a whole; threads may share it, like `Memory`."""

    _memory_database: MemoryDatabase
    settings: Settings = field(repr=False)
    cache: TermbaseCache = field(repr=False)
    """What is kept from call to call."""

    def summarise(self) -> TermbaseOverview:
        """Count the concepts by subject field, and list the languages of the terms."""
        database = self._memory_database.open_for_reading()
        if database is None:
            return TermbaseOverview(0, (), ())
        with database.open_reader() as reader:
            count_by_subject_field = count_subject_fields(reader)
            count_by_locale = count_term_locales(reader)
        field_names = sorted(
            field_name for field_name in count_by_subject_field if field_name
        )
        return TermbaseOverview(
            sum(count_by_subject_field.values()),
            tuple(
                SubjectFieldCount(field_name, count_by_subject_field[field_name])
                for field_name in field_names
            ),
            tuple(
                sorted(count_by_locale, key=lambda tag: (-count_by_locale[tag], tag))
            ),
        )

    def list_related(self, concept: str) -> tuple[RelatedConcept, ...]:
        """List the relations of a concept and those of others to it, with names.

        Raises NotFound and StoreError.
        """
        concept_id = parse_concept_id(concept)
        database = self._memory_database.require_for_reading(f"concept {concept_id!r}")
        relations = ConceptStore(database).entry(concept_id).relations
        with database.open_reader() as reader:
            incoming_ids = find_related_ids(reader, concept_id)
            entry_by_id = read_entries(
                reader,
                sorted({*incoming_ids, *(relation.concept for relation in relations)}),
            )
        outgoing_relations = [
            (relation.concept, relation, False) for relation in relations
        ]
        incoming_relations = [
            (other_id, relation, True)
            for other_id in incoming_ids
            if other_id in entry_by_id
            for relation in entry_by_id[other_id].relations
            if relation.concept == concept_id
        ]
        return tuple(
            RelatedConcept(
                other_id,
                relation.kind.value,
                is_incoming,
                map_shown_names(entry_by_id.get(other_id)),
                relation.valid_from,
                relation.valid_to,
            )
            for other_id, relation, is_incoming in (
                *outgoing_relations,
                *incoming_relations,
            )
        )

    def list_body_offices(self, concept: str) -> tuple[RelatedConcept, ...]:
        """List the offices of a body, or the body of an office, as their names tell.

        Raises InputError and StoreError.
        """
        concept_id = parse_concept_id(concept)
        database = self._memory_database.require_for_reading(f"concept {concept_id!r}")
        office_ids_by_body_id = self.cache.read_body_offices(database)
        body_ids = [
            body_id
            for body_id in office_ids_by_body_id
            if concept_id in office_ids_by_body_id[body_id]
        ]
        ids_and_directions = [
            *(
                (office_id, True)
                for office_id in office_ids_by_body_id.get(concept_id, ())
            ),
            *((body_id, False) for body_id in sorted(body_ids)),
        ]
        with database.open_reader() as reader:
            entry_by_id = read_entries(reader, [id for id, _ in ids_and_directions])
        return tuple(
            RelatedConcept(
                other_id,
                OFFICE_OF_BODY,
                is_incoming,
                map_shown_names(entry_by_id[other_id]),
            )
            for other_id, is_incoming in ids_and_directions
            if other_id in entry_by_id
        )

    def list_uses(
        self,
        concept: str,
        *,
        target: str | Locale | None = None,
        examples: int = 3,
    ) -> tuple[TermAttestation, ...]:
        """List how the memory uses each term of a concept, in the order of its terms.

        `target`: the language that the other side of the examples should have. A text
        of two letters, which cannot be searched, is left out. Raises NotFound.
        """
        concept_id = parse_concept_id(concept)
        database = self._memory_database.require_for_reading(f"concept {concept_id!r}")
        entry = ConceptStore(database).entry(concept_id)
        possible_attestations = (
            find_term_use(database, term, parse_locale(target), example_count=examples)
            for term in entry.terms
        )
        return tuple(filter(None, possible_attestations))

    def list_changes(self, concept: str) -> tuple[DatedConceptChange, ...]:
        """List the changes of a concept, the latest first; also of a removed one.

        Raises NotFound for a concept that never was.
        """
        concept_id = parse_concept_id(concept)
        database = self._memory_database.require_for_reading(f"concept {concept_id!r}")
        changes = read_dated_changes(database, "concept", concept_id)
        if not changes:
            ConceptStore(database).entry(concept_id)  # raises NotFound
        return tuple(map(_make_concept_change, reversed(changes)))

    def preview_edit(
        self, concept: str, **changes: Unpack[ConceptEdit]
    ) -> ConceptImpact:
        """Find what an edit would do, without making it.

        Raises NotFound, and InputError for what could not be stored.
        """
        concept_id = parse_concept_id(concept)
        database = self._memory_database.require_for_reading(f"concept {concept_id!r}")
        entry = ConceptStore(database).entry(concept_id)
        edited_entry = edit_concept_entry(entry, changes)
        with database.open_snapshot() as connection:
            warnings = find_edit_warnings(EntryFinder(connection), entry, edited_entry)
        return self._preview_change(
            database, [(entry, edited_entry)], edited_entry, warnings
        )

    def preview_removal(self, concept: str) -> ConceptImpact:
        """Find what removing a concept would do, without doing it. Raises NotFound."""
        concept_id = parse_concept_id(concept)
        database = self._memory_database.require_for_reading(f"concept {concept_id!r}")
        entry = ConceptStore(database).entry(concept_id)
        related_concepts = self.list_related(concept_id)
        warnings = [
            f"{related_concept.concept} has a relation to {concept_id}"
            for related_concept in related_concepts
            if related_concept.is_incoming
        ]
        return self._preview_change(database, [(entry, None)], None, warnings)

    def list_duplicates(self) -> tuple[DuplicateConcepts, ...]:
        """List pairs of concepts that may be the same, the surest first."""
        database = self._memory_database.open_for_reading()
        if database is None:
            return ()
        return tuple(
            DuplicateConcepts(
                make_stored_concept(pair.kept_entry),
                make_stored_concept(pair.removed_entry),
                round(pair.score, 3),
                pair.languages,
            )
            for pair in find_duplicate_pairs(self.cache.stream_entries(database))
        )

    def preview_merge(self, concept: str, other: str) -> MergedConcept:
        """Find what merging a concept with another one would store.

        Raises NotFound, and InputError for what could not be stored.
        """
        kept_id, removed_id = parse_concept_id(concept), parse_concept_id(other)
        database = self._memory_database.require_for_reading(f"concept {kept_id!r}")
        with database.open_snapshot() as connection:
            merge_plan = plan_merge(EntryFinder(connection), kept_id, removed_id)
        return MergedConcept(
            make_stored_concept(merge_plan.outcome.entry),
            merge_plan.outcome.notes,
            tuple(entry.id for entry in merge_plan.redirected_entries),
            None,
        )

    def merge(
        self, concept: str, other: str, *, version: str | None = None
    ) -> MergedConcept:
        """Merge two concepts: the first takes over the terms of the other.

        Where they contradict each other, the first one wins; relations to the other
        are redirected. Raises NotFound, VersionConflict, InputError and StoreError.
        """
        kept_id, removed_id = parse_concept_id(concept), parse_concept_id(other)
        database = self._memory_database.require_for_reading(f"concept {kept_id!r}")
        with open_change_set(
            database,
            command="terms merge",
            author=get_change_author(self.settings),
            detail=f"{kept_id} {removed_id}",
        ) as change_set:
            kept_entry = EntryFinder(change_set.connection).read_entry(kept_id)
            require_concept_version(kept_entry, version)
            merge_outcome, redirected_ids = merge_entries(
                ConceptStore(database), kept_id, removed_id, change_set
            )
        return MergedConcept(
            make_stored_concept(merge_outcome.entry),
            merge_outcome.notes,
            tuple(redirected_ids),
            change_set.name,
        )

    def find_candidates(
        self,
        *,
        source: str | Locale | None = None,
        target: str | Locale | None = None,
        article: str | None = None,
        since: str | None = None,
        limit: int = 50,
        report_progress: ReportProgress = ignore_progress,
    ) -> ProposedTerms:
        """Find phrases that may be terms, with translations, for a person to choose.

        In an article, or in the units since a day. Raises NotFound, InputError and
        StoreError.
        """
        locales = require_locale_pair(self.settings, source, target)
        database = self._memory_database.open_for_reading()
        if database is None:
            return ProposedTerms(locales[0].tag, locales[1].tag, (), 0, 0, 0)
        return find_candidates(
            database,
            self.cache.stream_entries(database),
            locales,
            article=article,
            since=parse_partial_date("since", since),
            limit=limit,
            report_progress=report_progress,
        )

    def _preview_change(
        self,
        database: Database,
        entry_pairs: Sequence[EntryBeforeAndAfter],
        entry: ConceptEntry | None,
        warnings: Iterable[str],
    ) -> ConceptImpact:
        changed_terms, affected_units = list_changed_terms_and_units(
            database, entry_pairs
        )
        entries = self.cache.stream_entries(database)
        findings = find_changed_findings(
            self.settings, entries, entry_pairs, affected_units
        )
        appearing_count = sum(finding.appears for finding in findings)
        return ConceptImpact(
            None if entry is None else make_stored_concept(entry),
            tuple(
                ConceptFieldChange(
                    field_change.field_name,
                    field_change.old_value,
                    field_change.new_value,
                )
                for old_entry, new_entry in entry_pairs[:1]
                for field_change in compare_entries(old_entry, new_entry)
            ),
            tuple(changed_terms),
            len(affected_units),
            appearing_count,
            len(findings) - appearing_count,
            choose_sample(findings),
            tuple(warnings),
        )


def map_shown_names(entry: ConceptEntry | None) -> Mapping[str, str]:
    """Map each language to an entry's first preferred, or else first, term."""
    if entry is None:
        return {}
    preferred_text_by_language = {
        term.locale.tag: term.text
        for term in reversed(entry.terms)
        if term.status is TermStatus.PREFERRED
    }
    first_text_by_language = {
        term.locale.tag: term.text for term in reversed(entry.terms)
    }
    return {**first_text_by_language, **preferred_text_by_language}


def _make_concept_change(dated_change: DatedChange) -> DatedConceptChange:
    old_entry, new_entry = (
        None if record is None else read_record(record)
        for record in (
            dated_change.change.record_before,
            dated_change.change.record_after,
        )
    )
    return DatedConceptChange(
        dated_change.change.name,
        dated_change.change_set_name,
        dated_change.timestamp,
        dated_change.author,
        dated_change.command,
        dated_change.change.action,
        dated_change.undone_change_name,
        tuple(
            ConceptFieldChange(
                field_change.field_name, field_change.old_value, field_change.new_value
            )
            for field_change in compare_entries(old_entry, new_entry)
        ),
    )
