"""Percentage points that became a percentage: from 3 % to 4 % is not 1 %."""

from decimal import Decimal

from checks.language_data import read_table
from checks.text.language_words import split_phrases
from checks.text.text_values import cached_values, value_span
from tm.finding import Span
from tm.language_data import LanguageFileKind
from tm.result_cache import ResultCache, lazy_constant
from tm.text.locale import Locale
from tm.text.phrases.phrase_list import PhraseList
from tm.text.phrases.prefilter import shared_prefilter
from tm.text.values.reader import Value, ValueKind

_FILE_KIND = LanguageFileKind(
    "percentage_points.toml",
    "names of percentage points",
    "num.percent does not see percentage points that became per cent",
    {"points": ""},
)

_MIN_IGNORED_DIFFERENCE = Decimal(10)
"""Larger differences are often given in per cent, and are understood."""


def find_lost_percentage_points(
    source: str, target: str, locales: tuple[Locale, Locale], cache: ResultCache
) -> tuple[Span, Span] | None:
    """Find a percentage of the target that is in percentage points in the source.

    Only where the words for percentage points are known in both languages.

    >>> cache = ResultCache()
    >>> both = Locale("vi"), Locale("id")
    >>> texts = "Tăng 0,5 điểm phần trăm.", "Naik 0,5 persen."
    >>> found = find_lost_percentage_points(*texts, both, cache)
    >>> found and (found[0].of(texts[1]), found[1].of(texts[0]))
    ('0,5 persen', '0,5 điểm phần trăm')
    """
    source_percentage_point_list, target_percentage_point_list = (
        read_percentage_point_words(locales[0]),
        read_percentage_point_words(locales[1]),
    )
    if (
        not target_percentage_point_list.first_words
        or not source_percentage_point_list.is_in(source)
        or target_percentage_point_list.is_in(target)
    ):
        return None
    target_percentage_by_key = {
        percentage.key: percentage
        for percentage in _read_percentages(target, locales[1], cache)
    }
    source_percentages = _read_percentages(source, locales[0], cache)
    plain_percentage_keys = {
        percentage.key
        for percentage in source_percentages
        if not _is_in_percentage_points(
            percentage, source, source_percentage_point_list
        )
    }
    for percentage in source_percentages:
        number = percentage.key[0]
        if not isinstance(number, Decimal) or number >= _MIN_IGNORED_DIFFERENCE:
            continue
        if (
            percentage.key in target_percentage_by_key
            and percentage.key not in plain_percentage_keys
        ):
            return value_span(target_percentage_by_key[percentage.key]), value_span(
                percentage
            )
    return None


def _read_percentages(text: str, locale: Locale, cache: ResultCache) -> list[Value]:
    return [
        value
        for value in cached_values(text, locale, cache)
        if value.kind is ValueKind.PERCENT
    ]


def _is_in_percentage_points(
    percentage: Value, text: str, percentage_point_list: PhraseList
) -> bool:
    return percentage_point_list.is_in(text[percentage.start : percentage.end])


@lazy_constant
def read_percentage_point_words(locale: Locale) -> PhraseList:
    """Read the words for percentage points of a language; empty without data."""
    percentage_point_phrases = split_phrases(
        read_table(locale.language, _FILE_KIND)["points"]
    )
    return PhraseList(
        shared_prefilter(locale.language), "percentage points", percentage_point_phrases
    )
