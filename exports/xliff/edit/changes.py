"""Changes of an XLIFF file's text where its places were filled."""

import re
from collections.abc import Sequence

from exports.xliff.edit.codes import raw_name
from exports.xliff.edit.segments import XliffUnit
from exports.xliff.names import MATCHES, VERSION_2, Generation
from exports.xliff.v1.writer import alt_trans_markup
from exports.xliff.v2.writer import match_markup
from exports.xml.document import escaped, storable
from exports.xml.editable import EditableXml, ElementSpan, with_attributes

_ATTRIBUTE = re.compile(r"""\s([^\s=]+)\s*=\s*("[^"]*"|'[^']*')""")
_APPROVED = re.compile(r"""\sapproved\s*=\s*["']yes["']""")


def write_targets(text: EditableXml, unit: XliffUnit) -> None:
    """Change the text of a unit as its places were filled."""
    if unit.generation is Generation.TWO:
        _write_two(text, unit)
        return
    prefix = _prefix(text, unit.after)
    filled_targets = [segment.put for segment in unit.places if segment.put is not None]
    is_sure = all(filled_target.is_sure for filled_target in filled_targets)
    rate = min(filled_target.rate for filled_target in filled_targets)
    if unit.divided is None:
        content: str | None = filled_targets[0].markup
    else:
        content = _divided(text, unit)
    changes: dict[str, str | None] = {}
    if not is_sure or len(filled_targets) == len(unit.places):
        changes = {
            "state": "translated" if is_sure else "needs-review-translation",
            "state-qualifier": "exact-match" if rate >= 100 else "fuzzy-match",
        }
    old_tag = tag = text.tag(unit.span)
    if _APPROVED.search(tag):  # which was said of the translation that is missing
        tag = with_attributes(tag, {"approved": "no"})
    prefix_of_status = _prefix_of_status(tag, unit.status) if changes else None
    if prefix_of_status is not None:
        # What memoQ calls what it fills from a memory itself, however sure it is.
        memoq_attributes = {"status": "Pretranslated", "percent": str(rate)}
        tag = with_attributes(
            tag,
            {
                prefix_of_status + filled_target: memoq_attributes[filled_target]
                for filled_target in memoq_attributes
            },
        )
    if tag != old_tag:
        text.replace(unit.span.start, unit.span.inner_start, tag)
    position, target = unit.after.end, unit.target
    line = text.indentation(unit.after.start)
    if target is None:
        tag = with_attributes(f"<{prefix}target>", changes)
        text.insert(position, f"{line}{tag}{content}</{prefix}target>")
    else:
        position = target.end
        tag = with_attributes(text.tag(target), changes)
        if content is None:
            text.replace(target.start, target.inner_start, tag)
        else:
            tag = tag[:-2].rstrip() + ">" if tag.endswith("/>") else tag
            markup = f"{tag}{content}</{raw_name(tag)}>"
            text.replace(target.start, target.end, markup)
    for segment in unit.places:
        for filled_target in segment.put.candidates if segment.put else ():
            markup = alt_trans_markup(
                _plain(filled_target.target),
                source=_plain(filled_target.source or ""),
                quality=filled_target.quality,
                origin=filled_target.origin,
                mid=segment.mid or None,
            )
            text.insert(position, line + _prefixed(markup, prefix))


def _prefix_of_status(tag: str, status: str | None) -> str | None:
    """The prefix that a start tag gives memoQ's status, with its colon, if it has one.

    Another tool's may stand there too: what it says tells which one it is.
    """
    for match in _ATTRIBUTE.finditer(tag):
        name, value = match.groups()
        if name.endswith(":status") and value[1:-1] == status:
            return str(name).removesuffix("status")
    return None


