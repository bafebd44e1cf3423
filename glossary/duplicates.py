"""Concepts that are there already under another id: found by their terms.

Two concepts are taken for one when they share a preferred term in two languages and
their subject fields do not tell them apart: one shared name may be a homonym's.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from sqlalchemy import Connection, select

from glossary.entries.entry import ConceptEntry, TermStatus
from glossary.entries.record import entry_of
from glossary.glossary import Glossary
from glossary.store import schema
from tm.text.normal import folded

_BATCH = 400
"""Values in one statement."""
_CROWD = 100
"""A name of so many concepts tells nothing of any."""

_Name = tuple[str, str]
"""Locale and text of a term to use."""


class Duplicates:
    """Finds, for entries on their way in, the concept that each of them is."""

    def __init__(self, glossary: Glossary, connection: Connection) -> None:
        self._current = glossary.undoer().current
        self._connection = connection
        self._crowded: set[_Name] = set()
        """Names of a crowd, which need not be looked for again."""

    def among(
        self, entries: Sequence[ConceptEntry]
    ) -> list[tuple[ConceptEntry, ConceptEntry | None]]:
        """Each entry with its twin, stored or earlier in the sequence."""
        named: dict[_Name, set[str]] = defaultdict(set)
        known: dict[str, ConceptEntry] = {}
        held: dict[str, list[_Name]] = defaultdict(list)
        for id, name in self._stored(_names(entries)):
            named[name].add(id)
            held[id].append(name)
        pairs = []
        for entry in entries:
            pairs.append((entry, self._twin(entry, named, known)))
            known[entry.id] = entry
            # It takes the place of what had its id.
            for name in held[entry.id]:
                named[name].discard(entry.id)
            held[entry.id] = _names([entry])
            for name in held[entry.id]:
                named[name].add(entry.id)
        self._crowded |= {name for name, ids in named.items() if len(ids) > _CROWD}
        return pairs

    def _twin(
        self,
        entry: ConceptEntry,
        named: Mapping[_Name, set[str]],
        known: Mapping[str, ConceptEntry],
    ) -> ConceptEntry | None:
        languages: dict[str, set[str]] = defaultdict(set)
        for locale, text in _names([entry]):
            ids = named.get((locale, text), set())
            if len(ids) > _CROWD or (locale, text) in self._crowded:
                continue
            for id in ids:
                languages[id].add(locale.partition("-")[0])
        for id in sorted(id for id, shared in languages.items() if len(shared) > 1):
            if id == entry.id:
                continue
            other = known.get(id) or self._entry(id)
            fields = {entry.subject_field, other and other.subject_field}
            if other and (None in fields or len(fields) == 1):
                return other
        return None

    def _entry(self, id: str) -> ConceptEntry | None:
        record = self._current(self._connection, [id])[id]
        return entry_of(record) if record else None

    def _stored(self, names: Iterable[_Name]) -> Iterator[tuple[str, _Name]]:
        """Ids of stored concepts with their names that are among those."""
        wanted = set(names) - self._crowded
        by_locale: dict[str, list[str]] = defaultdict(list)
        for locale, text in wanted:
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
                    if (locale, text) in wanted:
                        yield id, (locale, text)


def _names(entries: Iterable[ConceptEntry]) -> list[_Name]:
    return [
        (term.locale.tag, term.text)
        for entry in entries
        for term in entry.terms
        if term.status is TermStatus.PREFERRED
    ]
