"""Units whose letters and marks are not composed: checked as if they were.

A check knows words by their composed letters (NFC). What it says of the composed texts
is told of the texts as they were typed, at the places of these.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from unicodedata import is_normalized

import regex

from checks.engine.unit import Unit
from checks.runner.findings import is_about
from tm.finding import Finding, Span
from tm.text.normal import nfc

NFC_CHECK = "char.nfc"
"""The check that only typed texts show anything to."""
_LETTER = regex.compile(r"\X")
"""A letter with its marks, which compose with nothing around them."""


@dataclass(frozen=True, slots=True)
class _LetterPositions:
    """Where the letters of a composed text stand in the text as it was typed."""

    composed: list[int]
    """Where each letter begins there, and the length of the text."""
    typed: list[int]

    @classmethod
    def of(cls, text: str) -> "_LetterPositions | None":
        """Those of a typed text; None if its letters cannot be told apart."""
        composed, typed = [0], [0]
        parts = []
        for match in _LETTER.finditer(text):
            parts.append(nfc(match[0]))
            composed.append(composed[-1] + len(parts[-1]))
            typed.append(match.end())
        return cls(composed, typed) if "".join(parts) == nfc(text) else None

    def span(self, span: Span) -> Span:
        """Where whole letters stand that a span of the composed text touches."""
        first = bisect_right(self.composed, span.start) - 1
        if span.start == span.end:
            return Span(self.typed[first], self.typed[first])
        last = bisect_right(self.composed, span.end - 1) - 1
        return Span(self.typed[first], self.typed[last + 1])


@dataclass(frozen=True, slots=True)
class TypedUnit:
    """A unit as it was typed, and what a check is to see of it."""

    unit: Unit
    composed: Unit
    _target: _LetterPositions
    _source: _LetterPositions

    def restore_position(self, finding: Finding) -> Finding:
        """A finding of the composed unit, at its place in the typed one."""
        target, source = finding.target_span, finding.source_span
        if target is not None:
            target = self._target.span(target)
        if source is not None:
            source = self._source.span(source)
        quote = finding.quote
        if target is not None:
            quote = target.of(self.unit.target)
        elif source is not None:
            quote = source.of(self.unit.source_text)
        return replace(finding, target_span=target, source_span=source, quote=quote)


def find_typed_units(units: Iterable[Unit]) -> list[TypedUnit]:
    """Those of some units that are not composed."""
    typed_units = []
    for unit in units:
        texts = unit.target, unit.source_text
        if not all(text.isascii() or is_normalized("NFC", text) for text in texts):
            target, source = map(_LetterPositions.of, texts)
            if target is not None and source is not None:
                composed = unit._replace(
                    target=nfc(unit.target),
                    source=None if unit.source is None else nfc(unit.source),
                )
                typed_units.append(TypedUnit(unit, composed, target, source))
    return typed_units


def restore_typed_positions(
    findings: Iterable[Finding], typed_units: Iterable[TypedUnit]
) -> Iterator[Finding]:
    """Findings of units, those of composed ones at their places in the typed ones."""
    by_id: dict[str, list[TypedUnit]] = defaultdict(list)
    for typed_unit in typed_units:
        by_id[typed_unit.unit.id].append(typed_unit)
    for finding in findings:
        candidates = by_id.get(finding.unit, ())
        match = next(
            (
                typed_unit
                for typed_unit in candidates
                if is_about(finding, typed_unit.composed)
            ),
            None,
        )
        yield finding if match is None else match.restore_position(finding)
