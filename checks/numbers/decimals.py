"""The numbers with a mark that a text has, whole or as a piece of a longer one."""

import re
from functools import cached_property

_MARK = re.compile(r"(?<=\d)[.,](?=\d)")
_LEFT, _RIGHT = 9, 3
"""How many digits on each side of a mark are looked up rather than searched for."""
_NUMBER = re.compile(rf"\d{{1,{_LEFT}}}[.,]\d{{1,{_RIGHT}}}")


class Decimals:
    """Tells what `number in text` tells, after one pass over the text.

    >>> "3.26" in Decimals("13.265"), "3.27" in Decimals("13.265")
    (True, False)
    """

    def __init__(self, text: str) -> None:
        self._text = text

    def __contains__(self, number: str) -> bool:
        if _NUMBER.fullmatch(number) is None:
            return number in self._text
        return number in self._pieces

    @cached_property
    def _pieces(self) -> frozenset[str]:
        text = self._text
        found: set[str] = set()
        for match in _MARK.finditer(text):
            mark = match.start()
            for start in range(mark - 1, max(-1, mark - 1 - _LEFT), -1):
                if not text[start].isdecimal():
                    break
                for end in range(mark + 2, min(len(text), mark + 1 + _RIGHT) + 1):
                    if not text[end - 1].isdecimal():
                        break
                    found.add(text[start:end])
        return frozenset(found)
