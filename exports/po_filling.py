"""A PO file whose empty entries are filled in its own text, all else being kept.

polib reads it, and says where each entry stands; the lines are changed here.
"""

import codecs
import re
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import polib

from exports.format import ReadOptions
from exports.po_header import SOURCE_LANGUAGE, PoHeader
from exports.po_pieces import whole
from exports.text import beginning
from tm.errors import FormatError
from tm.text.locale import Locale

_UNWRITABLE = re.compile("[\x00\x04\ud800-\udfff]")
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_STRING = re.compile(r'(?:msgstr\s*)?".*"', re.DOTALL)
_ABOVE = ("#:", "#,", "#|", "msgctxt", "msgid")
"""What stands below the comments of an entry."""


@dataclass(frozen=True, slots=True)
class PoPlace:
    """An entry that has one translation."""

    text: str
    is_empty: bool
    line: int
    """Where it begins, from 0."""
    translation: str = ""

    @property
    def texts(self) -> tuple[str, str]:
        """Both sides."""
        return self.text, self.translation


class PoFile:
    """The entries of a PO file, and its lines; obsolete and plural ones are passed."""

    def __init__(self, path: Path, options: ReadOptions) -> None:
        self._path = str(path)
        read = whole(path)
        for damaged in read.skipped:  # what cannot be read cannot be kept in its place
            raise FormatError(damaged.reason, path=damaged.path, line=damaged.line)
        file = read.file
        header = PoHeader(path, file, usual=options.usual)
        self.source: Locale = header.locale(SOURCE_LANGUAGE, options.source, "-s")
        self.target: Locale = header.locale("Language", options.target, "-t")
        head = beginning(path)
        self._encoding: str = file.encoding
        self._mark = codecs.BOM_UTF8 if head.startswith(codecs.BOM_UTF8) else b""
        text = path.read_bytes().decode(self._encoding)
        self._lines = re.findall(r"[^\n]*\n|[^\n]+", text)
        self.entries = [
            PoPlace(
                entry.msgid,
                not entry.msgstr.strip(),
                (entry.linenum or 1) - 1,
                entry.msgstr,
            )
            for entry in file
            if not entry.obsolete and not entry.msgid_plural and entry.msgid.strip()
        ]
        self._added: dict[int, str] = {}
        """Text to put before a line."""
        self._replaced: dict[int, str] = {}

    def fill(
        self,
        number: int,
        text: str,
        *,
        remark: str,
        is_fuzzy: bool,
        previous: str | None = None,
    ) -> None:
        """Give an entry its translation, with a comment; `previous` source if fuzzy."""
        entry = self.entries[number]
        places = self._places(entry)
        end = "\r\n" if self._lines[entry.line].endswith("\r\n") else "\n"
        first, *more = self._strings(places["msgstr"])
        self._replaced[first] = _written("msgstr", _framed(entry.text, text), end)
        self._replaced |= dict.fromkeys(more, "")
        comment = f"#. {_UNPRINTABLE.sub(' ', remark)}{end}"
        self._add(places["below"], comment)
        if not is_fuzzy:
            return
        if "flags" in places:
            line = places["flags"]
            if "fuzzy" not in self._lines[line]:
                self._replaced[line] = (
                    self._lines[line].rstrip("\r\n") + f", fuzzy{end}"
                )
        else:
            self._add(places["previous"], f"#, fuzzy{end}")
        if previous is not None and "has previous" not in places:
            self._add(places["message"], _written("#| msgid", previous, end))

    def correct(self, number: int, text: str) -> None:
        """Put another translation in the place of an entry's, and no remark.

        White space at its ends stays as it was.
        """
        entry = self.entries[number]
        end = "\r\n" if self._lines[entry.line].endswith("\r\n") else "\n"
        first, *more = self._strings(self._places(entry)["msgstr"])
        framed = _framed(entry.translation, text)
        self._replaced[first] = _written("msgstr", framed, end)
        self._replaced |= dict.fromkeys(more, "")

    def write(self, file: BinaryIO) -> None:
        """Write the file, in the encoding that it had."""
        whole = "".join(
            self._added.get(number, "") + self._replaced.get(number, line)
            for number, line in enumerate(self._lines)
        )
        encoding = self._encoding
        try:
            data = whole.encode("utf-8" if encoding == "utf-8-sig" else encoding)
        except UnicodeEncodeError as error:
            letter = error.object[error.start]
            reason = f"{encoding}, the file's encoding, has no {letter!r}"
            raise FormatError(f"{reason}; make it UTF-8 first") from error
        file.write(self._mark + data if encoding == "utf-8-sig" else data)

    def _strings(self, msgstr: int) -> list[int]:
        """The lines of an empty translation.

        polib takes `"b` for empty, so what is really there is looked at.
        """
        found = [msgstr]
        for line in range(msgstr + 1, len(self._lines)):
            if not self._lines[line].lstrip().startswith('"'):
                break
            found.append(line)
        for line in found:
            if not _STRING.fullmatch(self._lines[line].strip()):
                reason = "no text in quotation marks"
                raise FormatError(reason, path=self._path, line=line + 1)
        return found

    def _add(self, line: int, text: str) -> None:
        self._added[line] = self._added.get(line, "") + text

    def _places(self, entry: PoPlace) -> dict[str, int]:
        """The lines of an entry that matter here."""
        found: dict[str, int] = {}
        for number in range(entry.line, len(self._lines)):
            line = self._lines[number].lstrip()
            if line.startswith(_ABOVE):
                found.setdefault("below", number)
            if line.startswith("#,"):
                found.setdefault("flags", number)
            if line.startswith("#|"):
                found.setdefault("previous", number)
                found["has previous"] = number
            if line.startswith(("msgctxt", "msgid")):
                found.setdefault("message", number)
                found.setdefault("previous", number)
            if line.startswith("msgstr"):
                found["msgstr"] = number
                return found
        reason = "an entry without msgstr"
        raise FormatError(reason, path=self._path, line=entry.line + 1)


def _framed(source: str, text: str) -> str:
    """The translation with the white space that the source has at its ends."""
    before = source[: len(source) - len(source.lstrip())]
    after = source[len(source.rstrip()) :]
    return before + text + after


def _written(keyword: str, text: str, end: str) -> str:
    """A field of an entry; one of several lines has a line for each."""
    parts = re.findall(r"[^\n]*\n|[^\n]+", _UNWRITABLE.sub("", text))
    quoted = [f'"{polib.escape(part)}"' for part in parts] or ['""']
    if len(quoted) == 1:
        return f"{keyword} {quoted[0]}{end}"
    prefix = "#| " if keyword.startswith("#|") else ""
    return f'{keyword} ""{end}' + "".join(f"{prefix}{one}{end}" for one in quoted)
