"""Correction of translations in a file; the rest of the file stays unchanged.

A format with an `editor` is corrected in place: the rest stays byte for byte. Files of
other formats are read and written again, which is refused if content would be lost.
"""

import io
import json
from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from exports.entry import Loss
from exports.files import detect_unit_format, read
from exports.format import ReadOptions, UnitFormat, WriteOptions
from exports.io.editable_text import read_editable_lines
from exports.lines_and_json.line_editor import replace_json_target
from tm.errors import InputError
from tm.file_remarks import SkippedEntry
from tm.text.locale import Locale
from tm.text.segment import Code, Segment
from tm.unit import TranslationUnit

_UNKNOWN_LOCALE = Locale("und")
"""Locale for texts whose language does not matter."""


@dataclass(frozen=True, slots=True)
class Correction:
    """A text of a file as it was checked, and its corrected text, perhaps equal."""

    source_text: str | None
    old_text: str
    new_text: str
    source_codes: tuple[Code, ...] = ()
    codes: tuple[Code, ...] = ()
    """The inline codes of the text, which stay unchanged."""

    def with_codes_as_text(self) -> "Correction":
        """Write out the codes of all texts, for files that have codes as text."""
        if not self.source_codes and not self.codes:
            return self
        source_display = self.source_text
        if source_display is not None:
            source_display = _write_out_codes(source_display, self.source_codes)
        old_display, new_display = (
            _write_out_codes(text, self.codes)
            for text in (self.old_text, self.new_text)
        )
        return Correction(source_display, old_display, new_display)


@dataclass(frozen=True, slots=True)
class CorrectedFile:
    """A corrected file, and the corrections that could not be made."""

    data: bytes
    missed_corrections: tuple[Correction, ...]
    """Corrections whose old text is not in the file."""
    lost: tuple[Loss, ...] = ()
    """Content that was lost in writing; empty if the file was edited in place."""


def _write_out_codes(text: str, codes: tuple[Code, ...]) -> str:
    return Segment(_UNKNOWN_LOCALE, text, codes).display_text if codes else text


class _CorrectionQueues:
    """The corrections of a file, queued by their old texts."""

    def __init__(self, corrections: Iterable[Correction]) -> None:
        self._queues_by_texts: dict[tuple[str | None, str], deque[Correction]]
        self._queues_by_texts = defaultdict(deque)
        for correction in corrections:
            self._queues_by_texts[correction.source_text, correction.old_text].append(
                correction
            )

    def take_new_text(self, source_text: str | None, old_text: str) -> str | None:
        """Take the new text for an old text; None if the old text stays."""
        # A text that was checked without its source has no source here.
        queue = self._queues_by_texts.get(
            (source_text, old_text)
        ) or self._queues_by_texts.get((None, old_text))
        if not queue:
            return None
        correction = queue.popleft()
        return (
            correction.new_text if correction.new_text != correction.old_text else None
        )

    def list_missed_corrections(self) -> tuple[Correction, ...]:
        """List the corrections whose old text was not found."""
        return tuple(
            correction
            for queue in self._queues_by_texts.values()
            for correction in queue
            if correction.new_text != correction.old_text
        )


def correct_json_lines(path: Path, corrections: Iterable[Correction]) -> CorrectedFile:
    """Correct the targets of JSON lines.

    `corrections`: one for each target of the file, in order. Damaged lines stay
    unchanged.
    """
    correction_queues = _CorrectionQueues(corrections)
    editable_text, lines = read_editable_lines(path)
    for line_index, line in enumerate(lines):
        line_text = line.rstrip("\r\n")
        if "\0" in line_text or not editable_text.can_encode(line_text):
            continue
        corrected_line = _correct_json_line(line_text, correction_queues)
        if corrected_line is not None:
            lines[line_index] = corrected_line + line[len(line_text) :]
    return CorrectedFile(
        editable_text.encode("".join(lines)),
        correction_queues.list_missed_corrections(),
    )


