"""Adjacent capitalised words of a document, and their counts."""

from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from checks.engine.document_capitals import target_capitals
from checks.engine.unit import Unit
from checks.text.capitalised_words import CapitalisedText

WordStands = NDArray[np.int64]
"""Positions of words in adjacent pairs, in order; an even one is of a left word."""
_PAIRS_PER_PART = 1 << 15
"""Pairs of words that are sorted at a time."""


class AdjacentNames:
    """The capitalised words of a document, grouped by the adjacent words.

    Numbers are in memory, 17 bytes for two words side by side, since a long document
    has many of them, and every form of its words with its count.
    """

    def __init__(self, units: Sequence[Unit]) -> None:
        self._form_ids: dict[str, int] = {}
        self._form_counts = array("I")
        self._pair_forms = array("I"), array("I")
        """For each pair, the forms of the left and of the right word."""
        self._unit_indexes, self._pair_indexes = array("I"), array("I")
        self._diacritics_bits = array("B")
        """For each pair, 1 if the left word has diacritics, plus 2 if the right one
        has.
        """
        for unit, text in enumerate(target_capitals(units)):
            self._add(unit, text)

    def _add(self, unit: int, text: CapitalisedText) -> None:
        for form, count in _count_forms(text).items():
            form_id = self._form_ids.setdefault(form, len(self._form_counts))
            if form_id == len(self._form_counts):
                self._form_counts.append(count)
            else:
                self._form_counts[form_id] += count
        for index, (first_word, second_word) in enumerate(pairwise(text.words)):
            if second_word.follows_capital:
                for column, word in zip(
                    self._pair_forms, (first_word, second_word), strict=True
                ):
                    column.append(self._form_ids[word.form])
                marks = (not first_word.text.isascii()) | (
                    not second_word.text.isascii()
                ) << 1
                self._diacritics_bits.append(marks)
                self._unit_indexes.append(unit)
                self._pair_indexes.append(index)

    def count(self, form: str) -> int:
        """Count a form in the document, in any case."""
        return self._form_counts[self._form_ids[form]]

    def unit_index(self, stand: int) -> int:
        """Return the index of the unit in the document."""
        return self._unit_indexes[stand >> 1]

    def word_index(self, stand: int) -> int:
        """Return the index among the capitalised words of the target."""
        return self._pair_indexes[stand >> 1] + (not stand & 1)

    def has_diacritics(self, stand: int) -> bool:
        """Whether the word is written with diacritics."""
        return bool(self._diacritics_bits[stand >> 1] & (1 if stand & 1 else 2))

    def is_neighbour_marked(self, stand: int) -> bool:
        """Whether the adjacent word is written with diacritics."""
        return self.has_diacritics(stand ^ 1)

    def iterate_groups(self) -> Iterator[tuple[int, dict[str, WordStands]]]:
        """Iterate over groups of forms that stand on one side of one word.

        With the first place of all, by which groups are in order: they come part by
        part. Left out are those where no form stands once beside one that stands more
        often, and none is written with marks and without any.
        """
        first_forms, second_forms = (np.asarray(column) for column in self._pair_forms)
        texts = [*self._form_ids]
        parts = 1 + len(first_forms) // _PAIRS_PER_PART
        for part in range(parts):
            pairs_of_part = [
                np.flatnonzero(column % parts == part)
                for column in (first_forms, second_forms)
            ]
            stands = np.concatenate([pairs_of_part[0] * 2, pairs_of_part[1] * 2 + 1])
            if len(stands):
                for forms in self._select_varying_groups(
                    stands, first_forms, second_forms
                ):
                    first_stand = min(int(places[0]) for _, places in forms)
                    forms.sort(key=lambda form: int(form[1][0]))
                    yield first_stand, {texts[form]: places for form, places in forms}

    def _select_varying_groups(
        self, stands: WordStands, first_forms: NDArray[Any], second_forms: NDArray[Any]
    ) -> Iterator[list[tuple[int, WordStands]]]:
        """Select the groups of a part in which spellings vary, by form ids."""
        pairs, is_reversed = stands >> 1, stands & 1
        adjacent_forms = (
            np.where(is_reversed, second_forms[pairs], first_forms[pairs]) * 2
            + is_reversed
        )
        forms = np.where(is_reversed, first_forms[pairs], second_forms[pairs])
        order = np.lexsort((stands, forms, adjacent_forms))
        stands, adjacent_forms, forms = (
            stands[order],
            adjacent_forms[order],
            forms[order],
        )
        marks = (
            np.asarray(self._diacritics_bits)[stands >> 1] & np.where(stands & 1, 1, 2)
            > 0
        )
        is_group = np.append(True, adjacent_forms[1:] != adjacent_forms[:-1])
        is_form = is_group | np.append(True, forms[1:] != forms[:-1])
        form_starts = np.flatnonzero(is_form)
        sizes = np.diff(form_starts, append=len(stands))
        is_mixed = np.logical_or.reduceat(
            marks, form_starts
        ) & ~np.logical_and.reduceat(marks, form_starts)
        group_starts = np.flatnonzero(is_group[form_starts])
        has_slip = np.minimum.reduceat(sizes, group_starts) == 1
        has_slip &= np.maximum.reduceat(sizes, group_starts) > 1
        is_varying = has_slip | np.logical_or.reduceat(is_mixed, group_starts)
        group_ends = np.append(group_starts[1:], len(form_starts))
        for group in np.flatnonzero(is_varying):
            yield [
                (int(forms[begin]), stands[begin : begin + size])
                for index in range(group_starts[group], group_ends[group])
                for begin, size in [(form_starts[index], sizes[index])]
            ]


def _count_forms(text: CapitalisedText) -> Counter[str]:
    """Count the forms of a text: capitalised words, and lower-case ones once."""
    counts = Counter(word.form for word in text.words)
    counts.update(text.forms - counts.keys())
    return counts
