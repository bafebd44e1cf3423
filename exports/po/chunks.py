"""Chunks of a PO file that polib reads one by one, to save memory.

Entries that polib cannot read are skipped and reported with their line.
"""

import codecs
import re
from bisect import bisect_right
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from operator import attrgetter
from pathlib import Path

import polib

from exports.entry import SkippedEntry
from exports.io.lines import (
    LINE_WITH_NUL,
    LONGEST_LINE,
    detect_unmarked_encoding,
    read_first_bytes,
)
from exports.io.temporary_files import temporary_folder
from exports.po.polib_layout import (
    decode_letter_escapes,
    is_single_text_line,
    normalise_comment_signs,
    read_domain,
    split_line,
)
from tm.errors import FormatError
from tm.text.input.encoding import find_marked_encoding, is_encoding

DEFAULT_DOMAIN = "messages"
"""The domain of entries before a line that names another domain."""
ENTRIES_PER_CHUNK = 1000
"""How many entries a chunk has."""
_CHARSET_LINE_LENGTH = 1 << 16
"""How many bytes of a line are searched for a charset."""
_EMPTY_HEADER = 'msgid ""\nmsgstr ""\n'
"""Text before later chunks, whose first entry polib would take for a header."""
_EMPTY_EXTRACTED_COMMENT = re.compile(r"^[ \t]*#\.[ \t]*$", re.MULTILINE)
_EMPTY_LINE_PLACEHOLDER = "\ufdd0"
"""Placeholder in an empty line of an extracted comment, which polib skips."""
_CONFLICT_MARKER = re.compile(r"(?:<{7}|={7}|>{7}|\|{7})(?:\s|\Z)")
_UNCLOSED_TEXT = re.compile(
    r'(?:#~?\|\s*)?(?:msg[a-z_]*(?:\[\d+\])?\s*)?"(?:[^"\\]++|\\.)*+\\?\Z'
)
TOO_LONG_ENTRY = f"an entry of more than {LONGEST_LINE:,} characters"
_UNDECODED_BYTE = re.compile("[\udc80-\udcff]")
"""Bytes that are not UTF-8, as halves of surrogate pairs."""
_NOT_UTF8_REASON = "not UTF-8, as which the file is read"
_UNCLOSED_REASON = "a text without its closing quotation mark"
"""polib takes the last character of such a text for the closing mark."""
_CHARSET = re.compile(rb"Content-Type:.+?charset=([\w:.-]+)", re.IGNORECASE)
_LINE_ENDS = ("\n", "\r")
_TEXT_PREFIXES = ("msg", '"', "#|", "#~|")
"""Prefixes of lines with a text."""
_POLIB_ERROR_LINE = re.compile(r"\(line (\d+)\)(?:: (.*))?")


@dataclass(frozen=True, slots=True)
class PoChunk:
    """Some entries of a file; the first chunk has the header, too."""

    file: polib.POFile
    skipped: Sequence[SkippedEntry]
    """Entries that could not be read."""
    lines: Sequence["PoEntryLines"] = ()
    """The lines of all entries, valid or not."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing of the chunk could be read."""
        return not self.file and not self.file.metadata

    def find_lines_index(self, entry: polib.POEntry) -> int:
        """Find the index in `lines` of the lines of an entry."""
        line = entry.linenum or 1
        return bisect_right(self.lines, line, key=attrgetter("first_line")) - 1


@dataclass(frozen=True, slots=True)
class PoEntryLines:
    """The lines of one entry, with its comments."""

    first_line: int
    """The number of its first line, from 1."""
    text: str
    """The text with the line ends of the file: LF, CRLF or CR."""
    damage: tuple[int, str] | None = None
    """The number of a line that polib must not see, and why."""
    is_plain: bool = True
    """Whether polib can read all lines unchanged."""
    domain: str = ""
    """The domain of the entry; empty for the default domain."""

    @property
    def last_line(self) -> int:
        """The number of its last line that is not empty."""
        return self.first_line + _normalise_line_ends(self.text).rstrip().count("\n")


def read_chunks(
    path: Path,
    *,
    chunk_size: int = ENTRIES_PER_CHUNK,
    longest_entry: int = LONGEST_LINE,
) -> Generator[PoChunk, None, None]:
    """Read the chunks of a file, at least one; entries have their lines in the file.

    `chunk_size`: the number of entries of a chunk. `longest_entry`: an entry with more
    characters is skipped. Raises FormatError for a file in which no entry can be read,
    and for one that is not in its encoding.
    """
    encoding = find_encoding(path)
    entry_lines = _split_entries(
        _read_lines(path, encoding, longest_entry), longest_entry
    )
    with temporary_folder() as folder:
        reader = _ChunkReader(path, folder / "piece.po", encoding)
        chunk = reader.read_chunk([*islice(entry_lines, chunk_size)], is_first=True)
        if chunk.is_empty and chunk.skipped:
            first_skipped = chunk.skipped[0]
            raise FormatError(
                first_skipped.reason, path=first_skipped.path, line=first_skipped.line
            )
        yield chunk
        while batch := [*islice(entry_lines, chunk_size)]:
            yield reader.read_chunk(batch, is_first=False)