def _divided(text: EditableXml, unit: XliffUnit) -> str | None:
    """The content of a target whose parts are filled; absent if they are there."""
    if unit.target is not None and all(
        segment.target_span not in (None, unit.target)
        for segment in unit.places
        if segment.put is not None
    ):
        for segment in unit.places:
            span = segment.target_span
            if segment.put is not None and span is not None:
                tag = text.tag(span)
                tag = tag[:-2].rstrip() + ">" if span.is_empty_tag else tag
                markup = f"{tag}{segment.put.markup}</{raw_name(tag)}>"
                text.replace(span.start, span.end, markup)
        return None
    assert unit.divided is not None
    out = []
    copied_until = unit.divided.inner_start
    for segment in unit.places:
        span = segment.source_span
        out.append(text.text[copied_until : span.inner_start])
        own_span = segment.target_span
        if segment.put is not None:
            out.append(segment.put.markup)
        elif own_span is not None and own_span != unit.target:
            out.append(text.text[own_span.inner_start : own_span.inner_end])
        copied_until = span.inner_end
    out.append(text.text[copied_until : unit.divided.inner_end])
    return "".join(out)


def _write_two(text: EditableXml, unit: XliffUnit) -> None:
    matches = []
    taken = set(unit.ids)
    for segment in unit.places:
        filled_target = segment.put
        if filled_target is None or segment.segment is None:
            continue
        id, span = segment.segment
        prefix = _prefix(text, segment.source_span)
        changes: dict[str, str | None] = {
            "state": "translated" if filled_target.is_sure else "initial",
            "subState": None,
        }
        if id is None and filled_target.candidates:
            id = next(
                name
                for number in range(1, 2**31)
                if (name := f"s{number}") not in taken
            )
            taken.add(id)
            changes["id"] = id
        tag = with_attributes(text.tag(span), changes)
        text.replace(span.start, span.inner_start, tag)
        target = segment.target_span
        if target is None:
            line = text.indentation(segment.source_span.start)
            markup = f"{line}<{prefix}target>{filled_target.markup}</{prefix}target>"
            text.insert(segment.source_span.end, markup)
        else:
            tag = text.tag(target)
            tag = tag[:-2].rstrip() + ">" if target.is_empty_tag else tag
            markup = f"{tag}{filled_target.markup}</{raw_name(tag)}>"
            text.replace(target.start, target.end, markup)
        for candidate in filled_target.candidates:
            markup = match_markup(
                _plain(candidate.target),
                source=_plain(candidate.source or ""),
                about=id or "",
                quality=candidate.quality,
                origin=candidate.origin,
            )
            matches.append(_prefixed(markup, prefix))
    if matches:
        _write_matches(text, unit, matches)


def _write_matches(text: EditableXml, unit: XliffUnit, matches: Sequence[str]) -> None:
    span = unit.matches
    if span is None:
        line = text.indentation(unit.span.start) or ""
        indented = f"{line}  " if line else ""
        markup = indented.join(("", *matches)) + line
        text.insert(
            unit.span.inner_start,
            f'{line}<mtc:matches xmlns:mtc="{MATCHES}">{markup}</mtc:matches>',
        )
        return
    tag = text.tag(span)
    prefix = raw_name(tag).rpartition(":")[0]
    markup = "".join(matches).replace(
        "mtc:match", f"{prefix}:match" if prefix else "match"
    )
    if not prefix:  # its elements are in no default namespace but the module's
        markup = re.sub("<(source|target)>", rf'<\1 xmlns="{VERSION_2}">', markup)
    if span.is_empty_tag:
        element_markup = f"{tag[:-2].rstrip()}>{markup}</{raw_name(tag)}>"
        text.replace(span.start, span.end, element_markup)
    else:
        text.insert(span.inner_end, markup)


def _prefix(text: EditableXml, span: ElementSpan) -> str:
    """The prefix that the file gives XLIFF's elements, with its colon."""
    prefix, colon, _ = raw_name(text.tag(span)).rpartition(":")
    return prefix + colon


def _prefixed(markup: str, prefix: str) -> str:
    """Markup whose source and target have the prefix of the file."""
    if not prefix:
        return markup
    for name in ("alt-trans", "source", "target"):
        markup = markup.replace(f"<{name}>", f"<{prefix}{name}>")
        markup = markup.replace(f"<{name} ", f"<{prefix}{name} ")
        markup = markup.replace(f"</{name}>", f"</{prefix}{name}>")
    return markup


def _plain(text: str) -> str:
    return storable(escaped(text))[0]
