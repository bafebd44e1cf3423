"""Many texts folded as one, a line each, in arrays: letters cost, but hardly texts.

It says what `glossary.forms.folding` says of each text, of the letters and signs of
which nearly all texts are made.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from glossary.forms.composition import compose_letters
from glossary.forms.folding import INVISIBLE, fold, usual_letters
from glossary.forms.language import language_data
from glossary.recognition.lexicon import CAPITAL, FormLexicon
from glossary.recognition.spans import FormSpan, is_attached
from tm.text.vectorised import Points, code_points

_CharacterKinds = NDArray[np.uint8]
_Mask = NDArray[np.bool_]

_SIZE = 0x10000
_WORD, _SPACE, _HYPHEN, _UPPER, _LAST, _UNSEEN, _RARE = 1, 2, 4, 8, 16, 32, 64
"""What a letter is: part of a word, space, hyphen, capital; one that may be spelt
otherwise where a word ends; invisible; none that tables tell of."""
_END, _BLANK, _Q = map(ord, "\n q")
_BEFORE, _AT_LAST = "bcdghklmnprstvxđuòóõỏọùúũủụ", "aeyýỳỷỹỵ"
"""With what a syllable ends that `glossary.forms.folding` may spell otherwise."""


class _Letters:
    """Some texts between line ends: the letters as they are compared, their kinds."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = texts
        self.source = "\n".join(["", *texts, ""])
        joined = self.source
        if joined.count("\n") > len(texts) + 1:
            joined = "\n".join(
                ["", *(text.replace("\n", "\uffff") for text in texts), ""]
            )
        letters = _letter_table().take(code_points(joined).astype(np.intp), mode="clip")
        self.points: Points = letters.astype("<u2")
        self.kinds: _CharacterKinds = (letters >> 16).astype(np.uint8)
        ends = np.flatnonzero(self.points == _END)
        self.begins: list[int] = (ends[:-1] + 1).tolist()
        """Where each text begins."""
        rare = np.flatnonzero(self.kinds == _RARE)
        self.rare_texts: list[int] = np.unique(ends.searchsorted(rare) - 1).tolist()
        """The texts with a letter of which few have any, or with a line end."""
        for index in self.rare_texts:
            letters_of_text = slice(self.begins[index], int(ends[index + 1]))
            self.points[letters_of_text] = self.kinds[letters_of_text] = 0


class FoldedLines:
    """Some texts folded as one, between line ends.

    >>> FoldedLines(["Các bộ", "ở  Hà Nội"], "vi").text
    '\\nbộ\\nở hà nội\\n'
    """

    def __init__(self, texts: Sequence[str], language: str) -> None:
        letters = _Letters(texts)
        self.rare_texts = letters.rare_texts
        """The numbers of texts that were composed: they stand once more, at the end.

        Of those in their places nothing is found.
        """
        composed_letters = _Letters(
            [compose_letters(texts[index]) for index in self.rare_texts]
        )
        self.unsearched_texts = [
            self.rare_texts[index] for index in composed_letters.rare_texts
        ]
        """Of these, the numbers of those in which nothing is found there either."""
        self.texts = [*texts, *composed_letters.texts]
        """That of each line."""
        self.source = letters.source + composed_letters.source[1:]
        shift = len(letters.source) - 1
        self.begins: Sequence[int] = [
            *letters.begins,
            *(begin + shift for begin in composed_letters.begins),
        ]
        """Where in it each of them begins."""
        points = np.concatenate([letters.points, composed_letters.points[1:]])
        kinds = np.concatenate([letters.kinds, composed_letters.kinds[1:]])
        if language == "vi":
            _respell(points, kinds)
        is_dropped = kinds == _UNSEEN
        if is_dropped.any():
            visible = np.flatnonzero(~is_dropped)
            is_dropped[visible] = _surplus_signs(kinds[visible])
        else:
            is_dropped = _surplus_signs(kinds)
        _drop(language_data(language).dropped, points, kinds, is_dropped)
        self._kept: Sequence[int] = range(len(points))
        if is_dropped.any():
            is_kept = ~is_dropped
            points, kinds = points[is_kept], kinds[is_kept]
            self._kept = np.flatnonzero(is_kept).data
        self.text = _text(points)
        """What is left of the source, in lower case."""
        self._kinds = kinds
        is_sign_before_word = ((kinds[:-1] & (_WORD | _SPACE)) == 0) & (
            kinds[1:] & _WORD != 0
        )
        points[:-1][is_sign_before_word] = _BLANK
        self._spaced = _text(points)

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """The part of the composed texts that a part of the folded text comes from."""
        return self._kept[start], self._kept[end - 1] + 1

    def spans(self, lexicon: FormLexicon) -> Iterator[FormSpan]:
        """Where forms stand as words of their own: see
        `glossary.recognition.spans.find_form_spans`.
        """
        if not lexicon.forms:
            return
        matches = chain.from_iterable(lexicon.word_automaton.iter(self._spaced))
        ends, numbers = np.fromiter(matches, np.intp).reshape(-1, 2).T
        ends = ends + 1
        starts = ends - np.frombuffer(lexicon.lengths, np.uint32)[numbers]
        first_kinds = self._kinds[starts]
        flags = np.frombuffer(lexicon.flags, np.uint8).take(numbers, mode="clip")
        needs_capital = (flags >= CAPITAL) & (numbers < len(lexicon.forms))
        is_word_start = self._kinds[starts - 1] & first_kinds & _WORD == 0
        is_word_start &= ~needs_capital | (first_kinds & _UPPER != 0)
        goes_on = self._kinds[ends - 1] & self._kinds[ends] & _WORD != 0
        indices = np.flatnonzero(
            is_word_start if lexicon.match_suffix else is_word_start & ~goes_on
        )
        columns = (
            column[indices].tolist() for column in (starts, ends, numbers, goes_on)
        )
        for start, end, number, is_longer in zip(*columns, strict=True):
            if not is_longer or is_attached(lexicon, self.text, start, end, number):
                yield start, end, number


