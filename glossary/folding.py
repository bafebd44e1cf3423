"""Text as terms are compared in it, with the way back to the text as it is.

Composed letters, plain quotation marks and hyphens, single spaces; in Vietnamese one
place for the tone, `i` where `y` sounds the same, and without các and những.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from glossary.language import language_data
from tm.text.normal import nfc, tone_folded

_MARKS = (
    *zip("’‘ʼ＇“”„–‐‑−", "''''\"\"\"----", strict=True),
    *((space, " ") for space in "\u00a0\u2007\u202f\u2009\u200a\u3000\t\r\n"),
    ("ς", "σ"),  # lower() chooses between them by what follows
)
_PLAIN = dict(_MARKS)
_ANY_MARK = re.compile(f"[{''.join(re.escape(mark) for mark, _ in _MARKS)}]")
# Eth looks like đ and is often typed for it.
_ETH = (("Ð", "Đ"), ("ð", "đ"))
_MAY_COMBINE = re.compile(
    "[^\0-\u02ff\u0370-\u0482\u1e00-\u1fff\u2000-\u20cf\u4e00-\u9fff]"
)
"""Few letters may be marks of the letter before them."""
_TONED = re.compile(
    # The tone of an open `oa`, `oe`, `uy` on the first vowel; see tm.text.normal.
    # It begins with one set of letters, since such a pattern is found fast.
    r"[òóõỏọÒÓÕỎỌùúũủụÙÚŨỦỤ](?:(?<=[òóõỏọÒÓÕỎỌ])[aeAE]|(?<=[ùúũủụÙÚŨỦỤ])[yY])"
    r"(?![\w\u0300-\u036f])"
)
_Y = re.compile(
    # After a consonant, or as `quy`: kỹ, lý, quý, but neither uy nor ay. The letter
    # comes first, since a pattern that begins with letters is found fast.
    r"[yýỳỷỹỵYÝỲỶỸỴ](?!\w)"
    r"(?:(?<=[bcdghklmnprstvxđBCDGHKLMNPRSTVXĐ].)|(?<=[qQ][uU].))"
)
_I = dict(zip("yýỳỷỹỵYÝỲỶỸỴ", "iíìỉĩịIÍÌỈĨỊ", strict=True))
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_RUN = re.compile(f"[ \\-{_INVISIBLE}]+")
_PLAIN_SEEDS = ("  ", "- ", " -", "--")
_SEEDS = (*_PLAIN_SEEDS, *_INVISIBLE)
_ANY_SEED = re.compile(f"[ \\-{_INVISIBLE}](?:(?<=[{_INVISIBLE}])|[ \\-])")
"""What each of these has; a set comes first, since such a pattern is found fast."""
_KEPT = re.compile(
    # A hyphen stands without spaces; a soft one joins two lines; else the last space.
    f"\u00ad[ {_INVISIBLE}]*|[{_INVISIBLE}]|(?P<space> )"
)


@dataclass(frozen=True, slots=True)
class FoldedText:
    """A folded text; offsets in it lead back to the text it was made of."""

    text: str
    """In lower case."""
    cased: str
    """As long, with the capitals and the letters of the text."""
    source: str
    """The composed text."""
    starts: tuple[int, ...]
    shifts: tuple[int, ...]
    """From each of `starts` on, how many letters were left out before."""
    composed: tuple[tuple[int, int], ...] | None
    """Where each letter of the composed text stands, if the original is not NFC."""

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The part of the original that a part of the folded text comes from."""
        first, last = self.source_span(start, end)
        return self.original_span(first, last)

    def original_span(self, first: int, last: int) -> tuple[int, int]:
        """The part of the original that a part of the composed text comes from."""
        if self.composed is None:
            return first, last
        return self.composed[first][0], self.composed[last - 1][1]

    def even(self, position: int) -> tuple[int, int, int]:
        """The part around a place of which nothing was left out, and its shift."""
        at = bisect_right(self.starts, position)
        end = self.starts[at] if at < len(self.starts) else len(self.text)
        return self.starts[at - 1], end, self.shifts[at - 1]

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """The part of the composed text that a part of the folded text comes from."""
        if end <= start:
            raise ValueError(f"not a part of a text: {start}–{end}")
        at = bisect_right(self.starts, start)
        first = start + self.shifts[at - 1]
        if at < len(self.starts) and self.starts[at] < end:
            at = bisect_right(self.starts, end - 1, at)
        return first, end + self.shifts[at - 1]


def fold(text: str, language: str) -> FoldedText:
    """The text as terms of a language are compared in it.

    >>> folded = fold("Các  Bộ trưởng khỏe", "vi")
    >>> folded.text, folded.span(0, 9)
    ('bộ trưởng khoẻ', (5, 14))
    """
    composed, places = nfc(text), None
    if composed != text:
        composed, places = _composed(text)
    letters = _compared(_lower(composed), language)
    spans = _surplus(letters, language)
    if not spans:
        return FoldedText(letters, composed, composed, (0,), (0,), places)
    return FoldedText(
        _without(letters, spans),
        _without(composed, spans),
        composed,
        *_shifts(spans),
        places,
    )


