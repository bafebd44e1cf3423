"""TSV: source, target and perhaps the document, without header or quotation marks.

A fourth field that begins with `fuzzy` says that the translation is not finished;
`padanan pretranslate` writes it.

Tabs and line ends end a field, so inside a text they become spaces and are counted.
A backslash is a backslash: what other tools write is read as it stands.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from exports.direction import orient
from exports.entry import Entry, Loss, LossTally, RowPosition, SkippedEntry, WriteResult
from exports.format import ReadOptions, WriteOptions
from exports.io.lines import UnreadableLine, read_lines, remove_unwritable
from exports.plain.bare_text import count_losses, flatten_line
from tm.errors import InputError, InvalidText
from tm.text.segment import Segment
from tm.unit import Origin, State, TranslationUnit

FUZZY_MARK = "fuzzy"


def read(path: Path, options: ReadOptions) -> Iterator[Entry]:
    """A unit for each line; its translation may be empty."""
    if options.source is None or options.target is None:
        raise InputError(f"{path} does not name its languages: give -s and -t")
    extra_field_count = 0
    for number, line in read_lines(path):
        if isinstance(line, UnreadableLine):
            yield SkippedEntry(str(path), number, line.reason)
            continue
        fields = line.split("\t")
        if len(fields) < 2:
            reason = "no tab between source and target"
            yield SkippedEntry(str(path), number, reason)
            continue
        is_fuzzy = len(fields) == 4 and fields[3].startswith(FUZZY_MARK)
        extra_field_count += len(fields) > 3 and not is_fuzzy
        try:
            source = Segment.of(options.source, fields[0])
            target = Segment.of(options.target, fields[1])
        except InvalidText as error:
            yield SkippedEntry(str(path), number, str(error))
            continue
        if not source.text:
            yield SkippedEntry(str(path), number, "no source text")
            continue
        if options.with_row_positions:
            yield RowPosition(number)
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
    """A line for each unit that has text on the source side."""
    if options.source is None or options.target is None:
        raise InputError("a TSV file does not name its languages: give -s and -t")
    tally = LossTally()
    written_count = left_out_count = 0
    for unit in units:
        pair = orient(unit, options)
        if pair is None or not remove_unwritable(pair.source.display)[0].strip():
            left_out_count += 1
            continue
        written_count += 1
        fields = [pair.source.display, pair.target.display if pair.target else ""]
        if unit.origin.article:
            fields.append(unit.origin.article)
        count_losses(unit, options, tally, article=unit.origin.article)
        line = "\t".join(flatten_line(field, tally) for field in fields)
        file.write(f"{line}\n".encode())
    return WriteResult(written_count, left_out_count, tally.losses())
