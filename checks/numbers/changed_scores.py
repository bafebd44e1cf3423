"""Scores and ranges: two numbers with a dash between them, 2-1."""

import re
from collections.abc import Iterator

from checks.engine.condition import SOURCE, TARGET, texts_meet
from checks.engine.traits import Trait
from checks.meaning.antonyms import read_antonyms
from tm.finding import Finding, Span
from tm.text.locale import Locale

SCORE_PATTERN = re.compile(
    r"(?<![\w.,:/–-])(\d{1,3})\s?[-–]\s?(\d{1,3})(?!\s?[-–/%]|[:\w]|[.,]\d)"
)
"""Two numbers with a dash between them."""
_DASH_BEFORE_DIGIT_PATTERN = re.compile(r"[-–]\s?\d")
"""A part of every score or range, which is found faster."""
_RESULT = "result"
"""The name of the opposites win and lose."""
_WINNING_SIDE = 0
"""The side of the words for winning."""


def _scores_differ(source: str, target: str) -> bool:
    # Tested first, since the pattern with a look-behind is slow.
    if not _DASH_BEFORE_DIGIT_PATTERN.search(
        target
    ) or not _DASH_BEFORE_DIGIT_PATTERN.search(source):
        return False
    return SCORE_PATTERN.findall(source) != SCORE_PATTERN.findall(target)


SCORES_DIFFER = (
    SOURCE.has(Trait.DASHED_FIGURES)
    & TARGET.has(Trait.DASHED_FIGURES)
    & texts_meet(_scores_differ)
)
"""Both texts have scores or ranges, and not the same."""


def find_changed_scores(
    source: str, target: str, locales: tuple[Locale, Locale]
) -> Iterator[Finding]:
    """Report a score or range that differs from the source: 5-2 or 1-2 for 2-1.

    A changed score must share one number with that of the source. A reversed score is
    reported only where neither text has a word for losing, since the loser's goals may
    come first, and only where such words are known in both languages.
    """
    if not _scores_differ(source, target):
        return
    source_scores, target_scores = _find_scores(source), _find_scores(target)
    if len(source_scores) != len(target_scores):
        return
    missing_scores = [
        score_match
        for score_numbers, score_match in source_scores.items()
        if score_numbers not in target_scores
    ]
    added_scores = [
        score_match
        for score_numbers, score_match in target_scores.items()
        if score_numbers not in source_scores
    ]
    if len(missing_scores) == len(added_scores) == 1:
        target_score, source_score = added_scores[0], missing_scores[0]
        if {target_score[1], target_score[2]} & {source_score[1], source_score[2]}:
            yield _make_score_finding(source_score, target_score)
    if missing_scores or added_scores:
        return
    reversed_scores = [
        (score_match, target_scores[score_numbers])
        for score_numbers, score_match in source_scores.items()
        if score_match[1] != target_scores[score_numbers][1]
    ]
    if reversed_scores and all(map(_mentions_only_wins, (source, target), locales)):
        yield from (_make_score_finding(*score_pair) for score_pair in reversed_scores)


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
    result_words = read_antonyms(locale).opposite_pairs.get(_RESULT)
    return result_words is not None and all(
        side == _WINNING_SIDE for _, side in result_words.find_mentions(text)
    )


def _find_scores(text: str) -> dict[frozenset[str], re.Match[str]]:
    return {
        frozenset((score_match[1], score_match[2])): score_match
        for score_match in SCORE_PATTERN.finditer(text)
    }
