"""Glossaries of OmegaT: source, target and a comment, with tabs between, in UTF-8.

The comment says the subject field and the note, and the status where it is not
`preferred`: `admitted | domain: ministry | since 2025`. A line that begins with `#`
is a remark of OmegaT's.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from exports.catalogue import term_formats
from exports.entry import LossTally, Remark, SkippedEntry, WriteResult
from exports.format import ReadOptions
from exports.io.lines import remove_unwritable
from exports.term_format import EntryLine, TermItem, TermWriteOptions
from exports.terms.pairs import TermPair, TermPairMaker, entry_of
from glossary.entries.entry import ConceptEntry, TermStatus
from tm.errors import InputError
from tm.text.input.encoding import decode_text, read_bytes

HEADER = "# Glossary in tab-separated format -*- coding: utf-8 -*-\n"
_BREAKS = re.compile(r"[\t\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")
_PART = " | "
_DOMAIN = "domain: "
_NOTE = "note: "


def read(path: Path, options: ReadOptions) -> Iterator[TermItem]:
    """A concept for each line."""
    if options.source is None or options.target is None:
        raise InputError(f"{path} does not name its languages: give -s and -t")
    decoded = decode_text(read_bytes(path), path=str(path))
    if decoded.is_guess:
        yield Remark(decoded.notice(str(path)))
    seen: dict[str, int] = {}
    for number, line in enumerate(decoded.text.replace("\0", "").split("\n"), 1):
        if not line.strip() or line.startswith("#"):
            continue
        try:
            fields = line.split("\t")
            if len(fields) < 2:
                raise InputError("no tab between source and target")
            comment = " ".join(" ".join(fields[2:]).split())
            status, domain, note = _read_comment(comment)
            texts = {options.source: fields[0], options.target: fields[1]}
            entry = entry_of(texts, status)
            if entry.id in seen:
                raise InputError(f"the same pair is in line {seen[entry.id]} already")
        except InputError as error:
            yield SkippedEntry(str(path), number, str(error))
            continue
        seen[entry.id] = number
        yield EntryLine(number)
        yield replace(entry, subject_field=domain, note=note)


def write(
    entries: Iterable[ConceptEntry], file: BinaryIO, options: TermWriteOptions
) -> WriteResult:
    """A line for each pair of terms."""
    pairs = TermPairMaker(options, term_formats["omegat"].features, "OmegaT")
    file.write(HEADER.encode())
    written: set[str] = set()
    for pair in pairs.pairs(entries):
        cells = [pair.source.text, pair.target.text, _comment(pair)]
        line = "\t".join(_cell(cell, pairs.tally) for cell in cells).rstrip()
        if line.startswith("#"):
            pairs.tally.add("terms that begin with #")
        elif line not in written:
            written.add(line)
            file.write(f"{line}\n".encode())
    return WriteResult(len(written), pairs.left_out, pairs.tally.losses())


def _comment(pair: TermPair) -> str:
    entry = pair.entry
    comment_parts = []
    if pair.target.status is not TermStatus.PREFERRED:
        comment_parts.append(pair.target.status.value)
    if entry.subject_field:
        comment_parts.append(_DOMAIN + entry.subject_field.replace(_PART, " / "))
    if entry.note:
        # A note that would be taken for something else says that it is none.
        mistaken = (
            _read_comment(_PART.join([*comment_parts, entry.note]))[2] != entry.note
        )
        comment_parts.append(_NOTE + entry.note if mistaken else entry.note)
    return _PART.join(comment_parts)


def _read_comment(comment: str) -> tuple[TermStatus, str | None, str | None]:
    """The status, the subject field and the note that a comment says."""
    status, domain, remainder = TermStatus.PREFERRED, None, comment
    first_part, _, other_parts = remainder.partition(_PART)
    if first_part.lower() in frozenset(TermStatus):
        status, remainder = TermStatus(first_part.lower()), other_parts
        first_part, _, other_parts = remainder.partition(_PART)
    if first_part.startswith(_DOMAIN):
        domain, remainder = first_part.removeprefix(_DOMAIN), other_parts
    return status, domain, remainder.removeprefix(_NOTE) or None


def _cell(text: str, tally: LossTally) -> str:
    text, removed = remove_unwritable(text)
    tally.add("characters that no text file can hold", removed)
    text, breaks = _BREAKS.subn(" ", text)
    tally.add("tabs and line ends inside a text", breaks)
    return text
