"""Numbers below nought whose sign is gone."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from checks.engine.condition import SOURCE, TARGET
from checks.engine.traits import Trait
from checks.language_data import read_table
from checks.text.values import cached_values
from tm.finding import Span
from tm.text.locale import Locale
from tm.text.phrases.phrase_list import PhraseList
from tm.text.phrases.prefilter import prefilter
from tm.text.values.reader import Value, ValueKind
from tm.text.words import read_lower_words

_SIGN = re.compile(r"[-−–](?=\d)(?:(?<=[^\W\d] .)|(?<=\(.))")
"""A sign right before a number and after a word: no dash between two, no list.

What stands before is looked at last, since a set of letters is found fast.
"""
_KINDS = (ValueKind.NUMBER, ValueKind.PERCENT)
_TEMPERATURE = "temperature"


def find_lost_sign(
    source: str, target: str, locales: tuple[Locale, Locale]
) -> tuple[Span, Span] | None:
    """Find a negative number of the source whose sign the target lacks.

    The target must have no sign at all, and no word that may stand for it: a change of
    -3.5 per cent may be a fall of 3.5.

    >>> both = Locale("vi"), Locale("id")
    >>> found = find_lost_sign("Là -3,5 %.", "Ialah 3,5 %.", both)
    >>> found and (found[0].start, found[1].start)
    (6, 3)
    """
    source_signs, target_signs = map(_read_signs, locales)
    minus = _SIGN.search(source) or source_signs.spelt.first(source)
    if minus is None or _SIGN.search(target):
        return None
    amount = _amount_at(minus.end(), source, locales[0])
    if amount is None:
        return None
    source_value, is_temperature = amount
    sign_words = target_signs.cold if is_temperature else target_signs.negative
    if not sign_words.isdisjoint(read_lower_words(target)):
        return None
    target_values = [
        value
        for value in cached_values(target, locales[1])
        if value.kind is source_value.kind and value.key == source_value.key
    ]
    if len(target_values) != 1:
        return None
    return Span(target_values[0].start, target_values[0].end), Span(
        minus.start(), source_value.end
    )


def _amount_at(position: int, text: str, locale: Locale) -> tuple[Value, bool] | None:
    """The amount at a place that may well be below nought, and whether of degrees.

    A percentage, a number with decimals or with a temperature; COVID -19 is none.
    """
    values = cached_values(text, locale)
    for index, value in enumerate(values):
        if value.kind not in _KINDS or not position - 1 <= value.start <= position + 1:
            continue
        number, following_value = (
            value.key[0],
            values[index + 1] if index + 1 < len(values) else None,
        )
        is_temperature = (
            following_value is not None and following_value.key[0] == _TEMPERATURE
        )
        if value.kind is ValueKind.PERCENT or _has_decimals(number) or is_temperature:
            return value, is_temperature
    return None


def _has_decimals(number: object) -> bool:
    return isinstance(number, Decimal) and number != number.to_integral()


@dataclass(frozen=True, slots=True, eq=False)
class _Signs:
    """Words of one language for what is below nought; there is one value a language."""

    spelt: PhraseList
    """What stands right before such a number: `âm 2 độ`."""
    negative: frozenset[str]
    """Words that may stand for a sign."""
    cold: frozenset[str]
    """Those that may stand for that of a temperature."""


@lru_cache(maxsize=64)
def _read_signs(locale: Locale) -> _Signs:
    data = read_table(locale.language, "signs.toml")
    spelt = [f"{word} #" for word in data["spelt"].split()]
    return _Signs(
        PhraseList(prefilter(locale.language), "minus", spelt),
        frozenset(data["negative"].split()),
        frozenset(data["cold"].split()),
    )


def _spelt_minus(locale: Locale) -> PhraseList:
    return _read_signs(locale).spelt


MAY_BE_NEGATIVE = TARGET.has_value() & (
    SOURCE.has(_spelt_minus)
    | SOURCE.has(Trait.DASHED_FIGURES) & SOURCE.meets(_SIGN.search)
)
"""The source may have a number below nought, and the target any."""
