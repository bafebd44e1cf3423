"""Which capitalised words stand side by side in a document."""

from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from checks.engine.document_capitals import target_capitals
from checks.engine.unit import Unit
from checks.text.capitals import Capitals

Stands = NDArray[np.int64]
"""Where words stand beside another one, in order; each is a number."""
_PART = 1 << 15
"""Pairs of words that are sorted together."""


class AdjacentNames:
    """The capitalised words of a document, by those beside which they stand.

    Numbers are in memory, 17 bytes for two words side by side, since a long document
    has many of them, and every form of its words with its count.
    """

    def __init__(self, units: Sequence[Unit]) -> None:
        self._numbers: dict[str, int] = {}
        self._counts = array("I")
        self._words = array("I"), array("I")
        """Of each pair, the forms of the left and of the right one."""
        self._units, self._places = array("I"), array("I")
        self._marks = array("B")
        """Of each pair, 1 where the left one has marks, 2 where the right one has."""
        for unit, text in enumerate(target_capitals(units)):
            self._add(unit, text)

    def _add(self, unit: int, text: Capitals) -> None:
        for form, count in _occurrences(text).items():
            number = self._numbers.setdefault(form, len(self._counts))
            if number == len(self._counts):
                self._counts.append(count)
            else:
                self._counts[number] += count
        for index, (first_word, second_word) in enumerate(pairwise(text.words)):
            if second_word.follows_capital:
                for column, word in zip(
                    self._words, (first_word, second_word), strict=True
                ):
                    column.append(self._numbers[word.form])
                marks = (not first_word.text.isascii()) | (
                    not second_word.text.isascii()
                ) << 1
                self._marks.append(marks)
                self._units.append(unit)
                self._places.append(index)

    def count(self, form: str) -> int:
        """How often a form stands in the document, in whatever case."""
        return self._counts[self._numbers[form]]

    def unit(self, stand: int) -> int:
        """Which unit of the document a word stands in."""
        return self._units[stand >> 1]

    def word(self, stand: int) -> int:
        """Which of the capitalised words of its target it is."""
        return self._places[stand >> 1] + (not stand & 1)

    def is_marked(self, stand: int) -> bool:
        """Whether it is written with marks."""
        return bool(self._marks[stand >> 1] & (1 if stand & 1 else 2))

    def is_beside_marked(self, stand: int) -> bool:
        """Whether the word beside which it stands is written with marks."""
        return self.is_marked(stand ^ 1)

    def groups(self) -> Iterator[tuple[int, dict[str, Stands]]]:
        """The forms that stand on one side of one word, in order, with their places.

        With the first place of all, by which groups are in order: they come part by
        part. Left out are those where no form stands once beside one that stands more
        often, and none is written with marks and without any.
        """
        first_forms, second_forms = (np.asarray(column) for column in self._words)
        texts = [*self._numbers]
        parts = 1 + len(first_forms) // _PART
        for part in range(parts):
            of_part = [
                np.flatnonzero(column % parts == part)
                for column in (first_forms, second_forms)
            ]
            stands = np.concatenate([of_part[0] * 2, of_part[1] * 2 + 1])
            if len(stands):
                for forms in self._telling(stands, first_forms, second_forms):
                    first = min(int(places[0]) for _, places in forms)
                    forms.sort(key=lambda form: int(form[1][0]))
                    yield first, {texts[form]: places for form, places in forms}

    def _telling(
        self, stands: Stands, first_forms: NDArray[Any], second_forms: NDArray[Any]
    ) -> Iterator[list[tuple[int, Stands]]]:
        """The groups of a part, each with the numbers of its forms."""
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
        marks = np.asarray(self._marks)[stands >> 1] & np.where(stands & 1, 1, 2) > 0
        is_group = np.append(True, adjacent_forms[1:] != adjacent_forms[:-1])
        is_form = is_group | np.append(True, forms[1:] != forms[:-1])
        begins = np.flatnonzero(is_form)
        sizes = np.diff(begins, append=len(stands))
        mixed = np.logical_or.reduceat(marks, begins) & ~np.logical_and.reduceat(
            marks, begins
        )
        groups = np.flatnonzero(is_group[begins])
        slips = np.minimum.reduceat(sizes, groups) == 1
        slips &= np.maximum.reduceat(sizes, groups) > 1
        telling = slips | np.logical_or.reduceat(mixed, groups)
        ends = np.append(groups[1:], len(begins))
        for group in np.flatnonzero(telling):
            yield [
                (int(forms[begin]), stands[begin : begin + size])
                for index in range(groups[group], ends[group])
                for begin, size in [(begins[index], sizes[index])]
            ]


def _occurrences(text: Capitals) -> Counter[str]:
    """The forms of a text: each capitalised word, and the small ones once."""
    counts = Counter(word.form for word in text.words)
    counts.update(text.forms - counts.keys())
    return counts
