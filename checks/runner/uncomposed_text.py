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
from checks.runner.findings import is_finding_about
from tm.finding import Finding, Span
from tm.text.normal import nfc

NFC_CHECK = "char.nfc"
"""The check that needs the text as it was typed."""
_LETTER = regex.compile(r"\X")
"""A letter with its combining marks."""


@dataclass(frozen=True, slots=True)
class _LetterPositions:
    """Offsets of the letters of a composed text and of the text as it was typed."""

    composed_offsets: list[int]
    """The offset of each letter in the composed text, then its length."""
    typed_offsets: list[int]

    @classmethod
    def of(cls, text: str) -> "_LetterPositions | None":
        """Align a typed text with its NFC; None if its letters cannot be aligned."""
        composed_offsets, typed_offsets = [0], [0]
        composed_letters = []
        for match in _LETTER.finditer(text):
            composed_letters.append(nfc(match[0]))
            composed_offsets.append(composed_offsets[-1] + len(composed_letters[-1]))
            typed_offsets.append(match.end())
        return (
            cls(composed_offsets, typed_offsets)
            if "".join(composed_letters) == nfc(text)
            else None
        )

    def restore_span(self, span: Span) -> Span:
        """Restore a span of the composed text to whole letters of the typed text."""
        first_index = bisect_right(self.composed_offsets, span.start) - 1
        if span.start == span.end:
            return Span(
                self.typed_offsets[first_index], self.typed_offsets[first_index]
            )
        last_index = bisect_right(self.composed_offsets, span.end - 1) - 1
        return Span(self.typed_offsets[first_index], self.typed_offsets[last_index + 1])


@dataclass(frozen=True, slots=True)
class TypedUnit:
    """A unit as it was typed, and its composed form that checks see."""

    unit: Unit
    composed: Unit
    _target_positions: _LetterPositions
    _source_positions: _LetterPositions

    def restore_position(self, finding: Finding) -> Finding:
        """Restore the spans of a finding in the composed unit to the typed unit."""
        target_span, source_span = finding.target_span, finding.source_span
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
            finding, target_span=target_span, source_span=source_span, quote=quote
        )


def find_typed_units(units: Iterable[Unit]) -> list[TypedUnit]:
    """Find the units that are not in NFC, with their composed forms."""
    typed_units = []
    for unit in units:
        texts = unit.target, unit.source_text
        if not all(text.isascii() or is_normalized("NFC", text) for text in texts):
            target_positions, source_positions = map(_LetterPositions.of, texts)
            if target_positions is not None and source_positions is not None:
                composed = unit._replace(
                    target=nfc(unit.target),
                    source=None if unit.source is None else nfc(unit.source),
                )
                typed_units.append(
                    TypedUnit(unit, composed, target_positions, source_positions)
                )
    return typed_units


def restore_typed_positions(
    findings: Iterable[Finding], typed_units: Iterable[TypedUnit]
) -> Iterator[Finding]:
    """Restore the spans of findings in composed units to the typed units."""
    typed_units_by_id: dict[str, list[TypedUnit]] = defaultdict(list)
    for typed_unit in typed_units:
        typed_units_by_id[typed_unit.unit.id].append(typed_unit)
    for finding in findings:
        candidates = typed_units_by_id.get(finding.unit, ())
        matching_unit = next(
            (
                typed_unit
                for typed_unit in candidates
                if is_finding_about(finding, typed_unit.composed)
            ),
            None,
        )
        yield (
            finding
            if matching_unit is None
            else matching_unit.restore_position(finding)
        )
