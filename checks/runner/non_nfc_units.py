"""Units whose text is not in NFC: checked in NFC, reported as typed.

Checks know words in NFC. The spans of their findings are restored to the positions in
the texts as they were typed.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from unicodedata import is_normalized

import regex

from checks.engine.unit import Unit
from checks.runner.check_execution import is_finding_about
from tm.finding import Finding, Span
from tm.text.normal import nfc

NFC_CHECK = "char.nfc"
"""The check that needs the text as it was typed."""
_LETTER_PATTERN = regex.compile(r"\X")
"""A letter with its combining marks."""


@dataclass(frozen=True, slots=True)
class _LetterPositions:
    """Offsets of the letters of a composed text and of the text as it was typed."""

    composed_offsets: list[int]
    """The offset of each letter in the composed text, then its length."""
    typed_offsets: list[int]

    @classmethod
    def align(cls, text: str) -> "_LetterPositions | None":
        """Align a typed text with its NFC; None if its letters cannot be aligned."""
        composed_offsets, typed_offsets = [0], [0]
        composed_letters = []
        for letter_match in _LETTER_PATTERN.finditer(text):
            composed_letters.append(nfc(letter_match[0]))
            composed_offsets.append(composed_offsets[-1] + len(composed_letters[-1]))
            typed_offsets.append(letter_match.end())
        return (
            cls(composed_offsets, typed_offsets)
            if "".join(composed_letters) == nfc(text)
            else None
        )

    def restore_span(self, span: Span) -> Span:
        """Restore a span of the composed text to whole letters of the typed text."""
        start_index, end_index = self._find_letter_indexes(span)
        return Span(self.typed_offsets[start_index], self.typed_offsets[end_index])

    def extend_to_whole_letters(self, span: Span) -> Span:
        """Extend a span of the composed text to whole letters."""
        start_index, end_index = self._find_letter_indexes(span)
        return Span(
            self.composed_offsets[start_index], self.composed_offsets[end_index]
        )

    def _find_letter_indexes(self, span: Span) -> tuple[int, int]:
        """Find the first letter of a span, and the letter after its last one."""
        start_index = bisect_right(self.composed_offsets, span.start) - 1
        if span.start == span.end == self.composed_offsets[start_index]:
            return start_index, start_index
        return start_index, bisect_right(
            self.composed_offsets, max(span.start, span.end - 1)
        )


@dataclass(frozen=True, slots=True)
class UncomposedUnit:
    """A unit that is not in NFC, and its composed form, which checks see."""

    unit: Unit
    composed_unit: Unit
    _target_positions: _LetterPositions
    _source_positions: _LetterPositions

    def restore_position(self, finding: Finding) -> Finding:
        """Restore the spans and the fix of a finding to the text as it was typed."""
        target_span, source_span = finding.target_span, finding.source_span
        fix = finding.fix
        if target_span is not None and fix is not None:
            # The fix replaces whole letters, too, or parts of letters would be lost.
            extended_span = self._target_positions.extend_to_whole_letters(target_span)
            text = self.composed_unit.target
            fix = (
                text[extended_span.start : target_span.start]
                + fix
                + text[target_span.end : extended_span.end]
            )
        if target_span is not None:
            target_span = self._target_positions.restore_span(target_span)
        if source_span is not None:
            source_span = self._source_positions.restore_span(source_span)
        quote = finding.quote
        if target_span is not None:
            quote = target_span.of(self.unit.target)
        elif source_span is not None:
            quote = source_span.of(self.unit.source_text)
        return replace(
            finding,
            target_span=target_span,
            source_span=source_span,
            quote=quote,
            fix=fix,
        )


def find_uncomposed_units(units: Iterable[Unit]) -> list[UncomposedUnit]:
    """Find the units that are not in NFC, with their composed forms."""
    uncomposed_units = []
    for unit in units:
        texts = unit.target, unit.source_text
        if not all(text.isascii() or is_normalized("NFC", text) for text in texts):
            target_positions, source_positions = map(_LetterPositions.align, texts)
            if target_positions is not None and source_positions is not None:
                composed_unit = unit._replace(
                    target=nfc(unit.target),
                    source=None if unit.source is None else nfc(unit.source),
                )
                uncomposed_units.append(
                    UncomposedUnit(
                        unit, composed_unit, target_positions, source_positions
                    )
                )
    return uncomposed_units


def restore_uncomposed_positions(
    findings: Iterable[Finding], uncomposed_units: Iterable[UncomposedUnit]
) -> Iterator[Finding]:
    """Restore the spans of findings in composed units to the typed units."""
    uncomposed_units_by_id: dict[str, list[UncomposedUnit]] = defaultdict(list)
    for uncomposed_unit in uncomposed_units:
        uncomposed_units_by_id[uncomposed_unit.unit.id].append(uncomposed_unit)
    for finding in findings:
        candidate_units = uncomposed_units_by_id.get(finding.unit, ())
        matching_unit = next(
            (
                uncomposed_unit
                for uncomposed_unit in candidate_units
                if is_finding_about(finding, uncomposed_unit.composed_unit)
            ),
            None,
        )
        yield (
            finding
            if matching_unit is None
            else matching_unit.restore_position(finding)
        )
