"""The file of a recogniser: a cache next to the database, rebuilt if it is outdated.

The file contains only text and numbers, so that reading it runs no code: a line of JSON
with the stamp and the sizes, then forms, numbers, and each entry as a record in JSON,
which is read when one of its terms is found.
"""

import contextlib
import json
import os
import sys
import time
import zlib
from array import array
from collections.abc import Sequence
from dataclasses import replace
from hashlib import blake2b
from itertools import accumulate, chain, pairwise
from pathlib import Path
from typing import overload

from glossary.entries.entry import ConceptEntry
from glossary.entries.entry_record import make_record, read_record
from glossary.recognition.form_lexicon import NUMBERS_PER_READING, FormLexicon
from glossary.recognition.recogniser import Recogniser
from glossary.recognition.spaced_forms import SpacedForms
from tm.match.index.manifest import create_index_file, make_index_folder
from tm.result_cache import lazy_constant
from tm.text.locale import Locale

FILE_FORMAT_VERSION = 3
"""Changes with every change of the file format."""

_MIN_LEFTOVER_AGE_SECONDS = 3600
"""An older temporary file was left over by a writer that was killed."""
_MAX_HEADER_LENGTH = 4096
"""The most bytes in which the first line of a file is looked for."""
_FILE_SIGNATURE = b"padanan terms "
_RULE_FILE_PATTERNS = (
    "data/*/forms.toml",
    "data/*/suffixes.toml",
    "data/*/titles.toml",
    "forms/folding.py",
    "forms/plurals_and_spellings.py",
    "forms/letters.py",
    "recognition/form_lexicon.py",
    "recognition/spaced_forms.py",
    "titles/data/titles.toml",
    "titles/official_bodies.py",
    "titles/place_terms.py",
    "titles/title_rules.py",
    "titles/office_titles.py",
    "titles/titles_with_places.py",
)
"""The files with the rules for making forms of terms: their digest is in the stamp."""


def write_recogniser(path: Path, recogniser: Recogniser, termbase_version: str) -> None:
    """Write a recogniser to a file atomically. Raises OSError."""
    lexicon = recogniser.lexicon
    word_forms = lexicon.word_forms
    records = [_encode_entry(entry) for entry in lexicon.entries]
    file_parts = [
        "\n".join(lexicon.forms).encode(),
        lexicon.form_flags,
        lexicon.reading_counts.tobytes(),
        lexicon.flattened_readings.tobytes(),
        word_forms.form_indexes.tobytes(),
        array("I", map(len, word_forms.similar_form_index_groups)).tobytes(),
        array("I", chain.from_iterable(word_forms.similar_form_index_groups)).tobytes(),
        array("I", map(len, records)).tobytes(),
        "\n".join(word_forms.spaced_forms).encode(),
        b"".join(records),
        *_encode_entries(recogniser.title_entries),
        "\n".join(sorted(recogniser.joinable_ids)).encode(),
    ]
    body = b"".join(file_parts)
    header_json = json.dumps(
        {
            "stamp": _make_stamp(lexicon.locale, termbase_version),
            "sizes": [*map(len, file_parts)],
            "checksum": zlib.crc32(body),
        }
    )
    make_index_folder(path.parent)
    temporary_path = path.with_name(f"{path.name}.{os.urandom(8).hex()}")
    try:
        with create_index_file(temporary_path) as file:
            file.write(_FILE_SIGNATURE + header_json.encode() + b"\n" + body)
        temporary_path.replace(path)
    finally:
        temporary_path.unlink(missing_ok=True)
    _remove_leftover_files(path)


def _remove_leftover_files(path: Path) -> None:
    """Remove temporary files of writers that were killed."""
    for leftover_path in path.parent.glob(f"{path.name}.*"):
        with contextlib.suppress(OSError):
            if time.time() - leftover_path.stat().st_mtime > _MIN_LEFTOVER_AGE_SECONDS:
                leftover_path.unlink()


def read_recogniser(path: Path, locale: Locale, termbase_version: str) -> Recogniser:
    """Read a recogniser from a file.

    Raises UnusableRecogniserFileError and OSError.
    """
    content = path.read_bytes()
    header_line = content[:_MAX_HEADER_LENGTH].partition(b"\n")[0]
    try:
        header = json.loads(header_line.removeprefix(_FILE_SIGNATURE))
        if header["stamp"] != _make_stamp(locale, termbase_version):
            raise UnusableRecogniserFileError(
                f"{path}: made from another termbase, or by other rules"
            )
        body = memoryview(content)[len(header_line) + 1 :]
        if zlib.crc32(body) != header["checksum"]:
            raise UnusableRecogniserFileError(f"{path}: the file is damaged")
        return _read_parts(body, header["sizes"], locale)
    except (
        LookupError,
        TypeError,
        ValueError,
        ArithmeticError,
        RecursionError,
    ) as error:
        raise UnusableRecogniserFileError(f"{path}: the file is damaged") from error


