"""What is kept of a termbase from call to call, as long as it stays the same."""

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from threading import Lock
from typing import Generic, TypeVar

from glossary.concept_store import ConceptStore
from glossary.entries.entry import ConceptEntry
from glossary.store.sql_reader import count_concepts, read_persons_and_offices
from glossary.store.termbase_version import read_termbase_version
from glossary.titles.body_offices import find_body_offices
from padanan.contents.stored_concepts import group_holdings
from padanan.values.concepts import OfficeHolding
from tm.store.database import Database

_MAX_CACHED_ENTRIES = 20_000
"""The most concepts that are kept: about 60 MB; more are read each time."""
_ValueT = TypeVar("_ValueT")


@dataclass(slots=True)
class _VersionedValue(Generic[_ValueT]):
    """A value, with the version of the termbase that it was made of."""

    version: str | None = None
    value: _ValueT | None = None

    def get(self, version: str, make_value: Callable[[], _ValueT]) -> _ValueT:
        """Get the value of a version of the termbase."""
        value = self.value
        if value is None or self.version != version:
            value = make_value()
            self.version, self.value = version, value
        return value


@dataclass(slots=True, eq=False)
class TermbaseCache:
    """The entries and the holders of offices of a termbase; threads may share it."""

    _holdings: _VersionedValue[Mapping[str, tuple[OfficeHolding, ...]]] = field(
        default_factory=_VersionedValue
    )
    _entries: _VersionedValue[tuple[ConceptEntry, ...]] = field(
        default_factory=_VersionedValue
    )
    _body_offices: _VersionedValue[Mapping[str, tuple[str, ...]]] = field(
        default_factory=_VersionedValue
    )
    _lock: Lock = field(default_factory=Lock)

    def read_holdings(
        self, database: Database
    ) -> Mapping[str, tuple[OfficeHolding, ...]]:
        """Read who held which office, by the id of the office."""
        with self._lock, database.open_reader() as reader:
            return self._holdings.get(
                read_termbase_version(reader),
                lambda: group_holdings([*read_persons_and_offices(reader)]),
            )

    def read_body_offices(self, database: Database) -> Mapping[str, tuple[str, ...]]:
        """Read which offices each body has; none of a termbase too large to keep."""
        entries = self._get_entries(database)
        if entries is None:
            return {}
        with self._lock, database.open_reader() as reader:
            return self._body_offices.get(
                read_termbase_version(reader), lambda: find_body_offices(entries)
            )

    def stream_entries(
        self, database: Database, after_id: str | None = None
    ) -> Generator[ConceptEntry, None, None]:
        """Stream the entries in the order of their ids: all, or those after an id."""
        entries = self._get_entries(database)
        if entries is None:
            with closing(ConceptStore(database).entries(after_id)) as stored_entries:
                yield from stored_entries
        else:
            yield from _skip_entries(entries, after_id)

    def _get_entries(self, database: Database) -> tuple[ConceptEntry, ...] | None:
        """Get all entries; None if they are too many."""
        with self._lock:
            with database.open_reader() as reader:
                if count_concepts(reader) > _MAX_CACHED_ENTRIES:
                    return None
                version = read_termbase_version(reader)
            return self._entries.get(
                version, lambda: tuple(ConceptStore(database).entries())
            )


def _skip_entries(
    entries: Iterable[ConceptEntry], after_id: str | None
) -> Iterator[ConceptEntry]:
    return (entry for entry in entries if after_id is None or entry.id > after_id)
