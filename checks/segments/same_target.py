"""Targets that several sources have, though they say different things."""

from collections.abc import Iterator, Sequence

from checks.engine.unit import Unit, related_ids
from checks.segments.difference_excerpt import cut_out_difference
from checks.segments.rendering_groups import RARE_RENDERING, UNIT, RenderingGroups
from checks.text.masked_values import mask_values
from tm.finding import Finding, Span
from tm.spill.partition import SpillGroups, hash_value, sort_by_unit
from tm.text.locale import Locale
from tm.text.normal import match_form
from tm.text.words import read_words

_FEWEST_WORDS = 4
"""Words of a target that hardly translates two things."""
_ALIKE = 0.6
"""The share of their words in which sources are alike that may have one target."""


def find_shared_targets(subjects: Sequence[Unit], source: Locale) -> Iterator[Finding]:
    """Findings for units whose target is that of an unlike source."""
    units = SpillGroups(UNIT, "common", len(subjects))
    for index, subject in enumerate(subjects):
        if subject.source and len(read_words(subject.target)) >= _FEWEST_WORDS:
            target = hash_value(match_form(subject.target.strip()))
            units.append((index, target, hash_value(subject.source)))
    rows = (
        odd
        for part in units.iterate_partitions()
        for odd in RenderingGroups(part).iterate_rare()
    )
    for unit, _, _, *shown in sort_by_unit(rows, RARE_RENDERING, len(subjects)):
        subject = subjects[unit]
        related = [
            subjects[compared_unit] for compared_unit in shown if compared_unit >= 0
        ]
        source_words, other_words = (
            frozenset(mask_values(compared_unit.source_text, source))
            for compared_unit in (subject, related[0])
        )
        if 2 * len(source_words & other_words) < _ALIKE * max(
            1, len(source_words) + len(other_words)
        ):
            other_source = cut_out_difference(
                related[0].source or "", subject.source_text
            )
            yield Finding(
                "same",
                Span(0, len(subject.target)),
                arguments={"other": other_source},
                about=subject,
                related=related_ids(related),
            )
