"""Changes of an XLIFF file's text for segments that were filled."""

import re
from collections.abc import Iterator, Sequence

from exports.xliff.edit.codes import open_empty_tag, read_qualified_name
from exports.xliff.edit.segments import XliffUnit
from exports.xliff.element_names import MATCHES_NAMESPACE, NAMESPACE_2, MajorVersion
from exports.xliff.v1.writer import format_alt_trans
from exports.xliff.v2.writer import format_match
from exports.xml.editable_xml import EditableXml, ElementSpan, set_attributes
from exports.xml.escaping import escape_text, remove_forbidden_characters

_ATTRIBUTE_PATTERN = re.compile(r"""\s([^\s=]+)\s*=\s*("[^"]*"|'[^']*')""")
_APPROVED_PATTERN = re.compile(r"""\sapproved\s*=\s*["']yes["']""")


def write_targets(xml_text: EditableXml, unit: XliffUnit) -> None:
    """Write the filled targets of a unit into its text."""
    if unit.major_version is MajorVersion.TWO:
        _write_targets_of_version_2(xml_text, unit)
        return
    prefix = _read_prefix(xml_text, unit.source_span)
    filled_targets = [
        segment.filled_target
        for segment in unit.segments
        if segment.filled_target is not None
    ]
    is_translated = all(filled_target.is_sure for filled_target in filled_targets)
    match_rate = min(filled_target.rate for filled_target in filled_targets)
    if unit.seg_source_span is None:
        content: str | None = filled_targets[0].markup
    else:
        content = _fill_divided_content(xml_text, unit)
    attribute_value_by_name: dict[str, str | None] = {}
    if not is_translated or len(filled_targets) == len(unit.segments):
        attribute_value_by_name = {
            "state": "translated" if is_translated else "needs-review-translation",
            "state-qualifier": "exact-match" if match_rate >= 100 else "fuzzy-match",
        }
    old_start_tag = start_tag = xml_text.read_start_tag(unit.span)
    if _APPROVED_PATTERN.search(start_tag):  # it was about the missing translation
        start_tag = set_attributes(start_tag, {"approved": "no"})
    if attribute_value_by_name:
        start_tag = _set_memoq_status(start_tag, unit.memoq_status, match_rate)
    if start_tag != old_start_tag:
        xml_text.replace(unit.span.start, unit.span.inner_start, start_tag)
    insert_offset, target_span = unit.source_span.end, unit.target_span
    line_indentation = xml_text.read_indentation(unit.source_span.start)
    if target_span is None:
        start_tag = set_attributes(f"<{prefix}target>", attribute_value_by_name)
        xml_text.insert(
            insert_offset, f"{line_indentation}{start_tag}{content}</{prefix}target>"
        )
    else:
        insert_offset = target_span.end
        start_tag = set_attributes(
            xml_text.read_start_tag(target_span), attribute_value_by_name
        )
        if content is None:
            xml_text.replace(target_span.start, target_span.inner_start, start_tag)
        else:
            start_tag = open_empty_tag(start_tag)
            markup = f"{start_tag}{content}</{read_qualified_name(start_tag)}>"
            xml_text.replace(target_span.start, target_span.end, markup)
    for candidate_markup in _format_candidates(unit):
        xml_text.insert(
            insert_offset, line_indentation + _add_prefix(candidate_markup, prefix)
        )


def _format_candidates(unit: XliffUnit) -> Iterator[str]:
    """Format the other matches of the segments, as alternative translations."""
    for segment in unit.segments:
        for candidate in (
            segment.filled_target.candidates if segment.filled_target else ()
        ):
            yield format_alt_trans(
                _escape_storable_text(candidate.target),
                source_markup=_escape_storable_text(candidate.source or ""),
                quality=candidate.quality,
                origin=candidate.origin,
                mid=segment.mid or None,
            )


def _set_memoq_status(start_tag: str, status: str | None, match_rate: int) -> str:
    """Set memoQ's own status of a unit, if its start tag has one."""
    prefix = _find_status_prefix(start_tag, status)
    if prefix is None:
        return start_tag
    # What memoQ calls what it fills from a memory itself, however sure it is.
    memoq_attributes = {"status": "Pretranslated", "percent": str(match_rate)}
    return set_attributes(
        start_tag, {prefix + name: value for name, value in memoq_attributes.items()}
    )


def _find_status_prefix(start_tag: str, status: str | None) -> str | None:
    """Find the prefix of memoQ's status in a start tag, with its colon.

    Another tool may have an attribute `status`, too; they differ in their values.
    """
    for attribute_match in _ATTRIBUTE_PATTERN.finditer(start_tag):
        name, value = attribute_match.groups()
        if name.endswith(":status") and value[1:-1] == status:
            return str(name).removesuffix("status")
    return None


