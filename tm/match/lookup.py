"""Looking a text up in the memory: propose, score, judge.

This is the plain scan, which compares with every segment of a fitting length: slow,
obvious, and the oracle for any index.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import groupby

from tm.match.rank import SHORT, Match, Query, match, similarity
from tm.settings import Penalties
from tm.store.memory import Memory
from tm.text.locale import Locale
from tm.text.segment import Segment

_MOST_SEGMENTS = 200


@dataclass(frozen=True, slots=True)
class LookupOptions:
    """What a lookup gives."""

    min_rate: int = 70
    """0 to 100."""
    limit: int = 5
    penalties: Penalties = field(default_factory=Penalties)
    neighbours: tuple[bytes | None, bytes | None] = (None, None)
    """Keys of the segments before and after the text, for matches in context."""


def lookup(
    memory: Memory,
    segment: Segment,
    target: Locale,
    options: LookupOptions | None = None,
) -> list[Match]:
    """The best matches for a segment, the best first.

    Equal pairs are shown once, as the one with the highest rate; of several exact
    matches with different targets all are shown, as ambiguous.
    """
    options = options or LookupOptions()
    query = Query.of(segment)
    if not query.form:
        return []
    proposed = sorted(scan(memory, query, options.min_rate), key=lambda hit: -hit[1])
    numbers = [number for number, _ in proposed[:_MOST_SEGMENTS]]
    best: dict[tuple[str, str | None], Match] = {}
    for _, unit in memory.units_with(numbers, target):
        found = match(
            query,
            unit,
            target,
            penalties=options.penalties,
            neighbours=options.neighbours,
        )
        if found is None or found.rate < options.min_rate:
            continue
        pair = found.source.text, found.target.text if found.target else None
        if pair not in best or found.rate > best[pair].rate:
            best[pair] = found
    ranked = sorted(best.values(), key=_order)
    return _ambiguity_marked(ranked)[: options.limit]


def scan(memory: Memory, query: Query, min_rate: int) -> Iterator[tuple[int, float]]:
    """Number and similarity of every segment that may reach a rate."""
    locale = query.segment.locale
    for number, text in memory.segments(locale, tokens=_lengths(query, min_rate)):
        score, _ = similarity(query, text, locale)
        if score >= min_rate:
            yield number, score


def _lengths(query: Query, min_rate: int) -> tuple[int, int] | None:
    """The lengths in tokens that may reach a rate: each edit costs at least a token."""
    length = len(query.form)
    if length <= SHORT or min_rate <= 0:
        return None
    return -(-length * min_rate // 100), length * 100 // min_rate


def _order(found: Match) -> tuple[object, ...]:
    """The best first; translations before segments without one; then the latest."""
    origin = found.unit.origin
    date = origin.published or origin.created or ""
    return (
        -found.rate,
        found.target is None,
        -(origin.score if origin.score is not None else 1.0),
        tuple(-ord(mark) for mark in date),
        found.source.text,
        found.target.text if found.target else "",
    )


def _ambiguity_marked(ranked: list[Match]) -> list[Match]:
    marked: list[Match] = []
    for rate, group in groupby(ranked, key=lambda found: found.rate):
        same = list(group)
        translated = [found for found in same if found.target is not None]
        if rate >= 100 and len(translated) > 1:
            same = [replace(found, ambiguous=found in translated) for found in same]
        marked += same
    return marked
