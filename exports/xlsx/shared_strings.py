"""The texts that cells of a workbook of XLSX share; they wait on the disc."""

import re
from functools import lru_cache

from tm.spill.list import SpillList

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


class SharedStrings:
    """The shared texts of a workbook by number; most wait outside memory."""

    def __init__(self) -> None:
        self._texts: SpillList[str] = SpillList(block_size=32)
        self.get = lru_cache(maxsize=4096)(self._get)
        """The text of a number; None where there is none."""

    def add(self, text: str) -> None:
        """The next text."""
        self._texts.append(text)

    def __enter__(self) -> "SharedStrings":
        return self

    def __exit__(self, *_: object) -> None:
        self._texts.close()

    def _get(self, number: str) -> str | None:
        is_there = number.isdecimal() and int(number) < len(self._texts)
        return self._texts[int(number)] if is_there else None


class SharedStringReader:
    """Makes texts of the elements of the part of shared ones."""

    def __init__(self) -> None:
        self._done: list[str] = []
        self._pieces: list[str] = []
        self._heard = False
        self._phonetic = False

    def taken(self) -> list[str]:
        """The texts that were complete since it was last asked."""
        finished_texts, self._done = self._done, []
        return finished_texts

    def start(self, name: str, _: dict[str, str]) -> None:
        """An element begins."""
        if name == "t":
            self._heard = not self._phonetic
        elif name == "rPh":
            self._phonetic = True
        elif name == "si":
            self._pieces = []

    def text(self, data: str) -> None:
        """Letters between elements."""
        if self._heard:
            self._pieces.append(data)

    def end(self, name: str) -> None:
        """An element ends."""
        if name == "t":
            self._heard = False
        elif name == "rPh":
            self._phonetic = False
        elif name == "si":
            self._done.append(unescaped("".join(self._pieces)))


def unescaped(text: str) -> str:
    """A text as it is meant: `_x000D_` is the character of that number."""
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
