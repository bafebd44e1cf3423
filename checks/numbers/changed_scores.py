"""Scores and ranges: two numbers with a dash between them, 2-1."""

import re
from collections.abc import Iterator

from checks.engine.prefilter_conditions import SOURCE, TARGET, texts_meet
from checks.engine.text_traits import Trait
from checks.language_data import read_table
from checks.meaning.antonyms import read_antonyms
from checks.text.language_words import split_phrases
from tm.finding import Finding, Span
from tm.result_cache import lazy_constant
from tm.text.locale import Locale
from tm.text.phrases.pattern import any_phrase_pattern
from tm.text.word_pattern import WORD_START_PATTERN

SCORE_PATTERN = re.compile(
    r"(?<![\w.,:/–-])(\d{1,3})\s?[-–]\s?(\d{1,3})(?!\s?[-–/%]|[:\w]|[.,]\d)"
)
"""Two numbers with a dash between them."""
_DASH_BEFORE_DIGIT_PATTERN = re.compile(r"[-–]\s?\d")
"""A part of every score or range, which is found faster."""
_RESULT_PAIR_NAME = "result"
"""The name of the opposites win and lose."""
_WINNING_SIDE_INDEX = 0
"""The side of the words for winning."""


def _scores_differ(source: str, target: str) -> bool:
    # Tested first, since the pattern with a look-behind is slow.
    if not _DASH_BEFORE_DIGIT_PATTERN.search(
        target
    ) or not _DASH_BEFORE_DIGIT_PATTERN.search(source):
        return False
    return SCORE_PATTERN.findall(source) != SCORE_PATTERN.findall(target)


SCORES_DIFFER = (
    SOURCE.has(Trait.DASH_BEFORE_DIGIT)
    & TARGET.has(Trait.DASH_BEFORE_DIGIT)
    & texts_meet(_scores_differ)
)
"""Both texts have scores or ranges, and not the same."""


def find_changed_scores(
    source: str, target: str, locales: tuple[Locale, Locale]
) -> Iterator[Finding]:
    """Report a score or range that differs from the source: 5-2 or 1-2 for 2-1.

    A changed score must share one number with that of the source. A reversed score is
    reported only where neither text has a word for losing, since the loser's goals may
    come first, and only where such words are known in both languages. Several scores
    that are all reversed are told from the other side: 21-15, 21-16.
    """
    if not _scores_differ(source, target):
        return
    source_match_by_score, target_match_by_score = (
        _map_match_by_score(source),
        _map_match_by_score(target),
    )
    if len(source_match_by_score) != len(target_match_by_score):
        return
    missing_score_matches = [
        score_match
        for score_numbers, score_match in source_match_by_score.items()
        if score_numbers not in target_match_by_score
    ]
    added_score_matches = [
        score_match
        for score_numbers, score_match in target_match_by_score.items()
        if score_numbers not in source_match_by_score
    ]
    if len(missing_score_matches) == len(added_score_matches) == 1:
        target_score_match, source_score_match = (
            added_score_matches[0],
            missing_score_matches[0],
        )
        if {target_score_match[1], target_score_match[2]} & {
            source_score_match[1],
            source_score_match[2],
        }:
            yield _make_score_finding(source_score_match, target_score_match)
    if missing_score_matches or added_score_matches:
        return
    reversed_match_pairs = [
        (score_match, target_match_by_score[score_numbers])
        for score_numbers, score_match in source_match_by_score.items()
        if score_match[1] != target_match_by_score[score_numbers][1]
    ]
    are_all_reversed = len(reversed_match_pairs) == len(source_match_by_score) > 1
    if (
        reversed_match_pairs
        and not are_all_reversed
        and all(map(_mentions_only_wins, (source, target), locales))
    ):
        yield from (
            _make_score_finding(*score_pair) for score_pair in reversed_match_pairs
        )


def _make_score_finding(
    source_score_match: re.Match[str], target_score_match: re.Match[str]
) -> Finding:
    return Finding(
        "changed",
        Span(*target_score_match.span()),
        Span(*source_score_match.span()),
        {"source": source_score_match[0], "target": target_score_match[0]},
    )


def _mentions_only_wins(text: str, locale: Locale) -> bool:
    """Whether a text has words for winning, and none for losing."""
    result_opposites = read_antonyms(locale).opposite_words_by_pair_name.get(
        _RESULT_PAIR_NAME
    )
    return (
        result_opposites is not None
        and all(
            side_index == _WINNING_SIDE_INDEX
            for _, side_index in result_opposites.find_mentions(text)
        )
        and not _compile_behind_pattern(locale).search(text)
    )


@lazy_constant
def _compile_behind_pattern(locale: Locale) -> re.Pattern[str]:
    """Compile the pattern of words for being behind: trail, kecolongan."""
    words = split_phrases(read_table(locale.language, "antonyms.toml")["behind"])
    return re.compile(
        rf"{WORD_START_PATTERN}{any_phrase_pattern(words)}", re.IGNORECASE
    )


def _map_match_by_score(text: str) -> dict[frozenset[str], re.Match[str]]:
    """Map each score to its match, by its two numbers in any order."""
    return {
        frozenset((score_match[1], score_match[2])): score_match
        for score_match in SCORE_PATTERN.finditer(text)
    }
