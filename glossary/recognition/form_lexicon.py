"""The lexicon of a locale: the forms of all terms, each with its possible readings."""

import re
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from glossary.entries.entry import ConceptEntry, Term
from glossary.forms.folding import fold_term
from glossary.forms.letters import CaseRule, make_case_rule
from glossary.forms.plurals_and_spellings import inflect_form
from glossary.forms.recognition_data import FormData, read_form_data
from glossary.recognition.spaced_forms import SpacedForms, make_automaton
from tm.text.locale import Locale

NUMBERS_PER_READING = 3
"""The numbers of a reading: entry index, term index, and 1 if the form is inflected."""
FORBIDDEN_FLAG, COMPOSED_FLAG, CAPITAL_FLAG = 1, 2, 4
"""Flags of a form: one of its terms is forbidden; it is composed by rules; it must
begin with a capital (the highest flag).
"""


class FormReading(NamedTuple):
    """A reading of a form as a term of an entry."""

    term: Term
    entry: ConceptEntry
    case_rule: CaseRule
    inflection: str
    """The kind of inflection, such as `plural`; empty for the term itself."""
    entry_and_term_index: tuple[int, int]


class FormLexicon:
    """Forms by index, with their readings; made by `FormLexicon.build` or from a file.

    An entry is read only when one of its forms is found.
    """

    def __init__(
        self,
        locale: Locale,
        forms: Sequence[str],
        form_flags: bytes,
        reading_counts: "array[int]",
        flattened_readings: "array[int]",
        entries: Sequence[ConceptEntry],
        word_forms: SpacedForms,
    ) -> None:
        self.locale = locale
        self.forms = forms
        self.form_flags = form_flags
        self.reading_counts = reading_counts
        """The number of readings of each form; 0 for a word that contains a term."""
        self.flattened_readings = flattened_readings
        """`NUMBERS_PER_READING` numbers for each reading of each form."""
        self.entries = entries
        self.form_data = read_form_data(locale.language)
        self.word_forms = word_forms
        self.form_lengths = array("I", map(len, forms))
        """The lengths of the forms, then those of the similar forms."""
        self.form_lengths.extend(
            len(forms[form_indexes[0]])
            for form_indexes in word_forms.similar_form_index_groups
        )
        self._readings_by_form_index: dict[int, list[FormReading]] = {}

    @classmethod
    def build(cls, entries: Iterable[ConceptEntry], locale: Locale) -> "FormLexicon":
        """Build the lexicon of all terms that are valid in a locale."""
        form_data = read_form_data(locale.language)
        entries_with_terms: list[ConceptEntry] = []
        readings_by_form: dict[str, list[tuple[int, int, int]]] = {}
        flags_by_form: dict[str, int] = {}
        for containing_word in form_data.words_containing_terms:
            readings_by_form[fold_term(containing_word, locale.language).lower()] = []
        for entry in entries:
            terms = entry.list_terms_in(locale)
            for term_index, term in enumerate(terms):
                for is_inflected, form, form_flag in _list_forms(term, form_data):
                    readings = readings_by_form.setdefault(form, [])
                    readings.append((len(entries_with_terms), term_index, is_inflected))
                    # The form needs a capital only if all of its terms do.
                    known_flags = flags_by_form.get(form, form_flag)
                    flags_by_form[form] = (known_flags | form_flag) & (
                        FORBIDDEN_FLAG | (known_flags & form_flag)
                    )
            if terms:
                entries_with_terms.append(entry)
        # Sorted forms are adjacent in the automaton's memory.
        forms = sorted(readings_by_form)
        reading_counts = array("I", (len(readings_by_form[form]) for form in forms))
        flattened_readings = array(
            "I",
            (
                number
                for form in forms
                for reading in readings_by_form[form]
                for number in reading
            ),
        )
        form_flags = bytes(flags_by_form.get(form, 0) for form in forms)
        return cls(
            locale,
            forms,
            form_flags,
            reading_counts,
            flattened_readings,
            entries_with_terms,
            SpacedForms.build(forms),
        )

    @cached_property
    def automaton(self) -> Any:  # pyahocorasick ships no types
        """Automaton that finds forms also inside words, and yields their indexes."""
        return make_automaton(zip(self.forms, range(len(self.forms)), strict=True))

    @cached_property
    def match_suffix(self) -> Callable[[str, int], object] | None:
        """The function that matches a suffix at the end of a word; None without any."""
        suffix_pattern_text = self.form_data.suffix_pattern
        return (
            re.compile(f"(?:{suffix_pattern_text})(?!\\w)").match
            if suffix_pattern_text
            else None
        )

    def list_readings(self, form_index: int) -> list[FormReading]:
        """List the readings of a form."""
        readings = self._readings_by_form_index.get(form_index)
        if readings is None:
            readings = self._readings_by_form_index[form_index] = list(
                self._read_readings(form_index)
            )
        return readings

    def find_form_index(self, form: str) -> int | None:
        """Find the index of a folded form; None if the lexicon lacks it."""
        form_index = bisect_left(self.forms, form)
        is_present = form_index < len(self.forms) and self.forms[form_index] == form
        return form_index if is_present else None

    @cached_property
    def _first_reading_indexes(self) -> list[int]:
        first_reading_indexes, next_index = [], 0
        for count in self.reading_counts:
            first_reading_indexes.append(next_index)
            next_index += count
        return first_reading_indexes

    def _read_readings(self, form_index: int) -> Iterator[FormReading]:
        first_index = self._first_reading_indexes[form_index]
        form = self.forms[form_index]
        for reading_index in range(
            first_index, first_index + self.reading_counts[form_index]
        ):
            entry_index, term_index, is_inflected = self.flattened_readings[
                NUMBERS_PER_READING * reading_index : NUMBERS_PER_READING
                * (reading_index + 1)
            ]
            entry = self.entries[entry_index]
            term = entry.list_terms_in(self.locale)[term_index]
            cased_form, inflection = fold_term(term.text, term.locale.language), ""
            case_rule = make_case_rule(term, cased_form, self.form_data)
            if is_inflected:
                for inflection_kind, inflected_form in inflect_form(
                    cased_form, self.form_data
                ):
                    if inflected_form.lower() == form:
                        case_rule, inflection = (
                            case_rule._replace(cased_form=inflected_form),
                            inflection_kind,
                        )
            yield FormReading(
                term, entry, case_rule, inflection, (entry_index, term_index)
            )


def _list_forms(term: Term, form_data: FormData) -> Iterator[tuple[int, str, int]]:
    """List whether a form is inflected, the form and its flags, for a term."""
    cased_form = fold_term(term.text, term.locale.language)
    if not cased_form:
        return
    case_rule = make_case_rule(term, cased_form, form_data)
    form_flags = FORBIDDEN_FLAG if term.forbidden else 0
    form_flags |= CAPITAL_FLAG if case_rule.needs_capital else 0
    form_flags |= COMPOSED_FLAG if term.composed else 0
    yield 0, cased_form.lower(), form_flags
    for _, form in inflect_form(cased_form, form_data):
        yield 1, form.lower(), form_flags
