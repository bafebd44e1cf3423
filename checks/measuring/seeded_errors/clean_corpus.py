"""The clean corpus into which errors are seeded, and its units with neighbours."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from checks.engine.unit import Context, Unit
from checks.text.language_words import Language
from tm.text.normal import fold_text
from tm.text.values.conventions import Conventions, load_conventions

WORD_PATTERN = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_UNTRANSLATABLE_PATTERN = re.compile(
    r"(?:https?://|www\.)\S+|\S+@\S+|\{[^{}\s]*\}|</?\w[^<>]*>|%\(\w+\)[a-z]|%[sdif]\b"
)
"""Parts of a text that are never translated: addresses, placeholders, tags."""
_MAX_VOCABULARY_UNITS = 20_000
"""The most units whose words are counted."""


class CleanCorpus:
    """The units of a clean text in order, the units of a document together."""

    def __init__(self, units: Sequence[Unit], context: Context) -> None:
        self.units = tuple(units)
        self.context = context
        self.document_ranges: list[range] = []
        """The unit indexes of each document; a unit without a document is alone."""
        first_unit_index = 0
        for _, document_units in groupby(self.units, key=_make_document_key):
            unit_count = sum(1 for _ in document_units)
            self.document_ranges.append(
                range(first_unit_index, first_unit_index + unit_count)
            )
            first_unit_index += unit_count

    @cached_property
    def unit_by_id(self) -> dict[str, Unit]:
        """The units by id."""
        return {unit.id: unit for unit in self.units}

    @cached_property
    def document_indexes(self) -> tuple[int, ...]:
        """The document index of each unit."""
        return tuple(
            document_index
            for document_index, unit_range in enumerate(self.document_ranges)
            for _ in unit_range
        )

    @cached_property
    def lower_case_word_counts(self) -> Counter[str]:
        """The counts of the targets' words in lower case."""
        return Counter(
            word
            for unit in self.units[:_MAX_VOCABULARY_UNITS]
            for word in WORD_PATTERN.findall(unit.target)
            if word.islower()
        )

    @cached_property
    def frequent_words(self) -> list[str]:
        """The most frequent words of the targets, without short and function words."""
        function_words = self.context.language.function_words
        return [
            word
            for word, count in self.lower_case_word_counts.most_common(2000)
            if len(word) > 3 and word not in function_words and word.isalpha()
        ]


@dataclass(frozen=True, slots=True)
class CleanUnit:
    """One unit of the clean corpus, into which an error may be seeded."""

    corpus: CleanCorpus
    unit_index: int

    @property
    def unit(self) -> Unit:
        """The unit to check."""
        return self.corpus.units[self.unit_index]

    @property
    def target(self) -> str:
        """The target text."""
        return self.unit.target

    @property
    def source(self) -> str:
        """The source text; empty without one."""
        return self.unit.source_text

    @property
    def document_index(self) -> int:
        """The index of the document."""
        return self.corpus.document_indexes[self.unit_index]

    @property
    def document_range(self) -> range:
        """The unit indexes of the document."""
        return self.corpus.document_ranges[self.document_index]

    @property
    def context(self) -> Context:
        """The languages and terms of the corpus."""
        return self.corpus.context

    @property
    def language(self) -> Language:
        """The words and punctuation of the target language."""
        return self.context.language

    @property
    def conventions(self) -> Conventions:
        """The number and date formats of the target language."""
        return load_conventions(self.context.target_locale)

    @property
    def source_conventions(self) -> Conventions:
        """The number and date formats of the source language, else of the target."""
        return load_conventions(
            self.context.source_locale or self.context.target_locale
        )

    @property
    def shared_name_matches(self) -> list[re.Match[str]]:
        """The capitalised words inside sentences that the source contains, too."""
        source_words = self.source_words
        return [
            word_match
            for word_match in find_word_matches(self.target)
            if len(word_match[0]) > 3
            and is_capitalised(word_match[0])
            and is_inside_sentence(self.target, word_match.start())
            and fold_text(word_match[0]) in source_words
        ]

    @property
    def source_words(self) -> frozenset[str]:
        """The distinct words of the source without diacritics and case."""
        return self.context.cache.call(fold_words, self.source)

    @property
    def target_words(self) -> frozenset[str]:
        """The distinct words of the target without diacritics and case."""
        return self.context.cache.call(fold_words, self.target)

    @property
    def document_shared_names(self) -> tuple[str, ...]:
        """The distinct names that source and target of the document share."""
        return self.context.cache.call(
            _find_shared_names, self.corpus, self.document_index
        )

    @property
    def document_text(self) -> str:
        """The targets of the document, joined by line breaks."""
        return self.context.cache.call(
            _join_document_targets, self.corpus, self.document_index
        )


def _make_document_key(unit: Unit) -> object:
    return id(unit) if unit.document is None else unit.document


def _find_shared_names(corpus: CleanCorpus, document_index: int) -> tuple[str, ...]:
    """Find the distinct names that source and target of a document share."""
    clean_units = (
        CleanUnit(corpus, unit_index)
        for unit_index in corpus.document_ranges[document_index]
    )
    return tuple(
        dict.fromkeys(
            name_match[0]
            for clean_unit in clean_units
            for name_match in clean_unit.shared_name_matches
        )
    )


def _join_document_targets(corpus: CleanCorpus, document_index: int) -> str:
    """Join the targets of a document by line breaks."""
    return "\n".join(
        corpus.units[unit_index].target
        for unit_index in corpus.document_ranges[document_index]
    )


def find_word_matches(text: str) -> list[re.Match[str]]:
    """Find the words of a text, except in addresses, placeholders and tags."""
    untranslatable_spans = find_untranslatable_spans(text)
    return [
        word_match
        for word_match in WORD_PATTERN.finditer(text)
        if not any(
            start <= word_match.start() < end for start, end in untranslatable_spans
        )
    ]


def find_untranslatable_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Find the spans of addresses, placeholders and tags."""
    return tuple(
        untranslatable_match.span()
        for untranslatable_match in _UNTRANSLATABLE_PATTERN.finditer(text)
    )


def is_translatable(text: str, start: int, end: int) -> bool:
    """Whether a span overlaps no address, placeholder or tag."""
    return not any(
        start < span_end and span_start < end
        for span_start, span_end in find_untranslatable_spans(text)
    )


def fold_words(text: str) -> frozenset[str]:
    """Return the distinct words of a text without diacritics and case."""
    return frozenset(fold_text(word) for word in WORD_PATTERN.findall(text))


def is_capitalised(word: str) -> bool:
    """Whether a word begins with its only capital."""
    return word[:1].isupper() and word[1:].islower()


def is_inside_sentence(text: str, word_start: int) -> bool:
    """Whether a word follows another word, so it begins no sentence."""
    return (
        word_start > 1
        and text[word_start - 1] == " "
        and text[word_start - 2].isalnum()
    )
