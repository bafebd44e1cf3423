"""Renamed concepts: preferred terms that other terms replace."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from glossary.entries.entry import USABLE_STATUSES, ConceptEntry, Term, TermStatus
from tm.text.locale import Locale


@dataclass(frozen=True, slots=True)
class Renaming:
    """A new preferred term of a concept in one language, with the terms it replaces."""

    old_entry: ConceptEntry
    """The concept before the renaming."""
    new_entry: ConceptEntry
    """The concept after the renaming."""
    locale: Locale
    old_terms: tuple[Term, ...]
    """The replaced terms, as they are before the renaming."""
    new_text: str

    @property
    def valid_from(self) -> str | None:
        """The date from which the new term is valid, if it is known."""
        return next(
            (
                term.valid_from
                for term in self.new_entry.terms
                if term.locale == self.locale and term.text == self.new_text
            ),
            None,
        )


def find_renamings(
    old_entry: ConceptEntry,
    new_entry: ConceptEntry,
    *,
    includes_deprecated: bool = False,
) -> Iterator[Renaming]:
    """Find the preferred terms that differ between two versions of an entry.

    With `includes_deprecated`, deprecated, superseded and forbidden terms are replaced,
    too, even if the preferred term stays.
    """
    for locale in dict.fromkeys(term.locale for term in old_entry.terms):
        old_texts, new_texts = (
            _list_preferred_texts(old_entry, locale),
            _list_preferred_texts(new_entry, locale),
        )
        added_texts = [text for text in new_texts if text not in old_texts]
        removed_texts = [text for text in old_texts if text not in new_texts]
        if removed_texts:
            candidate_texts = added_texts
        else:
            candidate_texts = new_texts if includes_deprecated else []
        if not candidate_texts:
            continue
        new_text = candidate_texts[0]
        replaced_terms = tuple(
            term
            for term in old_entry.terms
            if term.locale == locale
            and term.text != new_text
            and (
                term.text in removed_texts
                or (
                    includes_deprecated
                    and term.status not in USABLE_STATUSES
                    and not term.shared
                )
            )
        )
        if replaced_terms:
            yield Renaming(old_entry, new_entry, locale, replaced_terms, new_text)


def find_entries_with_old_terms(
    renamings: Iterable[Renaming], entries: Iterable[ConceptEntry]
) -> list[ConceptEntry]:
    """Find other concepts whose terms contain an old term.

    They do not change with their parts, since the termbase has entries for them.
    """
    renaming_list = list(renamings)
    renamed_ids = {renaming.new_entry.id for renaming in renaming_list}
    old_texts_by_locale: dict[Locale, list[str]] = {}
    for renaming in renaming_list:
        old_texts_by_locale.setdefault(renaming.locale, []).extend(
            term.text for term in renaming.old_terms
        )
    pattern_by_locale = {
        locale: _compile_whole_word_pattern(old_texts, locale)
        for locale, old_texts in old_texts_by_locale.items()
    }
    return [
        entry
        for entry in entries
        if entry.id not in renamed_ids
        and any(
            term.status is TermStatus.PREFERRED
            and term.locale in pattern_by_locale
            and (old_text_match := pattern_by_locale[term.locale].search(term.text))
            and old_text_match[0] != term.text
            for term in entry.terms
        )
    ]


def _compile_whole_word_pattern(
    texts: Iterable[str], locale: Locale
) -> re.Pattern[str]:
    """Compile the pattern of texts as whole words, where words have spaces."""
    alternatives_pattern = "|".join(map(re.escape, texts))
    if not locale.uses_spaces:
        return re.compile(alternatives_pattern)
    return re.compile(rf"(?<!\w)(?:{alternatives_pattern})(?!\w)")


def _list_preferred_texts(entry: ConceptEntry, locale: Locale) -> list[str]:
    """List the texts of the preferred terms with exactly this locale."""
    return [
        term.text
        for term in entry.terms
        if term.locale == locale and term.status is TermStatus.PREFERRED
    ]
