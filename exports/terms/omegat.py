"""OmegaT glossaries: source, target and comment, separated by tabs, in UTF-8.

The comment has the status unless it is `preferred`, the subject field and the note:
`admitted | domain: ministry | since 2025`. Lines that begin with `#` are ignored.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from exports.direction import require_locales
from exports.entry import LossTally, WriteResult
from exports.format import ReadOptions
from exports.format_registries import term_formats
from exports.io.lines import remove_unwritable_characters
from exports.term_format import EntryLineNumber, TermItem, TermWriteOptions
from exports.terms.pairs import TermPair, TermPairMaker, make_pair_entry
from glossary.entries.entry import ConceptEntry, TermStatus
from tm.errors import InputError
from tm.file_remarks import Remark, SkippedEntry
from tm.text.input.encoding import decode_text, read_bytes

HEADER_LINE = "# Glossary in tab-separated format -*- coding: utf-8 -*-\n"
_TAB_OR_LINE_END_PATTERN = re.compile(r"[\t\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")
_COMMENT_SEPARATOR = " | "
_DOMAIN_PREFIX = "domain: "
_NOTE_PREFIX = "note: "


def read(path: Path, options: ReadOptions) -> Iterator[TermItem]:
    """Read a concept from each line."""
    source_locale, target_locale = require_locales(options, str(path))
    decoded_text = decode_text(read_bytes(path), path=str(path))
    if decoded_text.is_guess:
        yield Remark(decoded_text.make_guess_notice(str(path)))
    line_number_by_id: dict[str, int] = {}
    for line_number, line in enumerate(
        decoded_text.text.replace("\0", "").split("\n"), 1
    ):
        if not line.strip() or line.startswith("#"):
            continue
        try:
            cells = line.split("\t")
            if len(cells) < 2:
                raise InputError("no tab between source and target")
            comment = " ".join(" ".join(cells[2:]).split())
            status, domain, note = _parse_comment(comment)
            text_by_locale = {source_locale: cells[0], target_locale: cells[1]}
            entry = make_pair_entry(text_by_locale, status)
            if entry.id in line_number_by_id:
                raise InputError(
                    f"duplicate pair; it is in line {line_number_by_id[entry.id]}"
                )
        except InputError as error:
            yield SkippedEntry(str(path), line_number, str(error))
            continue
        line_number_by_id[entry.id] = line_number
        yield EntryLineNumber(line_number)
        yield replace(entry, subject_field=domain, note=note)


def write(
    entries: Iterable[ConceptEntry], file: BinaryIO, options: TermWriteOptions
) -> WriteResult:
    """Write a line for each pair of terms."""
    pair_maker = TermPairMaker(options, term_formats["omegat"].features, "OmegaT")
    file.write(HEADER_LINE.encode())
    written_lines: set[str] = set()
    for pair in pair_maker.make_pairs(entries):
        cells = [pair.source.text, pair.target.text, _format_comment(pair)]
        line = "\t".join(
            _format_cell(cell, pair_maker.tally) for cell in cells
        ).rstrip()
        if line.startswith("#"):
            pair_maker.tally.add("terms that begin with #")
        elif line not in written_lines:
            written_lines.add(line)
            file.write(f"{line}\n".encode())
    return WriteResult(
        len(written_lines), pair_maker.left_out_count, pair_maker.tally.list_losses()
    )


def _format_comment(pair: TermPair) -> str:
    """Format the status, the subject field and the note of a pair as a comment."""
    entry = pair.entry
    comment_parts = []
    if pair.target.status is not TermStatus.PREFERRED:
        comment_parts.append(pair.target.status.value)
    if entry.subject_field:
        comment_parts.append(
            _DOMAIN_PREFIX + entry.subject_field.replace(_COMMENT_SEPARATOR, " / ")
        )
    if entry.note:
        # A note that would be read as a status or domain gets a prefix.
        is_note_ambiguous = (
            _parse_comment(_COMMENT_SEPARATOR.join([*comment_parts, entry.note]))[2]
            != entry.note
        )
        comment_parts.append(
            _NOTE_PREFIX + entry.note if is_note_ambiguous else entry.note
        )
    return _COMMENT_SEPARATOR.join(comment_parts)


def _parse_comment(comment: str) -> tuple[TermStatus, str | None, str | None]:
    """Parse the status, the subject field and the note of a comment."""
    status, domain, unread_text = TermStatus.PREFERRED, None, comment
    first_part, _, other_parts = unread_text.partition(_COMMENT_SEPARATOR)
    if first_part.lower() in frozenset(TermStatus):
        status, unread_text = TermStatus(first_part.lower()), other_parts
        first_part, _, other_parts = unread_text.partition(_COMMENT_SEPARATOR)
    if first_part.startswith(_DOMAIN_PREFIX):
        domain, unread_text = first_part.removeprefix(_DOMAIN_PREFIX), other_parts
    return status, domain, unread_text.removeprefix(_NOTE_PREFIX) or None


def _format_cell(text: str, tally: LossTally) -> str:
    """Replace the characters that a cell cannot hold, and count them."""
    text, removed_count = remove_unwritable_characters(text)
    tally.add("characters that no text file can hold", removed_count)
    text, break_count = _TAB_OR_LINE_END_PATTERN.subn(" ", text)
    tally.add("tabs and line ends inside a text", break_count)
    return text
