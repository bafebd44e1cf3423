"""Which concepts of a termbase to list or to count."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TypedDict

from glossary.entries.entry_filter import EntryFilter
from glossary.entries.notation import parse_status
from glossary.entries.period import parse_date
from glossary.store.sql_reader import read_precedence
from padanan.locales import parse_locale
from tm.store.database import Database
from tm.text.locale import Locale


class ConceptConditions(TypedDict, total=False):
    """The conditions of a ConceptFilter, each named or left out."""

    query: str | None
    subject_field: str | None
    termbase: str | None
    source: str | Locale | None
    target: str | Locale | None
    status: str | None
    date: str | None
    has_holders: bool


@dataclass(frozen=True, slots=True)
class ConceptFilter:
    """Conditions on concepts; empty, it selects all."""

    query: str | None = None
    """A part of a term, ignoring case and diacritics."""
    subject_field: str | None = None
    termbase: str | None = None
    """The name of a termbase; `own` is the house's own."""
    source: str | Locale | None = None
    """Concepts with a term in this language, and in that of `target`."""
    target: str | Locale | None = None
    status: str | None = None
    """Concepts with a term of this status, in these languages."""
    date: str | None = None
    """Concepts and terms that are valid on this day, or in this month or year."""
    has_holders: bool = False
    """Only offices of which it is known who holds or held them."""

    def make_entry_filter(
        self, database: Database, office_ids: Collection[str]
    ) -> EntryFilter:
        """Make what selects entries. `office_ids`: ids of those with holders.

        Raises InputError and UnknownName.
        """
        locales = (parse_locale(self.source), parse_locale(self.target))
        if self.status is not None:
            parse_status(self.status)
        with database.open_reader() as reader:
            precedence = read_precedence(reader)
        return EntryFilter(
            subject_fields=[] if self.subject_field is None else [self.subject_field],
            text=self.query,
            statuses=[] if self.status is None else [self.status],
            day=None if self.date is None else parse_date(self.date),
            locales=[locale for locale in locales if locale is not None],
            concept_ids=office_ids if self.has_holders else None,
            termbases=[] if self.termbase is None else [self.termbase],
            termbase_precedence=precedence,
        )