def find_encoding(path: Path) -> str:
    """Find a file's encoding: by byte order mark, first bytes or header, else UTF-8."""
    first_bytes = read_first_bytes(path)
    detected_encoding = find_marked_encoding(first_bytes) or detect_unmarked_encoding(
        first_bytes
    )
    if detected_encoding is not None:
        return detected_encoding
    declared_charset = _read_charset(path)
    return (
        declared_charset
        if declared_charset and is_encoding(declared_charset)
        else "utf-8"
    )


def _read_charset(path: Path) -> str | None:
    """Read the charset in the first entry of a file, which is its header."""
    has_msgid = False
    with path.open("rb") as file:
        for line in iter(lambda: file.readline(_CHARSET_LINE_LENGTH), b""):
            match = _CHARSET.search(line)
            if match is not None:
                return match[1].decode()
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

    def read_chunk(self, batch: Sequence[PoEntryLines], *, is_first: bool) -> PoChunk:
        """Read a chunk of entries, each by itself if they cannot be read together."""
        header_text = "" if is_first else _EMPTY_HEADER
        try:
            if all(
                entry_lines.damage is None and entry_lines.is_plain
                for entry_lines in batch
            ):
                file = self._parse(batch, header_text)
                if is_first or not file.metadata:
                    return PoChunk(file, (), batch)
        except OSError as error:
            if _POLIB_ERROR_LINE.search(str(error)) is None:
                raise
        file = self._parse([], header_text)
        skipped = []
        for entry_lines in batch:
            if entry_lines.damage is not None:
                skipped.append(SkippedEntry(self._path, *entry_lines.damage))
                continue
            # The header of a file is its first entry.
            own_header_text = header_text if entry_lines is batch[0] else _EMPTY_HEADER
            try:
                entry_file = self._parse([entry_lines], own_header_text)
            except OSError as error:
                skipped.append(self._make_skipped(entry_lines, error, own_header_text))
                continue
            if not entry_file.metadata:
                file.extend(entry_file)
            elif own_header_text:
                skipped.append(
                    SkippedEntry(self._path, entry_lines.first_line, "another header")
                )
            else:
                file = entry_file
        return PoChunk(file, skipped, batch)

    def _parse(self, batch: Sequence[PoEntryLines], header_text: str) -> polib.POFile:
        # From a file: given a string, polib loses what holds U+0085 and its like.
        text = header_text + "".join(map(_text_for_polib, batch))
        text = decode_letter_escapes(normalise_comment_signs(text), self._encoding)
        text, empty_comment_count = _EMPTY_EXTRACTED_COMMENT.subn(
            f"#. {_EMPTY_LINE_PLACEHOLDER}", text
        )
        self._temporary_path.write_text(text, "utf-8", newline="\n")
        parsed_file = polib.pofile(str(self._temporary_path), encoding="utf-8")
        file = polib.POFile(encoding=self._encoding)
        file.metadata, file.header = parsed_file.metadata, parsed_file.header
        line_offset = batch[0].first_line - 1 - header_text.count("\n") if batch else 0
        last_line = batch[-1].last_line if batch else 0
        for entry in parsed_file:
            # What stood in one line may have been laid out in several.
            entry.linenum = min((entry.linenum or 1) + line_offset, last_line)
            if empty_comment_count:
                entry.comment = entry.comment.replace(_EMPTY_LINE_PLACEHOLDER, "")
            file.append(entry)
        # polib's parser refers to itself and to its file, and is not freed at once.
        parsed_file.clear()
        return file

    def _make_skipped(
        self, entry_lines: PoEntryLines, error: OSError, header_text: str
    ) -> SkippedEntry:
        match = _POLIB_ERROR_LINE.search(str(error))
        if match is None:
            raise error
        line_index = int(match[1]) - header_text.count("\n") - 1
        line = _text_for_polib(entry_lines).split("\n")[line_index]
        if _CONFLICT_MARKER.match(line):
            reason = (
                "the mark of a conflict between two versions, which nobody has resolved"
            )
        else:
            reason = match[2] or "not an entry of a PO file"
        return SkippedEntry(self._path, entry_lines.first_line + line_index, reason)


