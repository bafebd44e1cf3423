"""Concepts that are there already under another id: found by their terms.

Two concepts are taken for one when they share a preferred term in two languages and
their subject fields do not tell them apart: one shared name may be a homonym's.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from sqlalchemy import Connection, select

from glossary.entries.entry import ConceptEntry, TermStatus
from glossary.entries.record import read_record
from glossary.glossary import Glossary
from glossary.store import schema
from tm.text.normal import folded

_BATCH = 400
"""Values in one statement."""
_MAX_CONCEPTS_OF_NAME = 100
"""A name of so many concepts tells nothing of any."""

_PreferredName = tuple[str, str]
"""Locale and text of a term to use."""


class Duplicates:
    """Finds the stored concept that an imported entry duplicates."""

    def __init__(self, glossary: Glossary, connection: Connection) -> None:
        self._current = glossary.undoer().current
        self._connection = connection
        self._crowded: set[_PreferredName] = set()
        """Names of a crowd, which need not be looked for again."""

    def find_twins(
        self, entries: Sequence[ConceptEntry]
    ) -> list[tuple[ConceptEntry, ConceptEntry | None]]:
        """Pair each entry with the concept it duplicates, stored or earlier in the
        sequence.
        """
        ids_by_name: dict[_PreferredName, set[str]] = defaultdict(set)
        earlier_entries: dict[str, ConceptEntry] = {}
        names_by_id: dict[str, list[_PreferredName]] = defaultdict(list)
        for id, name in self._stored_names(_names(entries)):
            ids_by_name[name].add(id)
            names_by_id[id].append(name)
        pairs = []
        for entry in entries:
            pairs.append((entry, self._find_twin(entry, ids_by_name, earlier_entries)))
            earlier_entries[entry.id] = entry
            # It takes the place of what had its id.
            for name in names_by_id[entry.id]:
                ids_by_name[name].discard(entry.id)
            names_by_id[entry.id] = _names([entry])
            for name in names_by_id[entry.id]:
                ids_by_name[name].add(entry.id)
        self._crowded |= {
            name
            for name, ids in ids_by_name.items()
            if len(ids) > _MAX_CONCEPTS_OF_NAME
        }
        return pairs

    def _find_twin(
        self,
        entry: ConceptEntry,
        ids_by_name: Mapping[_PreferredName, set[str]],
        earlier_entries: Mapping[str, ConceptEntry],
    ) -> ConceptEntry | None:
        languages: dict[str, set[str]] = defaultdict(set)
        for locale, text in _names([entry]):
            ids = ids_by_name.get((locale, text), set())
            if len(ids) > _MAX_CONCEPTS_OF_NAME or (locale, text) in self._crowded:
                continue
            for id in ids:
                languages[id].add(locale.partition("-")[0])
        for id in sorted(id for id, shared in languages.items() if len(shared) > 1):
            if id == entry.id:
                continue
            other = earlier_entries.get(id) or self._entry(id)
            fields = {entry.subject_field, other and other.subject_field}
            if other and (None in fields or len(fields) == 1):
                return other
        return None

    def _entry(self, id: str) -> ConceptEntry | None:
        record = self._current(self._connection, [id])[id]
        return read_record(record) if record else None

    def _stored_names(
        self, names: Iterable[_PreferredName]
    ) -> Iterator[tuple[str, _PreferredName]]:
        """Find the stored concepts that have one of some names: id and name."""
        names_to_find = set(names) - self._crowded
        by_locale: dict[str, list[str]] = defaultdict(list)
        for locale, text in names_to_find:
            by_locale[locale].append(folded(text))
        term = schema.term
        for locale, texts in by_locale.items():
            for start in range(0, len(texts), _BATCH):
                query = select(term.c.concept_id, term.c.text).where(
                    term.c.locale == locale,
                    term.c.folded.in_(texts[start : start + _BATCH]),
                    term.c.status == TermStatus.PREFERRED.value,
                )
                for id, text in self._connection.execute(query):
                    if (locale, text) in names_to_find:
                        yield id, (locale, text)


def _names(entries: Iterable[ConceptEntry]) -> list[_PreferredName]:
    return [
        (term.locale.tag, term.text)
        for entry in entries
        for term in entry.terms
        if term.status is TermStatus.PREFERRED
    ]
