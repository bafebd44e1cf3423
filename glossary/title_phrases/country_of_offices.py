"""Tells whose offices a text is about: a `Presiden` is a Chủ tịch nước or a Tổng thống.

Only what stands in the text decides: the persons, places and bodies of a state.
"""

from collections.abc import Iterable, Sequence
from enum import StrEnum

from glossary.entries.entry import USABLE_STATUSES, TermHit
from glossary.title_phrases.phrase import TitlePhrase
from tm.text.pattern_store import compile_pattern

_VIETNAM_FIELDS = frozenset(("state", "local"))
"""Subject fields of Vietnam's offices, some of which other states have as well."""
_OTHER_STATE_FIELDS = frozenset(("diplomacy", "indonesia"))
OTHER_STATES_ONLY = "elsewhere-only"
"""The category of words that are read so only in texts about other states."""
_OWN_LEVEL_CATEGORY = "own-level"
"""The category of Vietnam's police of a level that does not name its place."""
_PLACE_OR_PERSON = frozenset(("country", "place", "person", "vnplace", "vnperson"))
_COUNCIL_CATEGORIES = frozenset(
    ("council", "leader", "cuban-leader", "korean-leader", "chairman-state", "ruling")
)
"""Categories of other states with a Chủ tịch nước, and of their parties."""
_VIETNAM_CATEGORIES = frozenset(
    ("people-committee", "people-council", "politburo", "party-organ", "vncity")
)

_CAPITAL_PATTERN = compile_pattern(r" [A-Z]")
_INSIDE_SENTENCE_PATTERN = compile_pattern(r"[^.!?:\s“\"(] $")
"""Matches before a word that does not begin a sentence."""


class CountryOfOffices(StrEnum):
    """Whose offices a text is about."""

    VIETNAM = "vietnam"
    OTHER = "other"
    FOREIGN_NAMES = "foreign-names"
    """None of Vietnam's, but names or countries of others."""
    UNKNOWN = "unknown"


def has_ambiguous_offices(
    hits: Sequence[TermHit], words: Sequence[TitlePhrase]
) -> bool:
    """Whether the country decides how a text's offices are read."""
    return any(len({*_split_readings(hit)} - {None}) > 1 for hit in hits) or any(
        OTHER_STATES_ONLY in word.categories for word in words
    )


def find_country_of_offices(
    phrases: Iterable[TitlePhrase], foreign_names: Iterable[TitlePhrase], text: str
) -> CountryOfOffices:
    """Find whose persons, places and bodies stand in a text.

    The name of a country alone proves nothing: Vietnam's president receives envoys.
    """
    phrases = list(phrases)
    has_trace_of_other_state = any(
        _INSIDE_SENTENCE_PATTERN.search(text, 0, name_phrase.start)
        and not any(
            phrase.start <= name_phrase.start < phrase.end for phrase in phrases
        )
        for name_phrase in foreign_names
    )
    has_vietnamese = has_other_state = False
    for phrase in phrases:
        categories = phrase.categories
        if categories & _COUNCIL_CATEGORIES and "vn" not in categories:
            return CountryOfOffices.UNKNOWN
        if categories & _VIETNAM_CATEGORIES or (
            "vn" in categories and categories & _PLACE_OR_PERSON
        ):
            has_vietnamese = True
        elif {"country", "foreign"} <= categories:
            has_trace_of_other_state = True
        else:
            has_other_state = has_other_state or (
                "person" in categories
                or ("party" in categories and "organisation" in categories)
                or "indonesian" in categories
                or "elsewhere" in categories
                or (phrase.hit is not None and {"body", "foreign"} <= categories)
            )
    if has_vietnamese:
        is_mixed = has_other_state or has_trace_of_other_state
        return CountryOfOffices.UNKNOWN if is_mixed else CountryOfOffices.VIETNAM
    if has_other_state:
        return CountryOfOffices.OTHER
    return (
        CountryOfOffices.FOREIGN_NAMES
        if has_trace_of_other_state
        else CountryOfOffices.UNKNOWN
    )


def prefer_readings_of_country(
    country: CountryOfOffices, hits: Sequence[TermHit], text: str
) -> list[TermHit]:
    """Put the readings of a country first, where several have an office of the name.

    An office of Vietnam has no name after it; it could be another state's holder.
    """
    chosen_hits = []
    for hit in hits:
        vietnamese_hit, foreign_hit = _split_readings(hit)
        chosen_hit = (
            vietnamese_hit if country is CountryOfOffices.VIETNAM else foreign_hit
        )
        if (
            vietnamese_hit is None
            or foreign_hit is None
            or chosen_hit is None
            or (
                country is CountryOfOffices.VIETNAM
                and _CAPITAL_PATTERN.match(text, hit.end)
            )
        ):
            chosen_hits.append(hit)
        else:
            chosen_hits.append(
                chosen_hit._replace(other_readings=(), is_nested=hit.is_nested)
            )
    return chosen_hits


def is_of_own_level(phrase: TitlePhrase) -> bool:
    """Whether a phrase names Vietnam's police of a level, but not of which place."""
    return _OWN_LEVEL_CATEGORY in phrase.categories or any(
        is_of_own_level(part) for part in phrase.parts
    )


def restore_readings(hit: TermHit, all_hits: Iterable[TermHit]) -> TermHit:
    """Restore the other readings of a hit of which one was preferred."""
    readings = [
        reading._replace(other_readings=())
        for other_hit in all_hits
        if (other_hit.start, other_hit.end) == (hit.start, hit.end)
        for reading in (other_hit, *other_hit.other_readings)
        if reading.entry.id != hit.entry.id
    ]
    return hit._replace(other_readings=tuple(readings))


def _split_readings(hit: TermHit) -> tuple[TermHit | None, TermHit | None]:
    """Split the readings of a hit: Vietnam's, and another state's."""
    readings = [
        reading
        for reading in (hit, *hit.other_readings)
        if reading.term.shared or reading.term.status in USABLE_STATUSES
    ]
    vietnamese_hit, foreign_hit = (
        next(
            (
                reading
                for reading in readings
                if reading.entry.subject_field in subject_fields
            ),
            None,
        )
        for subject_fields in (_VIETNAM_FIELDS, _OTHER_STATE_FIELDS)
    )
    return vietnamese_hit, foreign_hit
