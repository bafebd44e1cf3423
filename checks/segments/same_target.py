"""The check of targets that several different sources share."""

from collections.abc import Iterator, Sequence

from checks.engine.check import Level, check
from checks.engine.unit import Context, Unit, list_related_ids
from checks.meaning.antonym_words import may_have_opposites
from checks.meaning.antonyms import find_opposite_meaning
from checks.segments.text_differences import cut_out_difference, mask_values
from tm.finding import Finding, Severity, Span
from tm.result_cache import ResultCache
from tm.spill.value_hash import hash_value
from tm.text.locale import Locale
from tm.text.normal import match_form
from tm.text.words import read_words

_MIN_WORDS = 4
"""The fewest words of a target that hardly translates two sources."""
_MIN_SHARED_WORD_SHARE = 0.6
"""The least share of common words of sources that may have one target."""


@check("seg.same_target", level=Level.CORPUS, severity=Severity.WARNING)
def find_same_target(units: Sequence[Unit], context: Context) -> Iterator[Finding]:
    """Different sources have the same translation; short ones are ignored.

    Sources with many common words may have one, unless they say the opposite of each
    other: `lễ khai giảng`, `lễ bế giảng`. The most frequent of these sources is taken
    to be right; of equally frequent ones the first.
    """
    if context.source_locale is not None:
        yield from _find_shared_targets(units, context.source_locale, context.cache)


def _find_shared_targets(
    units: Sequence[Unit], source_locale: Locale, cache: ResultCache
) -> Iterator[Finding]:
    """Find units whose target is also that of a different source."""
    # They need numpy, which a page without its source does not.
    from checks.segments.rendering_groups import (
        RARE_RENDERING_COLUMNS,
        UNIT_COLUMNS,
        RenderingGroups,
    )
    from tm.spill.unit_groups import SpilledUnitRows, sort_by_unit

    unit_groups = SpilledUnitRows(UNIT_COLUMNS, "common", len(units))
    for unit_index, unit in enumerate(units):
        if unit.source and len(read_words(unit.target)) >= _MIN_WORDS:
            target_hash = hash_value(match_form(unit.target.strip()))
            unit_groups.append((unit_index, target_hash, hash_value(unit.source)))
    rendering_rows = (
        rare_rows
        for unit_rows in unit_groups.iterate_partitions()
        for rare_rows in RenderingGroups(unit_rows).iterate_rare_rows()
    )
    for reported_unit_index, _, _, *related_unit_indexes in sort_by_unit(
        rendering_rows, RARE_RENDERING_COLUMNS, len(units)
    ):
        reported_unit = units[reported_unit_index]
        related_units = [
            units[related_unit_index]
            for related_unit_index in related_unit_indexes
            if related_unit_index >= 0
        ]
        if _differ_in_words(
            (reported_unit, related_units[0]), source_locale, cache
        ) or _have_opposite_meanings(
            related_units[0].source_text, reported_unit.source_text, source_locale
        ):
            other_source = cut_out_difference(
                related_units[0].source or "", reported_unit.source_text
            )
            yield Finding(
                "same",
                Span(0, len(reported_unit.target)),
                arguments={"other": other_source},
                checked_unit=reported_unit,
                related=list_related_ids(related_units),
            )


def _differ_in_words(
    compared_units: tuple[Unit, Unit], source_locale: Locale, cache: ResultCache
) -> bool:
    """Whether two sources have few common words; values count as one word."""
    first_words, second_words = (
        frozenset(mask_values(unit.source_text, source_locale, cache))
        for unit in compared_units
    )
    word_count = max(1, len(first_words) + len(second_words))
    return 2 * len(first_words & second_words) < _MIN_SHARED_WORD_SHARE * word_count


def _have_opposite_meanings(
    first_source: str, second_source: str, locale: Locale
) -> bool:
    """Whether one of two sources says the opposite of the other."""
    if not may_have_opposites(first_source, second_source, locale):
        return False
    context = Context(locale, locale)
    compared_texts = Unit("", second_source, first_source)
    return next(iter(find_opposite_meaning(compared_texts, context)), None) is not None
