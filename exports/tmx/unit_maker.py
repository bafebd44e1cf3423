"""Maker of translation units from the parts of a `<tu>`.

A `<tu>` of several languages is a star: one unit for each translation of its source.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from exports.entry import LossTally
from exports.format import ReadOptions
from exports.provenance import Fields, parse_provenance
from exports.tmx.fields import (
    FIELD_BY_ATTRIBUTE,
    FIELD_BY_TUV_ATTRIBUTE,
    ElementMetadata,
    SortedMetadata,
    make_translation_fields_property,
    sort_metadata,
)
from tm.errors import InvalidLocale
from tm.result_cache import lazy_constant
from tm.text.locale import Locale
from tm.text.segment import Segment, compute_content_key
from tm.unit import TranslationUnit
from tm.unit_property import Properties, Property, Side

ANY_LANGUAGE = "*all*"
"""The `srclang` of a file or unit whose every language may be the source."""

_NATIVE_FIELDS = frozenset((*FIELD_BY_ATTRIBUTE.values(), "note"))
_TU_ONLY_FIELDS = frozenset(("tuid",))


@dataclass(frozen=True, slots=True)
class TuvText:
    """The segment and the metadata of a `<tuv>`."""

    segment: Segment
    metadata: ElementMetadata


class TmxUnitMaker:
    """Maker of units that knows the defaults of the header."""

    def __init__(self, options: ReadOptions, tally: LossTally) -> None:
        self.source_tag = ANY_LANGUAGE
        """The header's `srclang`."""
        self.default_by_attribute: Mapping[str, str] = {}
        """Other attributes that the header gives for all units."""
        self._options = options
        self._tally = tally

    def make_units(
        self, tu_metadata: ElementMetadata, variants: Sequence[TuvText]
    ) -> list[TranslationUnit]:
        """Make the units of one `<tu>`, which has text in some language.

        Raises ValueError if a field of Padanan has an invalid value.
        """
        locales = tuple(variant.segment.locale for variant in variants)
        source_index = self.find_source_index(
            tu_metadata.value_by_attribute.get("srclang"), locales
        )
        source_variant = variants[source_index]
        translations = [*variants[:source_index], *variants[source_index + 1 :]]
        unit_metadata = sort_metadata(
            tu_metadata, Side.UNIT, default_by_attribute=self.default_by_attribute
        )
        properties = unit_metadata.properties
        source_property = self._make_source_property(
            tu_metadata, source_variant.segment.locale
        )
        if source_property is not None:
            properties = (source_property, *properties)
        if not translations:
            source_metadata = sort_metadata(
                source_variant.metadata, Side.SOURCE, earlier_fields=_NATIVE_FIELDS
            )
            fields = {
                **unit_metadata.native_fields,
                **source_metadata.padanan_fields,
                **unit_metadata.padanan_fields,
            }
            all_properties = (*properties, *source_metadata.properties)
            return [
                parse_provenance(fields, properties=all_properties).make_unit(
                    source_variant.segment, None
                )
            ]
        if len(translations) > 1 and "tuid" not in unit_metadata.native_fields:
            segment_keys = [
                variant.segment.key for variant in (source_variant, *translations)
            ]
            unit_metadata.native_fields["tuid"] = compute_content_key(
                *segment_keys
            ).hex()[:16]
        source_wordings, translations = _separate_source_wordings(
            source_variant, translations
        )
        return [
            unit
            for source_wording in source_wordings
            for unit in _make_units_of_translations(
                unit_metadata, properties, source_wording, translations
            )
        ]

    def find_source_index(
        self, unit_source_tag: str | None, locales: tuple[Locale, ...]
    ) -> int:
        """Find the index of the source among the locales of a `<tu>`."""
        return _find_source_index(
            unit_source_tag or self.source_tag, self._options.source, locales
        )

    def count_unknown_source(self) -> None:
        """Count a `srclang` of the header that is not a language."""
        if not _is_language_tag(self.source_tag):
            self._tally.add(
                f"srclang {self.source_tag!r} of the header, which is not a language "
                "tag"
            )

    def _make_source_property(
        self, tu_metadata: ElementMetadata, source_locale: Locale
    ) -> Property | None:
        """Make the property for a `srclang` that is not the source's locale."""
        srclang_tag = tu_metadata.value_by_attribute.get("srclang")
        if srclang_tag is None or _parse_locale(srclang_tag) == source_locale:
            return None
        return Property("tmx:srclang", srclang_tag)


