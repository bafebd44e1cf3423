"""Search for imported concepts that are already stored under another id.

Two concepts are duplicates if they share a preferred term in two languages and have no
different subject fields: a term shared in one language may be a homonym.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from sqlalchemy import Connection, select

from glossary.concept_store import read_entries_by_id
from glossary.entries.entry import ConceptEntry, TermStatus
from glossary.store import termbase_tables as schema
from tm.store.backend.sql import split_into_batches
from tm.text.locale import Locale
from tm.text.normal import fold_text

_MAX_CONCEPT_COUNT_PER_NAME = 100
"""A name of more concepts than these identifies none of them."""

_PreferredName = tuple[str, str]
"""Locale and text of a preferred term."""


class DuplicateFinder:
    """Finds the stored concept that an imported entry duplicates."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._ambiguous_names: set[_PreferredName] = set()
        """Names of too many concepts, which need not be searched again."""

    def find_duplicates(
        self, entries: Sequence[ConceptEntry]
    ) -> list[tuple[ConceptEntry, ConceptEntry | None]]:
        """Pair each entry with the stored or earlier concept that it duplicates."""
        ids_by_name: dict[_PreferredName, set[str]] = defaultdict(set)
        earlier_entry_by_id: dict[str, ConceptEntry] = {}
        names_by_id: dict[str, list[_PreferredName]] = defaultdict(list)
        for concept_id, preferred_name in self._find_stored_names(
            _list_preferred_names(entries)
        ):
            ids_by_name[preferred_name].add(concept_id)
            names_by_id[concept_id].append(preferred_name)
        entries_with_duplicates = []
        for entry in entries:
            entries_with_duplicates.append(
                (entry, self._find_duplicate(entry, ids_by_name, earlier_entry_by_id))
            )
            earlier_entry_by_id[entry.id] = entry
            # The entry replaces an earlier one with its id.
            for preferred_name in names_by_id[entry.id]:
                ids_by_name[preferred_name].discard(entry.id)
            names_by_id[entry.id] = _list_preferred_names([entry])
            for preferred_name in names_by_id[entry.id]:
                ids_by_name[preferred_name].add(entry.id)
        self._ambiguous_names |= {
            preferred_name
            for preferred_name, concept_ids in ids_by_name.items()
            if len(concept_ids) > _MAX_CONCEPT_COUNT_PER_NAME
        }
        return entries_with_duplicates

    def _find_duplicate(
        self,
        entry: ConceptEntry,
        ids_by_name: Mapping[_PreferredName, set[str]],
        earlier_entry_by_id: Mapping[str, ConceptEntry],
    ) -> ConceptEntry | None:
        """Find the concept that has names of an entry in two languages or more."""
        common_languages_by_id: dict[str, set[str]] = defaultdict(set)
        for locale_tag, text in _list_preferred_names([entry]):
            concept_ids = ids_by_name.get((locale_tag, text), set())
            if (
                len(concept_ids) > _MAX_CONCEPT_COUNT_PER_NAME
                or (locale_tag, text) in self._ambiguous_names
            ):
                continue
            for concept_id in concept_ids:
                common_languages_by_id[concept_id].add(locale_tag.partition("-")[0])
        for concept_id in sorted(
            concept_id
            for concept_id, common_languages in common_languages_by_id.items()
            if len(common_languages) > 1
        ):
            if concept_id == entry.id:
                continue
            candidate_entry = earlier_entry_by_id.get(concept_id) or self._read_entry(
                concept_id
            )
            subject_fields = {
                entry.subject_field,
                candidate_entry and candidate_entry.subject_field,
            }
            if candidate_entry and (None in subject_fields or len(subject_fields) == 1):
                return candidate_entry
        return None

    def _read_entry(self, concept_id: str) -> ConceptEntry | None:
        """Read a stored entry; None if there is none."""
        return read_entries_by_id(self._connection, [concept_id])[concept_id]

    def _find_stored_names(
        self, preferred_names: Iterable[_PreferredName]
    ) -> Iterator[tuple[str, _PreferredName]]:
        """Find the stored concepts that have one of some names: id and name."""
        names_to_find = set(preferred_names) - self._ambiguous_names
        folded_texts_by_locale: dict[str, list[str]] = defaultdict(list)
        for locale_tag, text in names_to_find:
            folded_texts_by_locale[locale_tag].append(fold_text(text))
        term_table = schema.term_table
        for locale_tag, folded_texts in folded_texts_by_locale.items():
            for folded_text_batch in split_into_batches(folded_texts):
                query = select(term_table.c.concept_id, term_table.c.text).where(
                    term_table.c.locale.in_(Locale(locale_tag).list_equal_tags()),
                    term_table.c.folded.in_(folded_text_batch),
                    term_table.c.status == TermStatus.PREFERRED.value,
                )
                for concept_id, text in self._connection.execute(query):
                    if (locale_tag, text) in names_to_find:
                        yield concept_id, (locale_tag, text)


def _list_preferred_names(entries: Iterable[ConceptEntry]) -> list[_PreferredName]:
    return [
        (term.locale.remove_likely_subtags().tag, term.text)
        for entry in entries
        for term in entry.terms
        if term.status is TermStatus.PREFERRED
    ]
