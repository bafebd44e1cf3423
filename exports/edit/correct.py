"""Putting corrected translations into a file, and leaving the rest of it as it is.

JSON lines, tables, PO, XLIFF and pages of text are changed in place: what was not
corrected stays byte for byte. Other formats are read and written anew, which is refused
where something of the file would be lost.
"""

import io
import json
import re
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from exports.edit.fill import table_file
from exports.files import detect, read
from exports.format import Format, Lost, ReadOptions, Skipped, WriteOptions
from exports.io.editable_text import kept_lines
from exports.io.lines import writable
from exports.po.editor import PoFile
from exports.table.table_options import TABLES
from exports.xliff.editor import XliffFile
from tm.errors import InputError, InvalidText
from tm.text.locale import Locale
from tm.text.segment import Code, Segment, demand_storable
from tm.unit import TranslationUnit

_ESCAPED = re.compile("[\u0085\u2028\u2029\ud800-\udfff]")
_LINE_ENDS = re.compile(r"\r\n|[\t\r\n]")
_TARGET = re.compile(r'"target"\s*:\s*(")')
_ANY = Locale("und")
"""A text's form is the same in any language."""


@dataclass(frozen=True, slots=True)
class Correction:
    """A text of a file as it was checked and as it should be; perhaps the same."""

    source: str | None
    before: str
    after: str
    source_codes: tuple[Code, ...] = ()
    codes: tuple[Code, ...] = ()
    """The inline codes of the text, which is corrected around them."""

    def written(self) -> "Correction":
        """The same with the codes written out, as files without codes have them."""
        if not self.source_codes and not self.codes:
            return self
        source = self.source
        if source is not None:
            source = _displayed(source, self.source_codes)
        before, after = (_displayed(t, self.codes) for t in (self.before, self.after))
        return Correction(source, before, after)


@dataclass(frozen=True, slots=True)
class Corrected:
    """The corrected file."""

    data: bytes
    missed: tuple[Correction, ...]
    """What stands nowhere in the file as it was checked, or nobody knows where."""
    lost: tuple[Lost, ...] = ()
    """What the file had and has no more; empty where it was changed in place."""


def _displayed(text: str, codes: tuple[Code, ...]) -> str:
    return Segment(_ANY, text, codes).display if codes else text


class _Wanted:
    """The corrections of a file, taken one by one as its texts come."""

    def __init__(self, corrections: Iterable[Correction]) -> None:
        self._found: dict[tuple[str | None, str], deque[Correction]]
        self._found = defaultdict(deque)
        for one in corrections:
            self._found[one.source, one.before].append(one)

    def take(self, source: str | None, before: str) -> str | None:
        """The new text for an old one; absent where it stays."""
        # A text that was checked without its source is known by itself.
        some = self._found.get((source, before)) or self._found.get((None, before))
        if not some:
            return None
        one = some.popleft()
        return one.after if one.after != one.before else None

    def missed(self) -> tuple[Correction, ...]:
        """Corrections whose text did not come."""
        left = (one for some in self._found.values() for one in some)
        return tuple(one for one in left if one.after != one.before)


def correct_lines(path: Path, corrections: Iterable[Correction]) -> Corrected:
    """Correct the targets of JSON lines; all units of the file, in order, are given."""
    wanted = _Wanted(corrections)
    return _by_line(path, wanted, lambda line: _json_line(line, wanted))


def _by_line(
    path: Path, wanted: _Wanted, corrected: Callable[[str], str | None]
) -> Corrected:
    """Correct the lines of a file, but for those that reading skips.

    `corrected` gives a line without its end anew; nothing where it stays.
    """
    kept, lines = kept_lines(path)
    for number, line in enumerate(lines):
        bare = line.rstrip("\r\n")
        if "\0" in bare or not kept.holds(bare):
            continue
        made = corrected(bare)
        if made is not None:
            lines[number] = made + line[len(bare) :]
    return Corrected(kept.encoded("".join(lines)), wanted.missed())


def _json_line(text: str, wanted: _Wanted) -> str | None:
    try:
        # Any: whatever JSON may hold, looked at below.
        record: Any = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(record, dict):
        return None
    sides = [_text(record.get(side)) for side in ("source", "target")]
    if sides[1] is None:
        return None
    after = wanted.take(sides[0], sides[1])
    if after is None:
        return None
    places = [*_TARGET.finditer(text)]
    if len(places) == 1 and isinstance(record["target"], str):
        start = places[0].start(1)
        _, stop = json.JSONDecoder().raw_decode(text, start)
        text = text[:start] + _json(after, ascii=text.isascii()) + text[stop:]
    else:
        value = record["target"]
        changed = {**value, "text": after} if isinstance(value, dict) else after
        text = _json({**record, "target": changed}, ascii=text.isascii())
    return text


def _text(value: object) -> str | None:
    if isinstance(value, dict):
        value = value.get("text")
    return value if isinstance(value, str) else None


