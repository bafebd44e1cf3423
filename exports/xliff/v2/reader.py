"""The units of XLIFF 2.0, 2.1 and 2.2, with the modules that say something of them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from urllib.parse import quote

from exports.entry import LossTally
from exports.provenance import Fields
from exports.translatable import NOT_TO_TRANSLATE
from exports.xliff.content import CodedText, ReadingScheme, coded_of, data_of, items_of
from exports.xliff.fields import (
    NOTE,
    attributes,
    element_of,
    match_of,
    note_of,
    terms_of,
)
from exports.xliff.group import OWN_ID, group_of
from exports.xliff.names import Generation
from exports.xliff.part import IgnorableText, part_facts
from exports.xliff.record import (
    OWN,
    SegmentRecord,
    fields_of_parts,
    first_child,
    inherited_attribute,
    notes_of_parts,
    preserves,
    schemes,
    translated_target,
)
from exports.xml.document import Element
from tm.property import Property, Side
from tm.unit import State

_READ = frozenset(
    (
        "segment",
        "ignorable",
        "notes",
        "originalData",
        "mtc:matches",
        "gls:glossary",
        "mda:metadata",
    )
)


def records(unit: Element, tally: LossTally) -> Iterator[SegmentRecord]:
    """The texts of a `<unit>`, one for each segment."""
    segments = list(unit.children("segment"))
    if not segments:
        raise ValueError("a <unit> without <segment>")
    groups: list[Fields] = []
    facts = _of_unit(unit, groups)
    facts += group_of(unit)
    data = data_of(unit)
    notes, note_properties = _notes(unit)
    facts += note_properties
    other_properties = list(_others(unit, tally))
    own_fields = fields_of_parts(groups, len(segments))
    part_properties = _parts(
        unit,
        [
            schemes(Generation.TWO, data, own_field, preserve=True)
            for own_field in own_fields
        ],
    )
    proposals = _proposals(unit, segments)
    own_notes = notes_of_parts(own_fields, notes)
    every = zip(
        segments, own_fields, own_notes, part_properties, proposals, strict=True
    )
    for segment, fields, note, place, matches in every:
        source = first_child(segment, "source")
        if source is None:
            raise ValueError("a <segment> without <source>")
        preserve = preserves(unit, source)
        pair_schemes = schemes(Generation.TWO, data, fields, preserve=preserve)
        target = first_child(segment, "target")
        own_field = translated_target(target)
        yield SegmentRecord(
            line=segment.line,
            source=source,
            target=own_field,
            source_scheme=pair_schemes[0],
            target_scheme=pair_schemes[1],
            id=unit.attributes.get("id"),
            state=_state(segment, own_field),
            fields=fields,
            properties=[
                *facts,
                *place,
                *_of_segment(unit, segment, own_field, is_ours=bool(fields)),
                *_matches(matches, data),
                *(other_properties if segment is segments[0] else ()),
            ],
            note=note,
        )


def _others(unit: Element, tally: LossTally) -> Iterator[Property]:
    """The elements of other tools and modules; counted where they are too large."""
    for part in unit.content:
        if isinstance(part, Element) and part.name not in _READ:
            fact = element_of(part)
            if fact is not None:
                yield fact
            else:
                tally.add(f"element {part.name}")


def _state(segment: Element, target: Element | None) -> State:
    """The state; a translation of which the file says nothing is translated."""
    if target is None:
        return State.INITIAL
    word = segment.attributes.get("state", State.TRANSLATED)
    return State(word) if word in set(State) else State.TRANSLATED


def _parts(
    unit: Element, schemes: Sequence[tuple[ReadingScheme, ReadingScheme]]
) -> list[list[Property]]:
    """What each segment is in its unit, with what is ignorable around it.

    `schemes`: those of each segment, which are of what stands before it too.
    """
    count = len(schemes)
    waiting: list[IgnorableText] = []
    befores: list[list[IgnorableText]] = []
    for part in unit.content:
        if isinstance(part, str):
            continue
        if part.name == "segment":
            befores.append(waiting)
            waiting = []
        elif part.name == "ignorable":
            source, target = first_child(part, "source"), first_child(part, "target")
            pair_schemes = schemes[min(len(befores), count - 1)]
            waiting.append(
                IgnorableText(
                    CodedText("")
                    if source is None
                    else _coded(source, pair_schemes[0]),
                    None if target is None else _coded(target, pair_schemes[1]),
                )
            )
    return [
        part_facts(number, count, before, waiting if number == count else ())
        for number, before in enumerate(befores, 1)
    ]


def _coded(element: Element, scheme: ReadingScheme) -> CodedText:
    return coded_of(items_of(element, scheme))


def _of_unit(unit: Element, groups: list[Fields]) -> list[Property]:
    facts = attributes(unit, ("id", "translate", "canResegment"))
    if inherited_attribute("translate", *unit.within, unit) == "no":
        facts.append(NOT_TO_TRANSLATE)
    for part in unit.content:
        if isinstance(part, str):
            continue
        if part.name == "mda:metadata":
            for group in part.children("mda:metaGroup"):
                if group.attributes.get("category") == OWN:
                    groups.append(
                        {
                            meta.attributes.get("type", ""): meta.text
                            for meta in group.children("mda:meta")
                        }
                    )
                else:
                    facts += _metadata(group, "")
        elif part.name == "gls:glossary":
            facts += terms_of(part)
    return facts


def _metadata(group: Element, path: str) -> Iterator[Property]:
    path += quote(group.attributes.get("category", ""), safe=" ") + "/"
    for part in group.content:
        if isinstance(part, str):
            continue
        if part.name == "mda:meta":
            type = quote(part.attributes.get("type", ""), safe=" ")
            yield Property(f"xliff:meta:{path}{type}", part.text)
        elif part.name == "mda:metaGroup":
            yield from _metadata(part, path)


def _of_segment(
    unit: Element, segment: Element, target: Element | None, *, is_ours: bool
) -> list[Property]:
    facts = []
    id = segment.attributes.get("id", OWN_ID)
    if not id.startswith(OWN_ID):
        facts.append(Property("xliff:segment", id))
    # Our own files forbid it for all units alike, which says nothing of this one.
    around = () if is_ours else unit.within
    if inherited_attribute("canResegment", *around, unit, segment) == "no":
        facts.append(Property("xliff:canResegment", "no"))
    facts += attributes(segment, ("id", "state", "canResegment"))
    if target is not None:
        facts += attributes(target, (), Side.TARGET)
    return facts


def _notes(unit: Element) -> tuple[list[str], list[Property]]:
    plain, facts = [], []
    for notes in unit.children("notes"):
        for note in map(note_of, notes.children("note")):
            if note.name == NOTE and note.side is Side.UNIT:
                plain.append(note.value)
            else:
                facts.append(note)
    return plain, facts


def _proposals(unit: Element, segments: Sequence[Element]) -> list[list[Element]]:
    """The proposals for each segment; those for none are the first one's."""
    numbers: dict[str, list[int]] = defaultdict(list)
    for number, segment in enumerate(segments):
        numbers[segment.attributes.get("id", "")].append(number)
    candidates: list[list[Element]] = [[] for _ in segments]
    for matches in unit.children("mtc:matches"):
        for match in matches.children("mtc:match"):
            about = match.attributes.get("ref", "").rpartition("#")[2]
            about = about.rpartition("/")[2]
            numbers_of_segment = numbers.get(about, [])
            if 0 not in numbers_of_segment and not (about and numbers_of_segment):
                numbers_of_segment = [0, *numbers_of_segment]
            for number in numbers_of_segment:
                candidates[number].append(match)
    return candidates


def _matches(
    proposals: Iterable[Element], data: Mapping[str, str]
) -> Iterator[Property]:
    """Proposals as properties, given the native codes of their unit."""
    for match in proposals:
        scheme = ReadingScheme(Generation.TWO, {**data, **data_of(match)})
        yield from match_of(match, scheme, quality="matchQuality", type="type")
