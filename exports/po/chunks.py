"""A PO file piece by piece: polib reads each, so that no more is in memory.

What polib cannot read is left out, entry by entry, and told with its line.
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
    domain_of,
    is_plain,
    normalise_comment_signs,
    split_line,
)
from tm.errors import FormatError
from tm.text.input.encoding import is_encoding, marked_encoding

USUAL_DOMAIN = "messages"
"""What entries are of before a line says another domain."""
_TOGETHER = 1000
"""Entries of a piece."""
_LONGEST = 1 << 16
"""Bytes of a line that are looked through for a charset."""
_NO_HEADER = 'msgid ""\nmsgstr ""\n'
"""Stands before later pieces, in which polib would take another entry for a header."""
_BARE = re.compile(r"^[ \t]*#\.[ \t]*$", re.MULTILINE)
_EMPTY = "\ufdd0"
"""Stands in a line of an extracted comment that is empty, which polib passes over."""
_CONFLICT = re.compile(r"(?:<{7}|={7}|>{7}|\|{7})(?:\s|\Z)")
_OPEN = re.compile(
    r'(?:#~?\|\s*)?(?:msg[a-z_]*(?:\[\d+\])?\s*)?"(?:[^"\\]++|\\.)*+\\?\Z'
)
TOO_LONG_ENTRY = f"an entry of more than {LONGEST_LINE:,} characters"
_UNDECODED = re.compile("[\udc80-\udcff]")
"""Bytes that are not UTF-8, as halves of surrogate pairs."""
_NOT_UTF8 = "not UTF-8, as which the file is read"
_UNCLOSED = "a text without its closing quotation mark"
"""polib takes its last character for that mark."""
_CHARSET = re.compile(rb"Content-Type:.+?charset=([\w:.-]+)", re.IGNORECASE)
_ENDS = ("\n", "\r")
_TEXTS = ("msg", '"', "#|", "#~|")
"""What lines with a text begin with."""
_LINE = re.compile(r"\(line (\d+)\)(?:: (.*))?")


@dataclass(frozen=True, slots=True)
class PoChunk:
    """Some entries of a file; the first piece has its header too."""

    file: polib.POFile
    skipped: Sequence[SkippedEntry]
    """What could not be read among them."""
    lines: Sequence["PoEntryLines"] = ()
    """All that stands there, sound or not."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing of it could be read."""
        return not self.file and not self.file.metadata

    def place(self, entry: polib.POEntry) -> int:
        """The number in `lines` of the lines that an entry stands in."""
        line = entry.linenum or 1
        return bisect_right(self.lines, line, key=attrgetter("first")) - 1


@dataclass(frozen=True, slots=True)
class PoEntryLines:
    """The lines of one entry, with what stands before it."""

    first: int
    """The number of its first line, from 1."""
    text: str
    """With the line ends of the file: LF, CRLF or CR."""
    damage: tuple[int, str] | None = None
    """The number of a line that polib must not see, and why."""
    is_plain: bool = True
    """Whether polib takes all texts as they stand."""
    domain: str = ""
    """What the last `domain` so far has named, the usual domain being unnamed."""

    @property
    def last(self) -> int:
        """The number of its last line that is not empty."""
        return self.first + _at_line_feeds(self.text).rstrip().count("\n")


def read_chunks(path: Path) -> Generator[PoChunk, None, None]:
    """The pieces of a file, at least one; entries know their lines of the whole file.

    Raises FormatError for a file in which no entry can be read, and where the file is
    not in its encoding.
    """
    encoding = encoding_of(path)
    entries = _entries(_lines(path, encoding))
    with temporary_folder() as folder:
        read = _ChunkReader(path, folder / "piece.po", encoding)
        chunk = read.piece([*islice(entries, _TOGETHER)], is_first=True)
        if chunk.is_empty and chunk.skipped:
            first_skipped = chunk.skipped[0]
            raise FormatError(
                first_skipped.reason, path=first_skipped.path, line=first_skipped.line
            )
        yield chunk
        while batch := [*islice(entries, _TOGETHER)]:
            yield read.piece(batch, is_first=False)


