"""Cutting input files into parts, always at the same places.

Files of JSON lines are cut between documents, since the units of a document are checked
together. Other files are parts as they are, since only a reader knows their units.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from batch.partitions.content_hash import ContentHash
from batch.partitions.object_stores import make_absolute, open_input
from batch.partitions.part import Part
from tm.errors import InputError
from tm.text.input.stream import convert_read_errors, is_stream

DEFAULT_PART_SIZE = 8_000_000
"""Bytes of a part: some 20,000 units, which are checked in several seconds."""
_READ_CHUNK_BYTES = 1 << 20
_JSON_LINES_SUFFIXES = (".jsonl", ".ndjson")


def cut_files(paths: Sequence[str], part_size: int) -> list[Part]:
    """Cut files into parts of at least `part_size` bytes, in order.

    Paths become absolute, since other machines read them. Raises InputError for a file
    that cannot be read, and for standard input, which can be read once only.
    """
    parts: list[Part] = []
    for path in paths:
        if is_stream(path):
            raise InputError("a batch job cannot read standard input; name files")
        absolute_path = make_absolute(path)
        with convert_read_errors(Path(path)):
            parts += (
                _cut_lines(absolute_path, part_size)
                if _has_json_lines(absolute_path)
                else [_make_whole_part(absolute_path)]
            )
    return parts


def _has_json_lines(path: str) -> bool:
    """Whether a file is JSON lines in UTF-8, not packed."""
    if not path.lower().endswith(_JSON_LINES_SUFFIXES):
        return False
    with open_input(path) as file:
        return file.read(1) == b"{"


def _make_whole_part(path: str) -> Part:
    content_hash, size = ContentHash(), 0
    with open_input(path) as file:
        while data := file.read(_READ_CHUNK_BYTES):
            content_hash.update(data)
            size += len(data)
    return Part(path, 0, size, 1, content_hash.hexdigest())


def _cut_lines(path: str, part_size: int) -> Iterator[Part]:
    start = offset = 0
    first_line_number = line_number = 1
    content_hash = ContentHash()
    last_line = b""
    with open_input(path) as file:
        for line in file:
            if offset - start >= part_size and _may_cut_between(last_line, line):
                yield Part(
                    path,
                    start,
                    offset,
                    first_line_number,
                    content_hash.hexdigest(),
                    is_whole=False,
                )
                start, first_line_number = offset, line_number
                content_hash = ContentHash()
            content_hash.update(line)
            offset += len(line)
            line_number += 1
            last_line = line
    yield Part(
        path,
        start,
        offset,
        first_line_number,
        content_hash.hexdigest(),
        is_whole=start == 0,
    )


def _may_cut_between(last_line: bytes, line: bytes) -> bool:
    """Whether two lines are of different documents, or of none."""
    document = _read_document_name(last_line)
    return document is None or document != _read_document_name(line)


def _read_document_name(line: bytes) -> object:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return value.get("document") if isinstance(value, Mapping) else None