def _text(points: Points) -> str:
    return points.tobytes().decode("utf-16-le")


def _respell(points: Points, kinds: _CharacterKinds) -> None:
    """Write each syllable in one way, as `glossary.forms.folding` does."""
    vowel_rows, vowel_columns, spellings = _spellings()
    ends_word = (kinds[:-1] & _LAST != 0) & (kinds[1:] & _WORD == 0)
    indices = np.flatnonzero(ends_word)
    after_q = (points[indices - 2] == _Q).astype(np.intp)
    spelt = spellings[
        after_q, vowel_rows[points[indices - 1]], vowel_columns[points[indices]]
    ]
    is_respelled = spelt[:, 1] != 0
    indices, spelt = indices[is_respelled], spelt[is_respelled]
    points[indices - 1], points[indices] = spelt.T


def _surplus_signs(kinds: _CharacterKinds) -> _Mask:
    """Which letters are spaces before another space, or in a row with a hyphen."""
    is_dropped = np.zeros(len(kinds), np.bool_)
    space, hyphen = kinds == _SPACE, kinds == _HYPHEN
    is_dropped[:-1] = space[:-1] & (space | hyphen)[1:]
    indices = np.flatnonzero(hyphen[:-1] & space[1:]) + 1
    while len(indices):
        is_dropped[indices] = True
        indices = indices[space[indices + 1]] + 1
    return is_dropped


def _drop(
    words: Sequence[str], points: Points, kinds: _CharacterKinds, is_dropped: _Mask
) -> None:
    """Mark words that are left out before another one, and the spaces after them."""
    letters = kinds & _WORD
    is_word_start = letters[:-1] < letters[1:]
    for word in words:
        starts = np.flatnonzero(is_word_start & (points[1:] == ord(word[0]))) + 1
        for offset, letter in enumerate(word):
            starts = starts[points.take(starts + offset, mode="clip") == ord(letter)]
        ends = starts + len(word)
        while (goes_on := kinds[ends] & (_SPACE | _UNSEEN) != 0).any():
            ends += goes_on
        before_word = (letters[ends] != 0) & (ends > starts + len(word))
        starts, ends = starts[before_word], ends[before_word]
        is_dropped[starts[:, np.newaxis] + np.arange(len(word) + 1)] = True
        has_more_spaces = ends > starts + len(word) + 1
        for first, end in zip(
            starts[has_more_spaces].tolist(),
            ends[has_more_spaces].tolist(),
            strict=True,
        ):
            is_dropped[first:end] = True


@cache
def _letter_table() -> NDArray[np.uint32]:
    """What each letter is in lower case and with plain marks, and above it its kind."""
    table = np.full(_SIZE, _RARE << 16, np.uint32)
    for letter, compared in usual_letters().items():
        kind = (
            _WORD * (compared.isalnum() or compared == "_")
            | _SPACE * (compared == " ")
            | _HYPHEN * (compared == "-")
            | _UPPER * letter.isupper()
            | _LAST * (compared in _AT_LAST)
        )
        table[ord(letter)] = ord(compared) | kind << 16
    table[[*map(ord, INVISIBLE)]] = _UNSEEN << 16
    table[_END] = _END
    return table


@cache
def _spellings() -> tuple[_CharacterKinds, _CharacterKinds, Points]:
    """Two letters at the end of a word, otherwise: after `q` or not, by both letters.

    And what number both have there; 0 for those that are as they are.
    """
    vowel_rows, vowel_columns = np.zeros((2, _SIZE), np.uint8)
    for table, letters in (vowel_rows, _BEFORE), (vowel_columns, _AT_LAST):
        table[[*map(ord, letters)]] = range(1, len(letters) + 1)
    spelt = np.zeros((2, len(_BEFORE) + 1, len(_AT_LAST) + 1, 2), "<u2")
    for after_q, prefix in enumerate(("", "q")):
        for row, letter in enumerate(_BEFORE, 1):
            for column, last_letter in enumerate(_AT_LAST, 1):
                syllable = fold(prefix + letter + last_letter, "vi").text
                if syllable != prefix + letter + last_letter:
                    spelt[after_q, row, column] = [*map(ord, syllable[-2:])]
    return vowel_rows, vowel_columns, spelt
