"""Filling the empty translations of a file, and leaving the rest of it as it is.

PO, XLIFF, tables and JSON lines are changed in place of reading and writing them anew:
what is not filled stays byte for byte, so that a translator's tools see only what was
added.
"""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO, Protocol, overload

from exports.container import plain
from exports.files import detect
from exports.filling_values import Filling, Place
from exports.format import ReadOptions, Skipped
from exports.packing import packed
from exports.po_filling import PoFile
from exports.replacing import replacing
from exports.text import Unreadable, lines, writable
from exports.tsv import FUZZY
from exports.xliff.file import XliffFile
from tm.errors import FormatError, InputError, InvalidText
from tm.text.locale import Locale
from tm.text.segment import CODE, Code, Segment
from tm.text.stream import readable

_LINE_ENDS = re.compile(r"\r\n|[\t\r\n]")
_ESCAPED = re.compile("[\u0085\u2028\u2029\ud800-\udfff]")
TABLES = ("csv", "xlsx")
FORMATS = ("po", "xliff", "xliff1", "tsv", "jsonl", *TABLES)
"""Formats that can be filled, those with named columns among them."""


Fill = Callable[[Sequence[Place], int], Filling | None]
"""The filling for an empty place, given all places of the file and its number."""


class Document(Protocol):
    """A file whose places can be filled."""

    @property
    def target(self) -> Locale | None:
        """The language to translate into, where the file or the options say it."""
        ...

    @property
    def places(self) -> Sequence[Place]:
        """Its segments, in order."""
        ...

    @property
    def skipped(self) -> Sequence[Skipped]:
        """What of it is damaged, and stays as it is."""
        ...

    def fill(self, number: int, filling: Filling) -> bool | None:
        """Put a translation into an empty place; whether it counts as translated.

        None where the file cannot hold it, or cannot say that it is not sure.
        """
        ...

    def write(self, file: BinaryIO) -> None:
        """Write the file with what was filled."""
        ...


def opened(path: Path, options: ReadOptions, *, name: str | None = None) -> Document:
    """The file to fill, packed or not; all but PO is read into memory.

    Raises InputError for a format that cannot be filled.
    """
    found = name or detect(path).name
    if found not in FORMATS:
        known = ", ".join(FORMATS)
        raise InputError(f"{path}: a {found} file cannot be filled; known: {known}")
    with readable(path), plain(path) as file:
        try:
            return _opened(file.path, options, found)
        except FormatError as error:
            raise file.renamed(error) from error


def _opened(path: Path, options: ReadOptions, found: str) -> Document:
    if found == "po":
        return _Po(path, options)
    if found in ("xliff", "xliff1"):
        return _Xliff(path, options)
    if found in TABLES:
        return _table(path, options, found)
    if options.source is None or options.target is None:
        if found == "tsv":
            raise InputError(f"{path} does not name its languages: give -s and -t")
    return _Lines(path, options, _json_line if found == "jsonl" else _tsv_line)


def _table(path: Path, options: ReadOptions, found: str) -> Document:
    # Each is imported where it is needed, since most files are others.
    if found == "xlsx":
        from exports.xlsx_filling import XlsxFile

        return XlsxFile(path, options)
    from exports.csv_filling import CsvFile

    return CsvFile(path, options)


def fill(document: Document, out: Path, chosen: Fill) -> dict[str, int]:
    """Fill the empty places of a document, and write it in one piece.

    Returns how many places were translated, fuzzy, empty (left so) and kept (they had
    a translation); and how many of the empty ones are `unmarked`: left so since the
    file cannot say of what was found for them that it is not sure.
    """
    counts = {"translated": 0, "fuzzy": 0, "empty": 0, "kept": 0, "unmarked": 0}
    places = document.places
    for number, place in enumerate(places):
        if not place.is_empty:
            counts["kept"] += 1
            continue
        filling = chosen(places, number)
        is_sure = None if filling is None else document.fill(number, filling)
        if is_sure is None:
            counts["empty"] += 1
            counts["unmarked"] += filling is not None and not filling.is_sure
        else:
            counts["translated" if is_sure else "fuzzy"] += 1
    with replacing(out) as whole, packed(whole, str(out)) as file:
        document.write(file)
    return counts


class _Po:
    """A PO file; plural entries are left to people."""

    skipped = ()

    def __init__(self, path: Path, options: ReadOptions) -> None:
        self._file = PoFile(path, options)
        self._places = _PoPlaces(self._file)

    @property
    def target(self) -> Locale | None:
        return self._file.target

    @property
    def places(self) -> Sequence[Place]:
        return self._places

    def fill(self, number: int, filling: Filling) -> bool:
        self._file.fill(
            number,
            filling.target.display,
            remark=filling.remark,
            is_fuzzy=not filling.is_sure,
            previous=filling.previous,
        )
        return filling.is_sure

    def write(self, file: BinaryIO) -> None:
        self._file.write(file)


class _PoPlaces(Sequence[Place]):
    """The places of a PO file, made as they are asked for."""

    def __init__(self, file: PoFile) -> None:
        self._source = file.source
        self._entries = file.entries
        # Each is asked for as a neighbour too.
        self._place = lru_cache(maxsize=4)(self._made)

    def __len__(self) -> int:
        return len(self._entries)

    @overload
    def __getitem__(self, at: int) -> Place: ...
    @overload
    def __getitem__(self, at: slice) -> list[Place]: ...
    def __getitem__(self, at: int | slice) -> Place | list[Place]:
        if isinstance(at, slice):
            return [self._place(number) for number in range(len(self))[at]]
        return self._place(at)

    def _made(self, at: int) -> Place:
        entry = self._entries[at]
        return Place(Segment.of(self._source, entry.text), entry.is_empty)