def _read_parts(
    body: memoryview, part_sizes: Sequence[int], locale: Locale
) -> Recogniser:
    """Read the parts of a file. Raises ValueError if they do not fit together."""
    if sum(part_sizes) != len(body):
        raise ValueError("the parts are longer or shorter than the file")
    file_parts = []
    for part_size in part_sizes:
        file_parts.append(bytes(body[:part_size]))
        body = body[part_size:]
    joined_forms, form_flags, *number_parts = file_parts[:-5]
    spaced_forms, joined_records, *title_entry_parts, joinable_ids = file_parts[-5:]
    forms = _decode_lines(joined_forms)
    (
        reading_counts,
        flattened_readings,
        spaced_form_indexes,
        similar_form_counts,
        similar_form_indexes,
        record_lengths,
    ) = map(_decode_numbers, number_parts)
    if not len(reading_counts) == len(forms) == len(form_flags):
        raise ValueError("there are more or fewer counts than forms")
    if sum(reading_counts) * NUMBERS_PER_READING != len(flattened_readings) or sum(
        record_lengths
    ) != len(joined_records):
        raise ValueError("there are more or fewer readings than counted")
    similar_form_ends = accumulate(similar_form_counts, initial=0)
    word_forms = SpacedForms(
        _decode_lines(spaced_forms),
        spaced_form_indexes,
        [similar_form_indexes[start:end] for start, end in pairwise(similar_form_ends)],
    )
    if len(word_forms.spaced_forms) != len(spaced_form_indexes) or (
        sum(similar_form_counts) != len(similar_form_indexes)
    ):
        raise ValueError("there are more or fewer spaced forms than numbers")
    return Recogniser(
        FormLexicon(
            locale,
            forms,
            form_flags,
            reading_counts,
            flattened_readings,
            _LazyEntries(joined_records, record_lengths),
            word_forms,
        ),
        _read_entries(*title_entry_parts),
        frozenset(_decode_lines(joinable_ids)),
    )


class UnusableRecogniserFileError(Exception):
    """A file is damaged, made from another termbase, or no recogniser file."""


class _LazyEntries(Sequence[ConceptEntry]):
    """Entries that are read from their records on demand."""

    def __init__(self, records: bytes, record_lengths: "array[int]") -> None:
        self._records = records
        self._record_ends = array("Q")
        record_end = 0
        for record_length in record_lengths:
            record_end += record_length
            self._record_ends.append(record_end)
        self._entry_by_index: dict[int, ConceptEntry] = {}

    def __len__(self) -> int:
        return len(self._record_ends)

    @overload
    def __getitem__(self, index: int) -> ConceptEntry: ...

    @overload
    def __getitem__(self, index: slice) -> list[ConceptEntry]: ...

    def __getitem__(
        self, index_or_slice: int | slice
    ) -> ConceptEntry | list[ConceptEntry]:
        if isinstance(index_or_slice, slice):
            return [self[index] for index in range(len(self))[index_or_slice]]
        index_or_slice = range(len(self))[index_or_slice]
        if index_or_slice not in self._entry_by_index:
            start = self._record_ends[index_or_slice - 1] if index_or_slice else 0
            self._entry_by_index[index_or_slice] = _decode_entry(
                self._records[start : self._record_ends[index_or_slice]]
            )
        return self._entry_by_index[index_or_slice]


def _make_stamp(locale: Locale, termbase_version: str) -> list[object]:
    return [
        FILE_FORMAT_VERSION,
        sys.byteorder,
        locale.tag,
        termbase_version,
        _digest_rules(),
    ]


@lazy_constant
def _digest_rules() -> str:
    """Compute the digest of the rules for making forms and titles."""
    digest = blake2b(digest_size=16)
    package_folder = Path(__file__).parents[1]
    for pattern in _RULE_FILE_PATTERNS:
        for rule_path in sorted(package_folder.glob(pattern)):
            digest.update(rule_path.read_bytes())
    return digest.hexdigest()


def _encode_entries(entries: Sequence[ConceptEntry]) -> tuple[bytes, bytes]:
    """Encode entries as the lengths of their records, and the records."""
    records = [_encode_entry(entry) for entry in entries]
    return array("I", map(len, records)).tobytes(), b"".join(records)


def _read_entries(record_lengths: bytes, records: bytes) -> "_LazyEntries":
    """Read entries as `_encode_entries` writes them. Raises ValueError."""
    lengths = _decode_numbers(record_lengths)
    if sum(lengths) != len(records):
        raise ValueError("there are more or fewer records than counted")
    return _LazyEntries(records, lengths)


def _encode_entry(entry: ConceptEntry) -> bytes:
    """Encode an entry as a line, with the derived fields that its record lacks."""
    composed_term_indexes = [
        term_index for term_index, term in enumerate(entry.terms) if term.composed
    ]
    record = make_record(entry) | {
        "parts": entry.parts,
        "composed": composed_term_indexes,
    }
    return json.dumps(record, ensure_ascii=False).encode()


def _decode_entry(record_line: bytes) -> ConceptEntry:
    record = json.loads(record_line)
    entry = read_record(record)
    if not record["parts"] and not record["composed"]:
        return entry
    terms = list(entry.terms)
    for term_index in record["composed"]:
        terms[term_index] = replace(terms[term_index], composed=True)
    return replace(entry, terms=tuple(terms), parts=tuple(record["parts"]))


def _decode_lines(joined_lines: bytes) -> list[str]:
    return str(joined_lines, "utf-8").split("\n") if joined_lines else []


def _decode_numbers(number_bytes: bytes) -> "array[int]":
    numbers = array("I")
    numbers.frombytes(number_bytes)
    return numbers
