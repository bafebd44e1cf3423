"""The termbase as a whole, for those who care for it: counts, relations, history."""

from collections.abc import Mapping
from dataclasses import dataclass, field

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
from glossary.termbase import Glossary
from padanan.contents.termbase.term_uses import find_term_use
from padanan.locales import parse_locale
from padanan.memory_database import MemoryDatabase
from padanan.values.termbase import (
    ConceptFieldChange,
    DatedConceptChange,
    RelatedConcept,
    SubjectFieldCount,
    TermAttestation,
    TermbaseOverview,
)
from tm.errors import NotFound
from tm.settings import Settings
from tm.store.database import Database
from tm.store.history.change_set import DatedChange, read_dated_changes
from tm.text.locale import Locale


@dataclass(slots=True, eq=False)
class Termbase:
    """The termbase as a whole; threads may share it, like `Memory`."""

    _memory_database: MemoryDatabase
    settings: Settings = field(repr=False)

    def summarise(self) -> TermbaseOverview:
        """Count the concepts by subject field, and list the languages of the terms."""
        database = self._memory_database.open_for_reading()
        if database is None:
            return TermbaseOverview(0, (), ())
        with database.open_reader() as reader:
            count_by_field = count_subject_fields(reader)
            count_by_locale = count_term_locales(reader)
        names = sorted(name for name in count_by_field if name)
        return TermbaseOverview(
            sum(count_by_field.values()),
            tuple(SubjectFieldCount(name, count_by_field[name]) for name in names),
            tuple(
                sorted(count_by_locale, key=lambda tag: (-count_by_locale[tag], tag))
            ),
        )

    def list_related(self, concept: str) -> tuple[RelatedConcept, ...]:
        """List the relations of a concept and those of others to it, with names.

        Raises NotFound and StoreError.
        """
        concept_id = parse_concept_id(concept)
        database = self._open(concept_id)
        relations = Glossary(database).entry(concept_id).relations
        with database.open_reader() as reader:
            incoming_ids = find_related_ids(reader, concept_id)
            entry_by_id = read_entries(
                reader, sorted({*incoming_ids, *(one.concept for one in relations)})
            )
        outgoing = [(one.concept, one, False) for one in relations]
        incoming = [
            (other_id, one, True)
            for other_id in incoming_ids
            if other_id in entry_by_id
            for one in entry_by_id[other_id].relations
            if one.concept == concept_id
        ]
        return tuple(
            RelatedConcept(
                other_id,
                one.kind.value,
                is_incoming,
                name_entry(entry_by_id.get(other_id)),
                one.valid_from,
                one.valid_to,
            )
            for other_id, one, is_incoming in (*outgoing, *incoming)
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
        database = self._open(concept_id)
        entry = Glossary(database).entry(concept_id)
        uses = (
            find_term_use(database, term, parse_locale(target), example_count=examples)
            for term in entry.terms
        )
        return tuple(one for one in uses if one is not None)

    def list_changes(self, concept: str) -> tuple[DatedConceptChange, ...]:
        """List the changes of a concept, the latest first; also of a removed one.

        Raises NotFound for a concept that never was.
        """
        concept_id = parse_concept_id(concept)
        database = self._open(concept_id)
        changes = read_dated_changes(database, "concept", concept_id)
        if not changes:
            Glossary(database).entry(concept_id)  # raises NotFound
        return tuple(map(_make_concept_change, reversed(changes)))

    def _open(self, concept_id: str) -> Database:
        database = self._memory_database.open_for_reading()
        if database is None:
            raise NotFound(f"no concept {concept_id!r}: nothing is stored yet")
        return database


def name_entry(entry: ConceptEntry | None) -> Mapping[str, str]:
    """Name an entry by its first preferred, or else its first term, by language."""
    if entry is None:
        return {}
    preferred = {
        term.locale.tag: term.text
        for term in reversed(entry.terms)
        if term.status is TermStatus.PREFERRED
    }
    first = {term.locale.tag: term.text for term in reversed(entry.terms)}
    return {**first, **preferred}


def _make_concept_change(dated: DatedChange) -> DatedConceptChange:
    before, after = (
        None if record is None else read_record(record)
        for record in (dated.change.record_before, dated.change.record_after)
    )
    return DatedConceptChange(
        dated.change.name,
        dated.change_set_name,
        dated.timestamp,
        dated.author,
        dated.command,
        dated.change.action,
        dated.undone_change_name,
        tuple(
            ConceptFieldChange(one.field_name, one.old_value, one.new_value)
            for one in compare_entries(before, after)
        ),
    )
