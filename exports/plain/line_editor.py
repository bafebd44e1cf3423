"""Files of a segment a line that are changed in place: TSV and JSON lines.

Encoding, byte order mark and line ends stay as they are, and so do damaged lines.
"""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from exports.editable_file import EditableSegment, Filling
from exports.entry import LossTally, SkippedEntry
from exports.format import ReadOptions
from exports.io.editable_text import read_editable_lines
from exports.io.lines import UnreadableLine, read_lines, remove_unwritable
from exports.plain.jsonl import (
    ESCAPED_CHARACTER,
    MissingLocale,
    describe_error,
    parse_strict_json,
    parse_unit,
)
from exports.plain.tsv import FUZZY_MARK
from tm.errors import InputError, InvalidText
from tm.text.locale import Locale
from tm.text.segment import Segment
from tm.unit import TranslationUnit

_ANY_LOCALE = Locale("und")
"""The form of a text is the same in any language."""
_LINE_ENDS = re.compile(r"\r\n|[\t\r\n]")
_JSON_TARGET = re.compile(r'"target"\s*:\s*(")')


class EditableLine(Protocol):
    """A line that holds a segment."""

    @property
    def segment(self) -> EditableSegment:
        """The segment, and whether it is to be filled."""
        ...

    def fill(self, filling: Filling) -> str:
        """The line with a translation."""
        ...

    def read_texts(self) -> tuple[str, str] | None:
        """Source and translation, if it has both."""
        ...

    def correct(self, text: str) -> str:
        """The line with another translation."""
        ...


ReadLine = Callable[[str, ReadOptions], EditableLine]
"""Reads a line without its end. Raises ValueError for one that holds no segment."""


class LineEditor:
    """A file of a segment a line, to change in place."""

    remarks = ()

    def __init__(
        self, path: Path, options: ReadOptions, read_line: ReadLine, *, has_codes: bool
    ) -> None:
        """Raises FormatError where nothing shows in which encoding the file is."""
        self.target = options.target
        self.has_codes = has_codes
        self.skipped: list[SkippedEntry] = []
        self._text, self._lines = read_editable_lines(path)
        self._segments: list[tuple[int, EditableLine]] = []
        for number, line in read_lines(path):
            try:
                self._segments.append(
                    (number - 1, _read_line(line, options, read_line))
                )
            except MissingLocale as error:
                raise InputError(f"{path}:{number}: {error}") from error
            except (ValueError, RecursionError) as error:
                is_too_deep = isinstance(error, RecursionError)
                reason = "nested too deep" if is_too_deep else describe_error(error)
                self.skipped.append(SkippedEntry(str(path), number, reason))

    @property
    def segments(self) -> Sequence[EditableSegment]:
        """As `EditableFile.segments`."""
        return [line.segment for _, line in self._segments]

    def fill(self, index: int, filling: Filling) -> bool | None:
        """As `EditableFile.fill`."""
        _, line = self._segments[index]
        return filling.is_sure if self._replace(index, line.fill(filling)) else None

    def read_texts(self, index: int) -> tuple[str, str] | None:
        """As `EditableFile.texts`."""
        return self._segments[index][1].read_texts()

    def correct(self, index: int, text: str) -> bool:
        """As `EditableFile.correct`."""
        _, line = self._segments[index]
        return self._replace(index, line.correct(text))

    def _replace(self, index: int, line: str) -> bool:
        """Put another line in the place of one; whether the encoding has its text."""
        if not self._text.can_encode(line):
            return False
        line_index = self._segments[index][0]
        old_line = self._lines[line_index]
        self._lines[line_index] = line + old_line[len(old_line.rstrip("\r\n")) :]
        return True

    def write(self, file: BinaryIO) -> None:
        """As `EditableFile.write`."""
        file.write(self._text.encode("".join(self._lines)))


def open_tsv(path: Path, options: ReadOptions) -> LineEditor:
    """A TSV file to change. Raises InputError where its languages are not given."""
    if options.source is None or options.target is None:
        raise InputError(f"{path} does not name its languages: give -s and -t")
    return LineEditor(path, options, _TsvLine.read, has_codes=False)


