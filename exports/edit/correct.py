"""Putting corrected translations into a file, and leaving the rest of it as it is.

A format with an `editor` is corrected in its own text: what was not corrected stays
byte for byte. Other formats are read and written anew, which is refused where
something of the file would be lost.
"""

import io
import json
from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from exports.entry import Loss, SkippedEntry
from exports.files import detect, read
from exports.format import ReadOptions, UnitFormat, WriteOptions
from exports.io.editable_text import read_editable_lines
from exports.plain.line_editor import replace_json_target
from tm.errors import InputError
from tm.text.locale import Locale
from tm.text.segment import Code, Segment, demand_storable
from tm.unit import TranslationUnit

_ANY = Locale("und")
"""The form of a text is the same in any language."""


@dataclass(frozen=True, slots=True)
class Correction:
    """A text of a file as it was checked and as it should be; perhaps the same."""

    source: str | None
    before: str
    after: str
    source_codes: tuple[Code, ...] = ()
    codes: tuple[Code, ...] = ()
    """The inline codes of the text, which is corrected around them."""

    def written_out(self) -> "Correction":
        """The same with the codes written out, as files without codes have them."""
        if not self.source_codes and not self.codes:
            return self
        source = self.source
        if source is not None:
            source = _display(source, self.source_codes)
        before, corrected_text = (
            _display(text, self.codes) for text in (self.before, self.after)
        )
        return Correction(source, before, corrected_text)


@dataclass(frozen=True, slots=True)
class CorrectedFile:
    """The corrected file, and what could not be corrected."""

    data: bytes
    missed: tuple[Correction, ...]
    """Corrections whose text does not stand in the file as it was checked."""
    lost: tuple[Loss, ...] = ()
    """What the file had and has no more; empty where it was changed in place."""


def _display(text: str, codes: tuple[Code, ...]) -> str:
    return Segment(_ANY, text, codes).display if codes else text


class _Corrections:
    """The corrections of a file, taken one by one as its texts come."""

    def __init__(self, corrections: Iterable[Correction]) -> None:
        self._by_texts: dict[tuple[str | None, str], deque[Correction]]
        self._by_texts = defaultdict(deque)
        for correction in corrections:
            self._by_texts[correction.source, correction.before].append(correction)

    def take(self, source: str | None, before: str) -> str | None:
        """The new text for an old one; absent where it stays."""
        # A text that was checked without its source is known by itself.
        queue = self._by_texts.get((source, before)) or self._by_texts.get(
            (None, before)
        )
        if not queue:
            return None
        correction = queue.popleft()
        return correction.after if correction.after != correction.before else None

    def missed(self) -> tuple[Correction, ...]:
        """Corrections whose text did not come."""
        remaining = (
            correction for queue in self._by_texts.values() for correction in queue
        )
        return tuple(one for one in remaining if one.after != one.before)


def correct_lines(path: Path, corrections: Iterable[Correction]) -> CorrectedFile:
    """Correct the targets of JSON lines; all of the file, in order, are given.

    Lines that reading skips stay as they are.
    """
    remaining = _Corrections(corrections)
    text, lines = read_editable_lines(path)
    for index, line in enumerate(lines):
        bare = line.rstrip("\r\n")
        if "\0" in bare or not text.can_encode(bare):
            continue
        corrected = _correct_json(bare, remaining)
        if corrected is not None:
            lines[index] = corrected + line[len(bare) :]
    return CorrectedFile(text.encode("".join(lines)), remaining.missed())


def _correct_json(line: str, corrections: _Corrections) -> str | None:
    """A line of JSON with its corrected target; absent where it stays."""
    try:
        # Any: whatever JSON may hold, looked at below.
        record: Any = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(record, dict):
        return None
    source, before = (_json_text(record.get(side)) for side in ("source", "target"))
    corrected_text = None if before is None else corrections.take(source, before)
    return (
        None
        if corrected_text is None
        else replace_json_target(line, record, corrected_text)
    )


def _json_text(value: object) -> str | None:
    if isinstance(value, dict):
        value = value.get("text")
    return value if isinstance(value, str) else None


def correct_units(
    path: Path,
    corrections: Sequence[Correction],
    options: ReadOptions,
    *,
    lossy: bool = False,
) -> CorrectedFile:
    """Correct the targets of a file of units; all of them, in order, are given.

    Raises InputError where something would be lost, unless it may be (`lossy`).
    """
    format = detect(path)
    if format.editor is None:
        return _rewrite(path, _Corrections(corrections), options, format, lossy)
    file = format.open_editor(path, options)
    remaining = _Corrections(
        corrections
        if file.has_codes
        else (correction.written_out() for correction in corrections)
    )
    missed = []
    for number in range(len(file.segments)):
        texts = file.texts(number)
        corrected_text = remaining.take(*texts) if texts is not None else None
        if texts is not None and corrected_text is not None:
            if not file.correct(number, corrected_text):
                missed.append(Correction(*texts, corrected_text))
    data = io.BytesIO()
    file.write(data)
    return CorrectedFile(data.getvalue(), (*missed, *remaining.missed()))


def _rewrite(
    path: Path,
    corrections: _Corrections,
    options: ReadOptions,
    format: UnitFormat,
    lossy: bool,
) -> CorrectedFile:
    """Read all units of a file and write them anew, with their corrections."""
    lost: list[Loss] = []
    units: list[TranslationUnit] = []
    for entry in read(path, options, name=format.name):
        if isinstance(entry, Loss):
            lost.append(entry)
        elif isinstance(entry, SkippedEntry):
            lost.append(Loss(f"an entry that cannot be read: {entry.reason}", 1))
        elif isinstance(entry, TranslationUnit):
            units.append(_corrected_unit(entry, corrections, options))
    data = io.BytesIO()
    source, target = options.source, options.target
    write_options = WriteOptions(main_source=source)
    if format.one_pair:
        write_options = WriteOptions(source, target, source)
    written = format.load().write(units, data, write_options)
    lost += written.lost
    if written.left_out:
        lost.append(Loss("units of other languages", written.left_out))
    if lost and not lossy:
        losses = "; ".join(f"{loss.count} × {loss.what}" for loss in lost)
        raise InputError(
            f"{path} would lose content if it were written anew: {losses}; write "
            "another file with -O FILE"
        )
    return CorrectedFile(data.getvalue(), corrections.missed(), tuple(lost))


def _corrected_unit(
    unit: TranslationUnit, corrections: _Corrections, options: ReadOptions
) -> TranslationUnit:
    target = unit.find_side(options.target) if options.target else unit.target
    source = unit.find_side(options.source) if options.source else None
    if target is None:
        return unit
    corrected_text = corrections.take(source.text if source else None, target.text)
    return unit if corrected_text is None else with_text(unit, target, corrected_text)


def with_text(unit: TranslationUnit, segment: Segment, text: str) -> TranslationUnit:
    """The unit with another text in place of one of its segments; codes stay."""
    demand_storable(text)
    plain = Segment.of(segment.locale, text).text
    corrected = Segment(segment.locale, plain, segment.codes)
    if unit.target is not None and segment == unit.target:
        return replace(unit, target=corrected)
    return replace(unit, source=corrected)
