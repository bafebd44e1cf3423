"""Scores and ranges: two numbers with a dash between them, 2-1."""

import re
from collections.abc import Iterator

from checks.engine.condition import SOURCE, TARGET, texts_meet
from checks.engine.traits import Trait
from checks.meaning.antonyms import read_antonyms
from tm.finding import Finding, Span
from tm.text.locale import Locale

SCORE = re.compile(
    r"(?<![\w.,:/–-])(\d{1,3})\s?[-–]\s?(\d{1,3})(?!\s?[-–/%]|[:\w]|[.,]\d)"
)
"""Two numbers with a dash between them."""
_DASH_BEFORE_DIGIT = re.compile(r"[-–]\s?\d")
"""What stands wherever the pattern above is found."""
_RESULT = "result"
"""The matter of contraries that is to win, and to lose."""
_WINNING_SIDE = 0
"""Its side of a text in which nobody lost."""


def _scores_differ(source: str, target: str) -> bool:
    # Looking what stands before each number takes longer than to find no dash.
    if not _DASH_BEFORE_DIGIT.search(target) or not _DASH_BEFORE_DIGIT.search(source):
        return False
    return SCORE.findall(source) != SCORE.findall(target)


SCORES_DIFFER = (
    SOURCE.has(Trait.DASHED_FIGURES)
    & TARGET.has(Trait.DASHED_FIGURES)
    & texts_meet(_scores_differ)
)
"""Both texts have scores or ranges, and not the same."""


def find_changed_scores(
    source: str, target: str, locales: tuple[Locale, Locale]
) -> Iterator[Finding]:
    """A score or range of the target that the source has otherwise: 5-2 or 1-2 for 2-1.

    Of another one the source has one end. Number by number each end may be excused,
    `1` by `first`. One that is turned round is told only where no text says that
    anybody lost, since the loser may have his goals first, and only between languages
    whose words for that are known.
    """
    if not _scores_differ(source, target):
        return
    source_scores, target_scores = _scores(source), _scores(target)
    if len(source_scores) != len(target_scores):
        return
    missing = [
        match for ends, match in source_scores.items() if ends not in target_scores
    ]
    added = [
        match for ends, match in target_scores.items() if ends not in source_scores
    ]
    if len(missing) == len(added) == 1:
        target_score, source_score = added[0], missing[0]
        if {target_score[1], target_score[2]} & {source_score[1], source_score[2]}:
            yield _changed_score(source_score, target_score)
    if missing or added:
        return
    reversed_scores = [
        (match, target_scores[e])
        for e, match in source_scores.items()
        if match[1] != target_scores[e][1]
    ]
    if reversed_scores and all(map(_mentions_no_loss, (source, target), locales)):
        yield from (_changed_score(*pair) for pair in reversed_scores)


def _changed_score(source_score: re.Match[str], target_score: re.Match[str]) -> Finding:
    return Finding(
        "changed",
        Span(*target_score.span()),
        Span(*source_score.span()),
        {"source": source_score[0], "target": target_score[0]},
    )


def _mentions_no_loss(text: str, locale: Locale) -> bool:
    result = read_antonyms(locale).matters.get(_RESULT)
    return result is not None and all(
        side == _WINNING_SIDE for _, side in result.mentions(text)
    )


def _scores(text: str) -> dict[frozenset[str], re.Match[str]]:
    return {frozenset((match[1], match[2])): match for match in SCORE.finditer(text)}
