"""A PO file piece by piece: polib reads each, so that no more is in memory.

What polib cannot read is left out, entry by entry, and told with its line.
"""

import re
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import polib

from exports.format import Skipped
from exports.leftovers import temporary_folder
from exports.text import beginning, unmarked_encoding
from tm.errors import FormatError
from tm.text.encoding import is_encoding, marked_encoding

_TOGETHER = 1000
"""Entries of a piece."""
_LONGEST = 1 << 16
"""Bytes of a line that are looked through for a charset."""
_NO_HEADER = 'msgid ""\nmsgstr ""\n'
"""Stands before later pieces, in which polib would take another entry for a header."""
_PREVIOUS = re.compile(r"^[ \t]*#~\|", re.MULTILINE)
_TIGHT = re.compile(r"^([ \t]*#(?:~\||[.:,|~])?)(?![\s.:,|~#=])", re.MULTILINE)
"""A sign of a comment that the text follows at once, as gettext takes it too."""
_BARE = re.compile(r"^[ \t]*#\.[ \t]*$", re.MULTILINE)
_EMPTY = "\ufdd0"
"""Stands in a line of an extracted comment that is empty, which polib passes over."""
_CONFLICT = re.compile(r"(?:<{7}|={7}|>{7}|\|{7})(?:\s|\Z)")
_OPEN = re.compile(
    r'(?:#~?\|\s*)?(?:msg[a-z_]*(?:\[\d+\])?\s*)?"(?:[^"\\]++|\\.)*+\\?\Z'
)
_UNCLOSED = "a text without its closing quotation mark"
"""polib takes its last character for that mark."""
_CHARSET = re.compile(rb"Content-Type:.+?charset=([\w:.-]+)", re.IGNORECASE)
_LINE = re.compile(r"\(line (\d+)\)(?:: (.*))?")


