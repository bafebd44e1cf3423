"""Text as terms are compared in it, with the way back to the text as it is.

Composed letters, plain quotation marks and hyphens, single spaces; in Vietnamese one
place for the tone, `i` where `y` sounds the same, and without các and những.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from glossary.language import language_data
from tm.text.normal import nfc, tone_folded

_MARKS = str.maketrans(
    {
        **dict.fromkeys("’‘ʼ＇", "'"),
        **dict.fromkeys("“”„", '"'),
        **dict.fromkeys("–‐‑−", "-"),
        **dict.fromkeys("\u00a0\u2007\u202f\u2009\u200a\u3000\t\r\n", " "),
    }
)
# Whether there is any is told much faster than a text is translated.
_MARK = re.compile("[" + "".join(map(chr, _MARKS)) + "]")
# Eth looks like đ and is often typed for it.
_ETH = str.maketrans("Ðð", "Đđ")
_Y = re.compile(
    # After a consonant, or as `quy`: kỹ, lý, quý, but neither uy nor ay. The letter
    # comes first, since a pattern that begins with letters is found fast.
    r"[yýỳỷỹỵYÝỲỶỸỴ](?!\w)"
    r"(?:(?<=[bcdghklmnprstvxđBCDGHKLMNPRSTVXĐ].)|(?<=[qQ][uU].))"
)
_I = dict(zip("yýỳỷỹỵYÝỲỶỸỴ", "iíìỉĩịIÍÌỈĨỊ", strict=True))
_HINT = re.compile("[ -][ -]|[\u00ad\u200b-\u200d\u2060\ufeff]")
_SURPLUS = r" (?= )| (?=-)|(?<=-) +|[\u00ad\u200b-\u200d\u2060\ufeff]"


@dataclass(frozen=True, slots=True)
class FoldedText:
    """A folded text; offsets in it lead back to the text it was made of."""

    cased: str
    """Folded in all but the case."""
    text: str
    """The same in lower case: as long, letter for letter."""
    original: str
    _starts: tuple[int, ...]
    _shifts: tuple[int, ...]
    _composed: tuple[int, ...] | None
    """Where each letter of the composed text starts, if the original is not NFC."""

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The part of the original that a part of the folded text comes from."""
        if end <= start:
            raise ValueError(f"not a part of a text: {start}–{end}")
        first, last = self._unfolded(start), self._unfolded(end - 1)
        if self._composed is None:
            return first, last + 1
        return self._composed[first], self._composed[last + 1]

    def _unfolded(self, position: int) -> int:
        return position + self._shifts[bisect_right(self._starts, position) - 1]


def fold(text: str, language: str) -> FoldedText:
    """The text as terms of a language are compared in it.

    >>> folded = fold("Các  Bộ trưởng khỏe", "vi")
    >>> folded.text, folded.span(0, 9)
    ('bộ trưởng khoẻ', (5, 14))
    """
    composed, places = nfc(text), None
    if composed != text:
        composed, places = _composed(text)
    letters = composed.translate(_MARKS) if _MARK.search(composed) else composed
    if language == "vi":
        letters = _vietnamese(letters)
    kept, starts, shifts = [], [0], [0]
    last = length = removed = 0
    surplus = _surplus(language).finditer(letters) if _hinted(letters, language) else ()
    for found in surplus:
        kept.append(letters[last : found.start()])
        length += found.start() - last
        removed += found.end() - found.start()
        last = found.end()
        if starts[-1] == length:
            shifts[-1] = removed
        else:
            starts.append(length)
            shifts.append(removed)
    kept.append(letters[last:])
    cased = "".join(kept)
    return FoldedText(
        cased=cased,
        text=_lower(cased),
        original=text,
        _starts=tuple(starts),
        _shifts=tuple(shifts),
        _composed=places,
    )


def fold_term(text: str, language: str) -> str:
    """A term as `FoldedText.cased` would hold it; empty if nothing is left of it.

    >>> fold_term("Hiệp hội các quốc gia Đông Nam Á", "vi")
    'Hiệp hội quốc gia Đông Nam Á'
    """
    return fold(" ".join(text.split()), language).cased


def _lower(text: str) -> str:
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    # İ becomes two characters, which would move all that follow.
    return "".join(
        small if len(small := letter.lower()) == 1 else letter for letter in text
    )


def _vietnamese(text: str) -> str:
    toned = tone_folded(text.translate(_ETH) if "Ð" in text or "ð" in text else text)
    if len(toned) != len(text):
        toned = text
    return _Y.sub(lambda found: _I[found[0]], toned)


def _composed(text: str) -> tuple[str, tuple[int, ...]]:
    letters: list[str] = []
    places: list[int] = []
    for start, end in _clusters(text):
        cluster = nfc(text[start:end])
        letters.append(cluster)
        places += [start] * len(cluster)
    places.append(len(text))
    return "".join(letters), tuple(places)


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for position in range(1, len(text)):
        if not unicodedata.combining(text[position]):
            yield start, position
            start = position
    if text:
        yield start, len(text)


def _hinted(text: str, language: str) -> bool:
    """Whether a text may have anything surplus; told faster than by looking for it."""
    if _HINT.search(text):
        return True
    words = language_data(language).dropped
    return bool(words) and any(
        word in lower for lower in [text.lower()] for word in words
    )


@lru_cache(maxsize=32)
def _surplus(language: str) -> re.Pattern[str]:
    words = "|".join(map(re.escape, language_data(language).dropped))
    dropped = rf"|(?<!\w)(?:{words}) +(?=\w)" if words else ""
    return re.compile(_SURPLUS + dropped, re.IGNORECASE)
