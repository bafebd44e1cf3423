"""Negated words whose translation affirms them: unclear becomes clear.

Positions and counts of negations do not show which one is lost, the negated words do.
"""

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import partial

from checks.engine.unit import Context, Unit
from checks.language_data import read_table
from checks.meaning.negation.negation_equivalents import NOT_NEGATIVE_SENSES
from checks.meaning.negation.negation_words import (
    NegationVocabulary,
    read_negation_vocabulary,
)
from checks.text.language_words import split_phrases
from checks.text.offset_distance import calculate_relative_distance
from tm.finding import Span
from tm.language_data import LanguageFileKind
from tm.result_cache import ResultCache, lazy_constant
from tm.text.locale import Locale
from tm.text.phrases.pattern import phrase_key
from tm.text.phrases.phrase_groups import PhraseGroups
from tm.text.phrases.phrase_list import PhraseList
from tm.text.phrases.prefilter import shared_prefilter
from tm.text.word_pattern import HYPHENATED_WORD_START_PATTERN

_FILE_KIND = LanguageFileKind(
    "negated_words.toml",
    "words that are negated by their form, and the words that they negate",
    "neg.dropped compares negating words only",
    {"negated": {}, "affirmed": {}},
)

_MAX_RELATIVE_DISTANCE = 0.3
"""The largest distance of a word and its translation, as a share of a text."""
_SHORT_SOURCE_LENGTH = 100
"""Sources of at most this many letters are one clause; no distance is too large."""
_MAX_LETTERS_AFTER_NEGATION = 18
"""How many letters after a negation the word that it negates may begin."""
_MAX_PRECEDING_LETTERS = 50
"""How many letters before a word may be negated by a negation."""
_MAX_FOLLOWING_LETTERS = 12
"""How many letters after a word a negation may still be its own."""
_MAX_WORDS_AFTER_NEGATION = 2
"""How many words may stand between a negation and the word that it negates."""
_CLAUSE_END_PATTERN = re.compile(r"[.!?;:,\"“”()]")

_Match = re.Match[str]


@dataclass(frozen=True, slots=True, eq=False)
class NegatedWords:
    """Words of a language that are negated by their form, with those they negate."""

    negated_phrases: PhraseList
    negatable_phrases: PhraseList
    senses_by_negated_phrase: Mapping[str, frozenset[str]]
    senses_by_negatable_phrase: Mapping[str, frozenset[str]]
    negated_senses: PhraseGroups[str]
    """The words negated by their form, by sense."""
    negatable_senses: PhraseGroups[str]
    """The words that may be negated, by sense."""

    def find_negated_phrases(
        self, text: str
    ) -> Iterator[tuple[_Match, frozenset[str]]]:
        """Find the words negated by their form in a text, with their senses."""
        for phrase_match in self.negated_phrases.find_matches(text):
            yield (
                phrase_match,
                self.senses_by_negated_phrase[phrase_key(phrase_match[0])],
            )

    def find_negatable_phrases(
        self, text: str
    ) -> Iterator[tuple[_Match, frozenset[str]]]:
        """Find the words that may be negated in a text, with their senses."""
        for phrase_match in self.negatable_phrases.find_matches(text):
            yield (
                phrase_match,
                self.senses_by_negatable_phrase[phrase_key(phrase_match[0])],
            )


@lazy_constant
def read_negated_words(locale: Locale) -> NegatedWords:
    """Read the words of a language that are negated by their form."""
    table = read_table(locale.language, _FILE_KIND)
    senses_by_negated_phrase = _map_senses_by_phrase(table["negated"])
    senses_by_negatable_phrase = _map_senses_by_phrase(table["affirmed"])
    phrase_prefilter = shared_prefilter(locale.language)
    make_phrase_list = partial(
        PhraseList,
        phrase_prefilter,
        start_pattern=HYPHENATED_WORD_START_PATTERN,
        is_unspaced=not locale.uses_spaces,
    )
    negated_senses, negatable_senses = (
        PhraseGroups(
            phrase_prefilter,
            {
                sense: make_phrase_list(f"{key} {sense}", split_phrases(phrases_text))
                for sense, phrases_text in table[key].items()
            },
        )
        for key in ("negated", "affirmed")
    )
    return NegatedWords(
        make_phrase_list("negated words", senses_by_negated_phrase),
        make_phrase_list("affirmed words", senses_by_negatable_phrase),
        senses_by_negated_phrase,
        senses_by_negatable_phrase,
        negated_senses,
        negatable_senses,
    )