def _correct_json_line(line: str, correction_queues: _CorrectionQueues) -> str | None:
    """Correct the target of a JSON line; None if it stays unchanged."""
    try:
        # Any: JSON of any type, which is checked below.
        record: Any = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(record, dict):
        return None
    source_text, old_text = (
        _read_json_text(record.get(side_key)) for side_key in ("source", "target")
    )
    new_text = (
        None
        if old_text is None
        else correction_queues.take_new_text(source_text, old_text)
    )
    return None if new_text is None else replace_json_target(line, record, new_text)


def _read_json_text(side_value: object) -> str | None:
    """Read the text of a side of a JSON line; None without a text."""
    if isinstance(side_value, dict):
        side_value = side_value.get("text")
    return side_value if isinstance(side_value, str) else None


def correct_units(
    path: Path,
    corrections: Sequence[Correction],
    options: ReadOptions,
    *,
    allows_losses: bool = False,
) -> CorrectedFile:
    """Correct the targets of a file of units.

    `corrections`: one for each target of the file, in order. Raises InputError if
    content would be lost, unless `allows_losses`.
    """
    format = detect_unit_format(path)
    if format.editor_name is None:
        return _rewrite_file(
            path, _CorrectionQueues(corrections), options, format, allows_losses
        )
    editable_file = format.open_editor(path, options)
    correction_queues = _CorrectionQueues(
        corrections
        if editable_file.has_codes
        else (correction.with_codes_as_text() for correction in corrections)
    )
    missed_corrections = []
    for segment_index in range(len(editable_file.segments)):
        old_texts = editable_file.read_texts(segment_index)
        new_text = (
            correction_queues.take_new_text(*old_texts)
            if old_texts is not None
            else None
        )
        if old_texts is not None and new_text is not None:
            if not editable_file.correct(segment_index, new_text):
                missed_corrections.append(Correction(*old_texts, new_text))
    output = io.BytesIO()
    editable_file.write(output)
    return CorrectedFile(
        output.getvalue(),
        (*missed_corrections, *correction_queues.list_missed_corrections()),
    )


def _rewrite_file(
    path: Path,
    correction_queues: _CorrectionQueues,
    options: ReadOptions,
    format: UnitFormat,
    allows_losses: bool,
) -> CorrectedFile:
    """Read all units of a file and write them again with their corrections."""
    losses_so_far: list[Loss] = []
    units: list[TranslationUnit] = []
    for entry in read(path, options, format_name=format.name):
        if isinstance(entry, Loss):
            losses_so_far.append(entry)
        elif isinstance(entry, SkippedEntry):
            losses_so_far.append(
                Loss(f"an entry that cannot be read: {entry.reason}", 1)
            )
        elif isinstance(entry, TranslationUnit):
            units.append(_correct_unit(entry, correction_queues, options))
    output = io.BytesIO()
    source_locale, target_locale = options.source, options.target
    write_options = WriteOptions(main_source=source_locale)
    if format.has_one_pair:
        write_options = WriteOptions(source_locale, target_locale, source_locale)
    write_result = format.load_module().write(units, output, write_options)
    losses_so_far += write_result.lost
    if write_result.left_out:
        losses_so_far.append(Loss("units of other languages", write_result.left_out))
    if losses_so_far and not allows_losses:
        losses_text = "; ".join(f"{loss.count} × {loss.what}" for loss in losses_so_far)
        raise InputError(
            f"{path}: content would be lost if the file were written again: "
            f"{losses_text}; write the corrected file under another name",
            parameters=["out"],
        )
    return CorrectedFile(
        output.getvalue(),
        correction_queues.list_missed_corrections(),
        tuple(losses_so_far),
    )


def _correct_unit(
    unit: TranslationUnit, correction_queues: _CorrectionQueues, options: ReadOptions
) -> TranslationUnit:
    """Replace the target of a unit by its corrected text, if there is one."""
    target = unit.find_side(options.target) if options.target else unit.target
    source = unit.find_side(options.source) if options.source else None
    if target is None:
        return unit
    new_text = correction_queues.take_new_text(
        source.text if source else None, target.text
    )
    return unit if new_text is None else unit.replace_text(target, new_text)
