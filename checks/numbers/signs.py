"""Numbers below nought whose sign is gone."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from checks.engine.condition import SOURCE, TARGET
from checks.engine.traits import Trait
from checks.language_data import read_table
from checks.text.values import values_of
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


def lost_sign(
    source: str, target: str, locales: tuple[Locale, Locale]
) -> tuple[Span, Span] | None:
    """A number of the target, and that of the source which is below nought.

    Only where the target has no sign at all and no word that may stand for it: what is
    -3.5 per cent falls by 3.5, but no frost is told by a fall.

    >>> found = lost_sign("Là -3,5 %.", "Ialah 3,5 %.", (Locale("vi"), Locale("id")))
    >>> found and (found[0].start, found[1].start)
    (6, 3)
    """
    theirs_of, ours_of = map(_signs, locales)
    minus = _SIGN.search(source) or theirs_of.spelt.first(source)
    if minus is None or _SIGN.search(target):
        return None
    amount = _amount_at(minus.end(), source, locales[0])
    if amount is None:
        return None
    theirs, is_temperature = amount
    said = ours_of.cold if is_temperature else ours_of.negative
    if not said.isdisjoint(read_lower_words(target)):
        return None
    ours = [
        one
        for one in values_of(target, locales[1])
        if one.kind is theirs.kind and one.key == theirs.key
    ]
    if len(ours) != 1:
        return None
    return Span(ours[0].start, ours[0].end), Span(minus.start(), theirs.end)


def _amount_at(place: int, text: str, locale: Locale) -> tuple[Value, bool] | None:
    """The amount at a place that may well be below nought, and whether of degrees.

    A percentage, a number with decimals or with a temperature; COVID -19 is none.
    """
    found = values_of(text, locale)
    for at, value in enumerate(found):
        if value.kind not in _KINDS or not place - 1 <= value.start <= place + 1:
            continue
        number, after = value.key[0], found[at + 1] if at + 1 < len(found) else None
        is_temperature = after is not None and after.key[0] == _TEMPERATURE
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
def _signs(locale: Locale) -> _Signs:
    data = read_table(locale.language, "signs.toml")
    spelt = [f"{word} #" for word in data["spelt"].split()]
    return _Signs(
        PhraseList(prefilter(locale.language), "minus", spelt),
        frozenset(data["negative"].split()),
        frozenset(data["cold"].split()),
    )


def _spelt_minus(locale: Locale) -> PhraseList:
    return _signs(locale).spelt


BELOW_NOUGHT = TARGET.has_value() & (
    SOURCE.has(_spelt_minus)
    | SOURCE.has(Trait.DASHED_FIGURES) & SOURCE.meets(_SIGN.search)
)
"""The source may have a number below nought, and the target any."""