def _json(value: object, *, ascii: bool) -> str:
    text = json.dumps(value, ensure_ascii=ascii)
    return _ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def correct_units(
    path: Path,
    corrections: Sequence[Correction],
    options: ReadOptions,
    *,
    lossy: bool = False,
) -> Corrected:
    """Correct the targets of a file of units; all of them, in order, are given.

    Texts are compared with their inline codes written out. Raises InputError where
    something would be lost, unless it may be (`lossy`).
    """
    format = detect(path)
    if format.name in ("tsv", "po"):
        wanted = _Wanted(one.written() for one in corrections)
        if format.name == "po":
            return _po(path, wanted, options)
        return _tsv(path, wanted)
    if format.name in ("xliff", "xliff1"):
        return _xliff(path, corrections, options)
    if format.name in TABLES:
        return _table(path, corrections, options, format.name)
    return _anew(path, _Wanted(corrections), options, format, lossy)


def _tsv(path: Path, wanted: _Wanted) -> Corrected:
    return _by_line(path, wanted, lambda line: _tsv_line(line, wanted))


def _tsv_line(line: str, wanted: _Wanted) -> str | None:
    fields = line.split("\t")
    if len(fields) < 2:
        return None
    try:
        sides = [Segment.of(_ANY, field).text for field in fields[:2]]
    except InvalidText:
        return None
    after = wanted.take(sides[0], sides[1])
    if after is None:
        return None
    fields[1] = _LINE_ENDS.sub(" ", writable(after)[0])
    return "\t".join(fields)


def _po(path: Path, wanted: _Wanted, options: ReadOptions) -> Corrected:
    file = PoFile(path, options)
    for number, entry in enumerate(file.entries):
        if entry.is_empty:
            continue
        try:
            sides = [Segment.of(_ANY, text).text for text in entry.texts]
        except InvalidText:
            continue
        after = wanted.take(sides[0], sides[1])
        if after is not None:
            file.correct(number, after)
    made = io.BytesIO()
    file.write(made)
    return Corrected(made.getvalue(), wanted.missed())


def _xliff(
    path: Path, corrections: Sequence[Correction], options: ReadOptions
) -> Corrected:
    wanted = _Wanted(corrections)
    file = XliffFile(path, options)
    missed = []
    for number, place in enumerate(file.places):
        if place.target is None:
            continue
        before = place.target.text
        after = wanted.take(place.source.text, before)
        if after is not None and not file.correct(number, after):
            missed.append(Correction(place.source.text, before, after))
    made = io.BytesIO()
    file.write(made)
    return Corrected(made.getvalue(), (*missed, *wanted.missed()))


def _table(
    path: Path, corrections: Sequence[Correction], options: ReadOptions, name: str
) -> Corrected:
    wanted = _Wanted(one.written() for one in corrections)
    file = table_file(path, options, name)
    missed = []
    for number in range(len(file.places)):
        texts = file.texts(number)
        after = wanted.take(*texts) if texts is not None else None
        if texts is not None and after is not None:
            if not file.correct(number, after):
                missed.append(Correction(*texts, after))
    made = io.BytesIO()
    file.write(made)
    return Corrected(made.getvalue(), (*missed, *wanted.missed()))


def _anew(
    path: Path, wanted: _Wanted, options: ReadOptions, format: Format, lossy: bool
) -> Corrected:
    lost: list[Lost] = []
    units: list[TranslationUnit] = []
    for entry in read(path, options, name=format.name):
        if isinstance(entry, Lost):
            lost.append(entry)
        elif isinstance(entry, Skipped):
            lost.append(Lost(f"an entry that cannot be read: {entry.reason}", 1))
        elif isinstance(entry, TranslationUnit):
            units.append(_corrected(entry, wanted, options))
    made = io.BytesIO()
    source, target = options.source, options.target
    choice = WriteOptions(main=source)
    if format.one_pair:
        choice = WriteOptions(source, target, source)
    written = format.load().write(units, made, choice)
    lost += written.lost
    if written.left_out:
        lost.append(Lost("units of other languages", written.left_out))
    if lost and not lossy:
        losses = "; ".join(f"{one.count} × {one.what}" for one in lost)
        raise InputError(
            f"{path} would lose something if it were written anew: {losses}; write "
            "another file with -O FILE"
        )
    return Corrected(made.getvalue(), wanted.missed(), tuple(lost))


def _corrected(
    unit: TranslationUnit, wanted: _Wanted, options: ReadOptions
) -> TranslationUnit:
    target = unit.side(options.target) if options.target else unit.target
    source = unit.side(options.source) if options.source else None
    if target is None:
        return unit
    after = wanted.take(source.text if source else None, target.text)
    return unit if after is None else with_text(unit, target, after)


def with_text(unit: TranslationUnit, segment: Segment, text: str) -> TranslationUnit:
    """The unit with another text in place of one of its segments; codes stay."""
    demand_storable(text)
    plain = Segment.of(segment.locale, text).text
    new = Segment(segment.locale, plain, segment.codes)
    if unit.target is not None and segment == unit.target:
        return replace(unit, target=new)
    return replace(unit, source=new)
