"""The check of negations that a translation has added."""

import re
from collections.abc import Iterator
from itertools import dropwhile, islice

from checks.engine.check import Level, check
from checks.engine.prefilter_conditions import TARGET
from checks.engine.unit import Context, Unit
from checks.meaning.negation.negation_equivalents import is_second_of_joined_negations
from checks.meaning.negation.negation_pairs import (
    find_negated_span,
    find_unpaired_negations,
)
from checks.meaning.negation.negation_words import (
    NegationVocabulary,
    read_negating_words,
    read_negation_vocabulary,
)
from checks.text.language_words import read_language
from checks.text.offset_distance import calculate_relative_distance
from checks.text.rendering_finder import RenderingFinder
from tm.finding import Finding, Severity, Span
from tm.result_cache import ResultCache
from tm.text.locale import Locale
from tm.text.word_pattern import LETTERS_PATTERN
from tm.text.words import read_lower_words

_MAX_EQUIVALENT_DISTANCE = 0.15
"""The largest distance of an equivalent of a negation, as a share of the text."""
_MAX_WORDS_AFTER_NEGATION = 3
"""How many words after a negation are searched for the negated word."""


@check(
    "neg.added",
    level=Level.BOTH,
    severity=Severity.WARNING,
    prefilter=TARGET.has(read_negating_words),
)
def find_added_negation(unit: Unit, context: Context) -> Iterator[Finding]:
    """The target has a negation that the source lacks: không an toàn for safe.

    The negations of both texts are paired by position. A negation left over in the
    target is reported where the source has no word that may stand for a negation near
    its position, and the dictionary shows that the negated word, which stands nowhere
    else in the target, translates a word of the source. The check ignores negations of
    what is prevented: `agar tidak memberatkan` for a burden.
    """
    locales = context.locales
    source_vocabulary, target_vocabulary = map(read_negation_vocabulary, locales)
    if not source_vocabulary.negating_words.first_words:
        return  # no data for the source language
    source, target = unit.source_text, unit.target
    if "?" in source or "?" in target:
        return
    source_matches = source_vocabulary.find_possible_negations(source, context.cache)
    added_match = _find_unpaired_negation(
        target_vocabulary, target, source_matches, len(source), context.cache
    )
    if (
        added_match is not None
        and not _need_not_be_in_source(added_match, target_vocabulary, target)
        and not _has_equivalent(added_match, source_vocabulary, source, len(target))
        and _translates_source_word(added_match, unit, *locales, context.cache)
    ):
        yield _make_finding(added_match)


def _find_unpaired_negation(
    target_vocabulary: NegationVocabulary,
    target: str,
    source_matches: list[re.Match[str]],
    source_length: int,
    cache: ResultCache,
) -> re.Match[str] | None:
    """Find the negation of a target that is left over, if there is exactly one.

    `source_matches`: the possible negations of the source.
    """
    possible_matches = target_vocabulary.find_possible_negations(target, cache)
    if len(source_matches) >= len(possible_matches):
        return None
    sure_matches = [
        negation_match
        for negation_match in target_vocabulary.select_negations(
            possible_matches, target, is_strict=True
        )
        if negation_match[0].lower()
        in target_vocabulary.negating_words.first_words  # no ending: do*n't*
    ]
    if len(source_matches) >= len(sure_matches):
        return None
    if not source_matches:
        return sure_matches[0] if len(sure_matches) == 1 else None
    unpaired_matches = find_unpaired_negations(
        sure_matches, source_matches, (len(target), source_length)
    )
    if len(unpaired_matches) != 1 or any(
        is_second_of_joined_negations(
            negation_match, sure_matches, target_vocabulary, target
        )
        for negation_match in sure_matches
    ):
        return None  # `not A and B` may become `tidak A dan tidak B`
    return unpaired_matches[0]


def _need_not_be_in_source(
    negation_match: re.Match[str], target_vocabulary: NegationVocabulary, target: str
) -> bool:
    """Whether a negation prevents something, or negates a negative word.

    `agar tidak`; not difficult may translate easy.
    """
    return any(
        preventive_match.start() < negation_match.end() <= preventive_match.end()
        for preventive_match in target_vocabulary.preventive_phrases.find_matches(
            target
        )
    ) or target_vocabulary.negation_substitutes.is_in(
        find_negated_span(negation_match, target).of(target)
    )


def _has_equivalent(
    negation_match: re.Match[str],
    source_vocabulary: NegationVocabulary,
    source: str,
    target_length: int,
) -> bool:
    """Whether a source has a negative word, or one near the place of a negation."""
    if source_vocabulary.negative_endings and any(
        word.endswith(source_vocabulary.negative_endings)
        for word in read_lower_words(source)
    ):
        return True  # managerless
    if source_vocabulary.negation_substitutes.is_in(
        source
    ) or source_vocabulary.negative_words.is_in(source):
        return True
    return any(
        calculate_relative_distance(
            negation_match.start(),
            equivalent_match.start(),
            (target_length, len(source)),
        )
        <= _MAX_EQUIVALENT_DISTANCE
        for equivalent_match in source_vocabulary.possible_equivalents.find_matches(
            source
        )
    )


def _make_finding(negation_match: re.Match[str]) -> Finding:
    return Finding(
        "added", Span(*negation_match.span()), None, {"word": negation_match[0]}
    )


def _translates_source_word(
    negation_match: re.Match[str],
    unit: Unit,
    source_locale: Locale,
    target_locale: Locale,
    cache: ResultCache,
) -> bool:
    """Whether the negated word translates a word of the source."""
    following_word_matches = [
        *islice(
            LETTERS_PATTERN.finditer(unit.target, negation_match.end()),
            _MAX_WORDS_AFTER_NEGATION,
        )
    ]
    function_words = read_language(target_locale).function_words
    following_word_matches = [
        *dropwhile(
            lambda word_match: word_match[0].lower() in function_words,
            following_word_matches,
        )
    ]
    if (
        not following_word_matches
        or read_lower_words(unit.target).count(following_word_matches[0][0].lower()) > 1
    ):
        return False
    phrases = (
        unit.target[following_word_matches[0].start() : word_match.end()]
        for word_match in following_word_matches[:2]
    )
    rendering_finder = cache.call(RenderingFinder, target_locale, source_locale)
    return any(
        rendering_finder.count_rendered_phrases(phrase, unit.source_text)
        for phrase in phrases
    )
