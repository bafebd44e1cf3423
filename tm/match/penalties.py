"""Penalties: points subtracted from a match rate, and the differences they are for.

How many points each difference costs is a setting: `PenaltySettings` in
`tm/settings.py`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from operator import ne

from tm.match.comparison_forms import ComparableText
from tm.match.inline_tags import count_different_tags
from tm.match.similarity import list_edits
from tm.settings import PenaltySettings
from tm.text.locale import Locale
from tm.text.segment import Segment
from tm.text.tokens import find_token_kind, is_word
from tm.unit import State, TranslationUnit

VARIANT_REASON = "locale variant"
_MIN_SURE_ALIGNMENT_SCORE = 0.7
_MAX_PENALISED_CODES = 3


@dataclass(frozen=True, slots=True)
class Penalty:
    """Points subtracted from a rate, and the reason."""

    reason: str
    points: int
    """Points of the match rate, from 0 to 100, that are subtracted."""
    check: str | None = None
    """The check whose finding is the reason, if any."""


def compute_origin_points(
    unit: TranslationUnit,
    source_locale: Locale,
    query_locale: Locale,
    penalties: PenaltySettings,
) -> Iterator[tuple[str, int]]:
    """Compute the penalty points for a unit's origin, with their reasons.

    `source_locale`: the locale of the unit's side in the language of the query.
    """
    score = unit.origin.score
    if source_locale is not query_locale:
        yield (
            VARIANT_REASON,
            penalties.implied_variant
            if source_locale.is_same_variant(query_locale)
            else penalties.variant,
        )
    is_unsure = score is not None and score < _MIN_SURE_ALIGNMENT_SCORE
    yield "other memory", penalties.memory.get(unit.origin.memory, 0)
    yield "uncertain alignment", penalties.alignment * is_unsure
    is_unfinished = unit.state is State.INITIAL and unit.target is not None
    yield "unfinished translation", penalties.state * is_unfinished


def has_variant_penalty(penalties: Iterable[Penalty]) -> bool:
    """Whether one of some penalties is for another variant of the language."""
    return any(penalty.reason == VARIANT_REASON for penalty in penalties)


def has_several_variants(locale_tags: Iterable[str], language: str) -> bool:
    """Whether some language tags have several variants of a language.

    >>> has_several_variants(["id", "vi", "vi-VN"], "vi")
    False
    >>> has_several_variants(["pt-BR", "pt-PT"], "pt")
    True
    """
    locales_of_language = [
        locale for locale in map(Locale, locale_tags) if locale.language == language
    ]
    return any(
        not locales_of_language[0].is_same_variant(other_locale)
        for other_locale in locales_of_language[1:]
    )


def find_hidden_differences(
    first_text: ComparableText, second_text: ComparableText
) -> tuple[bool, bool]:
    """Find whether tokens that count as equal differ in case and in typography."""
    has_different_case = has_different_typography = False
    # Most pairs spell every shared form alike, so there is nothing to find.
    first_spellings = map(
        first_text.spelling_by_form.get, second_text.token_forms, second_text.tokens
    )
    if not any(map(ne, first_spellings, second_text.tokens)):
        return has_different_case, has_different_typography
    for edit_type, first_start, first_end, second_start, _ in list_edits(
        first_text.token_forms, second_text.token_forms
    ):
        if edit_type != "equal":
            continue
        for offset in range(first_end - first_start):
            first_token, second_token = (
                first_text.tokens[first_start + offset],
                second_text.tokens[second_start + offset],
            )
            if first_token == second_token:
                continue
            if is_word(first_token):
                has_different_case = (
                    has_different_case
                    or first_token.casefold() == second_token.casefold()
                )
            elif find_token_kind(first_token) == "mark":
                has_different_typography = True
    return has_different_case, has_different_typography


def count_different_values(
    first_text: ComparableText, second_text: ComparableText
) -> int:
    """Count differing values in text order: 5 to 10 is not 10 to 5."""
    if (
        first_text.text == second_text.text
        or first_text.value_texts == second_text.value_texts
    ):
        return 0
    return sum(
        max(first_end - first_start, second_end - second_start)
        for edit_type, first_start, first_end, second_start, second_end in list_edits(
            first_text.value_texts, second_text.value_texts
        )
        if edit_type != "equal"
    )


def count_penalised_codes(first_segment: Segment, second_segment: Segment) -> int:
    """Count the inline codes and tags that differ, three at most.

    The more tags a text has, the less each of them says of its translation.
    """
    different_count = count_different_tags(first_segment, second_segment)
    return min(different_count, _MAX_PENALISED_CODES)
