"""Bands of match rates, by which translators are paid."""

from tm.match.match_rate import Match, MatchType

NEW_BAND = "new"
RATE_BANDS = (
    ("101", 101),
    ("100", 100),
    ("95-99", 95),
    ("85-94", 85),
    ("75-84", 75),
    ("50-74", 50),
)
"""Name and lowest rate of each band, the highest band first."""
LOWEST_RATE = RATE_BANDS[-1][1]


def find_rate_band(rate: int | None) -> str:
    """Find the band of a rate; `new` without a match, or for a rate under 50.

    >>> find_rate_band(99), find_rate_band(49), find_rate_band(None)
    ('95-99', 'new', 'new')
    """
    if rate is not None:
        for band_name, lowest_rate in RATE_BANDS:
            if rate >= lowest_rate:
                return band_name
    return NEW_BAND


def find_best_translation(matches: list[Match]) -> Match | None:
    """Find the best match that has a translation and is not a fragment."""
    for match in matches:
        if match.target is not None and match.type is not MatchType.FRAGMENT:
            return match
    return None
