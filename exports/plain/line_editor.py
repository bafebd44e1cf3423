"""A file of a segment a line whose empty translations are filled, all else being kept.

Encoding, byte order mark and line ends stay as they are, and so do damaged lines.
"""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO

from exports.editable_file import Filling, Place
from exports.format import ReadOptions, Skipped, Tally
from exports.io.editable_text import kept_lines
from exports.io.lines import Unreadable, lines, writable
from exports.plain.jsonl import ESCAPED, NoLocale, complaint, strict_json, unit_of
from exports.plain.tsv import FUZZY
from tm.errors import InputError
from tm.text.segment import Segment

_LINE_ENDS = re.compile(r"\r\n|[\t\r\n]")


@dataclass(frozen=True, slots=True)
class Line:
    """A line that holds a segment, and how to fill it."""

    place: Place
    filled: Callable[[Filling], str]


LineReader = Callable[[str, ReadOptions], Line]
"""Reads a line without its end. Raises ValueError for one that holds no segment."""


class LinesFile:
    """The lines of a file, of which some hold segments."""

    remarks = ()

    def __init__(self, path: Path, options: ReadOptions, read: LineReader) -> None:
        """Raises FormatError where nothing shows in which encoding the file is."""
        self.target = options.target
        self.skipped: list[Skipped] = []
        self._kept, self._texts = kept_lines(path)
        self._found: list[tuple[int, Line]] = []
        for number, text in lines(path):
            try:
                self._found.append((number - 1, _line(text, options, read)))
            except NoLocale as error:
                raise InputError(f"{path}:{number}: {error}") from error
            except (ValueError, RecursionError) as error:
                is_deep = isinstance(error, RecursionError)
                reason = "nested too deep" if is_deep else complaint(error)
                self.skipped.append(Skipped(str(path), number, reason))

    @property
    def places(self) -> Sequence[Place]:
        """As `Document.places`."""
        return [line.place for _, line in self._found]

    def fill(self, number: int, filling: Filling) -> bool | None:
        """As `Document.fill`."""
        at, line = self._found[number]
        whole = self._texts[at]
        end = whole[len(whole.rstrip("\r\n")) :]
        filled = line.filled(filling)
        if not self._kept.holds(filled):
            return None
        self._texts[at] = filled + end
        return filling.is_sure

    def write(self, file: BinaryIO) -> None:
        """As `Document.write`."""
        file.write(self._kept.encoded("".join(self._texts)))


def _line(text: str | Unreadable, options: ReadOptions, read: LineReader) -> Line:
    if isinstance(text, Unreadable):
        raise ValueError(text.reason)
    return read(text, options)


def tsv_line(line: str, options: ReadOptions) -> Line:
    """A line of TSV: the target is its second field."""
    assert options.source is not None
    fields = line.split("\t")
    source = Segment.of(options.source, fields[0])
    if not source.text:
        raise ValueError("no source text")
    fields += [""] * (2 - len(fields))

    def filled(filling: Filling) -> str:
        fields[1] = _field(filling.target.display)
        if not filling.is_sure:
            fields.extend([""] * (3 - len(fields)))
            fields.append(_field(f"{FUZZY} {filling.rate}; {filling.remark}"))
        return "\t".join(fields)

    return Line(Place(source, not fields[1].strip()), filled)


def json_line(line: str, options: ReadOptions) -> Line:
    """A line of JSON: the target is its member of that name."""
    unit = unit_of(line, options, Tally())

    def filled(filling: Filling) -> str:
        record = strict_json(line)
        assert isinstance(record, dict)
        made = record | {"target": filling.target.text}
        if "target_locale" in record:
            made["target_locale"] = filling.target.locale.tag
        if "target_codes" in record or filling.target.codes:
            made["target_codes"] = [asdict(code) for code in filling.target.codes]
        made["state"] = "translated" if filling.is_sure else "initial"
        made["match"] = {"rate": filling.rate, "remark": filling.remark}
        text = json.dumps(made, ensure_ascii=False)
        return ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", text)

    return Line(Place(unit.source, unit.target is None), filled)


def _field(text: str) -> str:
    return _LINE_ENDS.sub(" ", writable(text)[0])
