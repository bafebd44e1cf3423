"""One person whose name is written in two ways, in a text without a source."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from checks.capitals import Capital, capitals
from checks.registry import Level, check
from checks.subject import Context, Finding, Subject
from glossary.language import language_data
from tm.issue import Severity, Span
from tm.text.normal import folded

_SIZES = (3, 4, 5)
"""Words of a name whose order is judged."""
_LONGEST = 25
"""Words of a run with capitals; a longer one is a heading, or no text."""

_Forms = tuple[str, ...]
_Place = tuple[Subject, Span]


@check("name.variant", level=Level.DOCUMENT, severity=Severity.WARNING)
def two_orders(subjects: Sequence[Subject], context: Context) -> Iterator[Finding]:
    """A person's name stands in two orders: Dang Hoang Giang, Hoang Giang Dang.

    Vietnamese names of three words or more, with the family name first in one place and
    last in the other; named is the order that is rarer, or not the Vietnamese one.
    Where there is a source, `name.order` compares with that.
    """
    surnames = frozenset(map(folded, language_data("vi").surnames))
    found: dict[_Forms, list[_Place]] = defaultdict(list)
    for subject in subjects:
        if subject.source is None:
            for run in _runs(capitals(subject.target).words):
                forms = tuple(word.form for word in run)
                if forms[0] in surnames or forms[-1] in surnames:
                    place = Span(run[0].start, run[-1].end)
                    found[forms].append((subject, place))
    told: set[_Forms] = set()
    for forms, places in found.items():
        turned = (*forms[1:], forms[0])
        if forms[0] not in surnames or turned not in found:
            continue
        others = found[turned]
        if turned in told:
            continue
        told.add(turned)
        if turned[0] in surnames and len(others) > len(places):
            places, others = others, places  # either may be the family name
        usual = places[0][1].of(places[0][0].target)
        for subject, span in others:
            yield Finding(
                f"elsewhere written “{usual}” ({len(places)}×, this form "
                f"{len(others)}×)",
                span,
                subject=subject,
                related=[subject for subject, _ in places],
            )


def _runs(words: Sequence[Capital]) -> Iterator[Sequence[Capital]]:
    """What may be a name: all runs of words with capitals of the right length."""
    begin = 0
    for at in range(1, len(words) + 1):
        if at < len(words) and words[at].joined:
            continue
        run = words[begin:at] if at - begin <= _LONGEST else ()
        for size in _SIZES:
            for start in range(len(run) - size + 1):
                window = run[start : start + size]
                if len({word.form for word in window}) == size:
                    yield window
        begin = at