def _map_senses_by_phrase(
    phrase_list_text_by_sense: Mapping[str, str],
) -> dict[str, frozenset[str]]:
    """Map each phrase to its senses."""
    senses_by_phrase: dict[str, frozenset[str]] = {}
    for sense, phrase_list_text in phrase_list_text_by_sense.items():
        for phrase in split_phrases(phrase_list_text):
            key = phrase_key(phrase)
            senses_by_phrase[key] = senses_by_phrase.get(key, frozenset()) | {sense}
    return senses_by_phrase


def read_negated_phrases(locale: Locale) -> PhraseList:
    """Read the words of a language that are negated by their form."""
    return read_negated_words(locale).negated_phrases


def read_negatable_phrases(locale: Locale) -> PhraseList:
    """Read the words of a language that others negate by their form."""
    return read_negated_words(locale).negatable_phrases


def may_affirm_negated_form(unit: Unit, context: Context) -> bool:
    """Whether the target may affirm a word that the source negates by its form."""
    source_words, target_words = map(read_negated_words, context.locales)
    negatable_senses = target_words.negatable_senses.find_possible_groups(unit.target)
    return not negatable_senses.isdisjoint(
        source_words.negated_senses.find_possible_groups(unit.source_text)
    )


def find_affirmed_word(
    source: str,
    target: str,
    locales: tuple[Locale, Locale],
    cache: ResultCache,
) -> _Match | None:
    """Find a negated word of the source that the target affirms.

    The check reports a word that is negated by its form or by a sure negation just
    before it, if the target has words that it negates, near its position, none of them
    with a negation in its clause.
    """
    source_negated_words, target_negated_words = map(read_negated_words, locales)
    source_vocabulary, target_vocabulary = map(read_negation_vocabulary, locales)
    negated_senses = source_negated_words.negated_senses.find_possible_groups(source)
    if source_vocabulary.negating_words.may_be_in(source):
        negated_senses |= source_negated_words.negatable_senses.find_possible_groups(
            source
        )
    if negated_senses.isdisjoint(
        target_negated_words.negatable_senses.find_possible_groups(target)
    ):
        return None
    affirmed_matches = [*source_negated_words.find_negatable_phrases(source)]
    find_negated_words = partial(
        _find_negated_words,
        *(source_negated_words, source_vocabulary, source),
        affirmed_matches=affirmed_matches,
    )
    # Whether a negation is a sure one takes longer to say, and mostly is not needed.
    possible_negations = source_vocabulary.find_possible_negations(source, cache)
    negated_senses = frozenset().union(
        *(senses for _, _, senses in find_negated_words(possible_negations))
    )
    if not negated_senses:
        return None
    target_matches = [*target_negated_words.find_negatable_phrases(target)]
    if all(senses.isdisjoint(negated_senses) for _, senses in target_matches):
        return None
    sure_negations = source_vocabulary.find_negations(source, cache, is_strict=True)
    negated_words = [*find_negated_words(sure_negations)]
    if _has_as_many_negations(negated_words, source, target, locales, cache):
        return None
    for negated_match, _, senses in negated_words:
        negated_spans_of_sense = [
            Span(other_match.start(), other_word_end)
            for other_match, other_word_end, other_senses in negated_words
            if other_senses & senses
        ]
        if _has_affirmed_word_outside(negated_spans_of_sense, affirmed_matches, senses):
            continue  # the target may translate this one
        unnegated_matches, negated_rendering_count = _find_unnegated_renderings(
            senses, target, target_matches, target_negated_words, target_vocabulary
        )
        negated_word_count = len({span.end for span in negated_spans_of_sense})
        if negated_word_count > negated_rendering_count and _has_match_near(
            negated_match, unnegated_matches, (len(source), len(target))
        ):
            return negated_match
    return None


def _find_unnegated_renderings(
    senses: frozenset[str],
    target: str,
    target_matches: Sequence[tuple[_Match, frozenset[str]]],
    target_words: NegatedWords,
    target_vocabulary: NegationVocabulary,
) -> tuple[list[_Match], int]:
    """Find the words of senses without a negation; count the others, negated ones."""
    rendering_matches = [
        target_match
        for target_match, target_senses in target_matches
        if target_senses & senses
    ]
    unnegated_matches = [
        rendering_match
        for rendering_match in rendering_matches
        if not is_negated(target_vocabulary, target, Span(*rendering_match.span()))
    ]
    negated_rendering_count = len(rendering_matches) - len(unnegated_matches)
    negated_rendering_count += sum(
        bool(target_senses & senses)
        for _, target_senses in target_words.find_negated_phrases(target)
    )
    return unnegated_matches, negated_rendering_count


