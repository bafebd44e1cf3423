"""Pairs of texts of an XLIFF file, with their metadata."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version

from exports.entry import LossTally
from exports.provenance import Fields
from exports.xliff.element_names import MajorVersion
from exports.xliff.inline.content import ReadingScheme, is_deletion, load_codes
from exports.xml.document import Element
from tm.result_cache import lazy_constant
from tm.unit import State
from tm.unit_property import Property

PADANAN_NAME = "padanan"
"""Name of Padanan's own metadata in a file."""
CODE_FIELDS = ("source-codes", "target-codes")
"""Fields with the original codes of those written as other elements."""
LOCALE_FIELDS = ("source-locale", "target-locale")
"""Fields with locales that differ from those of the file."""


@lazy_constant
def read_own_version() -> str:
    """Read the version of Padanan; kept, since each call would parse its metadata."""
    return version(PADANAN_NAME)


@dataclass(slots=True)
class SegmentRecord:
    """A text and its translation in a file, with their metadata."""

    line_number: int
    source: Element
    target: Element | None
    """The translation; None if it is empty, too."""
    source_scheme: ReadingScheme
    target_scheme: ReadingScheme
    id: str | None
    """The id of the unit, which all its segments share."""
    state: State
    fields: Fields = field(default_factory=dict)
    """Padanan's own fields; empty in files of other tools."""
    author_fields: Fields = field(default_factory=dict)
    """Author and dates that another tool has written."""
    properties: list[Property] = field(default_factory=list)
    note: str | None = None


SEGMENT_NUMBER_FIELD = "segment"
"""Field with the number of the segment that a group of fields is about, from 1."""


def split_fields(field_groups: Iterable[Fields], segment_count: int) -> list[Fields]:
    """Split the own fields of a unit among its segments."""
    fields_by_segment: list[Fields] = [{} for _ in range(segment_count)]
    fields_by_number = {
        str(number): fields for number, fields in enumerate(fields_by_segment, 1)
    }
    for group_fields in field_groups:
        segment_number = group_fields.get(SEGMENT_NUMBER_FIELD)
        chosen_segment_fields = (
            [fields_by_number[segment_number]]
            if segment_number in fields_by_number
            else []
        )
        for fields in (
            fields_by_segment if segment_number is None else chosen_segment_fields
        ):
            fields |= group_fields
    for fields in fields_by_segment:
        fields.pop(SEGMENT_NUMBER_FIELD, None)
    return fields_by_segment


def split_notes(
    fields_by_segment: Sequence[Fields], notes: Sequence[str]
) -> list[str | None]:
    """Split the notes of a unit among its segments.

    If segments have different notes, the unit has all of them, and Padanan's fields
    tell which note belongs to which segment. Notes added by others belong to all.
    """
    own_notes = [fields.get("note") for fields in fields_by_segment]
    shared_notes = [note for note in notes if note not in own_notes]
    segment_note_lists = [
        [note for note in notes if note == own_note] + shared_notes
        for own_note in own_notes
    ]
    return [
        "\n".join(segment_note_list) if segment_note_list else None
        for segment_note_list in segment_note_lists
    ]


ReadRecords = Callable[[Element, LossTally], Iterator[SegmentRecord]]
"""Reads the records of a unit."""


def make_schemes(
    major_version: MajorVersion,
    native_code_by_data_id: dict[str, str],
    fields: Fields,
    *,
    preserves_space: bool,
    native_code_pair_by_id: Mapping[str, tuple[str, str]] | None = None,
    brace_ids: frozenset[str] | None = None,
) -> tuple[ReadingScheme, ReadingScheme]:
    """Make the schemes of both sides. Raises ValueError for invalid codes.

    A code of the target that is nowhere said is the source's.
    """
    source_code_by_id, target_code_by_id = (
        load_codes(fields.get(CODE_FIELDS[0])),
        load_codes(fields.get(CODE_FIELDS[1])),
    )
    source_scheme = ReadingScheme(
        major_version,
        native_code_by_data_id,
        source_code_by_id,
        preserves_space,
        native_code_pair_by_id or {},
        brace_ids,
    )
    if not target_code_by_id:
        return source_scheme, source_scheme
    code_by_id = source_code_by_id | target_code_by_id
    return source_scheme, ReadingScheme(
        major_version,
        native_code_by_data_id,
        code_by_id,
        preserves_space,
        native_code_pair_by_id or {},
        brace_ids,
    )


def has_preserved_space(unit: Element, *inner_elements: Element | None) -> bool:
    """Whether white space is text, by the nearest `xml:space`."""
    elements = [
        inner_element for inner_element in inner_elements if inner_element is not None
    ]
    return (
        find_inherited_attribute("xml:space", *unit.containers, unit, *elements)
        == "preserve"
    )


def find_inherited_attribute(attribute_name: str, *elements: Element) -> str | None:
    """Find an attribute in the innermost of nested elements, which comes last."""
    for element in reversed(elements):
        if attribute_name in element.attributes:
            return element.attributes[attribute_name]
    return None


def find_first_child(element: Element, child_name: str) -> Element | None:
    """Find the first child of a name."""
    return next(element.find_children(child_name), None)


def find_filled_target(target: Element | None) -> Element | None:
    """Return the target if it has more than deleted text, else None."""
    if target is None:
        return None
    has_text = any(
        bool(child.strip()) if isinstance(child, str) else not is_deletion(child)
        for child in target.content
    )
    return target if has_text else None
