"""Preferred terms that give way to others."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from glossary.entries.entry import USABLE, ConceptEntry, Term, TermStatus
from tm.text.locale import Locale


@dataclass(frozen=True, slots=True)
class Renaming:
    """A new preferred term of a concept in one language."""

    before: ConceptEntry
    """The concept as it is."""
    concept: ConceptEntry
    """The same as it will be."""
    locale: Locale
    old: tuple[Term, ...]
    """The terms that give way, as they are now."""
    new: str

    @property
    def since(self) -> str | None:
        """The day from which the new term holds, if it is known."""
        return next(
            (
                term.valid_from
                for term in self.concept.terms
                if term.locale == self.locale and term.text == self.new
            ),
            None,
        )


def find_renamings(
    old_entry: ConceptEntry, new_entry: ConceptEntry, *, every_form: bool = False
) -> Iterator[Renaming]:
    """Find the preferred terms that differ between two states of an entry.

    With `every_form` all that is not to be used any more gives way as well, also where
    the preferred term stays: deprecated, superseded and forbidden terms.
    """
    for locale in dict.fromkeys(term.locale for term in old_entry.terms):
        old, new = _preferred(old_entry, locale), _preferred(new_entry, locale)
        added = [text for text in new if text not in old]
        removed = [text for text in old if text not in new]
        new_terms = added[:1] if removed else new[:1] if every_form else []
        if not new_terms:
            continue
        replaced_terms = tuple(
            term
            for term in old_entry.terms
            if term.locale == locale
            and term.text != new_terms[0]
            and (
                term.text in removed
                or (every_form and term.status not in USABLE and not term.shared)
            )
        )
        if replaced_terms:
            yield Renaming(old_entry, new_entry, locale, replaced_terms, new_terms[0])


def entries_with_old_terms(
    changes: Iterable[Renaming], entries: Iterable[ConceptEntry]
) -> list[ConceptEntry]:
    """Find other concepts whose terms contain an old term.

    Such a title does not change with its parts: what the termbase says of it, holds.
    """
    renamings = list(changes)
    ids = {change.concept.id for change in renamings}
    old: dict[Locale, list[str]] = {}
    for change in renamings:
        old.setdefault(change.locale, []).extend(term.text for term in change.old)
    patterns = {
        locale: re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, texts))})(?!\w)")
        for locale, texts in old.items()
    }
    return [
        entry
        for entry in entries
        if entry.id not in ids
        and any(
            term.status is TermStatus.PREFERRED
            and term.locale in patterns
            and (match := patterns[term.locale].search(term.text))
            and match[0] != term.text
            for term in entry.terms
        )
    ]


def _preferred(entry: ConceptEntry, locale: Locale) -> list[str]:
    return [
        term.text
        for term in entry.terms
        if term.locale == locale and term.status is TermStatus.PREFERRED
    ]
