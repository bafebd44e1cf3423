"""Filling and correcting translations in TSV and JSON lines files in place.

Encoding, byte order mark, line ends and damaged lines stay as they are.
"""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from exports.direction import require_locales
from exports.editable_file import EditableSegment, Filling
from exports.entry import LossTally
from exports.format import ReadOptions
from exports.io.editable_text import read_editable_lines
from exports.io.lines import UnreadableLine, read_lines, remove_unwritable_characters
from exports.lines_and_json.jsonl import (
    ESCAPED_CHARACTER_PATTERN,
    MissingLocale,
    describe_error,
    parse_strict_json,
    parse_unit,
)
from exports.lines_and_json.tsv import FUZZY_MARK
from tm.errors import InputError, InvalidText
from tm.file_remarks import SkippedEntry
from tm.text.locale import Locale
from tm.text.segment import Segment
from tm.unit import TranslationUnit

_ANY_LOCALE = Locale("und")
"""For normalising a text, which does not depend on its language."""
_TAB_OR_LINE_END_PATTERN = re.compile(r"\r\n|[\t\r\n]")
_JSON_TARGET_PATTERN = re.compile(r'"target"\s*:\s*(")')


class EditableLine(Protocol):
    """A line that holds a segment."""

    @property
    def segment(self) -> EditableSegment:
        """The segment of the line, which knows whether it is empty."""
        ...

    def fill(self, filling: Filling) -> str:
        """Return the line with a translation filled in."""
        ...

    def read_texts(self) -> tuple[str, str] | None:
        """Read source and translation, if the line has both."""
        ...

    def correct(self, new_text: str) -> str:
        """Return the line with another translation."""
        ...


ReadLine = Callable[[str, ReadOptions], EditableLine]
"""Reads a line without its end. Raises ValueError for a line without a segment."""


class LineEditor:
    """A file with one segment a line, to change in place."""

    remarks = ()

    def __init__(
        self, path: Path, options: ReadOptions, read_line: ReadLine, *, has_codes: bool
    ) -> None:
        """Read the file. Raises FormatError if its encoding is unknown."""
        self.target_locale = options.target
        self.has_codes = has_codes
        self.skipped: list[SkippedEntry] = []
        self._editable_text, self._lines = read_editable_lines(path)
        self._lines_with_indexes: list[tuple[int, EditableLine]] = []
        for line_number, line in read_lines(path):
            try:
                self._lines_with_indexes.append(
                    (line_number - 1, _read_line(line, options, read_line))
                )
            except MissingLocale as error:
                raise InputError(
                    f"{path}:{line_number}: {error}", parameters=error.parameters
                ) from error
            except (ValueError, RecursionError) as error:
                is_too_deep = isinstance(error, RecursionError)
                reason = "nested too deep" if is_too_deep else describe_error(error)
                self.skipped.append(SkippedEntry(str(path), line_number, reason))

    @property
    def segments(self) -> Sequence[EditableSegment]:
        """As `EditableFile.segments`."""
        return [editable_line.segment for _, editable_line in self._lines_with_indexes]

    def fill(self, segment_index: int, filling: Filling) -> bool | None:
        """As `EditableFile.fill`."""
        _, editable_line = self._lines_with_indexes[segment_index]
        return (
            filling.is_sure
            if self._replace_line(segment_index, editable_line.fill(filling))
            else None
        )

    def read_texts(self, segment_index: int) -> tuple[str, str] | None:
        """As `EditableFile.read_texts`."""
        return self._lines_with_indexes[segment_index][1].read_texts()

    def correct(self, segment_index: int, new_text: str) -> bool:
        """As `EditableFile.correct`."""
        _, editable_line = self._lines_with_indexes[segment_index]
        return self._replace_line(segment_index, editable_line.correct(new_text))

    def _replace_line(self, segment_index: int, new_line: str) -> bool:
        """Replace a line unless the encoding lacks a character of the new one."""
        if not self._editable_text.can_encode(new_line):
            return False
        line_index, _ = self._lines_with_indexes[segment_index]
        old_line = self._lines[line_index]
        self._lines[line_index] = new_line + old_line[len(old_line.rstrip("\r\n")) :]
        return True

    def write(self, file: BinaryIO) -> None:
        """As `EditableFile.write`."""
        file.write(self._editable_text.encode("".join(self._lines)))


