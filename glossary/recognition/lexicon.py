"""The forms of a termbase in one locale, and what each may mean: found in one pass."""

import re
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import ahocorasick

from glossary.entries.entry import ConceptEntry, Term
from glossary.forms.folding import USUAL_SIGNS, fold_term
from glossary.forms.inflection import inflect
from glossary.forms.language import LanguageData, language_data
from glossary.forms.letters import CaseRule, make_case_rule
from tm.text.locale import Locale

PER_READING = 3
"""Numbers that say what a form may be: entry, term, and 1 if the form is inflected."""
FORBIDDEN, COMPOSED, CAPITAL = 1, 2, 4
"""Flags of a form: some term of it is forbidden; it is in no termbase, but composed;
it must begin with a capital, the highest flag."""

_SIGN = re.compile(r"[^\w ](?=\w)")
_USUAL_SIGN = re.compile(rf"[{re.escape(USUAL_SIGNS)}](?=\w)")
"""The same, found twice as fast where there are no others."""


@dataclass(frozen=True, slots=True)
class FormReading:
    """One way to understand a form: a term of an entry."""

    term: Term
    entry: ConceptEntry
    rule: CaseRule
    inflection: str
    """What makes the form of the term, if it is not the term itself."""
    order: tuple[int, int]


class FormLexicon:
    """Forms by number, and their readings; made by `FormLexicon.build`, or from a file.

    Entries are looked at only where one of their forms is found, so that those of a
    file need not be read before.
    """

    def __init__(
        self,
        locale: Locale,
        forms: Sequence[str],
        flags: bytes,
        counts: "array[int]",
        readings: "array[int]",
        entries: Sequence[ConceptEntry],
    ) -> None:
        self.locale = locale
        self.forms = forms
        self.flags = flags
        self.counts = counts
        """How many readings each form has; none: a word that only bars others."""
        self.readings = readings
        """`PER_READING` numbers for each reading of each form."""
        self.entries = entries
        self.data = language_data(locale.language)
        self.lengths = array("I", map(len, forms))
        self.similar_forms: list[list[int]] = []
        """Forms that differ in nothing but a hyphen or the like."""
        self.word_automaton: Any = self._spaced()
        """Finds the forms in a text as `space_words` makes it, at the start of words.

        Gives their numbers; beyond those of the forms, that of `similar_forms`.
        """
        self._known: dict[int, list[FormReading]] = {}

    @classmethod
    def build(cls, entries: Iterable[ConceptEntry], locale: Locale) -> "FormLexicon":
        """The forms of all terms of the entries that serve in a locale."""
        data = language_data(locale.language)
        entries_with_terms: list[ConceptEntry] = []
        readings_by_form: dict[str, list[tuple[int, int, int]]] = {}
        flags: dict[str, int] = {}
        for word in data.words:
            readings_by_form[fold_term(word, locale.language).lower()] = []
        for entry in entries:
            terms = entry.in_locale(locale)
            for position, term in enumerate(terms):
                for is_inflected, form, flag in _forms(term, data):
                    readings = readings_by_form.setdefault(form, [])
                    readings.append((len(entries_with_terms), position, is_inflected))
                    # One that must have a capital, but only if all others must.
                    known_flags = flags.get(form, flag)
                    flags[form] = (known_flags | flag) & (
                        FORBIDDEN | (known_flags & flag)
                    )
            if terms:
                entries_with_terms.append(entry)
        # In order, neighbours in the automaton are neighbours in memory.
        forms = sorted(readings_by_form)
        counts = array("I", (len(readings_by_form[form]) for form in forms))
        numbers = array(
            "I",
            (
                n
                for form in forms
                for reading in readings_by_form[form]
                for n in reading
            ),
        )
        form_flags = bytes(flags.get(form, 0) for form in forms)
        return cls(locale, forms, form_flags, counts, numbers, entries_with_terms)

    @cached_property
    def automaton(self) -> Any:  # pyahocorasick ships no types
        """Finds the forms in a text, inside of words too; gives their numbers."""
        return _automaton(zip(self.forms, range(len(self.forms)), strict=True))

    @cached_property
    def match_suffix(self) -> Callable[[str, int], object] | None:
        """Tells whether something may be attached, and nothing comes after it."""
        suffixes = self.data.suffixes
        return re.compile(f"(?:{suffixes})(?!\\w)").match if suffixes else None

    def _spaced(self) -> Any:  # as above
        numbers: dict[str, int] = {}
        alike: dict[str, list[int]] = {}
        for number, form in enumerate(self.forms):
            key = f" {space_words(form)}"
            if (first := numbers.setdefault(key, number)) != number:
                alike.setdefault(key, [first]).append(number)
        for key, several in alike.items():
            numbers[key] = len(self.forms) + len(self.similar_forms)
            self.lengths.append(len(key) - 1)
            self.similar_forms.append(several)
        return _automaton(numbers.items())

    def readings_of(self, number: int) -> list[FormReading]:
        """The readings of a form, by its number."""
        readings = self._known.get(number)
        if readings is None:
            readings = self._known[number] = list(self._read(number))
        return readings

    def form_number(self, form: str) -> int | None:
        """The number of a folded form, if there is such a form."""
        index = bisect_left(self.forms, form)
        is_present = index < len(self.forms) and self.forms[index] == form
        return index if is_present else None

    def longest_prefix(self, text: str) -> int:
        """How much of a folded text is the beginning of some form."""
        return int(self.word_automaton.longest_prefix(f" {space_words(text)}")) - 1

    @cached_property
    def _firsts(self) -> list[int]:
        firsts, total = [], 0
        for count in self.counts:
            firsts.append(total)
            total += count
        return firsts

    def _read(self, number: int) -> Iterator[FormReading]:
        first = self._firsts[number]
        form = self.forms[number]
        for index in range(first, first + self.counts[number]):
            entry_number, position, is_inflected = self.readings[
                PER_READING * index : PER_READING * (index + 1)
            ]
            entry = self.entries[entry_number]
            term = entry.in_locale(self.locale)[position]
            language = term.locale.language
            cased, inflection = fold_term(term.text, language), ""
            rule = make_case_rule(term, cased, language, ordinary=self.data.ordinary)
            if is_inflected:
                for kind, inflected_form in inflect(cased, self.data):
                    if inflected_form.lower() == form:
                        rule, inflection = replace(rule, form=inflected_form), kind
            yield FormReading(term, entry, rule, inflection, (entry_number, position))


def space_words(text: str, *, usual: bool = False) -> str:
    """A folded text with a space before each word, as long as before.

    Most forms that stand inside of other words are then not even met. `usual` is that
    of the folded text.

    >>> space_words("(anti-korupsi)")
    ' anti korupsi)'
    """
    return (_USUAL_SIGN if usual else _SIGN).sub(" ", text)


def _automaton(words: Iterable[tuple[str, int]]) -> Any:  # as above
    automaton = ahocorasick.Automaton(ahocorasick.STORE_INTS)
    for word, number in words:
        automaton.add_word(word, number)
    if len(automaton):
        automaton.make_automaton()
    return automaton


def _forms(term: Term, data: LanguageData) -> Iterator[tuple[int, str, int]]:
    language = term.locale.language
    cased = fold_term(term.text, language)
    if not cased:
        return
    rule = make_case_rule(term, cased, language, ordinary=data.ordinary)
    flag = FORBIDDEN if term.forbidden else 0
    flag |= CAPITAL if rule.needs_capital else 0
    flag |= COMPOSED if term.composed else 0
    yield 0, cased.lower(), flag
    for _, form in inflect(cased, data):
        yield 1, form.lower(), flag
