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
    put = [place.put for place in unit.places if place.put is not None]
    is_sure = all(one.is_sure for one in put)
    rate = min(one.rate for one in put)
    if unit.divided is None:
        content: str | None = put[0].markup
    else:
        content = _divided(text, unit)
    changes: dict[str, str | None] = {}
    if not is_sure or len(put) == len(unit.places):
        changes = {
            "state": "translated" if is_sure else "needs-review-translation",
            "state-qualifier": "exact-match" if rate >= 100 else "fuzzy-match",
        }
    old = tag = text.tag(unit.span)
    if _APPROVED.search(tag):  # which was said of the translation that is missing
        tag = with_attributes(tag, {"approved": "no"})
    prefix_of_status = _prefix_of_status(tag, unit.status) if changes else None
    if prefix_of_status is not None:
        # What memoQ calls what it fills from a memory itself, however sure it is.
        said = {"status": "Pretranslated", "percent": str(rate)}
        tag = with_attributes(tag, {prefix_of_status + one: said[one] for one in said})
    if tag != old:
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
            made = f"{tag}{content}</{raw_name(tag)}>"
            text.replace(target.start, target.end, made)
    for place in unit.places:
        for one in place.put.candidates if place.put else ():
            made = alt_trans_markup(
                _plain(one.target),
                source=_plain(one.source or ""),
                quality=one.quality,
                origin=one.origin,
                mid=place.mid or None,
            )
            text.insert(position, line + _prefixed(made, prefix))


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
        place.target_span not in (None, unit.target)
        for place in unit.places
        if place.put is not None
    ):
        for place in unit.places:
            span = place.target_span
            if place.put is not None and span is not None:
                tag = text.tag(span)
                tag = tag[:-2].rstrip() + ">" if span.is_empty_tag else tag
                made = f"{tag}{place.put.markup}</{raw_name(tag)}>"
                text.replace(span.start, span.end, made)
        return None
    assert unit.divided is not None
    out = []
    done = unit.divided.inner_start
    for place in unit.places:
        span = place.source_span
        out.append(text.text[done : span.inner_start])
        own = place.target_span
        if place.put is not None:
            out.append(place.put.markup)
        elif own is not None and own != unit.target:
            out.append(text.text[own.inner_start : own.inner_end])
        done = span.inner_end
    out.append(text.text[done : unit.divided.inner_end])
    return "".join(out)


def _write_two(text: EditableXml, unit: XliffUnit) -> None:
    matches = []
    taken = set(unit.ids)
    for place in unit.places:
        put = place.put
        if put is None or place.segment is None:
            continue
        id, span = place.segment
        prefix = _prefix(text, place.source_span)
        changes: dict[str, str | None] = {
            "state": "translated" if put.is_sure else "initial",
            "subState": None,
        }
        if id is None and put.candidates:
            id = next(name for n in range(1, 2**31) if (name := f"s{n}") not in taken)
            taken.add(id)
            changes["id"] = id
        tag = with_attributes(text.tag(span), changes)
        text.replace(span.start, span.inner_start, tag)
        target = place.target_span
        if target is None:
            line = text.indentation(place.source_span.start)
            made = f"{line}<{prefix}target>{put.markup}</{prefix}target>"
            text.insert(place.source_span.end, made)
        else:
            tag = text.tag(target)
            tag = tag[:-2].rstrip() + ">" if target.is_empty_tag else tag
            made = f"{tag}{put.markup}</{raw_name(tag)}>"
            text.replace(target.start, target.end, made)
        for one in put.candidates:
            made = match_markup(
                _plain(one.target),
                source=_plain(one.source or ""),
                about=id or "",
                quality=one.quality,
                origin=one.origin,
            )
            matches.append(_prefixed(made, prefix))
    if matches:
        _write_matches(text, unit, matches)


def _write_matches(text: EditableXml, unit: XliffUnit, matches: Sequence[str]) -> None:
    span = unit.matches
    if span is None:
        line = text.indentation(unit.span.start) or ""
        inner = f"{line}  " if line else ""
        made = inner.join(("", *matches)) + line
        text.insert(
            unit.span.inner_start,
            f'{line}<mtc:matches xmlns:mtc="{MATCHES}">{made}</mtc:matches>',
        )
        return
    tag = text.tag(span)
    own = raw_name(tag).rpartition(":")[0]
    made = "".join(matches).replace("mtc:match", f"{own}:match" if own else "match")
    if not own:  # its elements are in no default namespace but the module's
        made = re.sub("<(source|target)>", rf'<\1 xmlns="{VERSION_2}">', made)
    if span.is_empty_tag:
        whole = f"{tag[:-2].rstrip()}>{made}</{raw_name(tag)}>"
        text.replace(span.start, span.end, whole)
    else:
        text.insert(span.inner_end, made)


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
