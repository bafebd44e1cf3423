"""Choosing concept entries: by subject field, text, status, day and language."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace

from glossary.entries.entry import ConceptEntry, Term
from glossary.entries.period import is_valid_on
from glossary.entries.precedence import OWN_TERMBASE, TermbasePrecedence
from tm.text.locale import Locale
from tm.text.normal import fold_text


@dataclass(frozen=True, slots=True)
class EntryFilter:
    """What an entry must have; each condition that is not given allows all."""

    subject_fields: Collection[str] = ()
    """The entry has one of these subject fields; case does not matter."""
    text: str | None = None
    """A term contains this text; case and diacritics do not matter."""
    statuses: Collection[str] = ()
    """Only terms of these statuses; `forbidden` is one of its own."""
    day: str | None = None
    """Only what is valid on this day, as ISO 8601."""
    locales: Collection[Locale] = ()
    """Only terms of these languages, and only entries with a term in each."""
    concept_ids: Collection[str] | None = None
    """Only entries with one of these ids; None for all."""
    termbases: Collection[str] = ()
    """Only entries of these termbases; `own` is the house's own."""
    termbase_precedence: TermbasePrecedence = field(default_factory=TermbasePrecedence)
    """Names the termbase of an entry."""

    def select(self, entries: Iterable[ConceptEntry]) -> Iterator[ConceptEntry]:
        """Select entries, without the terms that the filter leaves out.

        An entry without any such term, or without one in each of the languages, is left
        out.
        """
        subject_fields = {
            subject_field.casefold() for subject_field in self.subject_fields
        }
        folded_text = fold_text(self.text) if self.text else ""
        for entry in entries:
            if self.concept_ids is not None and entry.id not in self.concept_ids:
                continue
            termbase = self.termbase_precedence.get_termbase_name(entry) or OWN_TERMBASE
            if self.termbases and termbase not in self.termbases:
                continue
            if subject_fields and (
                (entry.subject_field or "").casefold() not in subject_fields
            ):
                continue
            if not is_valid_on(entry.valid_from, entry.valid_to, self.day):
                continue
            if folded_text and not any(
                folded_text in fold_text(term.text) for term in entry.terms
            ):
                continue
            terms = tuple(filter(self._is_chosen, entry.terms))
            if not terms or not all(
                any(locale.covers(term.locale) for term in terms)
                for locale in self.locales
            ):
                continue
            yield (
                entry if len(terms) == len(entry.terms) else replace(entry, terms=terms)
            )

    def accepts(self, entry: ConceptEntry) -> bool:
        """Whether an entry is selected, with whichever of its terms."""
        return next(self.select([entry]), None) is not None

    def _is_chosen(self, term: Term) -> bool:
        """Whether a term passes the filters of terms."""
        status = "forbidden" if term.forbidden else term.status.value
        return (
            (not self.statuses or status in self.statuses)
            and is_valid_on(term.valid_from, term.valid_to, self.day)
            and (
                not self.locales
                or any(locale.covers(term.locale) for locale in self.locales)
            )
        )
