"""Fast search for decimals in a text, also inside longer numbers."""

import re
from functools import cached_property

_SEPARATOR_PATTERN = re.compile(r"(?<=\d)[.,](?=\d)")
_MAX_WHOLE_DIGITS, _MAX_DECIMAL_DIGITS = 9, 3
"""How many digits on each side of a separator are indexed."""
_DECIMAL_PATTERN = re.compile(
    rf"\d{{1,{_MAX_WHOLE_DIGITS}}}[.,]\d{{1,{_MAX_DECIMAL_DIGITS}}}"
)


class NumberSubstrings:
    """An index of the decimals in a text that answers `number in text`.

    >>> "3.26" in NumberSubstrings("13.265"), "3.27" in NumberSubstrings("13.265")
    (True, False)
    """

    def __init__(self, text: str) -> None:
        self._text = text

    def __contains__(self, number: str) -> bool:
        if _DECIMAL_PATTERN.fullmatch(number) is None:
            return number in self._text
        return number in self._substrings

    @cached_property
    def _substrings(self) -> frozenset[str]:
        """All decimals that stand in the text, also inside longer numbers."""
        text = self._text
        substrings: set[str] = set()
        for separator_match in _SEPARATOR_PATTERN.finditer(text):
            separator_offset = separator_match.start()
            for start in range(
                separator_offset - 1,
                max(-1, separator_offset - 1 - _MAX_WHOLE_DIGITS),
                -1,
            ):
                if not text[start].isdecimal():
                    break
                for end in range(
                    separator_offset + 2,
                    min(len(text), separator_offset + 1 + _MAX_DECIMAL_DIGITS) + 1,
                ):
                    if not text[end - 1].isdecimal():
                        break
                    substrings.add(text[start:end])
        return frozenset(substrings)
