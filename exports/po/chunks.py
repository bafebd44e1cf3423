"""Chunks of a PO file that polib reads one by one, to save memory.

Entries that polib cannot read are skipped and reported with their line.
"""

import codecs
import re
from bisect import bisect_right
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from operator import attrgetter
from pathlib import Path

import polib

from exports.io.lines import (
    MAX_LINE_LENGTH,
    detect_unmarked_encoding,
    is_utf8_despite_declaration,
    read_first_bytes,
)
from exports.io.temporary_files import make_temporary_folder
from exports.po.entry_lines import PoEntryLines, normalise_line_ends, split_entries
from exports.po.polib_layout import (
    decode_byte_and_letter_escapes,
    is_single_text_line,
    normalise_comment_signs,
    read_domain,
    split_line,
)
from tm.errors import FormatError
from tm.file_remarks import SkippedEntry
from tm.text.input.encoding import find_marked_encoding, is_encoding

ENTRIES_PER_CHUNK = 1000
"""How many entries a chunk has."""
_CHARSET_LINE_LENGTH = 1 << 16
"""How many bytes of a line are searched for a charset."""
_EMPTY_HEADER = 'msgid ""\nmsgstr ""\n'
"""Text before later chunks, whose first entry polib would take for a header."""
_EMPTY_EXTRACTED_COMMENT_PATTERN = re.compile(r"^[ \t]*#\.[ \t]*$", re.MULTILINE)
_EMPTY_LINE_PLACEHOLDER = "\ufdd0"
"""Placeholder in an empty line of an extracted comment, which polib skips."""
_CONFLICT_MARKER_PATTERN = re.compile(r"(?:<{7}|={7}|>{7}|\|{7})(?:\s|\Z)")
_CHARSET_PATTERN = re.compile(rb"Content-Type:.+?charset=([\w:.-]+)", re.IGNORECASE)
_LINE_ENDS = ("\n", "\r")
_POLIB_ERROR_LINE_PATTERN = re.compile(r"\(line (\d+)\)(?:: (.*))?")


@dataclass(frozen=True, slots=True)
class PoChunk:
    """Some entries of a file; the first chunk has the header, too."""

    parsed_file: polib.POFile
    skipped_entries: Sequence[SkippedEntry]
    """Entries that could not be read."""
    lines_of_entries: Sequence["PoEntryLines"] = ()
    """The lines of all entries, valid or not."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing of the chunk could be read."""
        return not self.parsed_file and not self.parsed_file.metadata

    def find_lines_index(self, entry: polib.POEntry) -> int:
        """Find the index in `lines_of_entries` of an entry."""
        line_number = entry.linenum or 1
        get_line_number = attrgetter("first_line_number")
        return bisect_right(self.lines_of_entries, line_number, key=get_line_number) - 1


def read_chunks(
    path: Path,
    *,
    chunk_size: int = ENTRIES_PER_CHUNK,
    max_entry_length: int = MAX_LINE_LENGTH,
) -> Generator[PoChunk, None, None]:
    """Read the chunks of a file, at least one; entries have their lines in the file.

    `chunk_size`: the number of entries of a chunk. `max_entry_length`: an entry with
    more characters is skipped. Raises FormatError for a file in which no entry can be
    read, and for one that is not in its encoding.
    """
    encoding = find_encoding(path)
    lines_iterator = split_entries(
        _read_lines(path, encoding, max_entry_length), max_entry_length
    )
    with make_temporary_folder() as folder:
        reader = _ChunkReader(path, folder / "piece.po", encoding)
        chunk = reader.read_chunk([*islice(lines_iterator, chunk_size)], is_first=True)
        if chunk.is_empty and chunk.skipped_entries:
            first_skipped_entry = chunk.skipped_entries[0]
            raise FormatError(
                first_skipped_entry.reason,
                path=first_skipped_entry.path,
                line=first_skipped_entry.line,
            )
        yield chunk
        while lines_of_entries := [*islice(lines_iterator, chunk_size)]:
            yield reader.read_chunk(lines_of_entries, is_first=False)


