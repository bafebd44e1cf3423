"""Segments of one unit of a file, and the text between them.

One of several segments has the property `xliff:part`, its number and how many there
are: `2/3`. Text between segments, which is not to be translated, is `xliff:ignorable`
of the segment after it, and `xliff:ignorable-end` of the last one where it stands
behind that. Its inline codes, each of which is one U+FFFC in it, follow as
`xliff:ignorable-codes`.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import zip_longest

from exports.provenance import SEGMENT_NUMBER_PROPERTY, read_segment_number_and_count
from exports.xliff.inline.content import (
    PLAIN_TEXT_CODE,
    CodedText,
    dump_codes,
    load_codes,
)
from tm.text.segment import CODE
from tm.unit import TranslationUnit
from tm.unit_property import Properties, Property, Side

IGNORABLE_PROPERTY = "xliff:ignorable"
LAST_IGNORABLE_PROPERTY = "xliff:ignorable-end"
_CODES_SUFFIX = "-codes"
"""Suffix of the property with the codes of a text."""
ORDER_PROPERTY = "xliff:order"
"""Position of a segment's translation among those of the others, from 1."""


@dataclass(frozen=True, slots=True)
class IgnorableText:
    """A text between two segments."""

    source: CodedText
    target: CodedText | None = None


def make_segmentation_properties(
    segment_number: int,
    segment_count: int,
    texts_before: Sequence[IgnorableText],
    texts_after: Sequence[IgnorableText] = (),
) -> list[Property]:
    """Make the properties of a segment; `segment_number` is counted from 1."""
    properties = (
        [Property(SEGMENT_NUMBER_PROPERTY, f"{segment_number}/{segment_count}")]
        if segment_count > 1
        else []
    )
    for property_name, texts in (
        (IGNORABLE_PROPERTY, texts_before),
        (LAST_IGNORABLE_PROPERTY, texts_after),
    ):
        for ignorable_text in texts:
            properties += _make_text_properties(
                property_name, ignorable_text.source, Side.SOURCE
            )
            if ignorable_text.target is not None:
                properties += _make_text_properties(
                    property_name, ignorable_text.target, Side.TARGET
                )
    return properties


def _make_text_properties(
    property_name: str, coded_text: CodedText, side: Side
) -> Iterator[Property]:
    yield Property(property_name, coded_text.text, side)
    if any(code != PLAIN_TEXT_CODE for code in coded_text.codes):
        code_by_id = {str(index): code for index, code in enumerate(coded_text.codes)}
        yield Property(property_name + _CODES_SUFFIX, dump_codes(code_by_id), side)


def read_ignorable_texts(
    properties: Properties, property_name: str
) -> list[IgnorableText]:
    """Read the ignorable texts before or after a segment from its properties."""
    ignorable_texts: list[IgnorableText] = []
    for property, next_property in zip_longest(properties, properties[1:]):
        if property.name != property_name or property.side is Side.UNIT:
            continue
        coded_text = _read_coded_text(property, next_property)
        if property.side is Side.SOURCE:
            ignorable_texts.append(IgnorableText(coded_text))
        elif ignorable_texts and ignorable_texts[-1].target is None:
            ignorable_texts[-1] = IgnorableText(ignorable_texts[-1].source, coded_text)
    return ignorable_texts


def _read_coded_text(property: Property, next_property: Property | None) -> CodedText:
    """Read a text with the codes of the next property, if that has all codes."""
    if next_property is not None and (next_property.name, next_property.side) == (
        property.name + _CODES_SUFFIX,
        property.side,
    ):
        with suppress(ValueError, RecursionError):
            codes = tuple(load_codes(next_property.value).values())
            if len(codes) == property.value.count(CODE):
                return CodedText(property.value, codes)
    return CodedText(property.value, (PLAIN_TEXT_CODE,) * property.value.count(CODE))


def group_segments_by_unit(
    units: Iterable[TranslationUnit],
) -> Iterator[Sequence[TranslationUnit]]:
    """Group the segments of each unit of a file, in order.

    If segments of a unit are missing, its other segments are yielded one by one.
    """
    segments: list[TranslationUnit] = []
    expected_count = 0
    for unit in units:
        if not segments and not unit.properties:
            yield (unit,)
            continue
        segment_number, segment_count = read_segment_number_and_count(unit)
        is_next_segment = (
            segments
            and (segment_number, segment_count) == (len(segments) + 1, expected_count)
            and _are_of_same_unit(segments[0], unit)
        )
        if segments and not is_next_segment:
            yield from ((segment,) for segment in segments)
            segments = []
        if is_next_segment or (segment_number == 1 and segment_count > 1):
            segments.append(unit)
            expected_count = segment_count
            if len(segments) == expected_count:
                yield tuple(segments)
                segments = []
        else:
            yield (unit,)
    yield from ((segment,) for segment in segments)


def _are_of_same_unit(unit: TranslationUnit, other_unit: TranslationUnit) -> bool:
    """Whether two translation units are segments of one unit of the file."""
    origin, other_origin = unit.origin, other_unit.origin
    return origin.tuid is not None and (
        (origin.tuid, origin.article, origin.page_url)
        == (other_origin.tuid, other_origin.article, other_origin.page_url)
    )
