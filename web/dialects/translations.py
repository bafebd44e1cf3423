"""Matches of a memory as other tools want them: a list, or one certain translation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple, Self

from padanan.memory import Memory
from padanan.values.matches import MemoryMatch, PhraseHit
from padanan.values.units import StoredUnit
from tm.match.match_rate import MatchType
from tm.text.locale import Locale
from tm.text.normal import nfc
from tm.unit import Origin

_MAX_MATCH_COUNT = 100
"""The most matches of a text that a client gets."""


@dataclass(frozen=True, slots=True)
class OfferedTranslation:
    """A text with its translation, which each dialect writes in its own format."""

    source: str
    target: str
    origin: Origin
    key: str | None
    """That of the unit; None for a translation made of several units."""
    rate: int = 0
    """As other tools have it, 0 to 100."""

    @classmethod
    def of_match(cls, match: MemoryMatch) -> Self:
        """Make it of a match: the repaired one, where nothing is left to change."""
        target = match.target or ""
        if match.repaired is not None and not match.open_differences:
            target = match.repaired
        return cls(match.source, target, match.origin, match.unit, min(match.rate, 100))

    @classmethod
    def of_stored(cls, stored_unit: StoredUnit | PhraseHit) -> Self:
        """Make it of a unit, or of a hit of a search, which has no rate."""
        key = (
            stored_unit.key if isinstance(stored_unit, StoredUnit) else stored_unit.unit
        )
        return cls(
            stored_unit.source, stored_unit.target or "", stored_unit.origin, key
        )

    @property
    def origin_description(self) -> str:
        """Where it comes from: headline and address; empty if that is not known.

        >>> origin = Origin(source_headline="Họp báo", source_url="https://a.vn/1")
        >>> OfferedTranslation("", "", origin, None).origin_description
        'Họp báo (https://a.vn/1)'
        """
        headline = self.origin.source_headline or self.origin.headline
        url = self.origin.source_url or self.origin.page_url
        if headline and url:
            return f"{headline} ({url})"
        return headline or url or ""


def list_translations(
    memory: Memory,
    text: str,
    source_locale: Locale | None,
    target_locale: Locale | None,
    *,
    min_rate: int | None = None,
    limit: int | None = None,
) -> list[OfferedTranslation]:
    """List the translations of a text, the best first, none under the least rate.

    There is none within one language, or of a language that does not exist (None).
    """
    matches = _find_matches(
        memory, text, source_locale, target_locale, min_rate=min_rate, limit=limit
    )
    return list(map(OfferedTranslation.of_match, matches))


class TranslationAndSource(NamedTuple):
    """A translation with the language it was found from; empty without one."""

    source_locale: Locale | None
    text: str


def find_translation(
    memory: Memory,
    text: str,
    source_locales: Sequence[Locale],
    target_locale: Locale,
    *,
    min_rate: int | None = None,
    required_words: Sequence[str] = (),
) -> TranslationAndSource:
    """Find the one translation to show to people who never see its match rate.

    The text may be in one of several languages. Only a translation that needs no change
    counts: that of an equal text, of one whose values and names were replaced, or of
    one that differs in capitals only. Empty if there is none. With `min_rate`, the best
    match from that rate on. A translation without one of the `required_words` is left
    out.
    """
    for source_locale in source_locales:
        for match in _find_matches(
            memory, text, source_locale, target_locale, min_rate=min_rate
        ):
            if min_rate is None and not _is_certain(match, text):
                continue
            translation = OfferedTranslation.of_match(match).target
            folded_translation = translation.casefold()
            if all(word.casefold() in folded_translation for word in required_words):
                return TranslationAndSource(source_locale, translation)
    return TranslationAndSource(None, "")


def _find_matches(
    memory: Memory,
    text: str,
    source_locale: Locale | None,
    target_locale: Locale | None,
    *,
    min_rate: int | None = None,
    limit: int | None = None,
) -> list[MemoryMatch]:
    if (
        source_locale is None
        or target_locale is None
        or source_locale.is_same_variant(target_locale)
    ):
        return []
    if not text.strip():
        return []
    if limit is not None:
        limit = max(1, min(limit, _MAX_MATCH_COUNT))
    if min_rate is None:
        min_rate = memory.settings.lookup.min_rate
    matches = memory.lookup(
        text, source=source_locale, target=target_locale, min_rate=min_rate, limit=limit
    )
    # What is composed of sentences may be below, where there is nothing else.
    return sorted(
        (match for match in matches if match.target and match.rate >= min_rate),
        key=lambda match: match.rate,
        reverse=True,
    )


def _is_certain(match: MemoryMatch, text: str) -> bool:
    """Whether nothing in the translation is left to change for a text."""
    if match.type is MatchType.REPAIRED:
        return not match.open_differences
    if any(penalty.check for penalty in match.penalties):
        return False  # a check found fault with the translation
    if match.type is MatchType.COMPOSED:
        return not match.open_differences
    return nfc(match.source).casefold() == nfc(text).strip().casefold()


def format_time(time: str | int | None, pattern: str) -> str:
    """Format a time as a dialect does, without a zone; one that is not known is 1970.

    >>> format_time("2025-10-08T16:45:00Z", "%Y%m%dT%H%M%SZ"), format_time(None, "%Y")
    ('20251008T164500Z', '1970')
    """
    if isinstance(time, str):
        try:
            return f"{datetime.fromisoformat(time):{pattern}}"
        except ValueError:
            time = None
    return f"{datetime.fromtimestamp(time or 0, UTC):{pattern}}"
