"""TSV: source, target and optionally the document, without header or quotation marks.

A fourth field that begins with `fuzzy` marks an unfinished translation;
`padanan pretranslate` writes it.

Tabs and line ends inside a text become spaces and are counted. A backslash has no
special meaning.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from exports.direction import require_locales
from exports.entry import Entry, Loss, LossTally, WriteResult
from exports.format import ReadOptions, WriteOptions
from exports.io.lines import UnreadableLine, read_lines
from exports.lines_and_json.bare_text import count_losses, flatten_line, orient_line
from tm.errors import InvalidText
from tm.file_remarks import RowPosition, SkippedEntry
from tm.text.segment import Segment
from tm.unit import Origin, State, TranslationUnit

FUZZY_MARK = "fuzzy"
"""Beginning of the fourth field of a line with an unfinished translation."""


def read(path: Path, options: ReadOptions) -> Iterator[Entry]:
    """Read a unit for each line; its translation may be empty."""
    source_locale, target_locale = require_locales(options, str(path))
    extra_field_count = 0
    for line_number, line in read_lines(path):
        if isinstance(line, UnreadableLine):
            yield SkippedEntry(str(path), line_number, line.reason)
            continue
        fields = line.split("\t")
        if len(fields) < 2:
            reason = "no tab character between source and target"
            yield SkippedEntry(str(path), line_number, reason)
            continue
        is_fuzzy = len(fields) == 4 and fields[3].startswith(FUZZY_MARK)
        extra_field_count += len(fields) > 3 and not is_fuzzy
        try:
            source = Segment.of(source_locale, fields[0])
            target = Segment.of(target_locale, fields[1])
        except InvalidText as error:
            yield SkippedEntry(str(path), line_number, str(error))
            continue
        if not source.text:
            yield SkippedEntry(str(path), line_number, "no source text")
            continue
        if options.with_row_positions:
            yield RowPosition(line_number)
        document = fields[2].strip() if len(fields) > 2 else ""
        yield TranslationUnit(
            source,
            target if target.text else None,
            State.TRANSLATED if target.text and not is_fuzzy else State.INITIAL,
            Origin(article=document or None),
        )
    if extra_field_count:
        yield Loss("lines with more than three fields", extra_field_count)


def write(
    units: Iterable[TranslationUnit], file: BinaryIO, options: WriteOptions
) -> WriteResult:
    """Write a line for each unit that has text on the source side."""
    require_locales(options, "TSV")
    tally = LossTally()
    written_count = left_out_count = 0
    for unit in units:
        oriented_pair = orient_line(unit, options)
        if oriented_pair is None:
            left_out_count += 1
            continue
        written_count += 1
        fields = [
            oriented_pair.source.display_text,
            oriented_pair.target.display_text if oriented_pair.target else "",
        ]
        if unit.origin.article:
            fields.append(unit.origin.article)
        count_losses(unit, options, tally, article=unit.origin.article)
        line = "\t".join(flatten_line(field, tally) for field in fields)
        file.write(f"{line}\n".encode())
    return WriteResult(written_count, left_out_count, tally.list_losses())