def encoding_of(path: Path) -> str:
    """The encoding of a file: by its mark, its beginning or its header, else UTF-8."""
    head = read_first_bytes(path)
    marked = marked_encoding(head) or detect_unmarked_encoding(head)
    if marked is not None:
        return marked
    declared = _charset(path)
    return declared if declared and is_encoding(declared) else "utf-8"


def _charset(path: Path) -> str | None:
    """What the first entry of a file says, which is its header if it has one."""
    is_begun = False
    with path.open("rb") as file:
        for line in iter(lambda: file.readline(_LONGEST), b""):
            match = _CHARSET.search(line)
            if match is not None:
                return match[1].decode()
            if line.lstrip().startswith(b"msgid"):
                if is_begun:
                    return None
                is_begun = True
    return None


class _ChunkReader:
    """Reads pieces of one file."""

    def __init__(self, path: Path, scratch: Path, encoding: str) -> None:
        self._path = str(path)
        self._scratch = scratch
        self._encoding = encoding

    def piece(self, batch: Sequence[PoEntryLines], *, is_first: bool) -> PoChunk:
        """The piece of some entries; each by itself where they cannot be read."""
        header_text = "" if is_first else _NO_HEADER
        try:
            if all(lines.damage is None and lines.is_plain for lines in batch):
                file = self._parsed(batch, header_text)
                if is_first or not file.metadata:
                    return PoChunk(file, (), batch)
        except OSError as error:
            if _LINE.search(str(error)) is None:
                raise
        file = self._parsed([], header_text)
        skipped = []
        for lines in batch:
            if lines.damage is not None:
                skipped.append(SkippedEntry(self._path, *lines.damage))
                continue
            # The header of a file is its first entry.
            alone_before = header_text if lines is batch[0] else _NO_HEADER
            try:
                alone = self._parsed([lines], alone_before)
            except OSError as error:
                skipped.append(self._skipped(lines, error, alone_before))
                continue
            if not alone.metadata:
                file.extend(alone)
            elif alone_before:
                skipped.append(SkippedEntry(self._path, lines.first, "another header"))
            else:
                file = alone
        return PoChunk(file, skipped, batch)

    def _parsed(self, batch: Sequence[PoEntryLines], header_text: str) -> polib.POFile:
        # From a file: given a string, polib loses what holds U+0085 and its like.
        text = header_text + "".join(map(_for_polib, batch))
        text = decode_letter_escapes(normalise_comment_signs(text), self._encoding)
        text, bare = _BARE.subn(f"#. {_EMPTY}", text)
        self._scratch.write_text(text, "utf-8", newline="\n")
        parsed = polib.pofile(str(self._scratch), encoding="utf-8")
        file = polib.POFile(encoding=self._encoding)
        file.metadata, file.header = parsed.metadata, parsed.header
        moved = batch[0].first - 1 - header_text.count("\n") if batch else 0
        last_line = batch[-1].last if batch else 0
        for entry in parsed:
            # What stood in one line may have been laid out in several.
            entry.linenum = min((entry.linenum or 1) + moved, last_line)
            if bare:
                entry.comment = entry.comment.replace(_EMPTY, "")
            file.append(entry)
        # polib's parser refers to itself and to its file, and is not freed at once.
        parsed.clear()
        return file

    def _skipped(
        self, lines: PoEntryLines, error: OSError, header_text: str
    ) -> SkippedEntry:
        match = _LINE.search(str(error))
        if match is None:
            raise error
        position = int(match[1]) - header_text.count("\n") - 1
        text = _for_polib(lines).split("\n")[position]
        if _CONFLICT.match(text):
            reason = (
                "the mark of a conflict between two versions, which nobody has resolved"
            )
        else:
            reason = match[2] or "not an entry of a PO file"
        return SkippedEntry(self._path, lines.first + position, reason)


def _entries(lines: Iterator[str]) -> Iterator[PoEntryLines]:
    """The lines of a file entry by entry, whether or not they are sound.

    An entry ends before whatever follows its `msgstr`; one that has none, and lines of
    nobody's, end where the next one begins after an empty line.
    """
    builder = _EntryLinesBuilder(1)
    for number, line in enumerate(lines, start=1):
        text = line.strip()
        if text.startswith("#~") and not text.startswith("#~|"):
            text = text[2:].lstrip()
        domain = domain_of(text) if text.startswith("domain") else None
        if text.startswith("msgstr"):
            builder.is_done = True
        elif text and not text.startswith(('"', "msgid_plural")):
            if builder.is_done or (builder.may_end and builder.is_after_blank):
                yield builder.lines()
                builder = _EntryLinesBuilder(number, domain=builder.domain)
            # Comments alone are of what follows.
            is_before = domain is not None or text.startswith(("#", "msgctxt"))
            builder.may_end = builder.may_end or not is_before
        if domain is not None:
            builder.domain = "" if domain == USUAL_DOMAIN else domain
            builder.is_plain = False
        builder.add(number, line, text)
    if builder.text or builder.damage:
        yield builder.lines()


