"""Text as terms are compared in it, with the way back to the text as it is.

Composed letters, plain quotation marks and hyphens, single spaces; in Vietnamese one
place for the tone, `i` where `y` sounds the same, and without các and những.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from glossary.forms.language import language_data
from tm.text.normal import fold_tone_style, nfc

_MARKS = (
    *zip("’‘ʼ＇“”„–‐‑−", "''''\"\"\"----", strict=True),
    *((space, " ") for space in "\u00a0\u2007\u202f\u2009\u200a\u3000\t\r\n"),
    ("ς", "σ"),  # lower() chooses between them by what follows
)
_PLAIN = dict(_MARKS)
_ANY_MARK = re.compile(f"[{''.join(re.escape(mark) for mark, _ in _MARKS)}]")
# Eth looks like đ and is often typed for it.
_ETH = (("Ð", "Đ"), ("ð", "đ"))
_USUAL = (
    # Letters and signs that are what they seem: no mark, nothing invisible, composed,
    # of a script with spaces, and no eth.
    "\0-\x08\x0b\x0c\x0e-\x9f\xa1-\xac\xae-\xcf\xd1-\xef\xf1-\u02af\u1e00-\u1eff—•…₫€"
)
_UNUSUAL = re.compile(f"[^{_USUAL}]")
USUAL_SIGNS = "".join(
    letter
    for letter in (*map(chr, range(0x2B0)), *"—•…₫€")
    if not letter.isalnum() and letter not in "_ "
)
"""What is no part of a word in a text that `FoldedText.usual` is said of."""
_RESPELT = re.compile(
    # The tone of an open `oa`, `oe`, `uy` on the first vowel: see tm.text.normal. And y
    # after a consonant, or as `quy`: kỹ, lý, quý, but neither uy nor ay.
    # It begins with one set of letters, since such a pattern is found fast.
    r"[òóõỏọùúũủụyýỳỷỹỵÒÓÕỎỌÙÚŨỦỤYÝỲỶỸỴ](?:"
    r"[aeyAEY]\b(?:(?<=[òóõỏọÒÓÕỎỌ][aeAE])|(?<=[ùúũủụÙÚŨỦỤ][yY]))(?![\u0300-\u036f])|"
    r"\b(?:(?<=[bcdghklmnprstvxđBCDGHKLMNPRSTVXĐ][yýỳỷỹỵYÝỲỶỸỴ])|"
    r"(?<=[qQ][uU][yýỳỷỹỵYÝỲỶỸỴ])))"
)
_I = dict(zip("yýỳỷỹỵYÝỲỶỸỴ", "iíìỉĩịIÍÌỈĨỊ", strict=True))
INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff"
"""Signs that are left out of any text; a soft hyphen is, with spaces after it."""
_INVISIBLE = f"\u00ad{INVISIBLE}"
_RUN = re.compile(f"[ \\-{_INVISIBLE}]+")
_SEEDS = tuple(map(re.compile, ("  ", "-(?:(?<= -)|(?=[ -]))", f"[{_INVISIBLE}]")))
"""What surplus signs have, each of them one of these; the last is not usual."""
_KEPT = re.compile(
    # A hyphen stands without spaces; a soft one joins two lines; else the last space.
    f"\u00ad[ {_INVISIBLE}]*|[{_INVISIBLE}]|(?P<space> )"
)


class FoldedText:
    """A folded text; offsets in it lead back to the composed text."""

    __slots__ = (
        "_cased",
        "_left_out",
        "_shifts",
        "source",
        "text",
        "usual",
    )
    begins: Sequence[int] = (0,)
    """Where in the composed text each line begins that is searched: it is one."""

    def __init__(
        self,
        text: str,
        source: str,
        left_out: Sequence[tuple[int, int]],
        usual: bool,
    ) -> None:
        self.text = text
        """In lower case."""
        self.source = source
        """The composed text."""
        self._left_out = left_out
        """In order, the parts of the composed text that the folded one has not."""
        self.usual = usual
        """Whether there is no letter but of common scripts that have spaces."""
        # Many texts have no term, and of these nobody asks for more.
        self._cased: str | None = None if left_out else source
        self._shifts: tuple[list[int], list[int]] | None = None

    @property
    def cased(self) -> str:
        """As long as the folded text, with the capitals and the letters of the text."""
        if self._cased is None:
            self._cased = _remove_spans(self.source, self._left_out)
        return self._cased

    def _shifted(self) -> tuple[list[int], list[int]]:
        """Places, and from each of them on, how many letters were left out before."""
        if self._shifts is None:
            starts, shifts = self._shifts = [0], [0]
            removed = 0
            for start, end in self._left_out:
                position = start - removed
                removed += end - start
                if starts[-1] == position:
                    shifts[-1] = removed
                else:
                    starts.append(position)
                    shifts.append(removed)
        return self._shifts

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """The part of the composed text that a part of the folded text comes from."""
        if end <= start:
            raise ValueError(f"not a part of a text: {start}–{end}")
        if not self._left_out:
            return start, end
        starts, shifts = self._shifted()
        index = bisect_right(starts, start)
        first = start + shifts[index - 1]
        if index < len(starts) and starts[index] < end:
            index = bisect_right(starts, end - 1, index)
        return first, end + shifts[index - 1]


def fold(text: str, language: str) -> FoldedText:
    """A composed text as terms of a language are compared in it.

    >>> folded = fold("Các  Bộ trưởng khỏe", "vi")
    >>> folded.text, folded.source_span(0, 9)
    ('bộ trưởng khoẻ', (5, 14))
    """
    letters, spans, usual = _compare_letters(
        _lower(text), language, usual=_is_usual(text), cased=False
    )
    return FoldedText(_remove_spans(letters, spans), text, spans, usual)


def usual_letters() -> dict[str, str]:
    """The letters and signs of which nearly all texts are made, each as compared.

    They are so whatever stands beside them, but for line ends.
    """
    usual = _UNUSUAL.sub("", "".join(map(chr, range(0x10000))))
    return {letter: _lower(_PLAIN.get(letter, letter)) for letter in (*usual, *_PLAIN)}


def fold_term(text: str, language: str) -> str:
    """A term as `fold` would compare it, but for its capitals.

    Empty if nothing is left of it.

    >>> fold_term("Hiệp hội các quốc gia Đông Nam Á", "vi")
    'Hiệp hội quốc gia Đông Nam Á'
    """
    letters, spans, _ = _compare_letters(
        nfc(" ".join(text.split())), language, usual=False, cased=True
    )
    return _remove_spans(letters, spans)


def _compare_letters(
    text: str, language: str, *, usual: bool, cased: bool
) -> tuple[str, Sequence[tuple[int, int]], bool]:
    """A composed text, each letter as it is compared; what to leave out; if usual."""
    if not usual:
        text = _ANY_MARK.sub(_plain_mark, text)
        usual = _is_usual(text)
    if language == "vi":
        text = _vietnamese(text, usual=usual)
    has_loose_hyphen = "-" in text and ("- " in text or " -" in text or "--" in text)
    has_surplus_signs = has_loose_hyphen or not usual or "  " in text
    removed_spans: Sequence[tuple[int, int]] = ()
    if has_surplus_signs:
        removed_spans = _surplus_signs(text, usual=usual)
    if patterns := _dropped_word_patterns(language, cased=cased):
        removed_spans = _merge_spans(removed_spans, _dropped_word_spans(text, patterns))
    return text, removed_spans, usual


def _is_usual(text: str) -> bool:
    """Whether nothing has to be looked for that few texts have; see `_UNUSUAL`."""
    return (text.isascii() and text.isprintable()) or not _UNUSUAL.search(text)


def _plain_mark(mark: re.Match[str]) -> str:
    return _PLAIN[mark[0]]


def _remove_spans(text: str, spans: Sequence[tuple[int, int]]) -> str:
    if not spans:
        return text
    pieces, piece_start = [], 0
    for start, end in spans:
        pieces.append(text[piece_start:start])
        piece_start = end
    pieces.append(text[piece_start:])
    return "".join(pieces)


def _surplus_signs(text: str, *, usual: bool) -> list[tuple[int, int]]:
    """Spaces and invisible signs that are not compared, in order."""
    removed_spans: list[tuple[int, int]] = []
    for start, signs in _runs(text, usual=usual):
        has_hyphen = "-" in signs
        space = -1
        for sign in _KEPT.finditer(signs):
            if sign["space"] and not has_hyphen:
                if space >= 0:
                    removed_spans.append((start + space, start + space + 1))
                space = sign.start()
            else:
                removed_spans.append((start + sign.start(), start + sign.end()))
    removed_spans.sort()
    return removed_spans


def _runs(text: str, *, usual: bool) -> Iterator[tuple[int, str]]:
    """Spaces, hyphens and invisible signs in a row, with where they start."""
    seen_starts: set[int] = set()
    for seed in _SEEDS[:-1] if usual else _SEEDS:
        position = 0
        while match := seed.search(text, position):
            start = match.start()
            while start and _RUN.match(text, start - 1):
                start -= 1
            run = _RUN.match(text, start)
            signs = run[0] if run else match[0]
            if start not in seen_starts:
                seen_starts.add(start)
                yield start, signs
            position = start + len(signs)


def _dropped_word_spans(
    text: str, droppable: Iterable[tuple[str, re.Pattern[str]]]
) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    for form, pattern in droppable:
        if form not in text:
            continue
        for match in pattern.finditer(text):
            start = match.start()
            previous_character = text[start - 1 : start]
            if not (previous_character.isalnum() or previous_character == "_"):
                spans.append((start, match.end()))
    return spans


def _merge_spans(
    sign_spans: Sequence[tuple[int, int]], word_spans: Sequence[tuple[int, int]]
) -> Sequence[tuple[int, int]]:
    """Both in order, without what is inside another; words are not in each other."""
    if not word_spans:
        return sign_spans
    spans = sorted([*sign_spans, *word_spans])
    if not sign_spans:
        return spans
    merged: list[tuple[int, int]] = []
    reach = 0
    for start, end in spans:
        if end > reach:
            merged.append((max(start, reach), end))
            reach = end
    return merged


@lru_cache(maxsize=32)
def _dropped_word_patterns(
    language: str, *, cased: bool
) -> list[tuple[str, re.Pattern[str]]]:
    """Words that are left out, in each way to write them, and what finds them."""
    # A pattern that begins with letters is found fast; one for each way to write them.
    forms = {
        form
        for word in language_data(language).dropped
        for form in ((word, word.capitalize(), word.upper()) if cased else (word,))
    }
    return [
        (form, re.compile(rf"{re.escape(form)}[ {_INVISIBLE}]+(?=\w)"))
        for form in sorted(forms)
    ]


def _lower(text: str) -> str:
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    # İ becomes two characters, which would move all that follow.
    return "".join(
        small if len(small := letter.lower()) == 1 else letter for letter in text
    )


def _vietnamese(text: str, *, usual: bool) -> str:
    """A text with one spelling of each syllable; one that is usual has no eth."""
    if not usual:
        for eth, letter in _ETH:
            text = text.replace(eth, letter)
    return _RESPELT.sub(_respell, text)


def _respell(match: re.Match[str]) -> str:
    letters = match[0]
    if len(letters) == 1:
        return _I[letters]
    respelled = _fold_tone(letters)
    if respelled[1] in _I and match.string.endswith(("q", "Q"), 0, match.start()):
        return respelled[0] + _I[respelled[1]]
    return respelled


@lru_cache(maxsize=256)
def _fold_tone(pair: str) -> str:
    return fold_tone_style(pair)
