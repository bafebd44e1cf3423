"""A pair of texts of an XLIFF file, with what the file says of it."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version

from exports.entry import LossTally
from exports.provenance import Fields
from exports.xliff.content import ReadingScheme, exact_of, is_struck_out
from exports.xliff.names import Generation
from exports.xml.document import Element
from tm.property import Property
from tm.unit import State

OWN = "padanan"
"""Names what of a file is ours."""
CODES = ("source-codes", "target-codes")
"""Fields with the codes that were written as others."""
LOCALES = ("source-locale", "target-locale")
"""Fields with locales that are variants of the file's."""


@cache
def own_version() -> str:
    """The version of Padanan, kept: each look-up parses the metadata of its package."""
    return version(OWN)


@dataclass(slots=True)
class SegmentRecord:
    """A text and its translation as a file has them."""

    line: int
    source: Element
    target: Element | None
    """Absent where the translation is empty, too."""
    source_scheme: ReadingScheme
    target_scheme: ReadingScheme
    id: str | None
    """Of the unit; other segments of the unit have the same."""
    state: State
    fields: Fields = field(default_factory=dict)
    """Ours; none in files of other tools."""
    made: Fields = field(default_factory=dict)
    """What another tool says of who made it and when."""
    properties: list[Property] = field(default_factory=list)
    note: str | None = None


SEGMENT = "segment"
"""Among our fields: which segment of its unit they are about, from 1."""


def fields_of_parts(groups: Iterable[Fields], count: int) -> list[Fields]:
    """Our fields of each of so many segments, of all that a unit has."""
    fields_by_part: list[Fields] = [{} for _ in range(count)]
    numbered = {str(number): fields for number, fields in enumerate(fields_by_part, 1)}
    for group in groups:
        about = group.get(SEGMENT)
        chosen = [numbered[about]] if about in numbered else []
        for fields in fields_by_part if about is None else chosen:
            fields |= group
    for fields in fields_by_part:
        fields.pop(SEGMENT, None)
    return fields_by_part


def notes_of_parts(
    fields_by_part: Sequence[Fields], notes: Sequence[str]
) -> list[str | None]:
    """The note of each segment of a unit, given the fields of each and its own notes.

    Where segments have notes that differ, the unit has all of them, and our fields
    say whose they are. What somebody wrote there since is about all segments.
    """
    named = [fields.get("note") for fields in fields_by_part]
    shared_notes = [note for note in notes if note not in named]
    notes_by_part = [
        [note for note in notes if note == own_note] + shared_notes
        for own_note in named
    ]
    return ["\n".join(own_note) if own_note else None for own_note in notes_by_part]


Reading = Callable[[Element, LossTally], Iterator[SegmentRecord]]
"""The records of a unit."""


def schemes(
    generation: Generation,
    data: dict[str, str],
    fields: Fields,
    *,
    preserve: bool,
    native: Mapping[str, tuple[str, str]] | None = None,
    braces: frozenset[str] | None = None,
) -> tuple[ReadingScheme, ReadingScheme]:
    """How to read both sides. Raises ValueError for codes that are none.

    A code of the target that is nowhere said is the source's.
    """
    source, target = exact_of(fields.get(CODES[0])), exact_of(fields.get(CODES[1]))
    source_scheme = ReadingScheme(
        generation, data, source, preserve, native or {}, braces
    )
    if not target:
        return source_scheme, source_scheme
    all_fields = source | target
    return source_scheme, ReadingScheme(
        generation, data, all_fields, preserve, native or {}, braces
    )


def preserves(unit: Element, *parts: Element | None) -> bool:
    """Whether white space is text, as the nearest `xml:space` says."""
    elements = [part for part in parts if part is not None]
    return inherited_attribute("xml:space", *unit.within, unit, *elements) == "preserve"


def inherited_attribute(name: str, *elements: Element) -> str | None:
    """An attribute as the innermost of some elements has it, which come last."""
    for element in reversed(elements):
        if name in element.attributes:
            return element.attributes[name]
    return None


def first_child(element: Element, name: str) -> Element | None:
    """The first child of a name."""
    return next(element.children(name), None)


def translated_target(target: Element | None) -> Element | None:
    """The element of a translation, if there is anything in it but deleted text."""
    if target is None:
        return None
    has_any = any(
        bool(part.strip()) if isinstance(part, str) else not is_struck_out(part)
        for part in target.content
    )
    return target if has_any else None
