"""Parts, multiples and crowds in words: một phần ba is no seperempat."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache, partial

from checks.engine.condition import SOURCE, TARGET
from checks.engine.traits import Trait
from checks.language_data import read_table
from checks.text.values import cached_values, possible_numbers
from tm.finding import Span
from tm.text.locale import Locale
from tm.text.phrases.pattern import table_key
from tm.text.phrases.phrase_list import PhraseList, PhraseLists
from tm.text.phrases.prefilter import prefilter
from tm.text.values.reader import ValueKind

_FRACTION = re.compile(r"(?<![\d/.,])\d{1,2}/\d{1,2}(?![\d/]|[.,]\d)")


@dataclass(frozen=True, slots=True, eq=False)
class _ShareWords:
    """Words of one language for some parts, for multiples, or for crowds."""

    sizes: Mapping[str, str]
    """By phrase, how much it is: `1/3`, `2`."""
    phrases: PhraseList

    def spans_by_size(self, text: str) -> dict[str, Span]:
        """By size, where a text has it."""
        return {
            self.sizes[table_key(match[0])]: Span(*match.span())
            for match in self.phrases.matches(text)
        }


@dataclass(frozen=True, slots=True, eq=False)
class _LanguageShares:
    """What is known of the parts, multiples and crowds of a language."""

    kinds: tuple[_ShareWords, ...]
    all_phrases: PhraseLists


def find_changed_share(
    source: str, target: str, locales: tuple[Locale, Locale]
) -> tuple[Span, Span] | None:
    """The one part, multiple or crowd of target and source each that the other has not.

    One that the other text has in figures, as a number or as a percentage is passed.
    Where one text has no part in words, figures of its own stand for one: 25 % or 1/4,
    a third.

    >>> both = Locale("vi"), Locale("id")
    >>> texts = "Hơn một phần ba.", "Lebih dari seperempat."
    >>> found = find_changed_share(*texts, both)
    >>> found and (found[0].of(texts[1]), found[1].of(texts[0]))
    ('seperempat', 'một phần ba')
    """
    source_shares, target_shares = _read_shares(locales[0]), _read_shares(locales[1])
    if not target_shares.all_phrases.may_be_in(
        target
    ) and not source_shares.all_phrases.may_be_in(source):
        return None
    for source_words, target_words in zip(
        source_shares.kinds, target_shares.kinds, strict=True
    ):
        target_spans, source_spans = (
            target_words.spans_by_size(target),
            source_words.spans_by_size(source),
        )
        if not target_spans and not source_spans:
            continue
        if not target_spans:
            target_spans = _fractions_in_figures(
                target, locales[1], source, locales[0], target_words
            )
        elif not source_spans:
            source_spans = _fractions_in_figures(
                source, locales[0], target, locales[1], source_words
            )
        gained = [size for size in target_spans if size not in source_spans]
        lost = [size for size in source_spans if size not in target_spans]
        if len(gained) != 1 or len(lost) != 1:
            continue
        if not _has_size_in_figures(gained[0], source, locales[0]):
            if not _has_size_in_figures(lost[0], target, locales[1]):
                return target_spans[gained[0]], source_spans[lost[0]]
    return None


def find_shared_fractions(
    text: str, locale: Locale, other: str, other_locale: Locale
) -> list[Span]:
    """Where a text has parts in words that the other text has, perhaps in figures.

    They hold number words that stand for nothing by themselves: three quarters.
    """
    spans = _read_shares(locale).kinds[0].spans_by_size(text)
    if not spans:
        return []
    other_spans = _read_shares(other_locale).kinds[0].spans_by_size(other)
    return [
        span
        for size, span in spans.items()
        if size in other_spans or _has_size_in_figures(size, other, other_locale)
    ]


def _has_size_in_figures(size: str, text: str, locale: Locale) -> bool:
    """Whether a text has a size in figures, or the number of times."""
    if "/" in size:
        return size in text or _as_percentage(size) in _percentage_spans(text, locale)
    return Decimal(size) in possible_numbers(text, locale)


def _fractions_in_figures(
    text: str, locale: Locale, other: str, other_locale: Locale, words: _ShareWords
) -> dict[str, Span]:
    """By size, the parts that a text has in figures, and the other has not."""
    percents = _percentage_spans(text, locale)
    other_percents = _percentage_spans(other, other_locale) if percents else {}
    fractions = {spans[0]: Span(*spans.span()) for spans in _FRACTION.finditer(text)}
    spans = {}
    for size in words.sizes.values():
        if "/" not in size:
            continue
        if size in fractions and size not in other:
            spans[size] = fractions[size]
        elif _as_percentage(size) in percents.keys() - other_percents.keys():
            spans[size] = percents[_as_percentage(size)]
    return spans


def _percentage_spans(text: str, locale: Locale) -> dict[Decimal, Span]:
    return {
        number: Span(value.start, value.end)
        for value in cached_values(text, locale)
        if value.kind is ValueKind.PERCENT
        and isinstance(number := value.key[0], Decimal)
    }


def _as_percentage(size: str) -> Decimal:
    """How many per cent a part is; a third is none."""
    numerator, _, denominator = size.partition("/")
    return 100 * Decimal(numerator) / Decimal(denominator)


@lru_cache(maxsize=64)
def _read_shares(locale: Locale) -> _LanguageShares:
    """What is known of a language; without data, nothing."""
    data, phrase_prefilter = (
        read_table(locale.language, "fractions.toml"),
        prefilter(locale.language),
    )
    phrase_list = partial(
        PhraseList,
        phrase_prefilter,
        before_pattern=r"(?<![\w-])",
        end_pattern=r"(?![\w-])",
    )
    names_by_table = {"words": "parts", "times": "multiples", "crowds": "crowds"}
    kinds = tuple(
        _ShareWords(data[table_name], phrase_list(name, data[table_name]))
        for table_name, name in names_by_table.items()
    )
    return _LanguageShares(
        kinds,
        PhraseLists(phrase_prefilter, (table_name.phrases for table_name in kinds)),
    )


def _share_phrases(locale: Locale) -> PhraseLists:
    return _read_shares(locale).all_phrases


SHARES = TARGET.has(_share_phrases) & SOURCE.has(
    _share_phrases, Trait.FIGURES
) | SOURCE.has(_share_phrases) & TARGET.has(Trait.FIGURES)
"""Each text may have a part, multiple or crowd, or one such words and one figures."""
