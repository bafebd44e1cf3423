"""Units of the parts of a `<tu>`: whichever way they were read, this makes of them.

A `<tu>` of several languages is a star: one unit for each translation of its source.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from exports.entry import LossTally
from exports.format import ReadOptions
from exports.provenance import Fields, parse_provenance
from exports.tmx.fields import (
    FIELDS,
    STANDING,
    ElementFacts,
    SortedFacts,
    fields_in_translation,
    sort_facts,
)
from tm.errors import InvalidLocale
from tm.property import Properties, Property, Side
from tm.text.locale import Locale
from tm.text.segment import Segment, content_key
from tm.unit import TranslationUnit

ANY_LANGUAGE = "*all*"
"""The `srclang` of a file or unit whose every language may be the source."""

_ALL = frozenset((*FIELDS.values(), "note"))
_NOT_IN_TUV = frozenset(("tuid",))


@dataclass(frozen=True, slots=True)
class TuvText:
    """The text of a `<tuv>` and what it says beside it."""

    segment: Segment
    facts: ElementFacts


class TmxUnitMaker:
    """Makes units, knowing what the header says."""

    def __init__(self, options: ReadOptions, tally: LossTally) -> None:
        self.source = ANY_LANGUAGE
        """The header's `srclang`."""
        self.defaults: Mapping[str, str] = {}
        """What else the header says for every unit."""
        self._options = options
        self._tally = tally

    def units(
        self, tu: ElementFacts, variants: Sequence[TuvText]
    ) -> list[TranslationUnit]:
        """The units of one `<tu>`, which has text in some language.

        Raises ValueError, saying why, for what one of our own fields cannot say.
        """
        locales = tuple(variant.segment.locale for variant in variants)
        hub = self.hub(tu.attributes.get("srclang"), locales)
        source = variants[hub]
        translations = [*variants[:hub], *variants[hub + 1 :]]
        shared = sort_facts(tu, Side.UNIT, defaults=self.defaults)
        properties = shared.properties
        kept_source = self._kept_source(tu, source.segment.locale)
        if kept_source is not None:
            properties = (kept_source, *properties)
        if not translations:
            source_facts = sort_facts(source.facts, Side.SOURCE, known_properties=_ALL)
            fields = {**shared.standing, **source_facts.fields, **shared.fields}
            all_properties = (*properties, *source_facts.properties)
            return [
                parse_provenance(fields, properties=all_properties).make_unit(
                    source.segment, None
                )
            ]
        if len(translations) > 1 and "tuid" not in shared.standing:
            keys = [variant.segment.key for variant in (source, *translations)]
            shared.standing["tuid"] = content_key(*keys).hex()[:16]
        wordings, translations = _parted(source, translations)
        return [
            unit
            for wording in wordings
            for unit in _star(shared, properties, wording, translations)
        ]

    def hub(self, tag: str | None, locales: tuple[Locale, ...]) -> int:
        """Which of the locales of a `<tu>` is the source, given its own `srclang`."""
        return _hub(tag or self.source, self._options.source, locales)

    def note_source(self) -> None:
        """Count a `srclang` of the header that is no language."""
        if not _is_language(self.source):
            self._tally.add(f"source language {self.source!r}")

    def _kept_source(self, tu: ElementFacts, source: Locale) -> Property | None:
        """The `srclang` of a `<tu>`, where the source does not say it."""
        tag = tu.attributes.get("srclang")
        if tag is None or _parsed(tag) == source:
            return None
        return Property("tmx:srclang", tag)


def keeps_source(tag: str, source: Locale, others: tuple[Locale, ...]) -> bool:
    """Whether a `srclang` says other than the source, and leaves it to be the source.

    It is then worth keeping, and harmless.
    """
    return (
        bool(tag) and _parsed(tag) != source and _hub(tag, None, (source, *others)) == 0
    )


def _parted(
    source: TuvText, others: list[TuvText]
) -> tuple[list[TuvText], list[TuvText]]:
    """Wordings of the source, and its translations.

    A second text in the source's language is another wording of it, unless there is
    nothing else.
    """
    locale = source.segment.locale
    translations = [one for one in others if one.segment.locale != locale]
    if not translations or len(translations) == len(others):
        return [source], others
    return [source, *(o for o in others if o.segment.locale == locale)], translations


def _star(
    shared: SortedFacts,
    properties: Properties,
    source: TuvText,
    others: Sequence[TuvText],
) -> list[TranslationUnit]:
    """A unit for each translation."""
    own_fields = frozenset(shared.standing) | _NOT_IN_TUV
    turned = shared.fields.get("reversed") == "yes"
    facts_by_target: list[tuple[SortedFacts, SortedFacts]] = []
    for target in others:
        # Sides are those of the unit, which the file may have the other way round.
        first, second = (target, source) if turned else (source, target)
        facts_by_target.append(
            (
                sort_facts(first.facts, Side.SOURCE, known_properties=_ALL),
                sort_facts(second.facts, Side.TARGET, known_properties=own_fields),
            )
        )
    placed = _placed(
        shared.standing, [second.standing for _, second in facts_by_target]
    )
    units = []
    for target, (first_said, second_said) in zip(others, facts_by_target, strict=True):
        fields: Fields = {
            **shared.standing,
            **second_said.standing,
            **first_said.fields,
            **shared.fields,
            **second_said.fields,
        }
        all_properties = (
            *properties,
            *first_said.properties,
            *placed,
            *second_said.properties,
        )
        unit = parse_provenance(fields, properties=all_properties).make_unit(
            source.segment, target.segment
        )
        units.append(unit)
    return units


def _placed(shared: Fields, own_fields: Sequence[Fields]) -> Properties:
    """Which fields stand in the `<tuv>` of the translations, if that must be said.

    What differs between the translations of a source can stand nowhere else.
    """
    standing = []
    for name in STANDING.values():
        value = own_fields[0].get(name)
        if value is not None and name not in shared:
            if all(fields.get(name) == value for fields in own_fields):
                standing.append(name)
    return (fields_in_translation(standing),) if standing else ()


# The languages of a file are few, and of most units the same.
@lru_cache(maxsize=1 << 10)
def _hub(tag: str, requested: Locale | None, locales: tuple[Locale, ...]) -> int:
    """Which locale a tag means, else which is the one asked for, else the first."""
    for wanted_locale in (_parsed(tag), requested):
        if wanted_locale is not None:
            fits = [_fit(wanted_locale, locale) for locale in locales]
            if any(fits):
                return fits.index(max(fits))
    return 0


def _is_language(tag: str) -> bool:
    return tag.lower() == ANY_LANGUAGE or _parsed(tag) is not None


@lru_cache(maxsize=1 << 8)
def _parsed(tag: str) -> Locale | None:
    try:
        return None if tag.lower() == ANY_LANGUAGE else Locale.parse(tag)
    except InvalidLocale:
        return None


def _fit(wanted: Locale, locale: Locale) -> int:
    """How well a locale serves as the one that is wanted; 0 is not at all."""
    if locale == wanted:
        return 3
    if wanted.covers(locale):
        return 2
    return int(locale.language == wanted.language)
