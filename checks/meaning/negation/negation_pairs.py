"""Pairs of negations in two texts, and what a negation negates."""

import re
from collections.abc import Sequence
from math import inf

from checks.engine.unit import Context
from checks.meaning.negation.negation_words import (
    NegationVocabulary,
    read_negation_vocabulary,
)
from checks.text.offset_distance import calculate_relative_distance, find_nearby_indexes
from tm.finding import Span

_MAX_LETTERS_AFTER_NEGATION = 30
"""How many letters after a negation a word may be that it negates."""
_MAX_LETTERS_AFTER_SURE_NEGATION = 15
"""How many letters after a negation a word is surely negated."""
_MAX_PAIR_DISTANCE = 0.4
"""The largest distance of two paired negations, as a share of a text."""
_NEGATED_CLAUSE_PATTERN = re.compile(r"[^.!?;:,]{0,30}[^\W_]*")
"""The longest text that a negation may negate."""

_Match = re.Match[str]


def find_unpaired_negations(
    negation_matches: Sequence[_Match],
    other_matches: Sequence[_Match],
    text_lengths: tuple[int, int],
) -> list[_Match]:
    """Find the negations left over after the nearest ones of both texts are paired."""
    other_starts = [other_match.start() for other_match in other_matches]
    ranked_pairs = sorted(
        (
            calculate_relative_distance(
                negation_match.start(), other_starts[other_negation_index], text_lengths
            ),
            negation_index,
            other_negation_index,
        )
        for negation_index, negation_match in enumerate(negation_matches)
        for other_negation_index in find_nearby_indexes(
            negation_match.start(), other_starts, text_lengths
        )
    )
    paired_negation_indexes: set[int] = set()
    paired_other_negation_indexes: set[int] = set()
    for distance, negation_index, other_negation_index in ranked_pairs:
        if (
            negation_index not in paired_negation_indexes
            and other_negation_index not in paired_other_negation_indexes
            and distance <= _MAX_PAIR_DISTANCE
        ):
            paired_negation_indexes.add(negation_index)
            paired_other_negation_indexes.add(other_negation_index)
    return [
        negation_match
        for negation_index, negation_match in enumerate(negation_matches)
        if negation_index not in paired_negation_indexes
    ]


def are_equally_negated(
    source_mentions: tuple[str, Sequence[tuple[Span, int]]],
    target_mentions: tuple[str, Sequence[tuple[Span, int]]],
    context: Context,
) -> bool:
    """Whether the words of both texts are negated, or those of neither."""
    smallest_gaps: list[float] = []
    for (text, mentions), locale in (
        (source_mentions, context.source_locale),
        (target_mentions, context.target_locale),
    ):
        negation_matches = (
            read_negation_vocabulary(locale).find_negations(
                text, context.cache, is_strict=False
            )
            if locale
            else []
        )
        gaps = [
            span.start - negation_match.end()
            for negation_match in negation_matches
            for span, _ in mentions
        ]
        smallest_gaps.append(min((gap for gap in gaps if gap >= 0), default=inf))
    return (
        min(smallest_gaps) > _MAX_LETTERS_AFTER_NEGATION
        or max(smallest_gaps) <= _MAX_LETTERS_AFTER_SURE_NEGATION
    )


def find_negated_span(negation_match: _Match, source: str) -> Span:
    """Find the text that a negation may negate, to the end of its clause."""
    clause_match = _NEGATED_CLAUSE_PATTERN.match(source, negation_match.end())
    return Span(
        negation_match.end(),
        clause_match.end() if clause_match else negation_match.end(),
    )


def is_part_of_not_only(
    negation_match: _Match,
    source_vocabulary: NegationVocabulary,
    target_vocabulary: NegationVocabulary,
    source: str,
    target: str,
) -> bool:
    """Whether `only` follows in the clause (not limited only to), and the target has
    `not only`.
    """
    return target_vocabulary.not_only_phrases.is_in(
        target
    ) and source_vocabulary.only_words.is_in(
        find_negated_span(negation_match, source).of(source)
    )
