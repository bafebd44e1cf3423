"""Changes of an XLIFF file's text for segments that were filled."""

import re
from collections.abc import Sequence

from exports.xliff.edit.codes import read_raw_name
from exports.xliff.edit.segments import XliffUnit
from exports.xliff.names import MATCHES_NAMESPACE, NAMESPACE_2, Generation
from exports.xliff.v1.writer import alt_trans_markup
from exports.xliff.v2.writer import match_markup
from exports.xml.editable import EditableXml, ElementSpan, set_attributes
from exports.xml.escaping import escape_text, remove_forbidden

_ATTRIBUTE = re.compile(r"""\s([^\s=]+)\s*=\s*("[^"]*"|'[^']*')""")
_APPROVED = re.compile(r"""\sapproved\s*=\s*["']yes["']""")


def write_targets(text: EditableXml, unit: XliffUnit) -> None:
    """Write the filled targets of a unit into its text."""
    if unit.generation is Generation.TWO:
        _write_targets_of_version_2(text, unit)
        return
    prefix = _read_prefix(text, unit.source_span)
    filled_targets = [
        segment.filled_target
        for segment in unit.places
        if segment.filled_target is not None
    ]
    is_translated = all(filled_target.is_sure for filled_target in filled_targets)
    match_rate = min(filled_target.rate for filled_target in filled_targets)
    if unit.seg_source_span is None:
        content: str | None = filled_targets[0].markup
    else:
        content = _divided_target_content(text, unit)
    attribute_changes: dict[str, str | None] = {}
    if not is_translated or len(filled_targets) == len(unit.places):
        attribute_changes = {
            "state": "translated" if is_translated else "needs-review-translation",
            "state-qualifier": "exact-match" if match_rate >= 100 else "fuzzy-match",
        }
    old_tag = tag = text.read_start_tag(unit.span)
    if _APPROVED.search(tag):  # it was about the missing translation
        tag = set_attributes(tag, {"approved": "no"})
    status_prefix = (
        _find_status_prefix(tag, unit.memoq_status) if attribute_changes else None
    )
    if status_prefix is not None:
        # What memoQ calls what it fills from a memory itself, however sure it is.
        memoq_attributes = {"status": "Pretranslated", "percent": str(match_rate)}
        tag = set_attributes(
            tag,
            {
                status_prefix + name: value for name, value in memoq_attributes.items()
            },
        )
    if tag != old_tag:
        text.replace(unit.span.start, unit.span.inner_start, tag)
    insert_offset, target = unit.source_span.end, unit.target_span
    line_start = text.read_indentation(unit.source_span.start)
    if target is None:
        tag = set_attributes(f"<{prefix}target>", attribute_changes)
        text.insert(insert_offset, f"{line_start}{tag}{content}</{prefix}target>")
    else:
        insert_offset = target.end
        tag = set_attributes(text.read_start_tag(target), attribute_changes)
        if content is None:
            text.replace(target.start, target.inner_start, tag)
        else:
            tag = tag[:-2].rstrip() + ">" if tag.endswith("/>") else tag
            markup = f"{tag}{content}</{read_raw_name(tag)}>"
            text.replace(target.start, target.end, markup)
    for segment in unit.places:
        for candidate in (
            segment.filled_target.candidates if segment.filled_target else ()
        ):
            markup = alt_trans_markup(
                _escape_text(candidate.target),
                source=_escape_text(candidate.source or ""),
                quality=candidate.quality,
                origin=candidate.origin,
                mid=segment.mid or None,
            )
            text.insert(insert_offset, line_start + _add_prefix(markup, prefix))


def _find_status_prefix(tag: str, status: str | None) -> str | None:
    """Find the prefix of memoQ's status in a start tag, with its colon.

    Another tool's may stand there too: what it says tells which one it is.
    """
    for match in _ATTRIBUTE.finditer(tag):
        name, value = match.groups()
        if name.endswith(":status") and value[1:-1] == status:
            return str(name).removesuffix("status")
    return None


