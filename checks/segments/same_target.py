"""Targets that several sources have, though they say different things."""

from collections.abc import Iterator, Sequence

from checks.engine.unit import Unit, related_ids
from checks.segments.renderings import ODD, UNIT, Ways
from checks.text.excerpt import excerpt_of_difference
from checks.text.masking import mask_values
from tm.finding import Finding, Span
from tm.spill.partition import Dealt, hashed, in_order
from tm.text.locale import Locale
from tm.text.normal import match_form
from tm.text.words import read_words

_FEWEST_WORDS = 4
"""Words of a target that hardly translates two things."""
_ALIKE = 0.6
"""The share of their words in which sources are alike that may have one target."""


def shared_targets(subjects: Sequence[Unit], source: Locale) -> Iterator[Finding]:
    """Findings for units whose target is that of an unlike source."""
    units = Dealt(UNIT, "common", len(subjects))
    for at, subject in enumerate(subjects):
        if subject.source and len(read_words(subject.target)) >= _FEWEST_WORDS:
            target = hashed(match_form(subject.target.strip()))
            units.append((at, target, hashed(subject.source)))
    rows = (odd for some in units.parts() for odd in Ways(some).odd())
    for unit, _, _, *shown in in_order(rows, ODD, len(subjects)):
        subject = subjects[unit]
        related = [subjects[one] for one in shown if one >= 0]
        here, there = (
            frozenset(mask_values(one.source_text, source))
            for one in (subject, related[0])
        )
        if 2 * len(here & there) < _ALIKE * max(1, len(here) + len(there)):
            other = excerpt_of_difference(related[0].source or "", subject.source_text)
            yield Finding(
                "same",
                Span(0, len(subject.target)),
                arguments={"other": other},
                about=subject,
                related=related_ids(related),
            )
