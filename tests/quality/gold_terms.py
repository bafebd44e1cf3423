"""The gold set of term recognition: sentences with their terms marked.

Files `tests/data/terms/gold/LOCALE.txt`, a sentence a line, as README.md there says.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from exports.terms import csv as terms_csv
from glossary.entries.entry import ConceptEntry
from tests.paths import DATA, ROOT

GOLD = DATA / "terms" / "gold"
STARTER = ROOT / "seeds" / "glossary" / "official_titles.csv"

_ESCAPES = {"n": "\n", "s": "\u00a0"}
_PIECE = re.compile(r"\\(?P<escape>.)|(?P<mark>[\[\]|])|(?P<plain>[^\\\[\]|]+)")
_CONCEPTS = re.compile(r"[a-z]+-[a-z0-9]+(?:[/+][a-z]+-[a-z0-9]+)*")
_DECOMPOSED = "nfd: "


@dataclass(frozen=True, slots=True)
class Mark:
    """A term marked in a sentence; offsets are code points, half-open."""

    start: int
    end: int
    concepts: frozenset[str]
    """Any of these is right."""
    parts: tuple[str, ...] = ()
    """Of a composed title, which has no entry of its own: office, body, place."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the gold set."""

    place: str
    """File and line, for messages."""
    locale: str
    group: str
    text: str
    marks: tuple[Mark, ...]

    @property
    def is_trap(self) -> bool:
        """Whether it is there for what must not be found."""
        return self.group.startswith("trap")


class Misspelt(ValueError):
    """A line that is not marked as it should be."""


def parsed(line: str, place: str, locale: str, group: str) -> Sentence:
    r"""A line of a file, read.

    >>> sentence = parsed(r"Hai [bộ\ntrưởng|office-008].", "vi:1", "vi", "breaks")
    >>> sentence.text, sentence.marks[0].start, sentence.marks[0].end
    ('Hai bộ\ntrưởng.', 4, 13)
    """
    decomposed = line.startswith(_DECOMPOSED)
    text, ids = "", ""
    start: int | None = None
    reading_ids = False
    marks: list[Mark] = []

    def added(more: str) -> None:
        nonlocal text, ids
        if reading_ids:
            ids += more
        else:
            text += unicodedata.normalize("NFD", more) if decomposed else more

    for piece in _PIECE.finditer(line.removeprefix(_DECOMPOSED)):
        mark = piece["mark"]
        if piece["escape"]:
            added(_ESCAPES.get(piece["escape"], piece["escape"]))
        elif piece["plain"]:
            added(piece["plain"])
        elif mark == "[" and start is None:
            start = len(text)
        elif mark == "|" and start is not None and not reading_ids:
            reading_ids = True
        elif mark == "]" and start is not None and reading_ids:
            marks.append(_mark(start, len(text), ids, place))
            start, ids, reading_ids = None, "", False
        else:
            raise Misspelt(f"{place}: {mark!r} stands where it means nothing")
    if start is not None:
        raise Misspelt(f"{place}: a mark is not closed")
    return Sentence(place, locale, group, text, tuple(marks))


def _mark(start: int, end: int, ids: str, place: str) -> Mark:
    if _CONCEPTS.fullmatch(ids) is None or end <= start:
        raise Misspelt(f"{place}: {ids!r} names no concept, or a mark is empty")
    if "+" in ids:
        return Mark(start, end, frozenset(), tuple(ids.split("+")))
    return Mark(start, end, frozenset(ids.split("/")))


@cache
def gold() -> tuple[Sentence, ...]:
    """All sentences of all files."""
    return tuple(
        sentence for file in sorted(GOLD.glob("*.txt")) for sentence in _of(file)
    )


def _of(file: Path) -> Iterator[Sentence]:
    group = ""
    for number, line in enumerate(file.read_text("utf-8").split("\n"), 1):
        if line.startswith("%"):
            group = line[1:].strip()
        elif line:
            yield parsed(line, f"{file.name}:{number}", file.stem, group)


@cache
def termbase() -> tuple[ConceptEntry, ...]:
    """The starter termbase."""
    return tuple(terms_csv.read_content(STARTER).entries)
