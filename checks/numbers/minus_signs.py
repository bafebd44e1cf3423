"""Search for negative numbers that lost their minus sign."""

import re
from dataclasses import dataclass
from decimal import Decimal

from checks.engine.prefilter_conditions import SOURCE, TARGET
from checks.engine.text_traits import Trait
from checks.language_data import read_table
from checks.text.text_values import cached_values
from tm.finding import Span
from tm.language_data import LanguageFileKind
from tm.result_cache import ResultCache, lazy_constant
from tm.text.locale import Locale
from tm.text.phrases.phrase_list import PhraseList
from tm.text.phrases.prefilter import shared_prefilter
from tm.text.values.reader import Value, ValueKind
from tm.text.words import read_lower_words

_FILE_KIND = LanguageFileKind(
    "signs.toml",
    "words that may stand for a minus",
    "num.value reports a minus that is written as a word",
    {"negative": "", "spelt": "", "cold": ""},
)

_MINUS_SIGN_PATTERN = re.compile(r"[-−–](?=\d)(?:(?<=[^\W\d] .)|(?<=\(.))")
"""A minus sign before a number and after a word, not a dash in a range or list.

The look-behind comes last, since the sign is found faster.
"""
_SIGNED_KINDS = (ValueKind.NUMBER, ValueKind.PERCENT)
_TEMPERATURE = "temperature"


def find_lost_sign(
    source: str, target: str, locales: tuple[Locale, Locale], cache: ResultCache
) -> tuple[Span, Span] | None:
    """Find a negative number of the source whose sign the target lacks.

    The target must have no sign at all, and no word that may stand for it: a change of
    -3.5 per cent may be a fall of 3.5.

    >>> cache = ResultCache()
    >>> both = Locale("vi"), Locale("id")
    >>> found = find_lost_sign("Là -3,5 %.", "Ialah 3,5 %.", both, cache)
    >>> found and (found[0].start, found[1].start)
    (6, 3)
    """
    source_sign_words, target_sign_words = map(_read_sign_words, locales)
    source_sign_match = _MINUS_SIGN_PATTERN.search(
        source
    ) or source_sign_words.spelt_signs.find_first(source)
    if source_sign_match is None or _MINUS_SIGN_PATTERN.search(target):
        return None
    amount_with_temperature_flag = _read_signed_amount(
        source_sign_match.end(), source, locales[0], cache
    )
    if amount_with_temperature_flag is None:
        return None
    source_value, is_temperature = amount_with_temperature_flag
    substitute_words = (
        target_sign_words.cold_words
        if is_temperature
        else target_sign_words.negative_words
    )
    if not substitute_words.isdisjoint(read_lower_words(target)):
        return None
    target_values = [
        value
        for value in cached_values(target, locales[1], cache)
        if value.kind is source_value.kind and value.key == source_value.key
    ]
    if len(target_values) != 1:
        return None
    return Span(target_values[0].start, target_values[0].end), Span(
        source_sign_match.start(), source_value.end
    )


def _read_signed_amount(
    sign_end: int, text: str, locale: Locale, cache: ResultCache
) -> tuple[Value, bool] | None:
    """Read the amount at a position that may be negative, and whether in degrees.

    It must be a percentage, a decimal or a temperature, unlike in COVID -19.
    """
    values = cached_values(text, locale, cache)
    for value_index, value in enumerate(values):
        if (
            value.kind not in _SIGNED_KINDS
            or not sign_end - 1 <= value.start <= sign_end + 1
        ):
            continue
        number, following_value = (
            value.key[0],
            values[value_index + 1] if value_index + 1 < len(values) else None,
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
class _SignWords:
    """The words of one language for negative numbers; cached."""

    spelt_signs: PhraseList
    """Words for minus right before a number: `âm 2 độ`."""
    negative_words: frozenset[str]
    """Words that may replace a minus sign."""
    cold_words: frozenset[str]
    """Words that may replace the minus sign of a temperature."""


@lazy_constant
def _read_sign_words(locale: Locale) -> _SignWords:
    sign_table = read_table(locale.language, _FILE_KIND)
    spelt_signs = [f"{word} #" for word in sign_table["spelt"].split()]
    return _SignWords(
        PhraseList(shared_prefilter(locale.language), "minus", spelt_signs),
        frozenset(sign_table["negative"].split()),
        frozenset(sign_table["cold"].split()),
    )


def _read_spelt_minus_words(locale: Locale) -> PhraseList:
    return _read_sign_words(locale).spelt_signs


MAY_BE_NEGATIVE = TARGET.has_value() & (
    SOURCE.has(_read_spelt_minus_words)
    | SOURCE.has(Trait.DASH_BEFORE_DIGIT) & SOURCE.meets(_MINUS_SIGN_PATTERN.search)
)
"""The source may have a negative number, and the target has any number."""
