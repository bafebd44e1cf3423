"""Parts, multiples and crowds in words: một phần ba is no seperempat."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache, partial

from checks.engine.condition import SOURCE, TARGET
from checks.engine.traits import Trait
from checks.language_data import read_table
from checks.text.values import numbers_named, values_of
from tm.finding import Span
from tm.text.locale import Locale
from tm.text.phrases.pattern import table_key
from tm.text.phrases.phrase_list import PhraseList, PhraseLists
from tm.text.phrases.prefilter import prefilter
from tm.text.values.reader import ValueKind

_FRACTION = re.compile(r"(?<![\d/.,])\d{1,2}/\d{1,2}(?![\d/]|[.,]\d)")


@dataclass(frozen=True, slots=True, eq=False)
class _Words:
    """Words of one language for some parts, for multiples, or for crowds."""

    sizes: Mapping[str, str]
    """By phrase, how much it is: `1/3`, `2`."""
    phrases: PhraseList

    def found(self, text: str) -> dict[str, Span]:
        """By size, where a text has it."""
        return {
            self.sizes[table_key(one[0])]: Span(*one.span())
            for one in self.phrases.matches(text)
        }


@dataclass(frozen=True, slots=True, eq=False)
class _Listed:
    """What is known of the parts, multiples and crowds of a language."""

    kinds: tuple[_Words, ...]
    in_any: PhraseLists


def other_share(
    source: str, target: str, locales: tuple[Locale, Locale]
) -> tuple[Span, Span] | None:
    """The one part, multiple or crowd of target and source each that the other has not.

    One that the other text has in figures, as a number or as a percentage is passed.
    Where one text has no part in words, figures of its own stand for one: 25 % or 1/4,
    a third.

    >>> both = Locale("vi"), Locale("id")
    >>> texts = "Hơn một phần ba.", "Lebih dari seperempat."
    >>> found = other_share(*texts, both)
    >>> found and (found[0].of(texts[1]), found[1].of(texts[0]))
    ('seperempat', 'một phần ba')
    """
    all_theirs, all_ours = _words(locales[0]), _words(locales[1])
    if not all_ours.in_any.may_be_in(target) and not all_theirs.in_any.may_be_in(
        source
    ):
        return None
    for theirs, ours in zip(all_theirs.kinds, all_ours.kinds, strict=True):
        said, meant = ours.found(target), theirs.found(source)
        if not said and not meant:
            continue
        if not said:
            said = _in_figures(target, locales[1], source, locales[0], ours)
        elif not meant:
            meant = _in_figures(source, locales[0], target, locales[1], theirs)
        gained = [size for size in said if size not in meant]
        lost = [size for size in meant if size not in said]
        if len(gained) != 1 or len(lost) != 1:
            continue
        if not _has(gained[0], source, locales[0]):
            if not _has(lost[0], target, locales[1]):
                return said[gained[0]], meant[lost[0]]
    return None


def answered_parts(text: str, locale: Locale, other: str, theirs: Locale) -> list[Span]:
    """Where a text has parts in words that the other text has, perhaps in figures.

    They hold number words that stand for nothing by themselves: three quarters.
    """
    found = _words(locale).kinds[0].found(text)
    if not found:
        return []
    there = _words(theirs).kinds[0].found(other)
    return [
        span
        for size, span in found.items()
        if size in there or _has(size, other, theirs)
    ]


def _has(size: str, text: str, locale: Locale) -> bool:
    """Whether a text has a size in figures, or the number of times."""
    if "/" in size:
        return size in text or _percent(size) in _percents(text, locale)
    return Decimal(size) in numbers_named(text, locale)


def _in_figures(
    text: str, locale: Locale, other: str, theirs: Locale, words: _Words
) -> dict[str, Span]:
    """By size, the parts that a text has in figures, and the other has not."""
    percents = _percents(text, locale)
    there = _percents(other, theirs) if percents else {}
    fractions = {found[0]: Span(*found.span()) for found in _FRACTION.finditer(text)}
    found = {}
    for size in words.sizes.values():
        if "/" not in size:
            continue
        if size in fractions and size not in other:
            found[size] = fractions[size]
        elif _percent(size) in percents.keys() - there.keys():
            found[size] = percents[_percent(size)]
    return found


def _percents(text: str, locale: Locale) -> dict[Decimal, Span]:
    return {
        number: Span(value.start, value.end)
        for value in values_of(text, locale)
        if value.kind is ValueKind.PERCENT
        and isinstance(number := value.key[0], Decimal)
    }


def _percent(size: str) -> Decimal:
    """How many per cent a part is; a third is none."""
    one, _, other = size.partition("/")
    return 100 * Decimal(one) / Decimal(other)


@lru_cache(maxsize=64)
def _words(locale: Locale) -> _Listed:
    """What is known of a language; without data, nothing."""
    data, words = (
        read_table(locale.language, "fractions.toml"),
        prefilter(locale.language),
    )
    phrase_list = partial(
        PhraseList, words, before_pattern=r"(?<![\w-])", end_pattern=r"(?![\w-])"
    )
    names = {"words": "parts", "times": "multiples", "crowds": "crowds"}
    kinds = tuple(
        _Words(data[one], phrase_list(name, data[one])) for one, name in names.items()
    )
    return _Listed(kinds, PhraseLists(words, (one.phrases for one in kinds)))


def _shares(locale: Locale) -> PhraseLists:
    return _words(locale).in_any


SHARES = TARGET.has(_shares) & SOURCE.has(_shares, Trait.FIGURES) | SOURCE.has(
    _shares
) & TARGET.has(Trait.FIGURES)
"""Each text may have a part, multiple or crowd, or one such words and one figures."""