def _fill_divided_content(xml_text: EditableXml, unit: XliffUnit) -> str | None:
    """Make a target's content with filled parts; None if only parts are replaced."""
    if unit.target_span is not None and all(
        segment.target_span not in (None, unit.target_span)
        for segment in unit.segments
        if segment.filled_target is not None
    ):
        for segment in unit.segments:
            segment_span = segment.target_span
            if segment.filled_target is not None and segment_span is not None:
                start_tag = xml_text.read_start_tag(segment_span)
                start_tag = open_empty_tag(start_tag)
                end_tag = f"</{read_qualified_name(start_tag)}>"
                markup = f"{start_tag}{segment.filled_target.markup}{end_tag}"
                xml_text.replace(segment_span.start, segment_span.end, markup)
        return None
    assert unit.seg_source_span is not None
    content_parts = []
    copied_end = unit.seg_source_span.inner_start
    for segment in unit.segments:
        segment_span = segment.source_span
        content_parts.append(xml_text.text[copied_end : segment_span.inner_start])
        target_span = segment.target_span
        if segment.filled_target is not None:
            content_parts.append(segment.filled_target.markup)
        elif target_span is not None and target_span != unit.target_span:
            content_parts.append(
                xml_text.text[target_span.inner_start : target_span.inner_end]
            )
        copied_end = segment_span.inner_end
    content_parts.append(xml_text.text[copied_end : unit.seg_source_span.inner_end])
    return "".join(content_parts)


def _write_targets_of_version_2(xml_text: EditableXml, unit: XliffUnit) -> None:
    """Write filled targets and their matches into a unit of XLIFF 2."""
    match_markups = []
    taken_ids = set(unit.element_ids)
    for segment in unit.segments:
        filled_target = segment.filled_target
        if filled_target is None or segment.segment_id_and_span is None:
            continue
        segment_id, segment_span = segment.segment_id_and_span
        prefix = _read_prefix(xml_text, segment.source_span)
        attribute_value_by_name: dict[str, str | None] = {
            "state": "translated" if filled_target.is_sure else "initial",
            "subState": None,
        }
        if segment_id is None and filled_target.candidates:
            segment_id = next(
                new_id
                for id_number in range(1, 2**31)
                if (new_id := f"s{id_number}") not in taken_ids
            )
            taken_ids.add(segment_id)
            attribute_value_by_name["id"] = segment_id
        start_tag = set_attributes(
            xml_text.read_start_tag(segment_span), attribute_value_by_name
        )
        xml_text.replace(segment_span.start, segment_span.inner_start, start_tag)
        target_span = segment.target_span
        if target_span is None:
            line_indentation = xml_text.read_indentation(segment.source_span.start)
            markup = f"<{prefix}target>{filled_target.markup}</{prefix}target>"
            xml_text.insert(segment.source_span.end, line_indentation + markup)
        else:
            start_tag = xml_text.read_start_tag(target_span)
            start_tag = open_empty_tag(start_tag)
            markup = (
                f"{start_tag}{filled_target.markup}</{read_qualified_name(start_tag)}>"
            )
            xml_text.replace(target_span.start, target_span.end, markup)
        for candidate in filled_target.candidates:
            markup = format_match(
                _escape_storable_text(candidate.target),
                source_markup=_escape_storable_text(candidate.source or ""),
                segment_id=segment_id or "",
                quality=candidate.quality,
                origin=candidate.origin,
            )
            match_markups.append(_add_prefix(markup, prefix))
    if match_markups:
        _write_matches(xml_text, unit, match_markups)


def _write_matches(
    xml_text: EditableXml, unit: XliffUnit, match_markups: Sequence[str]
) -> None:
    """Write matches into the element of matches of a unit of XLIFF 2."""
    matches_span = unit.matches_span
    if matches_span is None:
        line_indentation = xml_text.read_indentation(unit.span.start) or ""
        match_indentation = f"{line_indentation}  " if line_indentation else ""
        markup = match_indentation.join(("", *match_markups)) + line_indentation
        matches_tag = f'{line_indentation}<mtc:matches xmlns:mtc="{MATCHES_NAMESPACE}">'
        xml_text.insert(unit.span.inner_start, f"{matches_tag}{markup}</mtc:matches>")
        return
    matches_start_tag = xml_text.read_start_tag(matches_span)
    prefix = read_qualified_name(matches_start_tag).rpartition(":")[0]
    markup = "".join(match_markups).replace(
        "mtc:match", f"{prefix}:match" if prefix else "match"
    )
    if not prefix:  # its elements are in no default namespace but the module's
        markup = re.sub("<(source|target)>", rf'<\1 xmlns="{NAMESPACE_2}">', markup)
    if matches_span.is_empty_tag:
        end_tag = f"</{read_qualified_name(matches_start_tag)}>"
        element_markup = f"{open_empty_tag(matches_start_tag)}{markup}{end_tag}"
        xml_text.replace(matches_span.start, matches_span.end, element_markup)
    else:
        xml_text.insert(matches_span.inner_end, markup)


def _read_prefix(xml_text: EditableXml, span: ElementSpan) -> str:
    """Read the prefix that the file gives XLIFF's elements, with its colon."""
    prefix, colon, _ = read_qualified_name(xml_text.read_start_tag(span)).rpartition(
        ":"
    )
    return prefix + colon


def _add_prefix(markup: str, prefix: str) -> str:
    """Add the file's prefix to source and target elements in markup."""
    if not prefix:
        return markup
    for name in ("alt-trans", "source", "target"):
        markup = markup.replace(f"<{name}>", f"<{prefix}{name}>")
        markup = markup.replace(f"<{name} ", f"<{prefix}{name} ")
        markup = markup.replace(f"</{name}>", f"</{prefix}{name}>")
    return markup


def _escape_storable_text(text: str) -> str:
    return remove_forbidden_characters(escape_text(text))[0]