@dataclass(frozen=True, slots=True)
class Piece:
    """Some entries of a file; the first piece has its header too."""

    file: polib.POFile
    skipped: Sequence[Skipped]
    """What could not be read among them."""
    lines: Sequence["Lines"] = ()
    """All that stands there, sound or not."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing of it could be read."""
        return not self.file and not self.file.metadata


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of one entry, with what stands before it."""

    first: int
    """The number of its first line, from 1."""
    text: str
    """With the line ends of the file: LF, CRLF or CR."""
    unclosed: int | None
    """The number of a line whose text does not end, which polib would cut."""


def pieces(path: Path) -> Generator[Piece, None, None]:
    """The pieces of a file, at least one; entries know their lines of the whole file.

    Raises FormatError for a file in which no entry can be read, and where the file is
    not in its encoding.
    """
    encoding = encoding_of(path)
    entries = _entries(_lines(path, encoding))
    with temporary_folder() as folder:
        read = _Reader(path, folder / "piece.po", encoding)
        piece = read.piece([*islice(entries, _TOGETHER)], is_first=True)
        if piece.is_empty and piece.skipped:
            first = piece.skipped[0]
            raise FormatError(first.reason, path=first.path, line=first.line)
        yield piece
        while some := [*islice(entries, _TOGETHER)]:
            yield read.piece(some, is_first=False)


def encoding_of(path: Path) -> str:
    """The encoding of a file: by its mark, its beginning or its header, else UTF-8."""
    head = beginning(path)
    known = marked_encoding(head) or unmarked_encoding(head)
    if known is not None:
        return known
    declared = _charset(path)
    return declared if declared and is_encoding(declared) else "utf-8"


def _charset(path: Path) -> str | None:
    """What the first entry of a file says, which is its header if it has one."""
    is_begun = False
    with path.open("rb") as file:
        for line in iter(lambda: file.readline(_LONGEST), b""):
            found = _CHARSET.search(line)
            if found is not None:
                return found[1].decode()
            if line.lstrip().startswith(b"msgid"):
                if is_begun:
                    return None
                is_begun = True
    return None


class _Reader:
    """Reads pieces of one file."""

    def __init__(self, path: Path, scratch: Path, encoding: str) -> None:
        self._path = str(path)
        self._scratch = scratch
        self._encoding = encoding

    def piece(self, some: Sequence[Lines], *, is_first: bool) -> Piece:
        """The piece of some entries; each by itself where they cannot be read."""
        before = "" if is_first else _NO_HEADER
        try:
            if all(lines.unclosed is None for lines in some):
                file = self._parsed(some, before)
                if is_first or not file.metadata:
                    return Piece(file, (), some)
        except OSError as error:
            if _LINE.search(str(error)) is None:
                raise
        file = self._parsed([], before)
        skipped = []
        for lines in some:
            if lines.unclosed is not None:
                skipped.append(Skipped(self._path, lines.unclosed, _UNCLOSED))
                continue
            # The header of a file is its first entry.
            alone_before = before if lines is some[0] else _NO_HEADER
            try:
                alone = self._parsed([lines], alone_before)
            except OSError as error:
                skipped.append(self._skipped(lines, error, alone_before))
                continue
            if not alone.metadata:
                file.extend(alone)
            elif alone_before:
                skipped.append(Skipped(self._path, lines.first, "another header"))
            else:
                file = alone
        return Piece(file, skipped, some)

    def _parsed(self, some: Sequence[Lines], before: str) -> polib.POFile:
        # From a file: given a string, polib loses what holds U+0085 and its like.
        text = before + "".join(map(_with_feeds, some))
        # polib passes over `#~|`; that an entry is obsolete its `#~` says.
        text = _PREVIOUS.sub("#|", _TIGHT.sub(r"\1 ", text))
        text, bare = _BARE.subn(f"#. {_EMPTY}", text)
        self._scratch.write_text(text, "utf-8", newline="\n")
        parsed = polib.pofile(str(self._scratch), encoding="utf-8")
        file = polib.POFile(encoding=self._encoding)
        file.metadata, file.header = parsed.metadata, parsed.header
        moved = some[0].first - 1 - before.count("\n") if some else 0
        for entry in parsed:
            entry.linenum = (entry.linenum or 1) + moved
            if bare:
                entry.comment = entry.comment.replace(_EMPTY, "")
            file.append(entry)
        # polib's parser refers to itself and to its file, and is not freed at once.
        parsed.clear()
        return file

    def _skipped(self, lines: Lines, error: OSError, before: str) -> Skipped:
        found = _LINE.search(str(error))
        if found is None:
            raise error
        at = int(found[1]) - before.count("\n") - 1
        text = _with_feeds(lines).split("\n")[at]
        if _CONFLICT.match(text):
            reason = (
                "the mark of a conflict between two versions, which nobody has resolved"
            )
        else:
            reason = found[2] or "not an entry of a PO file"
        return Skipped(self._path, lines.first + at, reason)


def _entries(lines: Iterator[str]) -> Iterator[Lines]:
    """The lines of a file entry by entry, whether or not they are sound.

    An entry ends before whatever follows its `msgstr`; one that has none, and lines of
    nobody's, end where the next one begins after an empty line.
    """
    found: list[str] = []
    first = 1
    unclosed: int | None = None
    is_done = may_end = is_after_blank = False
    for number, line in enumerate(lines, start=1):
        text = line.strip()
        if text.startswith("#~") and not text.startswith("#~|"):
            text = text[2:].lstrip()
        if text.startswith("msgstr"):
            is_done = True
        elif text and not text.startswith(('"', "msgid_plural")):
            if is_done or (may_end and is_after_blank):
                yield Lines(first, "".join(found), unclosed)
                found, first, unclosed = [], number, None
                is_done = may_end = False
            # Comments alone are of what follows.
            may_end = may_end or not text.startswith(("#", "msgctxt"))
        # Nearly all texts end with a mark that is not their first, and no sign of it.
        may_be_open = text[-1:] != '"' or text[-2:-1] == "\\" or text.count('"') < 2
        if may_be_open and _OPEN.match(text):
            unclosed = unclosed or number
        is_after_blank = not text
        found.append(line)
    if found:
        yield Lines(first, "".join(found), unclosed)


def _with_feeds(lines: Lines) -> str:
    """The text of lines that end at LF alone."""
    if "\r" not in lines.text:
        return lines.text
    return lines.text.replace("\r\n", "\n").replace("\r", "\n")


def _lines(path: Path, encoding: str) -> Iterator[str]:
    """The lines of a file, which end at LF, CRLF or CR, as they are."""
    try:
        with path.open(encoding=encoding, newline="") as file:
            for number, line in enumerate(file):
                yield line if number else line.removeprefix("\ufeff")
    except UnicodeError as error:
        reason = f"not {encoding}, which the file says it is"
        at = _undecoded(path, encoding)
        raise FormatError(reason, path=str(path), line=at) from error


def _undecoded(path: Path, encoding: str) -> int | None:
    """The line, from 1, where a file is not in an encoding."""
    try:
        path.read_bytes().decode(encoding)
    except UnicodeDecodeError as error:
        return error.object[: error.start].count(b"\n") + 1
    except UnicodeError:  # of a codec that tells no place
        return None
    return None