def is_srclang_worth_keeping(
    srclang_tag: str, source_locale: Locale, other_locales: tuple[Locale, ...]
) -> bool:
    """Whether a `srclang` differs from the source's locale but still selects it."""
    return (
        bool(srclang_tag)
        and _parse_locale(srclang_tag) != source_locale
        and _find_source_index(srclang_tag, None, (source_locale, *other_locales)) == 0
    )


def _separate_source_wordings(
    source: TuvText, other_variants: list[TuvText]
) -> tuple[list[TuvText], list[TuvText]]:
    """Separate the wordings of the source from its translations.

    A second text in the source's language is another wording of it, unless there is
    nothing else.
    """
    locale = source.segment.locale
    translations = [
        variant for variant in other_variants if variant.segment.locale != locale
    ]
    if not translations or len(translations) == len(other_variants):
        return [source], other_variants
    return [
        source,
        *(variant for variant in other_variants if variant.segment.locale == locale),
    ], translations


def _make_units_of_translations(
    unit_metadata: SortedMetadata,
    properties: Properties,
    source: TuvText,
    translations: Sequence[TuvText],
) -> list[TranslationUnit]:
    """Make a unit for each translation."""
    earlier_fields = frozenset(unit_metadata.native_fields) | _TU_ONLY_FIELDS
    is_reversed = unit_metadata.padanan_fields.get("reversed") == "yes"
    metadata_pairs: list[tuple[SortedMetadata, SortedMetadata]] = []
    for target in translations:
        # Sides are those of the unit, which the file may have the other way round.
        unit_source, unit_target = (target, source) if is_reversed else (source, target)
        metadata_pairs.append(
            (
                sort_metadata(
                    unit_source.metadata, Side.SOURCE, earlier_fields=_NATIVE_FIELDS
                ),
                sort_metadata(
                    unit_target.metadata, Side.TARGET, earlier_fields=earlier_fields
                ),
            )
        )
    shared_field_properties = _make_tuv_fields_property(
        unit_metadata.native_fields,
        [target_metadata.native_fields for _, target_metadata in metadata_pairs],
    )
    units = []
    for target, (source_metadata, target_metadata) in zip(
        translations, metadata_pairs, strict=True
    ):
        fields: Fields = {
            **unit_metadata.native_fields,
            **target_metadata.native_fields,
            **source_metadata.padanan_fields,
            **unit_metadata.padanan_fields,
            **target_metadata.padanan_fields,
        }
        all_properties = (
            *properties,
            *source_metadata.properties,
            *shared_field_properties,
            *target_metadata.properties,
        )
        unit = parse_provenance(fields, properties=all_properties).make_unit(
            source.segment, target.segment
        )
        units.append(unit)
    return units


def _make_tuv_fields_property(
    shared_fields: Fields, fields_of_translations: Sequence[Fields]
) -> Properties:
    """Make the property that lists fields which all `<tuv>` of translations share.

    Fields that differ between translations are always written in the `<tuv>`.
    """
    shared_field_names = []
    for field_name in FIELD_BY_TUV_ATTRIBUTE.values():
        value = fields_of_translations[0].get(field_name)
        if value is not None and field_name not in shared_fields:
            if all(
                fields.get(field_name) == value for fields in fields_of_translations
            ):
                shared_field_names.append(field_name)
    return (
        (make_translation_fields_property(shared_field_names),)
        if shared_field_names
        else ()
    )


def _find_source_index(
    source_tag: str, requested_locale: Locale | None, locales: tuple[Locale, ...]
) -> int:
    """Find the index of a tag's locale, else of the requested one, else 0."""
    for possible_source_locale in (_parse_locale(source_tag), requested_locale):
        if possible_source_locale is not None:
            locale_ranks = [
                _rank_locale(possible_source_locale, locale) for locale in locales
            ]
            if any(locale_ranks):
                return locale_ranks.index(max(locale_ranks))
    return 0


def _is_language_tag(tag: str) -> bool:
    return tag.lower() == ANY_LANGUAGE or _parse_locale(tag) is not None


@lazy_constant
def _parse_locale(language_tag: str) -> Locale | None:
    try:
        return (
            None if language_tag.lower() == ANY_LANGUAGE else Locale.parse(language_tag)
        )
    except InvalidLocale:
        return None


def _rank_locale(source_locale: Locale, locale: Locale) -> int:
    """Rank how well a locale matches the requested one; 0 is no match."""
    if locale == source_locale:
        return 3
    if source_locale.covers(locale):
        return 2
    return int(locale.language == source_locale.language)
