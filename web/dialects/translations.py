"""Matches of a memory as other tools want them: a list, or one certain translation."""

from collections.abc import Sequence
from typing import NamedTuple

from padanan.memory import Memory
from padanan.values.matches import MemoryMatch
from tm.match.match_rate import MatchType
from tm.text.locale import Locale
from tm.text.normal import nfc
from tm.unit import Origin

_MAX_MATCH_COUNT = 100
"""The most matches of a text that a client gets."""


def find_matches(
    memory: Memory,
    text: str,
    source: Locale | None,
    target: Locale | None,
    *,
    min_rate: int | None = None,
    limit: int | None = None,
) -> list[MemoryMatch]:
    """Find the translations of a text, the best first, none under the least rate.

    There is none within one language, or of a language that does not exist (None).
    """
    if source is None or target is None or source.is_same_variant(target):
        return []
    if not text.strip():
        return []
    if limit is not None:
        limit = max(1, min(limit, _MAX_MATCH_COUNT))
    if min_rate is None:
        min_rate = memory.settings.lookup.min_rate
    matches = memory.lookup(
        text, source=source, target=target, min_rate=min_rate, limit=limit
    )
    # What is composed of sentences may be below, where there is nothing else.
    return sorted(
        (match for match in matches if match.target and match.rate >= min_rate),
        key=lambda match: match.rate,
        reverse=True,
    )


class FoundTranslation(NamedTuple):
    """A translation with the language it was found from; empty without one."""

    source: Locale | None
    text: str


def find_translation(
    memory: Memory,
    text: str,
    sources: Sequence[Locale],
    target: Locale,
    *,
    min_rate: int | None = None,
    required_words: Sequence[str] = (),
) -> FoundTranslation:
    """Find the one translation to show for a text to who never sees its rate.

    The text may be in one of several languages. Only what translates it as it is: the
    translation of an equal text, of one whose values and names were replaced, or of one
    that differs in capitals only. Empty if there is none. With `min_rate`, the best
    match from that rate on. A translation without one of the `required_words` is left
    out.
    """
    for source in sources:
        for match in find_matches(memory, text, source, target, min_rate=min_rate):
            if min_rate is None and not is_certain(match, text):
                continue
            translation = read_target(match)
            folded_translation = translation.casefold()
            if all(word.casefold() in folded_translation for word in required_words):
                return FoundTranslation(source, translation)
    return FoundTranslation(None, "")


def is_certain(match: MemoryMatch, text: str) -> bool:
    """Whether nothing in the translation is left to change for a text."""
    if match.type is MatchType.REPAIRED:
        return not match.open_differences
    if any(penalty.check for penalty in match.penalties):
        return False  # a check found fault with the translation
    if match.type is MatchType.COMPOSED:
        return not match.open_differences
    return nfc(match.source).casefold() == nfc(text).strip().casefold()


def read_target(match: MemoryMatch) -> str:
    """Read the translation: the repaired one, where nothing is left to change."""
    if match.repaired is not None and not match.open_differences:
        return match.repaired
    return match.target or ""


def read_rate(match: MemoryMatch) -> int:
    """Read the rate as other tools have it, 0 to 100."""
    return min(match.rate, 100)


def describe_origin(origin: Origin) -> str:
    """Describe where a translation comes from: headline and address.

    >>> describe_origin(Origin(source_headline="Họp báo", source_url="https://a.vn/1"))
    'Họp báo (https://a.vn/1)'
    >>> describe_origin(Origin())
    ''
    """
    headline = origin.source_headline or origin.headline
    url = origin.source_url or origin.page_url
    if headline and url:
        return f"{headline} ({url})"
    return headline or url or ""