def open_tsv(path: Path, options: ReadOptions) -> LineEditor:
    """Open a TSV file. Raises InputError unless the options name its languages."""
    require_locales(options, str(path))
    return LineEditor(path, options, _TsvLine.parse, has_codes=False)


def open_jsonl(path: Path, options: ReadOptions) -> LineEditor:
    """Open a file of JSON lines."""
    return LineEditor(path, options, _JsonLine.parse, has_codes=True)


def replace_json_target(line: str, json_object: dict[str, Any], new_text: str) -> str:
    """Replace the text of the target in a line of JSON, parsed as `json_object`.

    The rest of the line stays unchanged if `"target"` occurs in it once.
    """
    target_matches = [*_JSON_TARGET_PATTERN.finditer(line)]
    if len(target_matches) == 1 and isinstance(json_object["target"], str):
        value_start = target_matches[0].start(1)
        _, value_end = json.JSONDecoder().raw_decode(line, value_start)
        return (
            line[:value_start]
            + _encode_json(new_text, escapes_non_ascii=line.isascii())
            + line[value_end:]
        )
    old_target = json_object["target"]
    new_target = (
        {**old_target, "text": new_text} if isinstance(old_target, dict) else new_text
    )
    return _encode_json(
        {**json_object, "target": new_target}, escapes_non_ascii=line.isascii()
    )


def _read_line(
    line: str | UnreadableLine, options: ReadOptions, read_line: ReadLine
) -> EditableLine:
    if isinstance(line, UnreadableLine):
        raise ValueError(line.reason)
    return read_line(line, options)


@dataclass(frozen=True, slots=True)
class _TsvLine:
    """A line of TSV, whose second field is the target."""

    segment: EditableSegment
    fields: tuple[str, ...]

    @classmethod
    def parse(cls, line: str, options: ReadOptions) -> "_TsvLine":
        assert options.source is not None
        fields = line.split("\t")
        source = Segment.of(options.source, fields[0])
        if not source.text:
            raise ValueError("no source text")
        fields += [""] * (2 - len(fields))
        editable_segment = EditableSegment(source, not fields[1].strip())
        return cls(editable_segment, tuple(fields))

    def fill(self, filling: Filling) -> str:
        fields = [*self.fields]
        fields[1] = _flatten_field(filling.target.display_text)
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

    def correct(self, new_text: str) -> str:
        return "\t".join((self.fields[0], _flatten_field(new_text), *self.fields[2:]))


@dataclass(frozen=True, slots=True)
class _JsonLine:
    """A line of JSON, with a member `target`."""

    line: str
    unit: TranslationUnit

    @classmethod
    def parse(cls, line: str, options: ReadOptions) -> "_JsonLine":
        return cls(line, parse_unit(line, options, LossTally()))

    @property
    def segment(self) -> EditableSegment:
        return EditableSegment(
            self.unit.source, self.unit.target is None, self.unit.context
        )

    def fill(self, filling: Filling) -> str:
        json_object = self._parse_object()
        target = filling.target
        filled_object = json_object | {"target": target.text}
        if "target_locale" in json_object:
            filled_object["target_locale"] = target.locale.tag
        if "target_codes" in json_object or target.codes:
            filled_object["target_codes"] = [asdict(code) for code in target.codes]
        filled_object["state"] = "translated" if filling.is_sure else "initial"
        filled_object["match"] = {"rate": filling.rate, "remark": filling.remark}
        return _encode_json(filled_object, escapes_non_ascii=False)

    def read_texts(self) -> tuple[str, str] | None:
        target = self.unit.target
        return None if target is None else (self.unit.source.text, target.text)

    def correct(self, new_text: str) -> str:
        return replace_json_target(self.line, self._parse_object(), new_text)

    def _parse_object(self) -> dict[str, Any]:
        json_object = parse_strict_json(self.line)
        assert isinstance(json_object, dict)
        return json_object


def _flatten_field(field_text: str) -> str:
    return _TAB_OR_LINE_END_PATTERN.sub(
        " ", remove_unwritable_characters(field_text)[0]
    )


def _encode_json(json_value: object, *, escapes_non_ascii: bool) -> str:
    json_text = json.dumps(json_value, ensure_ascii=escapes_non_ascii)
    return ESCAPED_CHARACTER_PATTERN.sub(
        lambda match: f"\\u{ord(match[0]):04x}", json_text
    )
