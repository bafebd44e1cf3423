"""The forms of a lexicon as words, found at the start of the words of a text.

A short text is compared with the sorted forms. The automaton that finds them faster is
built only when many letters have been searched, since building it costs more.
"""

import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any

import ahocorasick

from glossary.forms.folding import USUAL_SIGNS
from tm.text.pattern_store import compile_pattern

_MAX_LETTERS_WITHOUT_AUTOMATON = 4000
"""After as many letters the automaton is built."""

_SIGN_BEFORE_WORD_PATTERN = re.compile(r"[^\w ](?=\w)")
_USUAL_SIGN_BEFORE_WORD_PATTERN = compile_pattern(rf"[{re.escape(USUAL_SIGNS)}](?=\w)")
"""Like `_SIGN_BEFORE_WORD_PATTERN` for texts of usual letters, and twice as fast."""


class SpacedForms:
    """Forms with spaces for the signs before their words, sorted, each with its index.

    Forms that only differ in such a sign share an index: that in
    `similar_form_index_groups`, added to the number of forms.
    """

    def __init__(
        self,
        spaced_forms: Sequence[str],
        form_indexes: "array[int]",
        similar_form_index_groups: Sequence[Sequence[int]],
    ) -> None:
        self.spaced_forms = spaced_forms
        self.form_indexes = form_indexes
        self.similar_form_index_groups = similar_form_index_groups
        """The indexes of forms that only differ in a hyphen or another sign."""
        self._searched_letter_count = 0

    @classmethod
    def build(cls, forms: Sequence[str]) -> "SpacedForms":
        """Put spaces before the words of forms, and sort them.

        >>> word_forms = SpacedForms.build(["anti korupsi", "anti-korupsi", "bank"])
        >>> word_forms.spaced_forms, word_forms.form_indexes.tolist()
        (['anti korupsi', 'bank'], [3, 2])
        >>> word_forms.similar_form_index_groups
        [[0, 1]]
        """
        form_indexes_by_spaced_form: dict[str, list[int]] = {}
        for form_index, form in enumerate(forms):
            form_indexes_by_spaced_form.setdefault(space_words(form), []).append(
                form_index
            )
        form_index_by_spaced_form: dict[str, int] = {}
        similar_form_index_groups: list[Sequence[int]] = []
        for spaced_form, form_indexes in form_indexes_by_spaced_form.items():
            if len(form_indexes) == 1:
                form_index_by_spaced_form[spaced_form] = form_indexes[0]
            else:
                form_index_by_spaced_form[spaced_form] = len(forms) + len(
                    similar_form_index_groups
                )
                similar_form_index_groups.append(form_indexes)
        spaced_forms = sorted(form_index_by_spaced_form)
        form_indexes_in_order = array(
            "I", map(form_index_by_spaced_form.__getitem__, spaced_forms)
        )
        return cls(spaced_forms, form_indexes_in_order, similar_form_index_groups)

    @cached_property
    def automaton(self) -> Any:  # pyahocorasick ships no types
        """Automaton that finds the forms after a space, and yields their indexes."""
        return make_automaton(
            zip(
                (f" {spaced_form}" for spaced_form in self.spaced_forms),
                self.form_indexes,
                strict=True,
            )
        )

    def find(self, spaced_text: str) -> Iterator[tuple[int, int]]:
        """Find the forms in a text with a space before each word, with their indexes.

        Yields the index of the last letter and of the form, in the order of an
        automaton: by the last letter, the longest form first.

        >>> word_forms = SpacedForms.build(["bank", "bank dunia", "dunia"])
        >>> list(word_forms.find(" bank dunia"))
        [(4, 0), (10, 1), (10, 2)]
        """
        if "automaton" not in self.__dict__:
            self._searched_letter_count += len(spaced_text)
            if self._searched_letter_count <= _MAX_LETTERS_WITHOUT_AUTOMATON:
                return iter(self._find_in_sorted_forms(spaced_text))
        matches: Iterator[tuple[int, int]] = self.automaton.iter(spaced_text)
        return matches

    def _find_in_sorted_forms(self, spaced_text: str) -> list[tuple[int, int]]:
        """Find the forms at each word by looking up the beginnings of the text."""
        spaced_forms = self.spaced_forms
        matches: list[tuple[int, int, int]] = []
        space_index = spaced_text.find(" ")
        while space_index >= 0:
            start = space_index + 1
            searched_text = spaced_text[start : start + self._max_form_length]
            insertion_index = bisect_right(spaced_forms, searched_text)
            while insertion_index and searched_text:
                spaced_form = spaced_forms[insertion_index - 1]
                common_length = _count_common_letters(spaced_form, searched_text)
                if common_length == len(spaced_form):
                    matches.append(
                        (
                            space_index + common_length,
                            -common_length,
                            self.form_indexes[insertion_index - 1],
                        )
                    )
                    common_length -= 1
                # Other forms that the text begins with begin this form, too.
                searched_text = searched_text[:common_length]
                insertion_index = bisect_right(
                    spaced_forms, searched_text, 0, insertion_index
                )
            space_index = spaced_text.find(" ", start)
        matches.sort()
        return [(end, form_index) for end, _, form_index in matches]

    @cached_property
    def _max_form_length(self) -> int:
        return max(map(len, self.spaced_forms), default=0)

    def begins_form(self, text: str, letter_count: int) -> bool:
        """Whether a form begins with a number of letters of a folded text."""
        spaced_text = space_words(text)[:letter_count]
        insertion_index = bisect_left(self.spaced_forms, spaced_text)
        following_forms = self.spaced_forms[insertion_index : insertion_index + 1]
        return bool(following_forms) and following_forms[0].startswith(spaced_text)

    def measure_longest_prefix(self, text: str) -> int:
        """Measure the longest beginning of a folded text that begins some form."""
        spaced_text = space_words(text)
        insertion_index = bisect_right(self.spaced_forms, spaced_text)
        return max(
            (
                _count_common_letters(spaced_form, spaced_text)
                for spaced_form in self.spaced_forms[
                    max(insertion_index - 1, 0) : insertion_index + 1
                ]
            ),
            default=0,
        )


def _count_common_letters(first_text: str, second_text: str) -> int:
    """Count the letters with which both texts begin."""
    if second_text.startswith(first_text):
        return len(first_text)
    letter_pairs = enumerate(zip(first_text, second_text, strict=False))
    return next(
        (
            index
            for index, (first_letter, second_letter) in letter_pairs
            if first_letter != second_letter
        ),
        len(second_text),
    )


def space_words(text: str, *, has_only_spaced_scripts: bool = False) -> str:
    """Put a space before each word of a folded text, in place of a sign there.

    A search then skips most forms inside other words. `has_only_spaced_scripts` is that
    of the folded text.

    >>> space_words("(anti-korupsi)")
    ' anti korupsi)'
    """
    return (
        _USUAL_SIGN_BEFORE_WORD_PATTERN
        if has_only_spaced_scripts
        else _SIGN_BEFORE_WORD_PATTERN
    ).sub(" ", text)


def make_automaton(form_index_pairs: Iterable[tuple[str, int]]) -> Any:  # as above
    """Make an automaton that finds forms and yields their indexes."""
    automaton = ahocorasick.Automaton(ahocorasick.STORE_INTS)
    for form, form_index in form_index_pairs:
        automaton.add_word(form, form_index)
    if len(automaton):
        automaton.make_automaton()
    return automaton
