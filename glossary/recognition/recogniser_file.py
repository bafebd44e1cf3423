"""A recogniser in a file: a cache beside the database, made anew if it does not fit.

The file holds text and numbers, and reading it runs nothing that it says: a line of
JSON with the stamp and the sizes, then forms, numbers, and each entry as a record in
JSON, which is read when one of its terms is found. The automaton is made of the forms.
"""

import contextlib
import json
import secrets
import sys
import time
import zlib
from array import array
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import overload

from glossary.entries.entry import ConceptEntry
from glossary.entries.record import make_record, read_record
from glossary.recognition.lexicon import PER_READING, FormLexicon
from glossary.recognition.recogniser import Recogniser
from tm.text.locale import Locale

FORMAT = 1
"""Changes with every change of the file, or of how forms are made of terms."""

_LEFT_SECONDS = 3600
_LONGEST_HEADING = 4096
_MAGIC = b"padanan terms "
_MAKERS = (
    "data/*/forms.toml",
    "data/*/titles.toml",
    "forms/folding.py",
    "forms/inflection.py",
    "forms/letters.py",
    "recognition/lexicon.py",
    "titles/data/titles.toml",
    "titles/titles.py",
    "titles/titles_with_places.py",
)
"""What makes forms of terms; a file made by other rules does not serve."""


def write_recogniser(path: Path, recogniser: Recogniser, version: str) -> None:
    """Write a recogniser to a file atomically. Raises OSError."""
    lexicon = recogniser.lexicon
    records = [_encode(entry) for entry in lexicon.entries]
    parts = [
        "\n".join(lexicon.forms).encode(),
        lexicon.flags,
        lexicon.counts.tobytes(),
        lexicon.readings.tobytes(),
        array("I", map(len, records)).tobytes(),
        b"".join(records),
        b"\n".join(_encode(entry) for entry in recogniser.title_entries),
    ]
    body = b"".join(parts)
    heading = json.dumps(
        {
            "stamp": _stamp(lexicon.locale, version),
            "sizes": [*map(len, parts)],
            "checksum": zlib.crc32(body),
        }
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    try:
        with temporary.open("xb") as file:
            file.write(_MAGIC + heading.encode() + b"\n" + body)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    _remove_leftovers(path)


def _remove_leftovers(path: Path) -> None:
    """Remove temporary files of writers that were killed."""
    for leftover in path.parent.glob(f"{path.name}.*"):
        with contextlib.suppress(OSError):
            if time.time() - leftover.stat().st_mtime > _LEFT_SECONDS:
                leftover.unlink()


def read_recogniser(path: Path, locale: Locale, version: str) -> Recogniser:
    """Read a recogniser from a file. Raises UnusableFile and OSError."""
    content = path.read_bytes()
    line = content[:_LONGEST_HEADING].partition(b"\n")[0]
    try:
        heading = json.loads(line.removeprefix(_MAGIC))
        if heading["stamp"] != _stamp(locale, version):
            raise UnusableFile(f"{path} is of another version")
        body = memoryview(content)[len(line) + 1 :]
        if zlib.crc32(body) != heading["checksum"]:
            raise UnusableFile(f"{path} is damaged")
        return _read(body, heading["sizes"], locale)
    except (LookupError, TypeError, ValueError, ArithmeticError, RecursionError) as bad:
        raise UnusableFile(f"{path} is damaged") from bad


def _read(body: memoryview, sizes: Sequence[int], locale: Locale) -> Recogniser:
    """What the parts of a file are; ValueError if they do not fit together."""
    if sum(sizes) != len(body):
        raise ValueError("the parts are longer or shorter than the file")
    parts = []
    for size in sizes:
        parts.append(bytes(body[:size]))
        body = body[size:]
    joined, flags, *numbers, records, titled = parts
    forms = str(joined, "utf-8").split("\n") if joined else []
    counts, readings, lengths = map(_numbers, numbers)
    if not len(counts) == len(forms) == len(flags):
        raise ValueError("there are more or fewer counts than forms")
    if sum(counts) * PER_READING != len(readings) or sum(lengths) != len(records):
        raise ValueError("there are more or fewer readings than counted")
    entries = _LazyEntries(records, lengths)
    return Recogniser(
        FormLexicon(locale, forms, flags, counts, readings, entries),
        [_decode(line) for line in titled.split(b"\n") if line],
    )


class UnusableFile(Exception):
    """A file is damaged, or of another version, or of something else."""


class _LazyEntries(Sequence[ConceptEntry]):
    """Entries that are read from their records when they are asked for."""

    def __init__(self, records: bytes, lengths: "array[int]") -> None:
        self._records = records
        self._ends = array("Q")
        total = 0
        for length in lengths:
            total += length
            self._ends.append(total)
        self._known: dict[int, ConceptEntry] = {}

    def __len__(self) -> int:
        return len(self._ends)

    @overload
    def __getitem__(self, place: int) -> ConceptEntry: ...

    @overload
    def __getitem__(self, place: slice) -> list[ConceptEntry]: ...

    def __getitem__(self, place: int | slice) -> ConceptEntry | list[ConceptEntry]:
        if isinstance(place, slice):
            return [self[index] for index in range(len(self))[place]]
        place = range(len(self))[place]
        if place not in self._known:
            start = self._ends[place - 1] if place else 0
            self._known[place] = _decode(self._records[start : self._ends[place]])
        return self._known[place]


def _stamp(locale: Locale, version: str) -> list[object]:
    return [FORMAT, sys.byteorder, locale.tag, version, _rules()]


@cache
def _rules() -> str:
    """A digest of the rules by which forms and titles are made."""
    digest = blake2b(digest_size=16)
    package = Path(__file__).parents[1]
    for pattern in _MAKERS:
        for file in sorted(package.glob(pattern)):
            digest.update(file.read_bytes())
    return digest.hexdigest()


def _encode(entry: ConceptEntry) -> bytes:
    """An entry in a line, with what is derived and in no record of the termbase."""
    composed = [position for position, term in enumerate(entry.terms) if term.composed]
    record = make_record(entry) | {"parts": entry.parts, "composed": composed}
    return json.dumps(record, ensure_ascii=False).encode()


def _decode(line: bytes) -> ConceptEntry:
    record = json.loads(line)
    entry = read_record(record)
    if not record["parts"] and not record["composed"]:
        return entry
    terms = list(entry.terms)
    for position in record["composed"]:
        terms[position] = replace(terms[position], composed=True)
    return replace(entry, terms=tuple(terms), parts=tuple(record["parts"]))


def _numbers(data: bytes) -> "array[int]":
    numbers = array("I")
    numbers.frombytes(data)
    return numbers
