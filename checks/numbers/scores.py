"""Scores and ranges: two numbers with a dash between them, 2-1."""

import re
from collections.abc import Iterator

from checks.engine.condition import SOURCE, TARGET, where_texts
from checks.engine.traits import Trait
from checks.meaning.antonyms import contraries
from tm.finding import Finding, Span
from tm.text.locale import Locale

SCORE = re.compile(
    r"(?<![\w.,:/–-])(\d{1,3})\s?[-–]\s?(\d{1,3})(?!\s?[-–/%]|[:\w]|[.,]\d)"
)
"""Two numbers with a dash between them."""
_DASHED = re.compile(r"[-–]\s?\d")
"""What stands wherever the pattern above is found."""
_RESULT = "result"
"""The matter of contraries that is to win, and to lose."""
_WON = 0
"""Its side of a text in which nobody lost."""


def _differ(source: str, target: str) -> bool:
    # Looking what stands before each number takes longer than to find no dash.
    if not _DASHED.search(target) or not _DASHED.search(source):
        return False
    return SCORE.findall(source) != SCORE.findall(target)


OTHER_SCORES = (
    SOURCE.has(Trait.DASHED_FIGURES)
    & TARGET.has(Trait.DASHED_FIGURES)
    & where_texts(_differ)
)
"""Both texts have scores or ranges, and not the same."""


def other_scores(
    source: str, target: str, locales: tuple[Locale, Locale]
) -> Iterator[Finding]:
    """A score or range of the target that the source has otherwise: 5-2 or 1-2 for 2-1.

    Of another one the source has one end. Number by number each end may be excused,
    `1` by `first`. One that is turned round is told only where no text says that
    anybody lost, since the loser may have his goals first, and only between languages
    whose words for that are known.
    """
    if not _differ(source, target):
        return
    meant, said = _scores(source), _scores(target)
    if len(meant) != len(said):
        return
    missing = [one for ends, one in meant.items() if ends not in said]
    added = [one for ends, one in said.items() if ends not in meant]
    if len(missing) == len(added) == 1:
        ours, theirs = added[0], missing[0]
        if {ours[1], ours[2]} & {theirs[1], theirs[2]}:
            yield _finding(theirs, ours)
    if missing or added:
        return
    turned = [(one, said[e]) for e, one in meant.items() if one[1] != said[e][1]]
    if turned and all(map(_tells_no_loss, (source, target), locales)):
        yield from (_finding(*pair) for pair in turned)


def _finding(theirs: re.Match[str], ours: re.Match[str]) -> Finding:
    return Finding(
        "changed",
        Span(*ours.span()),
        Span(*theirs.span()),
        {"source": theirs[0], "target": ours[0]},
    )


def _tells_no_loss(text: str, locale: Locale) -> bool:
    result = contraries(locale).matters.get(_RESULT)
    return result is not None and all(side == _WON for _, side in result.told(text))


def _scores(text: str) -> dict[frozenset[str], re.Match[str]]:
    return {frozenset((one[1], one[2])): one for one in SCORE.finditer(text)}
