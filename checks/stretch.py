"""The stretch of a text in which it is another than a text like it, for messages."""

from collections.abc import Sequence

from tm.text.words import WORD

_MOST = 90
"""Characters that are shown of it."""


def stretch(text: str, other: str) -> str:
    """What stands in a text where another has something else, a word on both sides.

    Of a long stretch only the beginning is shown.

    >>> stretch("Ia tiba di Hanoi kemarin pagi", "Ia tiba di Hue kemarin pagi")
    '…di Hanoi kemarin…'
    >>> stretch("Ia tiba di Hanoi", "Dia sampai ke sana")
    'Ia tiba di Hanoi'
    """
    text = " ".join(text.split())
    words = [*WORD.finditer(text)]
    ours, theirs = [word[0] for word in words], WORD.findall(other)
    start = _same(ours, theirs)
    end = len(ours) - _same(ours[start:][::-1], theirs[start:][::-1])
    first, last = max(0, start - 1), min(end, len(ours) - 1)
    begin = words[first].start() if first else 0
    stop = words[last].end() if last + 1 < len(ours) else len(text)
    if stop - begin > _MOST:
        stop = text.rfind(" ", begin + 1, begin + _MOST)
        stop = begin + _MOST if stop < 0 else stop
    before, after = "…" if begin else "", "…" if stop < len(text) else ""
    return f"{before}{text[begin:stop]}{after}"


def _same(ours: Sequence[str], theirs: Sequence[str]) -> int:
    """How many words both begin with."""
    count = 0
    for one, other in zip(ours, theirs, strict=False):
        if one != other:
            break
        count += 1
    return count
