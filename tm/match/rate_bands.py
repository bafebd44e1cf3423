"""Bands of match rates, by which translators are paid."""

from tm.match.rank import Match, MatchType

NEW = "new"
RATE_BANDS = (
    ("101", 101),
    ("100", 100),
    ("95-99", 95),
    ("85-94", 85),
    ("75-84", 75),
    ("50-74", 50),
)
"""Name and lowest rate of each, the highest first."""
LOWEST_RATE = RATE_BANDS[-1][1]


def band_of(rate: int | None) -> str:
    """The band of a rate; `new` where there is no match, or none worth using.

    >>> band_of(99), band_of(49), band_of(None)
    ('95-99', 'new', 'new')
    """
    if rate is not None:
        for name, lowest in RATE_BANDS:
            if rate >= lowest:
                return name
    return NEW


def best_translated(matches: list[Match]) -> Match | None:
    """The best match that is translated and is no fragment."""
    for match in matches:
        if match.target is not None and match.type is not MatchType.FRAGMENT:
            return match
    return None
