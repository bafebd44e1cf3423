"""Validation of references in XLIFF 2.x: fragment identifiers, notes and matches."""

import re
from collections.abc import Iterator, Mapping, Sequence

from exports.xliff.requirements import RuleViolation, iterate_descendants
from exports.xliff.segment_record import find_first_child
from exports.xml.document import Element

_CONTAINER_PREFIXES = ("f", "g", "u")
"""Prefixes for files, groups and units, in the order that they must have."""
_LEAF_PREFIXES = frozenset(
    """n d t gls mtc res mda slr val ctr fs its itsm pgs okp tbx""".split()
)
"""Prefixes for the last part: those of the specification, its modules and of tools."""
_NAME_PATTERN = re.compile(r"[\w.:-]+")


def check_references(unit: Element) -> Iterator[RuleViolation]:
    """Check the references of the markers, matches and terms of a unit."""
    for element in iterate_descendants(unit):
        reference = element.attributes.get("ref")
        if reference is None:
            continue
        is_marker = element.name in ("mrk", "sm")
        if is_marker and element.attributes.get("type") == "comment":
            yield from _check_comment(unit, element, reference)
        elif element.name == "mtc:match" and not reference.startswith("#"):
            if "#" not in reference:
                yield (
                    element.line_number,
                    f"ref={reference!r} of <mtc:match> must begin with #",
                )
        elif reference.startswith("#") and (
            is_marker or element.name in ("mtc:match", "gls:glossEntry")
        ):
            yield from _check_fragment(element, reference)


def _check_comment(
    unit: Element, marker: Element, reference: str
) -> Iterator[RuleViolation]:
    """Check that the reference of a comment leads to a note of the same unit."""
    note_ids = {
        note.attributes.get("id")
        for notes in unit.find_children("notes")
        for note in notes.find_children("note")
    }
    selectors = parse_fragment_identifier(reference)
    if isinstance(selectors, str):
        yield marker.line_number, f"ref={reference!r}: {selectors}"
        return
    is_own_note = selectors.get("n") in note_ids and (
        set(selectors) == {"n"} or selectors.get("u") == unit.attributes.get("id")
    )
    file_ids = [
        container.attributes.get("id")
        for container in unit.containers
        if container.name == "file"
    ]
    if not is_own_note or ("f" in selectors and selectors["f"] not in file_ids):
        yield marker.line_number, f"ref={reference!r} is no note of the unit: #n=ID"


def _check_fragment(element: Element, reference: str) -> Iterator[RuleViolation]:
    selectors = parse_fragment_identifier(reference)
    if isinstance(selectors, str):
        yield element.line_number, f"ref={reference!r}: {selectors}"


def parse_fragment_identifier(reference: str) -> Mapping[str, str] | str:
    """Parse a fragment identifier into ids by their prefixes, else say what is wrong.

    >>> parse_fragment_identifier("#f=f1/u=u1/n=n1")
    {'f': 'f1', 'u': 'u1', 'n': 'n1'}
    >>> parse_fragment_identifier("#u=u1/f=f1")
    'f= must stand before u='
    """
    id_by_prefix: dict[str, str] = {}
    leaf_selector = None
    for selector in reference.removeprefix("#").removeprefix("/").split("/"):
        prefix, equals_sign, id = selector.rpartition("=")
        if not _NAME_PATTERN.fullmatch(id) or (
            equals_sign and not _NAME_PATTERN.fullmatch(prefix)
        ):
            return f"{selector!r} is not a prefix and id"
        if prefix in id_by_prefix:
            return f"{prefix}= occurs twice" if prefix else "only one id has no prefix"
        if leaf_selector is not None:
            return f"{leaf_selector!r} must be the last part"
        if prefix in _CONTAINER_PREFIXES:
            rank = _CONTAINER_PREFIXES.index(prefix)
            for later_prefix in _CONTAINER_PREFIXES[rank + 1 :]:
                if later_prefix in id_by_prefix:
                    return f"{prefix}= must stand before {later_prefix}="
        elif prefix and prefix not in _LEAF_PREFIXES:
            return f"{prefix}= is not a known prefix"
        else:
            leaf_selector = selector
        id_by_prefix[prefix] = id
    return id_by_prefix


def check_languages_and_space(
    unit: Element, segments: Sequence[Element]
) -> Iterator[RuleViolation]:
    """Check the languages and the white space that texts have or inherit."""
    outer_language = _find_inherited_attribute(unit, "xml:lang")
    outer_space = _find_inherited_attribute(unit, "xml:space") or "default"
    file_attributes = unit.containers[0].attributes if unit.containers else {}
    for segment in segments:
        space_values = []
        for side_name, language_attribute in (
            ("source", "srcLang"),
            ("target", "trgLang"),
        ):
            side = find_first_child(segment, side_name)
            if side is None:
                continue
            space_values.append(side.attributes.get("xml:space", outer_space))
            language = file_attributes.get(language_attribute)
            if (
                "xml:lang" not in side.attributes
                and outer_language is not None
                and language is not None
                and outer_language.lower() != language.lower()
            ):
                yield (
                    side.line_number,
                    f"<{side_name}> inherits xml:lang={outer_language!r}, which is not "
                    f"the {language_attribute} of the file",
                )
        if len(set(space_values)) > 1:
            yield (
                segment.line_number,
                "xml:space differs between <source> and <target>",
            )


def _find_inherited_attribute(unit: Element, attribute_name: str) -> str | None:
    """Find the value of an attribute of a unit or the nearest element around it."""
    for element in (unit, *reversed(unit.containers)):
        if attribute_name in element.attributes:
            return element.attributes[attribute_name]
    return None
