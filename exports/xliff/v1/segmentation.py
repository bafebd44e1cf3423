"""Segments of a `<trans-unit>` of XLIFF 1.2, and the text between them."""

from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain

from exports.entry import LossTally
from exports.xliff.element_names import MajorVersion
from exports.xliff.inline.content import (
    SEGMENT_CODE,
    CodedText,
    ParsedCode,
    ReadingScheme,
    is_deletion,
    is_segment,
    iterate_texts_and_codes,
    join_texts_and_codes,
)
from exports.xliff.segment_record import find_filled_target, find_first_child
from exports.xliff.unit_segments import IgnorableText, make_segmentation_properties
from exports.xml.document import Element
from tm.unit_property import Property

_SEGMENT_SCHEME = ReadingScheme(MajorVersion.ONE, reads_segments_as_codes=True)


def find_marked_segments(element: Element | None) -> list[Element]:
    """Find the `<mrk mtype="seg">` in an element, in order, without deleted ones."""
    segments: list[Element] = []
    for child in element.content if element is not None else ():
        if isinstance(child, Element) and not is_deletion(child):
            segments += [child] if is_segment(child) else find_marked_segments(child)
    return segments


def find_segment_pairs(unit: Element) -> list[tuple[Element, Element | None]]:
    """Find the segments of a unit with their targets; none if it is not divided.

    Of several with one `mid` the first belongs to the first. A translation that is not
    divided is that of the only segment, or else of the whole.
    """
    target = find_first_child(unit, "target")
    source_segments = find_marked_segments(find_first_child(unit, "seg-source"))
    target_segments_by_mid: dict[str | None, deque[Element]] = defaultdict(deque)
    for segment in find_marked_segments(target):
        target_segments_by_mid[segment.attributes.get("mid")].append(segment)
    if not target_segments_by_mid and len(source_segments) == 1:
        return [(source_segments[0], target)]
    if not target_segments_by_mid and find_filled_target(target) is not None:
        return []
    segment_pairs = []
    for segment in source_segments:
        target_segments = target_segments_by_mid[segment.attributes.get("mid")]
        segment_pairs.append(
            (segment, target_segments.popleft() if target_segments else None)
        )
    return segment_pairs


def iterate_segments(
    unit: Element, source: Element, target: Element | None
) -> Iterator[tuple[Element, Element | None, str | None]]:
    """Iterate over the source, translation and `mid` of each segment of a unit."""
    segment_pairs = find_segment_pairs(unit)
    if not segment_pairs:
        yield source, find_filled_target(target), None
    for segment, target_element in segment_pairs:
        yield (
            segment,
            find_filled_target(target_element),
            segment.attributes.get("mid"),
        )


def read_segmentation_properties(
    unit: Element,
    target: Element | None,
    mids: list[str | None],
    scheme_pairs: Sequence[tuple[ReadingScheme, ReadingScheme]],
    tally: LossTally,
) -> list[list[Property]]:
    """Read each segment's number as a property, with the text around it."""
    seg_source = find_first_child(unit, "seg-source")
    segment_count = len(mids)
    if seg_source is None or mids == [None]:
        return [
            make_segmentation_properties(segment_number, segment_count, ())
            for segment_number in range(1, segment_count + 1)
        ]
    source_texts = _read_texts_between_segments(
        seg_source, [scheme_pair[0] for scheme_pair in scheme_pairs], tally
    )
    target_texts: Sequence[CodedText | None] = [None] * (segment_count + 1)
    target_mids = [
        segment.attributes.get("mid") for segment in find_marked_segments(target)
    ]
    shared_mids = [mid for mid in target_mids if mid in mids]
    tally.add(
        "parts of a <target> without a source", len(target_mids) - len(shared_mids)
    )
    if [mid for mid in mids if mid in shared_mids] != shared_mids:
        tally.add("order of the parts of a <target>")
    elif target_mids and len(target_mids) != segment_count:
        tally.add(
            "texts between the parts of a <target>", _has_text_between_segments(target)
        )
    elif target is not None and len(shared_mids) == segment_count:
        texts_around_segments = _read_texts_between_segments(
            target, [scheme_pair[1] for scheme_pair in scheme_pairs], tally
        )
        target_texts = [
            coded_text if coded_text.text else None
            for coded_text in texts_around_segments
        ]
    ignorable_texts_by_gap = [
        [IgnorableText(source_text, target_text)]
        if source_text.text or target_text
        else []
        for source_text, target_text in zip(source_texts, target_texts, strict=True)
    ]
    return [
        make_segmentation_properties(
            segment_number,
            segment_count,
            ignorable_texts_by_gap[segment_number - 1],
            ignorable_texts_by_gap[-1] if is_last else (),
        )
        for segment_number in range(1, segment_count + 1)
        for is_last in [segment_number == segment_count]
    ]


def _has_text_between_segments(target: Element | None) -> bool:
    """Whether a target has text or codes outside of its segments."""
    target_texts_and_codes = (
        iterate_texts_and_codes(target, _SEGMENT_SCHEME) if target is not None else ()
    )
    return any(
        text_or_code.strip() != ""
        if isinstance(text_or_code, str)
        else text_or_code.code != SEGMENT_CODE
        for text_or_code in target_texts_and_codes
    )


def _read_texts_between_segments(
    element: Element, schemes: Sequence[ReadingScheme], tally: LossTally
) -> list[CodedText]:
    """Read the texts before, between and after the segments in an element.

    `schemes`: those of the segments; the text before each has the same. If a segment
    stands in a native code, all texts are empty, which is counted as a loss.
    """
    original_code_by_id = dict(
        chain.from_iterable(scheme.original_code_by_id.items() for scheme in schemes)
    )
    text_parts: list[list[str | ParsedCode]] = [[]]
    element_scheme = replace(
        schemes[0],
        original_code_by_id=original_code_by_id,
        preserves_space=True,
        reads_segments_as_codes=True,
    )
    for text_or_code in iterate_texts_and_codes(element, element_scheme):
        if isinstance(text_or_code, ParsedCode) and text_or_code.code == SEGMENT_CODE:
            text_parts.append([])
        else:
            text_parts[-1].append(text_or_code)
    if len(text_parts) != len(schemes) + 1:
        tally.add(f"codes between the parts of a <{element.name}>")
        return [CodedText("")] * (len(schemes) + 1)
    return [*map(join_texts_and_codes, text_parts)]
