"""Validation of what XLIFF 2.x lets an editor do with inline codes.

These are the rules on copies, deletion, order and the two ends of a code, which hold
for a whole unit, since a code may move to another segment.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from exports.xliff.requirements import RuleViolation, iterate_descendants
from exports.xliff.segment_record import find_first_child
from exports.xml.document import Element

_CODE_NAMES = ("ph", "pc", "sc", "ec")
_HINT_DEFAULTS = {"canCopy": "yes", "canDelete": "yes", "canOverlap": "yes"}
"""Editing hints that both ends of a code share, with their defaults."""
_DATA_ATTRIBUTES = ("dataRef", "dataRefStart", "dataRefEnd")
_TYPE_BY_SUBTYPE = {
    "xlf:lb": "fmt",
    "xlf:pb": "fmt",
    "xlf:b": "fmt",
    "xlf:i": "fmt",
    "xlf:u": "fmt",
    "xlf:var": "ui",
}
_MODULE_ATTRIBUTE_PREFIXES = ("fs:", "slr:")


def check_codes(segments_and_ignorables: Sequence[Element]) -> Iterator[RuleViolation]:
    """Check the codes of a unit, given its segments and ignorables in order."""
    sources = _find_sides(segments_and_ignorables, "source")
    targets = _find_sides(sort_by_target_order(segments_and_ignorables), "target")
    source_codes = list(_iterate_codes(sources))
    target_codes = list(_iterate_codes(targets))
    for codes in (source_codes, target_codes):
        for code in codes:
            yield from _check_attributes(code)
        yield from _check_ends(codes)
    yield from _check_copies([*source_codes, *target_codes])
    yield from _check_deletions(segments_and_ignorables, target_codes)
    source_codes_and_ends, target_codes_and_ends = (
        list(_iterate_codes_and_ends(sources)),
        _iterate_codes_and_ends(targets),
    )
    yield from _check_starts_of_sequences(source_codes_and_ends)
    yield from _check_order(source_codes_and_ends, list(target_codes_and_ends))


def _find_sides(segments: Iterable[Element], side_name: str) -> list[Element]:
    sides = (find_first_child(segment, side_name) for segment in segments)
    return [side for side in sides if side is not None]


def sort_by_target_order(segments: Sequence[Element]) -> list[Element]:
    """Sort segments by the place that their targets have in the translation."""

    def read_order(position_and_segment: tuple[int, Element]) -> int:
        position, segment = position_and_segment
        target = find_first_child(segment, "target")
        order = "" if target is None else target.attributes.get("order", "")
        return int(order) if order.isascii() and order.isdigit() else position

    return [segment for _, segment in sorted(enumerate(segments, 1), key=read_order)]


def _iterate_codes(sides: Iterable[Element]) -> Iterator[Element]:
    for side in sides:
        for element in iterate_descendants(side):
            if element.name in _CODE_NAMES:
                yield element


def _check_attributes(code: Element) -> Iterator[RuleViolation]:
    """Check that the attributes of a code agree with each other."""
    attributes = code.attributes
    if attributes.get("canReorder", "yes") != "yes" and (
        attributes.get("canCopy") != "no" or attributes.get("canDelete") != "no"
    ):
        yield (
            code.line_number,
            f"canReorder={attributes['canReorder']!r} of <{code.name}> needs "
            'canCopy="no" and canDelete="no"',
        )
    sub_type = attributes.get("subType", "")
    if sub_type.startswith("xlf:") and _TYPE_BY_SUBTYPE.get(sub_type) != attributes.get(
        "type"
    ):
        expected_type = _TYPE_BY_SUBTYPE.get(sub_type)
        hint = f"; it needs type={expected_type!r}" if expected_type else ""
        yield (
            code.line_number,
            f"subType={sub_type!r} of <{code.name}> is not allowed{hint}",
        )
    if code.name == "ec" and attributes.get("isolated") != "yes":
        for name in attributes:
            if name.startswith(_MODULE_ATTRIBUTE_PREFIXES):
                yield code.line_number, f"{name} of an <ec> that is not isolated"


def _check_ends(codes: Sequence[Element]) -> Iterator[RuleViolation]:
    """Check that both ends of a code have the same editing hints."""
    start_by_id = {
        code.attributes.get("id"): code for code in codes if code.name == "sc"
    }
    for code in codes:
        start_id = code.attributes.get("startRef")
        start = start_by_id.get(start_id)
        if code.name != "ec" or start_id is None or start is None:
            continue
        for hint_name, default_value in _HINT_DEFAULTS.items():
            start_value, end_value = (
                end.attributes.get(hint_name, default_value) for end in (start, code)
            )
            if start_value != end_value:
                yield (
                    code.line_number,
                    f"{hint_name} of <ec> must be {start_value!r}, as of <sc> "
                    f"{start_id!r}",
                )
        is_movable = start.attributes.get("canReorder", "yes") == "yes"
        expected_value = "yes" if is_movable else "no"
        if code.attributes.get("canReorder", "yes") != expected_value:
            yield (
                code.line_number,
                f"canReorder of <ec> must be {expected_value!r}, since <sc> "
                f"{start_id!r} has {start.attributes.get('canReorder', 'yes')!r}",
            )


def _check_copies(codes: Sequence[Element]) -> Iterator[RuleViolation]:
    """Check that a copied code exists, may be copied and has no native data."""
    codes_by_id: dict[str, list[Element]] = {}
    for code in codes:
        codes_by_id.setdefault(code.attributes.get("id", ""), []).append(code)
    for code in codes:
        original_id = code.attributes.get("copyOf")
        if original_id is None:
            continue
        originals = codes_by_id.get(original_id, [])
        reason = ""
        if not originals:
            reason = "is not a code of the unit"
        elif any(original.attributes.get("canCopy") == "no" for original in originals):
            reason = "must not be copied"
        elif any(
            name in original.attributes
            for original in originals
            for name in _DATA_ATTRIBUTES
        ):
            reason = "has native data, so use them for the copy, too"
        if reason:
            yield code.line_number, f"copyOf={original_id!r}: this {reason}"


def _check_deletions(
    segments: Sequence[Element], target_codes: Sequence[Element]
) -> Iterator[RuleViolation]:
    """Check that codes which must stay are in some target of the unit."""
    target_ids = {_read_code_id(code) for code in target_codes}
    for segment in segments:
        source, target = (
            _find_sides([segment], "source"),
            _find_sides([segment], "target"),
        )
        if not target:
            continue
        for code in _iterate_codes(source):
            code_id = _read_code_id(code)
            if code.attributes.get("canDelete") == "no" and code_id not in target_ids:
                yield (
                    target[0].line_number,
                    f"<{code.name}> {code_id!r}, which must stay, is not there",
                )


def _read_code_id(code: Element) -> str:
    return code.attributes.get("id") or "/" + code.attributes.get("startRef", "")


@dataclass(frozen=True, slots=True)
class _CodeOrEnd:
    """A code, or the end of a code around text, in the order of a text."""

    id: str
    can_reorder: str
    """Whether it may be moved: `yes`, `no` or `firstNo`."""
    line_number: int
    is_end_of_span: bool = False
    """Whether it is the end of a code around text."""


def _iterate_codes_and_ends(sides: Iterable[Element]) -> Iterator[_CodeOrEnd]:
    """Iterate over the codes of texts, with the ends of those around text."""
    for side in sides:
        yield from _iterate_codes_and_ends_in(side)


def _iterate_codes_and_ends_in(element: Element) -> Iterator[_CodeOrEnd]:
    for child in element.content:
        if isinstance(child, str):
            continue
        if child.name not in _CODE_NAMES:
            yield from _iterate_codes_and_ends_in(child)
            continue
        can_reorder = child.attributes.get("canReorder", "yes")
        code_id = _read_code_id(child)
        yield _CodeOrEnd(code_id, can_reorder, child.line_number)
        if child.name == "pc":
            yield from _iterate_codes_and_ends_in(child)
            end_can_reorder = "yes" if can_reorder == "yes" else "no"
            yield _CodeOrEnd("/" + code_id, end_can_reorder, child.line_number, True)


def _check_starts_of_sequences(
    codes_and_ends: Sequence[_CodeOrEnd],
) -> Iterator[RuleViolation]:
    """Check that codes which keep their order follow the first of them."""
    previous_can_reorder = "yes"
    for code in codes_and_ends:
        if (
            code.can_reorder == "no"
            and previous_can_reorder == "yes"
            and not code.is_end_of_span
        ):
            yield (
                code.line_number,
                f'{code.id!r} has canReorder="no", but no code with "firstNo" is '
                "before it",
            )
        previous_can_reorder = code.can_reorder


def _check_order(
    source_codes_and_ends: Sequence[_CodeOrEnd],
    target_codes_and_ends: Sequence[_CodeOrEnd],
) -> Iterator[RuleViolation]:
    """Check that codes which keep their order have it in the translation."""
    position_by_id = {
        code_or_end.id: position
        for position, code_or_end in enumerate(target_codes_and_ends)
    }
    sequences: list[list[_CodeOrEnd]] = []
    previous_can_reorder = "yes"
    for code_or_end in source_codes_and_ends:
        if code_or_end.can_reorder == "firstNo":
            sequences.append([])
        if (
            code_or_end.can_reorder != "yes"
            and sequences
            and (code_or_end.can_reorder == "firstNo" or previous_can_reorder != "yes")
        ):
            sequences[-1].append(code_or_end)
        previous_can_reorder = code_or_end.can_reorder
    for sequence in sequences:
        translated_codes = [code for code in sequence if code.id in position_by_id]
        for code, next_code in pairwise(translated_codes):
            if position_by_id[next_code.id] != position_by_id[code.id] + 1:
                yield (
                    target_codes_and_ends[position_by_id[next_code.id]].line_number,
                    f"{next_code.id!r} must follow {code.id!r} at once, as in the "
                    "source",
                )