def _divided_target_content(text: EditableXml, unit: XliffUnit) -> str | None:
    """Make a target's content with filled parts; None if only parts are replaced."""
    if unit.target_span is not None and all(
        segment.target_span not in (None, unit.target_span)
        for segment in unit.places
        if segment.filled_target is not None
    ):
        for segment in unit.places:
            span = segment.target_span
            if segment.filled_target is not None and span is not None:
                tag = text.read_start_tag(span)
                tag = tag[:-2].rstrip() + ">" if span.is_empty_tag else tag
                markup = f"{tag}{segment.filled_target.markup}</{read_raw_name(tag)}>"
                text.replace(span.start, span.end, markup)
        return None
    assert unit.seg_source_span is not None
    out = []
    copied_until = unit.seg_source_span.inner_start
    for segment in unit.places:
        span = segment.source_span
        out.append(text.text[copied_until : span.inner_start])
        own_span = segment.target_span
        if segment.filled_target is not None:
            out.append(segment.filled_target.markup)
        elif own_span is not None and own_span != unit.target_span:
            out.append(text.text[own_span.inner_start : own_span.inner_end])
        copied_until = span.inner_end
    out.append(text.text[copied_until : unit.seg_source_span.inner_end])
    return "".join(out)


def _write_targets_of_version_2(text: EditableXml, unit: XliffUnit) -> None:
    match_markups = []
    taken_ids = set(unit.ids)
    for segment in unit.places:
        filled_target = segment.filled_target
        if filled_target is None or segment.segment_element is None:
            continue
        id, span = segment.segment_element
        prefix = _read_prefix(text, segment.source_span)
        attribute_changes: dict[str, str | None] = {
            "state": "translated" if filled_target.is_sure else "initial",
            "subState": None,
        }
        if id is None and filled_target.candidates:
            id = next(
                name
                for number in range(1, 2**31)
                if (name := f"s{number}") not in taken_ids
            )
            taken_ids.add(id)
            attribute_changes["id"] = id
        tag = set_attributes(text.read_start_tag(span), attribute_changes)
        text.replace(span.start, span.inner_start, tag)
        target = segment.target_span
        if target is None:
            line_start = text.read_indentation(segment.source_span.start)
            markup = (
                f"{line_start}<{prefix}target>{filled_target.markup}</{prefix}target>"
            )
            text.insert(segment.source_span.end, markup)
        else:
            tag = text.read_start_tag(target)
            tag = tag[:-2].rstrip() + ">" if target.is_empty_tag else tag
            markup = f"{tag}{filled_target.markup}</{read_raw_name(tag)}>"
            text.replace(target.start, target.end, markup)
        for candidate in filled_target.candidates:
            markup = match_markup(
                _escape_text(candidate.target),
                source=_escape_text(candidate.source or ""),
                segment_id=id or "",
                quality=candidate.quality,
                origin=candidate.origin,
            )
            match_markups.append(_add_prefix(markup, prefix))
    if match_markups:
        _write_matches(text, unit, match_markups)


def _write_matches(
    text: EditableXml, unit: XliffUnit, match_markups: Sequence[str]
) -> None:
    span = unit.matches_span
    if span is None:
        line_start = text.read_indentation(unit.span.start) or ""
        match_start = f"{line_start}  " if line_start else ""
        markup = match_start.join(("", *match_markups)) + line_start
        start_tag = f'{line_start}<mtc:matches xmlns:mtc="{MATCHES_NAMESPACE}">'
        text.insert(unit.span.inner_start, f"{start_tag}{markup}</mtc:matches>")
        return
    tag = text.read_start_tag(span)
    prefix = read_raw_name(tag).rpartition(":")[0]
    markup = "".join(match_markups).replace(
        "mtc:match", f"{prefix}:match" if prefix else "match"
    )
    if not prefix:  # its elements are in no default namespace but the module's
        markup = re.sub("<(source|target)>", rf'<\1 xmlns="{NAMESPACE_2}">', markup)
    if span.is_empty_tag:
        element_markup = f"{tag[:-2].rstrip()}>{markup}</{read_raw_name(tag)}>"
        text.replace(span.start, span.end, element_markup)
    else:
        text.insert(span.inner_end, markup)


def _read_prefix(text: EditableXml, span: ElementSpan) -> str:
    """Read the prefix that the file gives XLIFF's elements, with its colon."""
    prefix, colon, _ = read_raw_name(text.read_start_tag(span)).rpartition(":")
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


def _escape_text(text: str) -> str:
    return remove_forbidden(escape_text(text))[0]