def _split_entries(lines: Iterator[str], longest_entry: int) -> Iterator[PoEntryLines]:
    """Split the lines of a file into entries, valid or not.

    An entry ends before whatever follows its `msgstr`; one that has none, and lines of
    nobody's, end where the next one begins after an empty line.
    """
    builder = _EntryLinesBuilder(1, longest_entry)
    for line_number, line in enumerate(lines, start=1):
        text = line.strip()
        if text.startswith("#~") and not text.startswith("#~|"):
            text = text[2:].lstrip()
        domain = read_domain(text) if text.startswith("domain") else None
        if text.startswith("msgstr"):
            builder.has_msgstr = True
        elif text and not text.startswith(('"', "msgid_plural")):
            if builder.has_msgstr or (
                builder.has_fields and builder.is_after_empty_line
            ):
                yield builder.build()
                builder = _EntryLinesBuilder(
                    line_number, longest_entry, domain=builder.domain
                )
            # Comments alone are of what follows.
            precedes_entry = domain is not None or text.startswith(("#", "msgctxt"))
            builder.has_fields = builder.has_fields or not precedes_entry
        if domain is not None:
            builder.domain = "" if domain == DEFAULT_DOMAIN else domain
            builder.is_plain = False
        builder.add(line_number, line, text)
    if builder.lines or builder.damage:
        yield builder.build()


@dataclass(slots=True)
class _EntryLinesBuilder:
    """Builder of the lines of an entry."""

    first_line: int
    longest_entry: int
    lines: list[str] = field(default_factory=list)
    domain: str = ""
    damage: tuple[int, str] | None = None
    size: int = 0
    is_plain: bool = True
    has_msgstr: bool = False
    """Whether the entry has its `msgstr`."""
    has_fields: bool = False
    """Whether the entry has more than comments."""
    is_after_empty_line: bool = False

    def add(self, line_number: int, line: str, text: str) -> None:
        """Add a line; `text` is the line without white space and `#~`."""
        self.is_after_empty_line = not text
        self.size += len(line)
        if self.size > self.longest_entry:
            is_long_line = len(line) > self.longest_entry
            damaged_line = line_number if is_long_line else self.first_line
            self.damage = self.damage or (damaged_line, TOO_LONG_ENTRY)
            self.lines.clear()
            return
        self.lines.append(line)
        if "\0" in line:
            self.damage = self.damage or (line_number, LINE_WITH_NUL.reason)
        elif not line.isascii() and _UNDECODED_BYTE.search(line):
            self.damage = self.damage or (line_number, _NOT_UTF8_REASON)
        # Nearly all texts end with a mark that is not their first, and no sign of it.
        quote_count = text.count('"')
        if quote_count == 2 and text[-1:] == '"' and text[-2:-1] != "\\":
            if ' "' in text or text[0] == '"':
                return
        elif _UNCLOSED_TEXT.match(text):
            self.damage = self.damage or (line_number, _UNCLOSED_REASON)
        if text.startswith(_TEXT_PREFIXES) and not is_single_text_line(text):
            self.is_plain = False
            self.has_msgstr = self.has_msgstr or "\nmsgstr" in split_line(text)

    def build(self) -> PoEntryLines:
        """Build the lines of the entry."""
        text = "".join(self.lines)
        return PoEntryLines(
            self.first_line, text, self.damage, self.is_plain, self.domain
        )


def _text_for_polib(lines: PoEntryLines) -> str:
    """Lay out the text of an entry for polib, with LF as line end."""
    text = _normalise_line_ends(lines.text)
    return text if lines.is_plain else "\n".join(map(_line_for_polib, text.split("\n")))


def _normalise_line_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _line_for_polib(line: str) -> str:
    text = line.strip()
    if read_domain(text) is not None:
        return ""
    return line if is_single_text_line(text) else split_line(line)


def _read_lines(path: Path, encoding: str, longest_line: int) -> Iterator[str]:
    """Read the lines of a file, which end at LF, CRLF or CR.

    A line of more than `longest_line` characters is cut after one more character.
    Invalid bytes of UTF-8 become lone surrogates.
    """
    try:
        with path.open(
            encoding=encoding, errors=decoding_errors(encoding), newline=""
        ) as file:
            if file.read(1) != "\ufeff":
                file.seek(0)
            while line := file.readline(longest_line + 1):
                yield line
                remainder = line
                while len(remainder) > longest_line and not remainder.endswith(
                    _LINE_ENDS
                ):
                    remainder = file.readline(longest_line + 1)
    except UnicodeError as error:
        reason = f"not {encoding}, which the file says it is"
        line_number = _find_undecodable_line(path, encoding)
        raise FormatError(reason, path=str(path), line=line_number) from error


def decoding_errors(encoding: str) -> str:
    """Choose the error handler for bytes of a PO file that are not in its encoding."""
    is_utf8 = codecs.lookup(encoding).name in ("utf-8", "utf-8-sig")
    return "surrogateescape" if is_utf8 else "strict"


def _find_undecodable_line(path: Path, encoding: str) -> int | None:
    """Find the first line, from 1, that is not in an encoding."""
    try:
        path.read_bytes().decode(encoding)
    except UnicodeDecodeError as error:
        return error.object[: error.start].count(b"\n") + 1
    except UnicodeError:  # of a codec that tells no place
        return None
    return None
