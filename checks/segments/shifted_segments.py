"""The check of translations that stand a place too early or too late."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from checks.engine.check import Level, check
from checks.engine.document_capitals import source_capitals, target_capitals
from checks.engine.unit import Context, Unit, related_ids
from checks.segments.lengths import Lengths, has_both
from checks.text.capitals import Capitals
from checks.text.dictionary import Wording
from checks.text.values import cached_values
from tm.finding import Finding, Severity, Span
from tm.text.locale import Locale

_FEWEST = 4
"""Units in a document from which the usual ratio of lengths can be told."""
_GAIN = 3.0
"""How much better two targets must fit when exchanged."""
_DOUBT = -1.5
"""What names, values and lengths must say at least for the words to be compared."""
_SHORTEST_ANCHOR = 3
_SHARED = 2.2
"""What an anchor counts that both texts have; exchanging targets leaves their number as
it is, and so what those count that stand in one text alone."""

_Anchors = frozenset[object]
_Locales = tuple[Locale, Locale]


@dataclass(frozen=True, slots=True)
class _Anchored:
    """A unit with the anchors of its source and of its target."""

    unit: Unit
    theirs: _Anchors
    ours: _Anchors

    @classmethod
    def of(
        cls, unit: Unit, names: tuple[Capitals, Capitals], locales: _Locales
    ) -> "_Anchored":
        theirs = _anchors(unit.source_text, names[0], locales[0])
        return cls(unit, theirs, _anchors(unit.target, names[1], locales[1]))


@check("seg.shifted", level=Level.DOCUMENT, severity=Severity.WARNING)
def shifted(subjects: Sequence[Unit], context: Context) -> Iterator[Finding]:
    """Two adjacent segments have each other's translation.

    Compared is what both languages write alike: names without their diacritics, and
    values. Where this leaves a doubt, each phrase that the dictionary translates
    counts as well.
    """
    if context.source is None:
        return
    lengths = Lengths.of(subjects, fewest=_FEWEST)
    if lengths is None:
        return
    wording = Wording(context.source, context.target)

    def fit(source: _Anchored, target: _Anchored) -> float:
        deviation = lengths.deviation(source.unit.source_text, target.unit.target)
        shared = len(source.theirs & target.ours)
        return _SHARED * shared - min(deviation**2, 16) / 2

    locales = context.source, context.target
    sides = zip(
        subjects, source_capitals(subjects), target_capitals(subjects), strict=True
    )
    units = (
        _Anchored.of(unit, (source, target), locales)
        for unit, source, target in sides
        if has_both(unit)
    )
    fitted = ((unit, fit(unit, unit)) for unit in units)
    for (one, own), (two, others) in pairwise(fitted):
        here, there = one.unit, two.unit
        gain = fit(one, two) + fit(two, one) - own - others
        if gain <= _DOUBT or here.target == there.target:
            continue
        if gain + _gain_in_words(here, there, wording) <= _GAIN:
            continue
        for subject, other in ((here, there), (there, here)):
            yield Finding(
                "neighbour",
                Span(0, len(subject.target)),
                about=subject,
                related=related_ids([other]),
            )


def _gain_in_words(here: Unit, there: Unit, wording: Wording) -> int:
    """How many more phrases are rendered when the targets are exchanged."""
    one, other = here.source_text, there.source_text
    return (
        wording.count_rendered(one, there.target)
        + wording.count_rendered(other, here.target)
        - wording.count_rendered(one, here.target)
        - wording.count_rendered(other, there.target)
    )


def _anchors(text: str, capitals: Capitals, locale: Locale) -> _Anchors:
    names = {w.form for w in capitals.words if len(w.form) >= _SHORTEST_ANCHOR}
    numbers = {
        part
        for value in cached_values(text, locale)
        for part in value.key
        if part is not None and not isinstance(part, str)
    }
    return frozenset(names | numbers)
