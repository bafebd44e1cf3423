"""Words that stand for a negation in a translation: `gagal`, `menolak`, `unable`."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from difflib import get_close_matches
from itertools import chain, pairwise

from checks.meaning.negation.negation_words import NegationVocabulary
from checks.text.offset_distance import calculate_relative_distance, find_nearby_indexes
from checks.text.rendering_finder import RenderingFinder
from tm.text.words import read_lower_words

MAX_EQUIVALENT_DISTANCE = 0.25
"""The largest distance of an equivalent of a negation, as a share of a text."""
_SHORT_SOURCE_LENGTH = 80
"""Sources of at most this many letters are one clause; no distance is too large."""
MAX_CLAUSE_DISTANCE = 0.35
"""The same where clauses may have changed places."""
QUANTIFYING_SENSE = "all"
"""The sense of words that replace only a negation that says how many."""
NOT_NEGATIVE_SENSES = frozenset({QUANTIFYING_SENSE, "except", "rather", "same"})
"""Senses that replace a negation and negate no word near them."""
_SENSES_OF_NEGATIVE_WORDS = ("", "other")
"""The senses of words that contain a negation."""
_NEGATION_AND_NEXT_WORD_PATTERN = re.compile(r"\S+\s\w+")
_MAX_LETTERS_AFTER_WHY = 12
"""How many letters after `why` a negation only proposes something."""
_MIN_NEGATION_LETTERS = 5
"""How many letters a misspelt negation has at least."""
_MIN_NEGATION_SIMILARITY = 0.8
"""How similar a misspelt negation is at least."""
_MAX_WORD_LENGTH = 60
"""Letters next to a negation among which the next word is looked for."""
_PUNCTUATION = '.,;:!?()"“”'
_ANY_CLAUSE_END_PATTERN = re.compile(r"[.!?;:,()–—]")
_STRONG_CLAUSE_END_PATTERN = re.compile(r"[.!?;:]")
_UP_TO_ONE_WORD_PATTERN = re.compile(r"(?:\s+\w+)?\s+")
"""The text between a negation and the negated word, of one word at most: `chưa hề từ
bỏ`.
"""

_ECHO_PATTERN = re.compile(r"(?:\s\w+)?\s*[.!?](?:\s|$)")
"""The rest of a sentence of at most two words."""
_Match = re.Match[str]


def find_unexplained_equivalents(
    source_vocabulary: NegationVocabulary,
    target_vocabulary: NegationVocabulary,
    source: str,
    target: str,
    rendering_finder: RenderingFinder,
) -> dict[str, list[int]]:
    """Find equivalents of negations that the target has more often than the source.

    Returns the start offsets, by sense.
    """
    starts_by_sense: dict[str, list[int]] = {}
    rendered_stems: set[str] = set()
    source_without_negations = source_vocabulary.negating_words.pattern.sub(" ", source)
    unhyphenated_target = target.replace("-", " ")  # long-unused, sugar-free
    for sense, substitute_list in (
        ("", target_vocabulary.negative_words),
        *target_vocabulary.substitutes_by_sense.items(),
    ):
        equivalent_matches = target_vocabulary.find_substitutes(
            substitute_list, unhyphenated_target
        )
        equivalent_starts = []
        for equivalent_match in equivalent_matches:
            renderings = (
                rendering_finder.list_renderings(
                    equivalent_match[0], source_without_negations
                )
                if " " not in equivalent_match[0]
                else ()
            )
            new_stems = {*chain(*renderings)} - rendered_stems
            if not new_stems:
                equivalent_starts.append(equivalent_match.start())
            rendered_stems |= new_stems
        if not equivalent_starts:
            continue
        source_substitutes = source_vocabulary.substitutes_by_sense.get(sense)
        source_match_count = (
            len(source_vocabulary.find_substitutes(source_substitutes, source))
            if source_substitutes
            else 0
        )
        if sense in _SENSES_OF_NEGATIVE_WORDS:  # `unlawful` is what `trái luật` answers
            source_match_count += sum(
                1 for _ in source_vocabulary.negative_words.find_matches(source)
            )
        if len(equivalent_matches) > source_match_count:
            starts_by_sense[sense] = equivalent_starts
    return starts_by_sense


def is_copied_to_target(negation_match: _Match, source: str, target: str) -> bool:
    """Whether the target has a negation with its next word as it stands in the source.

    Such as the title of a song.
    """
    copied_match = _NEGATION_AND_NEXT_WORD_PATTERN.match(
        source, source.rfind(" ", 0, negation_match.start()) + 1
    )
    return copied_match is not None and copied_match[0].lower() in target.lower()


def is_echo(
    negation_match: _Match, negation_matches: Sequence[_Match], source: str
) -> bool:
    """Whether a negation only repeats one: next to it, or as a sentence of its own."""
    if _ECHO_PATTERN.match(source, negation_match.end()) and source[
        : negation_match.start()
    ].rstrip(" \"'“").endswith((".", "!", "?")):
        return True
    return any(
        other_match is not negation_match
        and other_match[0].lower() == negation_match[0].lower()
        and not source[other_match.end() : negation_match.start()].strip(" ,")
        for other_match in negation_matches
        if other_match.end() <= negation_match.start() <= other_match.end() + 2
    )


def may_be_paraphrased(
    negation_match: _Match,
    vocabularies: tuple[NegationVocabulary, NegationVocabulary],
    texts: tuple[str, str],
    reversed_rendering_finder: RenderingFinder,
) -> bool:
    """Whether the target may say a negation in another way.

    As the last time (no longer), as only some (not all, but only some), as a proposal
    (why not, sao anh không), or misspelt.
    """
    (source_vocabulary, target_vocabulary), (source, target) = vocabularies, texts
    source_why_words, target_why_words = (
        vocabulary.expecting_words_by_key.get("why") for vocabulary in vocabularies
    )
    text_before = source[: negation_match.start()][-_MAX_LETTERS_AFTER_WHY:]
    return (
        (
            source_why_words is not None
            and target_why_words is not None
            and source_why_words.is_in(text_before)
            and not target_why_words.is_in(target)
        )
        or any(
            loose_match.start() == negation_match.start()
            for loose_match in source_vocabulary.loose_phrases.find_matches(source)
        )
        or (
            target_vocabulary.only_words.is_in(target)
            and source_vocabulary.only_words.is_in(source[negation_match.end() :])
        )
        or _has_misspelt_negation(target_vocabulary, target, reversed_rendering_finder)
    )


def _has_misspelt_negation(
    target_vocabulary: NegationVocabulary,
    target: str,
    reversed_rendering_finder: RenderingFinder,
) -> bool:
    """Whether an unknown word of a target is nearly one of its negations: beluam."""
    long_negating_words = [
        word
        for word in target_vocabulary.negating_words.first_words
        if len(word) >= _MIN_NEGATION_LETTERS
    ]
    return any(
        len(word) >= _MIN_NEGATION_LETTERS
        and word not in long_negating_words
        and reversed_rendering_finder.is_unknown_word(word)
        and get_close_matches(word, long_negating_words, 1, _MIN_NEGATION_SIMILARITY)
        for word in read_lower_words(target)
    )


def is_quantifying(
    negation_match: _Match, source_vocabulary: NegationVocabulary, source: str
) -> bool:
    """Whether a negation says how many, as `no` does: `all` may replace it."""
    return any(
        quantifying_match.start() == negation_match.start()
        for quantifying_match in source_vocabulary.quantifying_phrases.find_matches(
            source
        )
    )


def is_second_of_joined_negations(
    negation_match: _Match,
    negation_matches: Sequence[_Match],
    source_vocabulary: NegationVocabulary,
    source: str,
) -> bool:
    """Whether a negation is the second of two joined ones: `không A và không B`.

    Or one that repeats the first with emphasis: `couldn't leave, not with …`.
    """
    negation_index = bisect_left(
        negation_matches, negation_match.start(), key=_read_match_end
    )
    if negation_index == 0:
        return False
    text_between = source[
        negation_matches[negation_index - 1].end() : negation_match.start()
    ]
    words_between = text_between.split()
    return (
        _STRONG_CLAUSE_END_PATTERN.search(text_between) is None
        and bool(words_between)
        and (
            (
                words_between[-1].endswith(",")
                and any(
                    phrase_match.start() == negation_match.start()
                    for phrase_match in source_vocabulary.emphatic_phrases.find_matches(
                        source
                    )
                )
            )
            or words_between[-1].lower() in source_vocabulary.coordinators
        )
    )


def shares_clause_with_negation(
    negation_match: _Match,
    negation_matches: Sequence[_Match],
    source_vocabulary: NegationVocabulary,
    source: str,
) -> bool:
    """Whether another negation stands in the clause of a negation: `No, never`.

    If any other does, one next to it does; `negation_matches` are in order.
    """
    negation_index = bisect_left(
        negation_matches, negation_match.start(), key=re.Match.start
    )
    neighbours = (
        *negation_matches[max(0, negation_index - 1) : negation_index],
        negation_match,
    )
    return any(
        not _ANY_CLAUSE_END_PATTERN.search(text_between)
        and source_vocabulary.coordinators.isdisjoint(text_between.lower().split())
        for text_between in (
            source[first_match.end() : second_match.start()]
            for first_match, second_match in pairwise(
                (
                    *neighbours,
                    *negation_matches[negation_index + 1 : negation_index + 2],
                )
            )
        )
    )


def find_repeated_negations(
    negation_matches: Sequence[_Match], source: str
) -> frozenset[int]:
    """Find the negations that are repeated next to the same word: may not …, may not …

    Returns their start offsets.
    """
    starts_by_words: dict[tuple[str, str, str], list[int]] = {}
    for match in negation_matches:
        word_before, word_after = _read_adjacent_words(match, source)
        for side, word in (("before", word_before), ("after", word_after)):
            if word:
                key = side, match[0].lower(), word
                starts_by_words.setdefault(key, []).append(match.start())
    return frozenset(
        start
        for starts in starts_by_words.values()
        if len(starts) > 1
        for start in starts
    )


def _read_adjacent_words(match: _Match, text: str) -> tuple[str, str]:
    """Read the words before and after a match, in lower case; empty for none."""
    text_before = text[max(0, match.start() - _MAX_WORD_LENGTH) : match.start()]
    text_after = text[match.end() : match.end() + _MAX_WORD_LENGTH]
    words_before = text_before.lower().split()[-1:]
    words_after = text_after.lower().split()[:1]
    return (
        words_before[0].strip(_PUNCTUATION) if words_before else "",
        words_after[0].strip(_PUNCTUATION) if words_after else "",
    )


def _read_match_end(match: _Match) -> int:
    return match.end()


def negates_negative_word(
    negation_match: _Match,
    source_vocabulary: NegationVocabulary,
    target_vocabulary: NegationVocabulary,
    source: str,
    target: str,
    rendering_finder: RenderingFinder,
) -> bool:
    """Whether the negated word is negative, such as fail, and lost in the target."""
    gap_match = _UP_TO_ONE_WORD_PATTERN.match(source, negation_match.end())
    max_word_start = gap_match.end() if gap_match else negation_match.end()
    target_substitutes_by_sense = target_vocabulary.substitutes_by_sense
    return any(
        negation_match.end() < negative_word_match.start() <= max_word_start
        for sense, substitute_list in source_vocabulary.substitutes_by_sense.items()
        if sense not in _SENSES_OF_NEGATIVE_WORDS
        and sense not in NOT_NEGATIVE_SENSES
        and not (
            sense in target_substitutes_by_sense
            and target_substitutes_by_sense[sense].is_in(target)
        )
        for negative_word_match in substitute_list.find_matches(source)
        if not rendering_finder.count_rendered_phrases(negative_word_match[0], target)
    )


def has_equivalent_near(
    negation_match: _Match,
    starts_of_senses: Sequence[Sequence[int]],
    text_lengths: tuple[int, int],
    *,
    max_distance: float = MAX_EQUIVALENT_DISTANCE,
) -> bool:
    """Whether the target has an equivalent near the position of a negation."""
    negation_start = negation_match.start()
    if text_lengths[0] <= _SHORT_SOURCE_LENGTH:
        max_distance = 1.0
    return any(
        calculate_relative_distance(negation_start, starts[start_index], text_lengths)
        <= max_distance
        for starts in starts_of_senses
        for start_index in find_nearby_indexes(negation_start, starts, text_lengths)
    )
