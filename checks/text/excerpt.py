"""The stretch of a text in which it is another than a text like it, for messages."""

from tm.match.similarity import ends_in_common
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
    start, same = ends_in_common(ours, theirs)
    end = len(ours) - same
    first, last = max(0, start - 1), min(end, len(ours) - 1)
    begin = words[first].start() if first else 0
    stop = words[last].end() if last + 1 < len(ours) else len(text)
    if stop - begin > _MOST:
        stop = text.rfind(" ", begin + 1, begin + _MOST)
        stop = begin + _MOST if stop < 0 else stop
    before, after = "…" if begin else "", "…" if stop < len(text) else ""
    return f"{before}{text[begin:stop]}{after}"
