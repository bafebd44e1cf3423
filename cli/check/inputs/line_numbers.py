"""The lines of files on which units stand, for tools that show findings there."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from exports.reports.report import ReportEntry
from tm.errors import PadananError
from tm.text.input.encoding import contents, decode
from tm.text.normal import nfc
from tm.text.segment import CODE

_LONGEST = 20_000_000
"""Bytes of a file that is searched."""
_MOST_IN_VAIN = 1_000_000_000
"""Characters that are gone through for texts that are not there: about a second."""


def with_lines(entries: Iterable[ReportEntry]) -> Iterator[ReportEntry]:
    """The entries with the lines of their units, as far as these can be found.

    A unit's text is looked for in its file, from where the one before it stands; one
    that is written there in another way, escaped or wrapped, has no line.
    """
    files: dict[str, _File] = {}
    for entry in entries:
        path = entry.path
        if entry.line is not None or path is None:
            yield entry
            continue
        if path not in files:
            files[path] = _File(_text(path))
        # One without a translation is where its source is.
        text = entry.target if entry.target.strip() else entry.source or ""
        line = files[path].line_of(entry.finding.unit, text)
        yield replace(entry, line=line)


class _File:
    """A file's text, searched onwards."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts = [0, *_after_line_ends(text)]
        self._at = -1
        self._unit: str | None = None
        self._left = _MOST_IN_VAIN

    def line_of(self, unit: str, text: str) -> int | None:
        """The line, from 1, on which the text of a unit begins.

        Inline codes are written in many ways: it is that of its longest piece.
        """
        text = max(text.split(CODE), key=len)
        if not text.strip() or self._left < 0:
            return None
        # Another unit with the same text stands further on.
        at = self._text.find(text, self._at + (unit != self._unit))
        if at < 0:
            at = self._text.find(text)
        if at < 0:
            self._left -= 2 * len(self._text)
            return None
        self._at, self._unit = at, unit
        return bisect_right(self._starts, at)


def _after_line_ends(text: str) -> Iterable[int]:
    at = text.find("\n")
    while at >= 0:
        yield at + 1
        at = text.find("\n", at + 1)


def _text(path: str) -> str:
    """The text of a file; none of one that is too long or gone meanwhile."""
    try:
        if Path(path).stat().st_size > _LONGEST:
            return ""
        return nfc(decode(contents(path), path=path).text)
    except (OSError, PadananError):
        return ""