def _has_affirmed_word_outside(
    negated_spans: Sequence[Span],
    affirmed_matches: Sequence[tuple[_Match, frozenset[str]]],
    senses: frozenset[str],
) -> bool:
    """Whether a source also has a word of some senses that is not negated."""
    return any(
        affirmed_senses & senses
        and not any(
            span.start <= affirmed_match.start() < span.end for span in negated_spans
        )
        for affirmed_match, affirmed_senses in affirmed_matches
    )


def _has_match_near(
    source_match: _Match,
    target_matches: Sequence[_Match],
    text_lengths: tuple[int, int],
) -> bool:
    """Whether a match of the target is near the position of one of the source."""
    if text_lengths[0] <= _SHORT_SOURCE_LENGTH:
        return bool(target_matches)
    return any(
        calculate_relative_distance(
            source_match.start(), target_match.start(), text_lengths
        )
        <= _MAX_RELATIVE_DISTANCE
        for target_match in target_matches
    )


def _find_negated_words(
    source_words: NegatedWords,
    source_vocabulary: NegationVocabulary,
    source: str,
    negation_matches: Sequence[_Match],
    affirmed_matches: Sequence[tuple[_Match, frozenset[str]]],
) -> Iterator[tuple[_Match, int, frozenset[str]]]:
    """Find negated words of a source: the negation, where it ends, the senses."""
    for negated_match, senses in source_words.find_negated_phrases(source):
        text_before = source[
            max(
                0, negated_match.start() - _MAX_LETTERS_AFTER_NEGATION
            ) : negated_match.start()
        ]
        if not source_vocabulary.negating_words.pattern.search(text_before):
            yield negated_match, negated_match.end(), senses
    for negation_match in negation_matches:
        for affirmed_match, senses in affirmed_matches:
            distance = affirmed_match.start() - negation_match.end()
            if not 0 <= distance <= _MAX_LETTERS_AFTER_NEGATION:
                continue
            text_between = source[negation_match.end() : affirmed_match.start()]
            word_count = len(text_between.split())
            if (
                word_count <= _MAX_WORDS_AFTER_NEGATION
                and not _CLAUSE_END_PATTERN.search(text_between)
            ):
                yield negation_match, affirmed_match.end(), senses
                break


def is_negated(vocabulary: NegationVocabulary, text: str, word_span: Span) -> bool:
    """Whether a clause has a negation of any kind near one of its words."""
    clause_start = max(0, word_span.start - _MAX_PRECEDING_LETTERS)
    for clause_end_match in _CLAUSE_END_PATTERN.finditer(
        text, clause_start, word_span.start
    ):
        clause_start = clause_end_match.end()
    clause_end = word_span.end + _MAX_FOLLOWING_LETTERS
    next_end_match = _CLAUSE_END_PATTERN.search(text, word_span.end, clause_end)
    if next_end_match:
        clause_end = next_end_match.start()
    return any(
        clause_start <= match.start() < clause_end
        and not word_span.start <= match.start() < word_span.end
        and vocabulary.coordinators.isdisjoint(
            text[word_span.end : match.start()].lower().split()
        )
        for phrase_list in (
            vocabulary.negating_words,
            vocabulary.negative_words,
            vocabulary.refusal_words,
            *(
                substitute_list
                for sense, substitute_list in vocabulary.substitutes_by_sense.items()
                if sense not in NOT_NEGATIVE_SENSES
            ),
        )
        for match in phrase_list.find_matches(text)
    )


def _has_as_many_negations(
    negated_words: Sequence[tuple[_Match, int, Set[str]]],
    source: str,
    target: str,
    locales: tuple[Locale, Locale],
    cache: ResultCache,
) -> bool:
    """Whether the target has as many negations as the source: chưa được lý giải."""
    source_negation_starts, target_negation_starts = (
        {
            negation_match.start()
            for negation_match in read_negation_vocabulary(
                locale
            ).find_possible_negations(text, cache)
        }
        for text, locale in zip((source, target), locales, strict=True)
    )
    source_negation_starts |= {
        negated_match.start()
        for negated_match, _, _ in negated_words
        if not any(
            negated_match.start() <= start < negated_match.end()
            for start in source_negation_starts
        )
    }
    return 0 < len(source_negation_starts) <= len(target_negation_starts)
