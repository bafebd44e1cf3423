"""The check of translations that stand a place too early or too late."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from checks.engine.check import Level, check
from checks.engine.document_capitals import source_capitals, target_capitals
from checks.engine.unit import Context, Unit, related_ids
from checks.segments.lengths import LengthRatio, has_both_texts
from checks.text.capitalised_words import CapitalisedText
from checks.text.rendering_finder import RenderingFinder
from checks.text.text_values import cached_values
from tm.finding import Finding, Severity, Span
from tm.text.locale import Locale

_FEWEST = 4
"""Units in a document from which the usual ratio of lengths can be told."""
_GAIN = 3.0
"""How much better two targets must fit when exchanged."""
_LEAST_GAIN = -1.5
"""What names, values and lengths must say at least for the words to be compared."""
_SHORTEST_ANCHOR = 3
_SHARED_ANCHOR_WEIGHT = 2.2
"""What an anchor counts that both texts have; exchanging targets leaves their number as
it is, and so what those count that stand in one text alone."""

_Anchors = frozenset[object]
_Locales = tuple[Locale, Locale]


@dataclass(frozen=True, slots=True)
class _AnchoredUnit:
    """A unit with the anchors of its source and of its target."""

    unit: Unit
    source_anchors: _Anchors
    target_anchors: _Anchors

    @classmethod
    def of(
        cls,
        unit: Unit,
        names: tuple[CapitalisedText, CapitalisedText],
        locales: _Locales,
    ) -> "_AnchoredUnit":
        source_anchors = _read_anchors(unit.source_text, names[0], locales[0])
        return cls(
            unit, source_anchors, _read_anchors(unit.target, names[1], locales[1])
        )


@check("seg.shifted", level=Level.DOCUMENT, severity=Severity.WARNING)
def shifted_translations(
    subjects: Sequence[Unit], context: Context
) -> Iterator[Finding]:
    """Two adjacent segments have each other's translation.

    Compared is what both languages write alike: names without their diacritics, and
    values. Where this leaves a doubt, each phrase that the dictionary translates
    counts as well.
    """
    if context.source is None:
        return
    lengths = LengthRatio.of(subjects, fewest_units=_FEWEST)
    if lengths is None:
        return
    wording = RenderingFinder(context.source, context.target)

    def fit(source: _AnchoredUnit, target: _AnchoredUnit) -> float:
        deviation = lengths.deviation(source.unit.source_text, target.unit.target)
        shared = len(source.source_anchors & target.target_anchors)
        return _SHARED_ANCHOR_WEIGHT * shared - min(deviation**2, 16) / 2

    locales = context.source, context.target
    sides = zip(
        subjects, source_capitals(subjects), target_capitals(subjects), strict=True
    )
    units = (
        _AnchoredUnit.of(unit, (source, target), locales)
        for unit, source, target in sides
        if has_both_texts(unit)
    )
    fitted = ((unit, fit(unit, unit)) for unit in units)
    for (first, first_fit), (second, second_fit) in pairwise(fitted):
        first_unit, second_unit = first.unit, second.unit
        gain = fit(first, second) + fit(second, first) - first_fit - second_fit
        if gain <= _LEAST_GAIN or first_unit.target == second_unit.target:
            continue
        if gain + _count_gained_phrases(first_unit, second_unit, wording) <= _GAIN:
            continue
        for subject, neighbour in (
            (first_unit, second_unit),
            (second_unit, first_unit),
        ):
            yield Finding(
                "neighbour",
                Span(0, len(subject.target)),
                about=subject,
                related=related_ids([neighbour]),
            )


def _count_gained_phrases(first: Unit, second: Unit, wording: RenderingFinder) -> int:
    """How many more phrases are rendered when the targets are exchanged."""
    first_source, second_source = first.source_text, second.source_text
    return (
        wording.count_rendered(first_source, second.target)
        + wording.count_rendered(second_source, first.target)
        - wording.count_rendered(first_source, first.target)
        - wording.count_rendered(second_source, second.target)
    )


def _read_anchors(text: str, capitals: CapitalisedText, locale: Locale) -> _Anchors:
    names = {w.form for w in capitals.words if len(w.form) >= _SHORTEST_ANCHOR}
    numbers = {
        part
        for value in cached_values(text, locale)
        for part in value.key
        if part is not None and not isinstance(part, str)
    }
    return frozenset(names | numbers)
