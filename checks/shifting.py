"""The check of translations that stand a place too early or too late."""

from collections.abc import Iterator, Sequence

from checks.capitals import capitals
from checks.comparison import values_of
from checks.lengths import Lengths, has_both
from checks.registry import Level, check
from checks.subject import Context, Finding, Subject
from checks.wording import Wording
from tm.issue import Severity, Span
from tm.text.locale import Locale

_FEWEST = 4
"""Units in a document from which the usual ratio of lengths can be told."""
_GAIN = 3.0
"""How much better two targets must fit when exchanged."""
_DOUBT = -1.5
"""What names, values and lengths must say at least for the words to be compared."""
_SHORTEST_ANCHOR = 3

_Anchors = frozenset[object]


@check("seg.shifted", level=Level.DOCUMENT, severity=Severity.WARNING)
def shifted(subjects: Sequence[Subject], context: Context) -> Iterator[Finding]:
    """Two neighbours have each other's translation, by names, values, words, lengths.

    Anchors are what both languages write alike: names without their marks, and values.
    Where these leave a doubt, each phrase that the dictionary renders counts for one.
    """
    if context.source is None:
        return
    units = [*filter(has_both, subjects)]
    if len(units) < _FEWEST:
        return
    lengths = Lengths.of([(s.source or "", s.target) for s in units])
    theirs = [_anchors(s.source or "", context.source) for s in units]
    ours = [_anchors(s.target, context.target) for s in units]
    wording = Wording(context.source, context.target)

    def fit(source: int, target: int) -> float:
        deviation = lengths.deviation(units[source].source or "", units[target].target)
        shared = theirs[source] & ours[target]
        single = theirs[source] ^ ours[target]
        return 1.5 * len(shared) - 0.35 * len(single) - min(deviation**2, 16) / 2

    for at in range(len(units) - 1):
        here, there = units[at], units[at + 1]
        gain = fit(at, at + 1) + fit(at + 1, at) - fit(at, at) - fit(at + 1, at + 1)
        if gain <= _DOUBT or here.target == there.target:
            continue
        if gain + _gain_in_words(here, there, wording) <= _GAIN:
            continue
        for subject, other in ((here, there), (there, here)):
            yield Finding(
                "seems to be the translation of a neighbour",
                Span(0, len(subject.target)),
                subject=subject,
                related=[other],
            )


def _gain_in_words(here: Subject, there: Subject, wording: Wording) -> int:
    """How many more phrases are rendered when the targets are exchanged."""
    one, other = here.source or "", there.source or ""
    return (
        wording.rendered(one, there.target)
        + wording.rendered(other, here.target)
        - wording.rendered(one, here.target)
        - wording.rendered(other, there.target)
    )


def _anchors(text: str, locale: Locale) -> _Anchors:
    names = {w.form for w in capitals(text).words if len(w.form) >= _SHORTEST_ANCHOR}
    numbers = {
        part
        for value in values_of(text, locale)
        for part in value.key
        if part is not None and not isinstance(part, str)
    }
    return frozenset(names | numbers)
