"""Fractions, multiples and rough counts in words: một phần ba, seperempat."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from checks.engine.prefilter_conditions import SOURCE, TARGET
from checks.engine.text_traits import Trait
from checks.language_data import read_table
from checks.text.text_values import cached_values, read_possible_numbers
from tm.finding import Span
from tm.language_data import LanguageFileKind
from tm.result_cache import ResultCache, lazy_constant
from tm.text.locale import Locale
from tm.text.phrases.pattern import phrase_key
from tm.text.phrases.phrase_list import PhraseList, PhraseLists
from tm.text.phrases.prefilter import shared_prefilter
from tm.text.values.reader import ValueKind
from tm.text.word_pattern import (
    HYPHENATED_WORD_END_PATTERN,
    HYPHENATED_WORD_START_PATTERN,
)

_FILE_KIND = LanguageFileKind(
    "fractions.toml",
    "fractions, multiples and rough counts in words",
    "num.value compares numbers only, no fractions in words",
    {"words": {}, "times": {}, "rough_counts": {}},
)

_FRACTION_PATTERN = re.compile(r"(?<![\d/.,])\d{1,2}/\d{1,2}(?![\d/]|[.,]\d)")


@dataclass(frozen=True, slots=True, eq=False)
class _QuantityWords:
    """The words of one language for fractions, multiples, or rough counts."""

    size_by_phrase: Mapping[str, str]
    """By phrase, its size: `1/3`, `2`."""
    phrases: PhraseList

    def find_span_by_size(self, text: str) -> dict[str, Span]:
        """Find the sizes that a text has in words, each with its span."""
        return {
            self.size_by_phrase[phrase_key(phrase_match[0])]: Span(*phrase_match.span())
            for phrase_match in self.phrases.find_matches(text)
        }


@dataclass(frozen=True, slots=True, eq=False)
class _LanguageQuantityWords:
    """The words of a language for fractions, multiples and rough counts."""

    fraction_words: _QuantityWords
    multiple_words: _QuantityWords
    rough_count_words: _QuantityWords
    all_phrases: PhraseLists

    @property
    def all_kinds(self) -> tuple[_QuantityWords, ...]:
        """The words for fractions, multiples and rough counts."""
        return self.fraction_words, self.multiple_words, self.rough_count_words


def find_changed_quantity_word(
    source: str, target: str, locales: tuple[Locale, Locale], cache: ResultCache
) -> tuple[Span, Span] | None:
    """Find the only fraction, multiple or rough count that each text has alone.

    The check ignores those that the other text has in figures or as a percentage. For a
    text without fractions in words, its fractions in figures are compared: 25 %, 1/4.

    >>> cache = ResultCache()
    >>> both = Locale("vi"), Locale("id")
    >>> texts = "Hơn một phần ba.", "Lebih dari seperempat."
    >>> found = find_changed_quantity_word(*texts, both, cache)
    >>> found and (found[0].of(texts[1]), found[1].of(texts[0]))
    ('seperempat', 'một phần ba')
    """
    source_quantity_words, target_quantity_words = (
        _read_quantity_words(locales[0]),
        _read_quantity_words(locales[1]),
    )
    if not target_quantity_words.all_phrases.may_be_in(
        target
    ) and not source_quantity_words.all_phrases.may_be_in(source):
        return None
    for source_words, target_words in zip(
        source_quantity_words.all_kinds,
        target_quantity_words.all_kinds,
        strict=True,
    ):
        target_span_by_size, source_span_by_size = (
            target_words.find_span_by_size(target),
            source_words.find_span_by_size(source),
        )
        if not target_span_by_size and not source_span_by_size:
            continue
        if not target_span_by_size:
            target_span_by_size = _find_fractions_in_figures(
                target, locales[1], source, locales[0], target_words, cache
            )
        elif not source_span_by_size:
            source_span_by_size = _find_fractions_in_figures(
                source, locales[0], target, locales[1], source_words, cache
            )
        added_sizes = [
            size_text
            for size_text in target_span_by_size
            if size_text not in source_span_by_size
        ]
        missing_sizes = [
            size_text
            for size_text in source_span_by_size
            if size_text not in target_span_by_size
        ]
        if len(added_sizes) != 1 or len(missing_sizes) != 1:
            continue
        if not _has_size_in_figures(added_sizes[0], source, locales[0], cache):
            if not _has_size_in_figures(missing_sizes[0], target, locales[1], cache):
                return target_span_by_size[added_sizes[0]], source_span_by_size[
                    missing_sizes[0]
                ]
    return None


def has_rough_count(
    number: Decimal, text: str, locale: Locale, cache: ResultCache
) -> bool:
    """Whether a text has a number as a rough count: thousands for 1,806.

    >>> text, cache = "Thousands of pills", ResultCache()
    >>> has_rough_count(Decimal(1806), text, Locale("en"), cache)
    True
    """
    return any(
        count <= number < 10 * count
        for count in cache.call(_read_rough_counts, text, locale)
    )


def _read_rough_counts(text: str, locale: Locale) -> tuple[Decimal, ...]:
    count_words = _read_quantity_words(locale).rough_count_words
    return tuple(map(Decimal, count_words.find_span_by_size(text)))


def find_shared_fractions(
    text: str, locale: Locale, other_text: str, other_locale: Locale, cache: ResultCache
) -> list[Span]:
    """Find the fractions in words that the other text also has, in words or figures.

    The number words inside them are not numbers of their own: three quarters.
    """
    span_by_size = _read_quantity_words(locale).fraction_words.find_span_by_size(text)
    if not span_by_size:
        return []
    other_span_by_size = _read_quantity_words(
        other_locale
    ).fraction_words.find_span_by_size(other_text)
    return [
        span
        for size_text, span in span_by_size.items()
        if size_text in other_span_by_size
        or _has_size_in_figures(size_text, other_text, other_locale, cache)
    ]


def has_fraction_word(size_text: str, text: str, locale: Locale) -> bool:
    """Whether a text has a fraction such as `2/3` in words."""
    fraction_words = _read_quantity_words(locale).fraction_words
    return size_text in fraction_words.find_span_by_size(text)


def _has_size_in_figures(
    size_text: str, text: str, locale: Locale, cache: ResultCache
) -> bool:
    """Whether a text has a fraction or multiple in figures."""
    if "/" in size_text:
        return size_text in text or _to_percentage(
            size_text
        ) in _find_span_by_percentage(text, locale, cache)
    return Decimal(size_text) in read_possible_numbers(text, locale, cache)


def _find_fractions_in_figures(
    text: str,
    locale: Locale,
    other_text: str,
    other_locale: Locale,
    quantity_words: _QuantityWords,
    cache: ResultCache,
) -> dict[str, Span]:
    """Find the fractions that only the first text has in figures, by size."""
    span_by_percentage = _find_span_by_percentage(text, locale, cache)
    other_span_by_percentage = (
        _find_span_by_percentage(other_text, other_locale, cache)
        if span_by_percentage
        else {}
    )
    span_by_fraction = {
        fraction_match[0]: Span(*fraction_match.span())
        for fraction_match in _FRACTION_PATTERN.finditer(text)
    }
    span_by_size = {}
    for size_text in quantity_words.size_by_phrase.values():
        if "/" not in size_text:
            continue
        if size_text in span_by_fraction and size_text not in other_text:
            span_by_size[size_text] = span_by_fraction[size_text]
        elif (
            _to_percentage(size_text)
            in span_by_percentage.keys() - other_span_by_percentage.keys()
        ):
            span_by_size[size_text] = span_by_percentage[_to_percentage(size_text)]
    return span_by_size


def _find_span_by_percentage(
    text: str, locale: Locale, cache: ResultCache
) -> dict[Decimal, Span]:
    """Find the percentages of a text, each with its span."""
    return {
        number: Span(value.start, value.end)
        for value in cached_values(text, locale, cache)
        if value.kind is ValueKind.PERCENT
        and isinstance(number := value.key[0], Decimal)
    }


def _to_percentage(size_text: str) -> Decimal:
    """Convert a fraction to per cent."""
    numerator, _, denominator = size_text.partition("/")
    return 100 * Decimal(numerator) / Decimal(denominator)


@lazy_constant
def _read_quantity_words(locale: Locale) -> _LanguageQuantityWords:
    """Read the words of a language for them; empty without data."""
    fraction_table, phrase_prefilter = (
        read_table(locale.language, _FILE_KIND),
        shared_prefilter(locale.language),
    )
    make_phrase_list = partial(
        PhraseList,
        phrase_prefilter,
        start_pattern=HYPHENATED_WORD_START_PATTERN,
        end_pattern=HYPHENATED_WORD_END_PATTERN,
    )
    list_name_by_table_name = {
        "words": "parts",
        "times": "multiples",
        "rough_counts": "rough counts",
    }
    fraction_words, multiple_words, rough_count_words = (
        _QuantityWords(
            fraction_table[table_name],
            make_phrase_list(list_name, fraction_table[table_name]),
        )
        for table_name, list_name in list_name_by_table_name.items()
    )
    return _LanguageQuantityWords(
        fraction_words,
        multiple_words,
        rough_count_words,
        PhraseLists(
            phrase_prefilter,
            (
                fraction_words.phrases,
                multiple_words.phrases,
                rough_count_words.phrases,
            ),
        ),
    )


def _read_quantity_phrases(locale: Locale) -> PhraseLists:
    return _read_quantity_words(locale).all_phrases


MAY_HAVE_QUANTITY_WORDS = TARGET.has(_read_quantity_phrases) & SOURCE.has(
    _read_quantity_phrases, Trait.DIGITS
) | SOURCE.has(_read_quantity_phrases) & TARGET.has(Trait.DIGITS)
"""Both texts may have such words, or one has them and the other figures."""