class _Xliff:
    """An XLIFF file of either version."""

    def __init__(self, path: Path, options: ReadOptions) -> None:
        self._file = XliffFile(path, options)
        self.skipped = self._file.skipped
        self._places = [
            Place(place.source, place.is_fillable) for place in self._file.places
        ]

    @property
    def target(self) -> Locale | None:
        return self._file.target

    @property
    def places(self) -> Sequence[Place]:
        return self._places

    def fill(self, number: int, filling: Filling) -> bool:
        return self._file.fill(
            number,
            filling.target,
            is_sure=filling.is_sure,
            rate=filling.rate,
            proposals=filling.proposals,
        )

    def write(self, file: BinaryIO) -> None:
        self._file.write(file)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line that holds a segment, and how to fill it."""

    place: Place
    filled: Callable[[Filling], str]


LineReader = Callable[[str, ReadOptions], _Line | None]


class _Lines:
    """A file of a segment a line; lines that are none are kept as they are."""

    skipped = ()

    def __init__(self, path: Path, options: ReadOptions, read: LineReader) -> None:
        self.target = options.target
        self._texts = [line for _, line in _all_lines(path)]
        self._found: list[tuple[int, _Line]] = []
        for number, text in enumerate(self._texts):
            line = read(text.rstrip("\r\n"), options) if text.strip() else None
            if line is not None:
                self._found.append((number, line))

    @property
    def places(self) -> Sequence[Place]:
        return [line.place for _, line in self._found]

    def fill(self, number: int, filling: Filling) -> bool:
        at, line = self._found[number]
        whole = self._texts[at]
        end = whole[len(whole.rstrip("\r\n")) :]
        self._texts[at] = line.filled(filling) + end
        return filling.is_sure

    def write(self, file: BinaryIO) -> None:
        for text in self._texts:
            file.write(text.encode())


def _all_lines(path: Path) -> Iterator[tuple[int, str]]:
    """All lines with their ends, blank ones too; other encodings become UTF-8."""
    # Reading it once line by line judges encoding and NUL bytes.
    numbered = {number: _sound(path, number, line) for number, line in lines(path)}
    data = path.read_bytes()
    try:
        text = data.decode()
    except UnicodeDecodeError:
        last = max(numbered, default=0)
        yield from ((n, numbered.get(n, "") + "\n") for n in range(1, last + 1))
        return
    yield from enumerate(re.findall(r"[^\n]*\n|[^\n]+", text), 1)


def _sound(path: Path, number: int, line: str | Unreadable) -> str:
    if isinstance(line, Unreadable):
        raise FormatError(line.reason, path=str(path), line=number)
    return line


def _tsv_line(line: str, options: ReadOptions) -> _Line | None:
    assert options.source is not None
    fields = line.removeprefix("\ufeff").split("\t")
    mark = "\ufeff" if line.startswith("\ufeff") else ""
    source = _segment(options.source, fields[0])
    if source is None:
        return None
    fields += [""] * (2 - len(fields))

    def filled(filling: Filling) -> str:
        fields[1] = _field(filling.target.display)
        if not filling.is_sure:
            fields.extend([""] * (3 - len(fields)))
            fields.append(_field(f"{FUZZY} {filling.rate}; {filling.remark}"))
        return mark + "\t".join(fields)

    return _Line(Place(source, not fields[1].strip()), filled)


def _json_line(line: str, options: ReadOptions) -> _Line | None:
    try:
        # Any: whatever JSON may hold, looked at below.
        record: Any = json.loads(line.removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        return None
    if not isinstance(record, dict) or not isinstance(record.get("source"), str):
        return None
    tag = record.get("source_locale")
    locale = Locale.parse(str(tag)) if tag is not None else options.source
    if locale is None:
        raise InputError("the source language is not named: give -s")
    source = _coded(_segment(locale, record["source"]), record.get("source_codes"))
    if source is None:
        return None
    target = record.get("target")
    if target is not None and not isinstance(target, str):
        return None

    def filled(filling: Filling) -> str:
        made = record | {"target": filling.target.text}
        if "target_locale" in record:
            made["target_locale"] = filling.target.locale.tag
        if "target_codes" in record or filling.target.codes:
            made["target_codes"] = [asdict(code) for code in filling.target.codes]
        made["state"] = "translated" if filling.is_sure else "initial"
        made["match"] = {"rate": filling.rate, "remark": filling.remark}
        text = json.dumps(made, ensure_ascii=False)
        return _ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", text)

    return _Line(Place(source, not (target or "").strip()), filled)


def _coded(segment: Segment | None, codes: object) -> Segment | None:
    if segment is None or not isinstance(codes, list):
        return segment
    if len(codes) != segment.text.count(CODE):
        return None
    made = tuple(
        Code(*(str(code.get(name) or "") for name in ("kind", "id", "data")))
        for code in codes
        if isinstance(code, dict)
    )
    return (
        Segment(segment.locale, segment.text, made) if len(made) == len(codes) else None
    )


def _segment(locale: Locale, text: str) -> Segment | None:
    try:
        made = Segment.of(locale, text)
    except InvalidText:
        return None
    return made if made.text else None


def _field(text: str) -> str:
    return _LINE_ENDS.sub(" ", writable(text)[0])
