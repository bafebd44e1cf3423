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
from glossary.recognition.lexicon import CAPITAL, Lexicon
from glossary.recognition.spans import Span, is_attached
from tm.text.vectorised import Points, code_points

_Kinds = NDArray[np.uint8]
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
        whole = self.source
        if whole.count("\n") > len(texts) + 1:
            whole = "\n".join(["", *(one.replace("\n", "\uffff") for one in texts), ""])
        letters = _table().take(code_points(whole).astype(np.intp), mode="clip")
        self.points: Points = letters.astype("<u2")
        self.kinds: _Kinds = (letters >> 16).astype(np.uint8)
        ends = np.flatnonzero(self.points == _END)
        self.begins: list[int] = (ends[:-1] + 1).tolist()
        """Where each text begins."""
        rare = np.flatnonzero(self.kinds == _RARE)
        self.strange: list[int] = np.unique(ends.searchsorted(rare) - 1).tolist()
        """The texts with a letter of which few have any, or with a line end."""
        for at in self.strange:
            strange = slice(self.begins[at], int(ends[at + 1]))
            self.points[strange] = self.kinds[strange] = 0


class FoldedLines:
    """Some texts folded as one, between line ends.

    >>> FoldedLines(["Các bộ", "ở  Hà Nội"], "vi").text
    '\\nbộ\\nở hà nội\\n'
    """

    def __init__(self, texts: Sequence[str], language: str) -> None:
        whole = _Letters(texts)
        self.strange = whole.strange
        """The numbers of texts that were composed: they stand once more, at the end.

        Of those in their places nothing is found.
        """
        other = _Letters([compose_letters(texts[at]) for at in self.strange])
        self.alone = [self.strange[at] for at in other.strange]
        """Of these, the numbers of those in which nothing is found there either."""
        self.texts = [*texts, *other.texts]
        """That of each line."""
        self.source = whole.source + other.source[1:]
        shift = len(whole.source) - 1
        self.begins: Sequence[int] = [
            *whole.begins,
            *(begin + shift for begin in other.begins),
        ]
        """Where in it each of them begins."""
        points = np.concatenate([whole.points, other.points[1:]])
        kinds = np.concatenate([whole.kinds, other.kinds[1:]])
        if language == "vi":
            _respell(points, kinds)
        gone = kinds == _UNSEEN
        if gone.any():
            seen = np.flatnonzero(~gone)
            gone[seen] = _surplus_signs(kinds[seen])
        else:
            gone = _surplus_signs(kinds)
        _drop(language_data(language).dropped, points, kinds, gone)
        self._kept: Sequence[int] = range(len(points))
        if gone.any():
            left = ~gone
            points, kinds = points[left], kinds[left]
            self._kept = np.flatnonzero(left).data
        self.text = _text(points)
        """What is left of the source, in lower case."""
        self._kinds = kinds
        signs = ((kinds[:-1] & (_WORD | _SPACE)) == 0) & (kinds[1:] & _WORD != 0)
        points[:-1][signs] = _BLANK
        self._spaced = _text(points)

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """The part of the composed texts that a part of the folded text comes from."""
        return self._kept[start], self._kept[end - 1] + 1

    def spans(self, lexicon: Lexicon) -> Iterator[Span]:
        """Where forms stand as words of their own: see
        `glossary.recognition.spans.spans`.
        """
        if not lexicon.forms:
            return
        met = chain.from_iterable(lexicon.spaced.iter(self._spaced))
        ends, numbers = np.fromiter(met, np.intp).reshape(-1, 2).T
        ends = ends + 1
        starts = ends - np.frombuffer(lexicon.lengths, np.uint32)[numbers]
        first = self._kinds[starts]
        flags = np.frombuffer(lexicon.flags, np.uint8).take(numbers, mode="clip")
        capital = (flags >= CAPITAL) & (numbers < len(lexicon.forms))
        stands = self._kinds[starts - 1] & first & _WORD == 0
        stands &= ~capital | (first & _UPPER != 0)
        longer = self._kinds[ends - 1] & self._kinds[ends] & _WORD != 0
        kept = np.flatnonzero(stands if lexicon.suffixed else stands & ~longer)
        places = (one[kept].tolist() for one in (starts, ends, numbers, longer))
        for start, end, number, is_longer in zip(*places, strict=True):
            if not is_longer or is_attached(lexicon, self.text, start, end, number):
                yield start, end, number


def _text(points: Points) -> str:
    return points.tobytes().decode("utf-16-le")


def _respell(points: Points, kinds: _Kinds) -> None:
    """Write each syllable in one way, as `glossary.forms.folding` does."""
    before, last, spellings = _spellings()
    ending = (kinds[:-1] & _LAST != 0) & (kinds[1:] & _WORD == 0)
    at = np.flatnonzero(ending)
    after_q = (points[at - 2] == _Q).astype(np.intp)
    spelt = spellings[after_q, before[points[at - 1]], last[points[at]]]
    other = spelt[:, 1] != 0
    at, spelt = at[other], spelt[other]
    points[at - 1], points[at] = spelt.T


def _surplus_signs(kinds: _Kinds) -> _Mask:
    """Which letters are spaces before another space, or in a row with a hyphen."""
    gone = np.zeros(len(kinds), np.bool_)
    space, hyphen = kinds == _SPACE, kinds == _HYPHEN
    gone[:-1] = space[:-1] & (space | hyphen)[1:]
    at = np.flatnonzero(hyphen[:-1] & space[1:]) + 1
    while len(at):
        gone[at] = True
        at = at[space[at + 1]] + 1
    return gone


def _drop(words: Sequence[str], points: Points, kinds: _Kinds, gone: _Mask) -> None:
    """Mark words that are left out before another one, and the spaces after them."""
    letters = kinds & _WORD
    begins = letters[:-1] < letters[1:]
    for word in words:
        at = np.flatnonzero(begins & (points[1:] == ord(word[0]))) + 1
        for step, letter in enumerate(word):
            at = at[points.take(at + step, mode="clip") == ord(letter)]
        ends = at + len(word)
        while (more := kinds[ends] & (_SPACE | _UNSEEN) != 0).any():
            ends += more
        before_word = (letters[ends] != 0) & (ends > at + len(word))
        at, ends = at[before_word], ends[before_word]
        gone[at[:, np.newaxis] + np.arange(len(word) + 1)] = True
        longer = ends > at + len(word) + 1
        for first, end in zip(at[longer].tolist(), ends[longer].tolist(), strict=True):
            gone[first:end] = True


@cache
def _table() -> NDArray[np.uint32]:
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
def _spellings() -> tuple[_Kinds, _Kinds, Points]:
    """Two letters at the end of a word, otherwise: after `q` or not, by both letters.

    And what number both have there; 0 for those that are as they are.
    """
    before, last = np.zeros((2, _SIZE), np.uint8)
    for one, letters in (before, _BEFORE), (last, _AT_LAST):
        one[[*map(ord, letters)]] = range(1, len(letters) + 1)
    spelt = np.zeros((2, len(_BEFORE) + 1, len(_AT_LAST) + 1, 2), "<u2")
    for after_q, first in enumerate(("", "q")):
        for row, letter in enumerate(_BEFORE, 1):
            for column, other in enumerate(_AT_LAST, 1):
                syllable = fold(first + letter + other, "vi").text
                if syllable != first + letter + other:
                    spelt[after_q, row, column] = [*map(ord, syllable[-2:])]
    return before, last, spelt