def find_encoding(path: Path) -> str:
    """Find a file's encoding: by byte order mark, first bytes or header, else UTF-8."""
    first_bytes = read_first_bytes(path)
    detected_encoding = find_marked_encoding(first_bytes) or detect_unmarked_encoding(
        first_bytes
    )
    if detected_encoding is not None:
        return detected_encoding
    declared_charset = _read_charset(path)
    if (
        declared_charset is None
        or not is_encoding(declared_charset)
        or is_utf8_despite_declaration(path, declared_charset)
    ):
        return "utf-8"
    return declared_charset


def _read_charset(path: Path) -> str | None:
    """Read the charset in the first entry of a file, which is its header."""
    has_msgid = False
    with path.open("rb") as file:
        for line in iter(lambda: file.readline(_CHARSET_LINE_LENGTH), b""):
            charset_match = _CHARSET_PATTERN.search(line)
            if charset_match is not None:
                return charset_match[1].decode()
            if line.lstrip().startswith(b"msgid"):
                if has_msgid:
                    return None
                has_msgid = True
    return None


class _ChunkReader:
    """Reader of the chunks of one file."""

    def __init__(self, path: Path, temporary_path: Path, encoding: str) -> None:
        self._path = str(path)
        self._temporary_path = temporary_path
        self._encoding = encoding
        self._header_domains: set[str] = set()
        """The domains whose header was read."""

    def read_chunk(
        self, lines_of_entries: Sequence[PoEntryLines], *, is_first: bool
    ) -> PoChunk:
        """Read a chunk of entries, each by itself if they cannot be read together."""
        header_text = "" if is_first else _EMPTY_HEADER
        try:
            if all(
                entry_lines.first_damage is None and entry_lines.is_plain
                for entry_lines in lines_of_entries
            ):
                parsed_file = self._parse_entries(lines_of_entries, header_text)
                if is_first or not parsed_file.metadata:
                    self._header_domains.add("")
                    return PoChunk(parsed_file, (), lines_of_entries)
        except OSError as error:
            if _POLIB_ERROR_LINE_PATTERN.search(str(error)) is None:
                raise
        parsed_file = self._parse_entries([], header_text)
        skipped_entries = []
        for entry_lines in lines_of_entries:
            if entry_lines.first_damage is not None:
                skipped_entries.append(
                    SkippedEntry(self._path, *entry_lines.first_damage)
                )
                continue
            # The header of a file is its first entry.
            prepended_header_text = (
                header_text if entry_lines is lines_of_entries[0] else _EMPTY_HEADER
            )
            try:
                entry_file = self._parse_entries([entry_lines], prepended_header_text)
            except OSError as error:
                skipped_entries.append(
                    self._make_skipped_entry(entry_lines, error, prepended_header_text)
                )
                continue
            if not entry_file.metadata:
                parsed_file.extend(entry_file)
            elif entry_lines.domain in self._header_domains:
                skipped_entries.append(
                    SkippedEntry(
                        self._path, entry_lines.first_line_number, "a second header"
                    )
                )
            elif not prepended_header_text:
                parsed_file = entry_file
            if entry_file.metadata:
                self._header_domains.add(entry_lines.domain)
        return PoChunk(parsed_file, skipped_entries, lines_of_entries)

    def _parse_entries(
        self, lines_of_entries: Sequence[PoEntryLines], header_text: str
    ) -> polib.POFile:
        """Parse entries by polib, with their lines in the whole file."""
        # Parsed from a file: in a string, polib splits lines at U+0085 and the like.
        entries_text = header_text + "".join(map(_format_for_polib, lines_of_entries))
        entries_text = decode_byte_and_letter_escapes(
            normalise_comment_signs(entries_text), self._encoding
        )
        entries_text, empty_comment_count = _EMPTY_EXTRACTED_COMMENT_PATTERN.subn(
            f"#. {_EMPTY_LINE_PLACEHOLDER}", entries_text
        )
        self._temporary_path.write_text(entries_text, "utf-8", newline="\n")
        parsed_file = polib.pofile(str(self._temporary_path), encoding="utf-8")
        po_file = polib.POFile(encoding=self._encoding)
        po_file.metadata, po_file.header = parsed_file.metadata, parsed_file.header
        if not header_text and not po_file.metadata and parsed_file:
            # Without a header, the comment at the top is that of the first entry.
            first_entry, po_file.header = parsed_file[0], ""
            first_entry.tcomment = "\n".join(
                filter(None, (parsed_file.header, first_entry.tcomment))
            )
        line_offset = (
            lines_of_entries[0].first_line_number - 1 - header_text.count("\n")
            if lines_of_entries
            else 0
        )
        last_line_number = (
            lines_of_entries[-1].last_line_number if lines_of_entries else 0
        )
        for entry in parsed_file:
            # One line of the file may be several lines for polib.
            entry.linenum = min((entry.linenum or 1) + line_offset, last_line_number)
            if empty_comment_count:
                entry.comment = entry.comment.replace(_EMPTY_LINE_PLACEHOLDER, "")
            po_file.append(entry)
        # polib's parser refers to itself and to its file, and is not freed at once.
        parsed_file.clear()
        return po_file

    def _make_skipped_entry(
        self, entry_lines: PoEntryLines, error: OSError, header_text: str
    ) -> SkippedEntry:
        """Make the skipped entry for an error of polib, with its line."""
        error_match = _POLIB_ERROR_LINE_PATTERN.search(str(error))
        if error_match is None:
            raise error
        line_index = int(error_match[1]) - header_text.count("\n") - 1
        line = _format_for_polib(entry_lines).split("\n")[line_index]
        if _CONFLICT_MARKER_PATTERN.match(line):
            reason = (
                "an unresolved conflict between two versions; keep one and remove the "
                "markers"
            )
        else:
            reason = error_match[2] or "this is not an entry of a PO file"
        return SkippedEntry(
            self._path, entry_lines.first_line_number + line_index, reason
        )