@dataclass(slots=True)
class _EntryLinesBuilder:
    """The lines of an entry so far."""

    first: int
    text: list[str] = field(default_factory=list)
    domain: str = ""
    damage: tuple[int, str] | None = None
    size: int = 0
    is_plain: bool = True
    is_done: bool = False
    """Whether its `msgstr` has come."""
    may_end: bool = False
    """Whether it is more than comments."""
    is_after_blank: bool = False

    def add(self, number: int, line: str, text: str) -> None:
        """Add a line; `text` is what it says, without white space and `#~`."""
        self.is_after_blank = not text
        self.size += len(line)
        if self.size > LONGEST_LINE:
            position = number if len(line) > LONGEST_LINE else self.first
            self.damage = self.damage or (position, TOO_LONG_ENTRY)
            self.text.clear()
            return
        self.text.append(line)
        if "\0" in line:
            self.damage = self.damage or (number, LINE_WITH_NUL.reason)
        elif not line.isascii() and _UNDECODED.search(line):
            self.damage = self.damage or (number, _NOT_UTF8)
        # Nearly all texts end with a mark that is not their first, and no sign of it.
        count = text.count('"')
        if count == 2 and text[-1:] == '"' and text[-2:-1] != "\\":
            if ' "' in text or text[0] == '"':
                return
        elif _OPEN.match(text):
            self.damage = self.damage or (number, _UNCLOSED)
        if text.startswith(_TEXTS) and not is_plain(text):
            self.is_plain = False
            self.is_done = self.is_done or "\nmsgstr" in split_line(text)

    def lines(self) -> PoEntryLines:
        """All of them."""
        text = "".join(self.text)
        return PoEntryLines(self.first, text, self.damage, self.is_plain, self.domain)


def _for_polib(lines: PoEntryLines) -> str:
    """The text of lines that end at LF alone, laid out as polib has it."""
    text = _at_line_feeds(lines.text)
    return text if lines.is_plain else "\n".join(map(_plain, text.split("\n")))


def _at_line_feeds(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _plain(line: str) -> str:
    text = line.strip()
    if domain_of(text) is not None:
        return ""
    return line if is_plain(text) else split_line(line)


def _lines(path: Path, encoding: str) -> Iterator[str]:
    """The lines of a file, which end at LF, CRLF or CR, as they are.

    Of one of more than LONGEST_LINE no more than one character more is held. Where the
    encoding is UTF-8, bytes of another one are halves of surrogate pairs.
    """
    try:
        with path.open(
            encoding=encoding, errors=errors_of(encoding), newline=""
        ) as file:
            if file.read(1) != "\ufeff":
                file.seek(0)
            while line := file.readline(LONGEST_LINE + 1):
                yield line
                remainder = line
                while len(remainder) > LONGEST_LINE and not remainder.endswith(_ENDS):
                    remainder = file.readline(LONGEST_LINE + 1)
    except UnicodeError as error:
        reason = f"not {encoding}, which the file says it is"
        position = _undecoded(path, encoding)
        raise FormatError(reason, path=str(path), line=position) from error


def errors_of(encoding: str) -> str:
    """What becomes of bytes of a PO file that are not in its encoding."""
    is_utf8 = codecs.lookup(encoding).name in ("utf-8", "utf-8-sig")
    return "surrogateescape" if is_utf8 else "strict"


def _undecoded(path: Path, encoding: str) -> int | None:
    """The line, from 1, where a file is not in an encoding."""
    try:
        path.read_bytes().decode(encoding)
    except UnicodeDecodeError as error:
        return error.object[: error.start].count(b"\n") + 1
    except UnicodeError:  # of a codec that tells no place
        return None
    return None