def open_jsonl(path: Path, options: ReadOptions) -> LineEditor:
    """A file of JSON lines to change."""
    return LineEditor(path, options, _JsonLine.read, has_codes=True)


def replace_json_target(line: str, record: dict[str, Any], text: str) -> str:
    """A line of JSON with another text of its target; `record` is what it says.

    What else is in the line stays as it is, where the target is written plainly.
    """
    matches = [*_JSON_TARGET.finditer(line)]
    if len(matches) == 1 and isinstance(record["target"], str):
        start = matches[0].start(1)
        _, stop = json.JSONDecoder().raw_decode(line, start)
        return line[:start] + _encode_json(text, ascii=line.isascii()) + line[stop:]
    old_target = record["target"]
    new_target = {**old_target, "text": text} if isinstance(old_target, dict) else text
    return _encode_json({**record, "target": new_target}, ascii=line.isascii())


def _read_line(
    line: str | UnreadableLine, options: ReadOptions, read_line: ReadLine
) -> EditableLine:
    if isinstance(line, UnreadableLine):
        raise ValueError(line.reason)
    return read_line(line, options)


@dataclass(frozen=True, slots=True)
class _TsvLine:
    """A line of TSV: the target is its second field."""

    segment: EditableSegment
    fields: tuple[str, ...]

    @classmethod
    def read(cls, line: str, options: ReadOptions) -> "_TsvLine":
        assert options.source is not None
        fields = line.split("\t")
        source = Segment.of(options.source, fields[0])
        if not source.text:
            raise ValueError("no source text")
        fields += [""] * (2 - len(fields))
        segment = EditableSegment(source, not fields[1].strip())
        return cls(segment, tuple(fields))

    def fill(self, filling: Filling) -> str:
        fields = [*self.fields]
        fields[1] = _flatten_field(filling.target.display)
        if not filling.is_sure:
            fields.extend([""] * (3 - len(fields)))
            fields.append(
                _flatten_field(f"{FUZZY_MARK} {filling.rate}; {filling.remark}")
            )
        return "\t".join(fields)

    def read_texts(self) -> tuple[str, str] | None:
        try:
            source, target = (
                Segment.of(_ANY_LOCALE, text).text for text in self.fields[:2]
            )
        except InvalidText:
            return None
        return (source, target) if target else None

    def correct(self, text: str) -> str:
        return "\t".join((self.fields[0], _flatten_field(text), *self.fields[2:]))


@dataclass(frozen=True, slots=True)
class _JsonLine:
    """A line of JSON: the target is its member of that name."""

    line: str
    unit: TranslationUnit

    @classmethod
    def read(cls, line: str, options: ReadOptions) -> "_JsonLine":
        return cls(line, parse_unit(line, options, LossTally()))

    @property
    def segment(self) -> EditableSegment:
        return EditableSegment(self.unit.source, self.unit.target is None)

    def fill(self, filling: Filling) -> str:
        record = self._read_record()
        target = filling.target
        filled_record = record | {"target": target.text}
        if "target_locale" in record:
            filled_record["target_locale"] = target.locale.tag
        if "target_codes" in record or target.codes:
            filled_record["target_codes"] = [asdict(code) for code in target.codes]
        filled_record["state"] = "translated" if filling.is_sure else "initial"
        filled_record["match"] = {"rate": filling.rate, "remark": filling.remark}
        return _encode_json(filled_record, ascii=False)

    def read_texts(self) -> tuple[str, str] | None:
        target = self.unit.target
        return None if target is None else (self.unit.source.text, target.text)

    def correct(self, text: str) -> str:
        return replace_json_target(self.line, self._read_record(), text)

    def _read_record(self) -> dict[str, Any]:
        record = parse_strict_json(self.line)
        assert isinstance(record, dict)
        return record


def _flatten_field(field: str) -> str:
    return _LINE_ENDS.sub(" ", remove_unwritable(field)[0])


def _encode_json(value: object, *, ascii: bool) -> str:
    text = json.dumps(value, ensure_ascii=ascii)
    return ESCAPED_CHARACTER.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
