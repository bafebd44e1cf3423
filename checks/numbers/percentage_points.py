"""Percentage points: from 3 % to 4 % is no 1 %."""

from decimal import Decimal
from functools import lru_cache

from checks.language_data import read_table
from checks.text.language import phrases
from checks.text.values import span_of, values_of
from tm.finding import Span
from tm.text.locale import Locale
from tm.text.phrases.phrase_list import PhraseList
from tm.text.phrases.prefilter import prefilter
from tm.text.values.reader import Value, ValueKind

_MOST = Decimal(10)
"""Larger leads are called per cent as often as not, and are understood."""


def lost_points(
    source: str, target: str, locales: tuple[Locale, Locale]
) -> tuple[Span, Span] | None:
    """A percentage of the target that counts points in the source, which it has alone.

    Only where the words for points are known of both languages.

    >>> both = Locale("vi"), Locale("id")
    >>> texts = "Tăng 0,5 điểm phần trăm.", "Naik 0,5 persen."
    >>> found = lost_points(*texts, both)
    >>> found and (found[0].of(texts[1]), found[1].of(texts[0]))
    ('0,5 persen', '0,5 điểm phần trăm')
    """
    theirs, ours = percentage_points(locales[0]), percentage_points(locales[1])
    if not ours.words or not theirs.is_in(source) or ours.is_in(target):
        return None
    said = {one.key: one for one in _percentages(target, locales[1])}
    meant = _percentages(source, locales[0])
    kept = {one.key for one in meant if not _counts_points(one, source, theirs)}
    for one in meant:
        number = one.key[0]
        if not isinstance(number, Decimal) or number >= _MOST:
            continue
        if one.key in said and one.key not in kept:
            return span_of(said[one.key]), span_of(one)
    return None


def _percentages(text: str, locale: Locale) -> list[Value]:
    return [one for one in values_of(text, locale) if one.kind is ValueKind.PERCENT]


def _counts_points(value: Value, text: str, points: PhraseList) -> bool:
    return points.is_in(text[value.start : value.end])


@lru_cache(maxsize=64)
def percentage_points(locale: Locale) -> PhraseList:
    """The words for percentage points; without data, none."""
    listed = phrases(read_table(locale.language, "percentage_points.toml")["points"])
    return PhraseList(prefilter(locale.language), "percentage points", listed)