def fold_term(text: str, language: str) -> str:
    """A term as `fold` would compare it, but for its capitals.

    Empty if nothing is left of it.

    >>> fold_term("Hiệp hội các quốc gia Đông Nam Á", "vi")
    'Hiệp hội quốc gia Đông Nam Á'
    """
    letters = _compared(nfc(" ".join(text.split())), language)
    return _without(letters, _surplus(letters, language))


def _compared(text: str, language: str) -> str:
    """A composed text, each letter as it is compared."""
    text = _ANY_MARK.sub(lambda mark: _PLAIN[mark[0]], text)
    return _vietnamese(text) if language == "vi" else text


def _without(text: str, spans: Sequence[tuple[int, int]]) -> str:
    kept, last = [], 0
    for start, end in spans:
        kept.append(text[last:start])
        last = end
    kept.append(text[last:])
    return "".join(kept)


def _shifts(
    spans: Sequence[tuple[int, int]],
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """From where on how many letters are left out, if spans of a text are."""
    starts, shifts = [0], [0]
    removed = 0
    for start, end in spans:
        place = start - removed
        removed += end - start
        if starts[-1] == place:
            shifts[-1] = removed
        else:
            starts.append(place)
            shifts.append(removed)
    return tuple(starts), tuple(shifts)


def _surplus(text: str, language: str) -> list[tuple[int, int]]:
    """What is not compared, in order: surplus spaces, invisible signs, `các`."""
    found: list[tuple[int, int]] = []
    for start, signs in _runs(text):
        hyphened = "-" in signs
        space = -1
        for one in _KEPT.finditer(signs):
            if one["space"] and not hyphened:
                if space >= 0:
                    found.append((start + space, start + space + 1))
                space = one.start()
            else:
                found.append((start + one.start(), start + one.end()))
    found.sort()
    words = list(_dropped(text, language))
    return _united(sorted(found + words)) if words else found


def _runs(text: str) -> Iterator[tuple[int, str]]:
    """Spaces, hyphens and invisible signs in a row, with where they start."""
    if not _ANY_SEED.search(text):
        return
    known: set[int] = set()
    for seed in _PLAIN_SEEDS if text.isascii() else _SEEDS:
        place = text.find(seed)
        while place >= 0:
            start = place
            while start and _RUN.match(text, start - 1):
                start -= 1
            run = _RUN.match(text, start)
            signs = run[0] if run else seed
            if start not in known:
                known.add(start)
                yield start, signs
            place = text.find(seed, start + len(signs))


def _dropped(text: str, language: str) -> Iterator[tuple[int, int]]:
    for form, pattern in _droppable(language):
        if form not in text:
            continue
        for found in pattern.finditer(text):
            start = found.start()
            before = text[start - 1 : start]
            if not (before.isalnum() or before == "_"):
                yield start, found.end()


def _united(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans in order, without what is inside another."""
    apart: list[tuple[int, int]] = []
    reach = 0
    for start, end in spans:
        if end > reach:
            apart.append((max(start, reach), end))
            reach = end
    return apart


@lru_cache(maxsize=32)
def _droppable(language: str) -> list[tuple[str, re.Pattern[str]]]:
    """Words that are left out, in each way to write them, and what finds them."""
    # A pattern that begins with letters is found fast; one for each way to write them.
    forms = {
        form
        for word in language_data(language).dropped
        for form in (word, word.capitalize(), word.upper())
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


def _vietnamese(text: str) -> str:
    for eth, letter in _ETH:
        if eth in text:
            text = text.replace(eth, letter)
    return _Y.sub(lambda found: _I[found[0]], _TONED.sub(_moved, text))


@lru_cache(maxsize=256)
def _newer(pair: str) -> str:
    return tone_folded(pair)


def _moved(found: re.Match[str]) -> str:
    return _newer(found[0])


def _composed(text: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The composed text, and where each of its letters comes from."""
    letters: list[str] = []
    places: list[tuple[int, int]] = []
    at = 0
    for start, end in (*_clusters(text), (len(text), len(text))):
        before = text[at:start]
        if unicodedata.is_normalized("NFC", before):
            letters.append(before)
            places += zip(range(at, start), range(at + 1, start + 1), strict=True)
            before = ""
        for place, letter in enumerate(before, at):
            letters.append(nfc(letter))
            places += [(place, place + 1)] * len(letters[-1])
        letters.append(nfc(text[start:end]))
        places += [(start, end)] * len(letters[-1])
        at = end
    return "".join(letters), tuple(places)


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    """Letters with the marks that follow them; most letters are composed."""
    start = end = 0
    for found in _MAY_COMBINE.finditer(text):
        position = found.start()
        if position and unicodedata.combining(found[0]):
            if position != end:
                if end:
                    yield start, end
                start = position - 1
            end = position + 1
    if end:
        yield start, end