def _format_for_polib(entry_lines: PoEntryLines) -> str:
    """Lay out the text of an entry for polib, with LF as line end."""
    text = normalise_line_ends(entry_lines.text)
    return (
        text
        if entry_lines.is_plain
        else "\n".join(map(_format_line_for_polib, text.split("\n")))
    )


def _format_line_for_polib(line: str) -> str:
    stripped_line = line.strip()
    if read_domain(stripped_line) is not None:
        return ""
    return line if is_single_text_line(stripped_line) else split_line(line)


def _read_lines(path: Path, encoding: str, max_line_length: int) -> Iterator[str]:
    """Read the lines of a file, which end at LF, CRLF or CR.

    A line of more than `max_line_length` characters is cut after one more character.
    Invalid bytes of UTF-8 become lone surrogates.
    """
    try:
        with path.open(
            encoding=encoding, errors=choose_error_handler(encoding), newline=""
        ) as file:
            if file.read(1) != "\ufeff":
                file.seek(0)
            while line := file.readline(max_line_length + 1):
                yield line
                remainder = line
                while len(remainder) > max_line_length and not remainder.endswith(
                    _LINE_ENDS
                ):
                    remainder = file.readline(max_line_length + 1)
    except UnicodeError as error:
        reason = f"the text is not {encoding}, which the header names; save it as UTF-8"
        line_number = _find_undecodable_line(path, encoding)
        raise FormatError(reason, path=str(path), line=line_number) from error


def choose_error_handler(encoding: str) -> str:
    """Choose the error handler for bytes of a PO file that are not in its encoding."""
    is_utf8 = codecs.lookup(encoding).name in ("utf-8", "utf-8-sig")
    return "surrogateescape" if is_utf8 else "strict"


def _find_undecodable_line(path: Path, encoding: str) -> int | None:
    """Find the first line, from 1, that is not in an encoding."""
    try:
        path.read_bytes().decode(encoding)
    except UnicodeDecodeError as error:
        return error.object[: error.start].count(b"\n") + 1
    except UnicodeError:  # of a codec that names no position
        return None
    return None
