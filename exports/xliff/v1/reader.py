"""The units of XLIFF 1.2, with the dialects of the tools that write it."""

from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain

from exports.entry import LossTally
from exports.provenance import Fields
from exports.translatable import NOT_TO_TRANSLATE
from exports.xliff.content import (
    BOUND,
    CodedText,
    InlineMark,
    ReadingScheme,
    coded_of,
    is_segment,
    is_struck_out,
    items_of,
    struck_out,
)
from exports.xliff.fields import NOTE, attributes, element_of, match_of, note_of
from exports.xliff.group import OWN_ID, contexts, group_of
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
from exports.xliff.v1.dialect import (
    COMMENT,
    DEFINITIONS,
    TAG,
    TAKEN,
    author_fields,
    comment_ids,
    comments,
    native_codes,
    phrase_code_ids,
    statuses,
)
from exports.xliff.v1.state import approved_of, dialect_state, state_of, word_of
from exports.xml.document import Element
from tm.property import Property, Side
from tm.unit import State

OWN_CONTEXT = f"x-{OWN}"
"""The purpose of a context group that holds our fields."""
_NAMED = {"context-group": "context", "prop-group": "prop"}
_USUAL = {"source", "seg-source", "target", "note", "alt-trans", *_NAMED}
"""What most units have no more than."""
_READ = _USUAL | {DEFINITIONS, COMMENT, TAG, TAKEN}


_BOUNDED = ReadingScheme(Generation.ONE, bounds=True)


def records(unit: Element, tally: LossTally) -> Iterator[SegmentRecord]:
    """The texts of a `<trans-unit>`, one for each segment that it is divided into."""
    source = first_child(unit, "source")
    if source is None:
        raise ValueError("a <trans-unit> without <source>")
    groups = _fields(unit)
    preserve = preserves(unit, source)
    facts, remarks = _facts(unit)
    has_others = any(
        isinstance(part, Element) and part.name not in _USUAL for part in unit.content
    )
    status = statuses(unit) if has_others else {}
    native = native_codes(unit) if has_others else {}
    read = partial(
        schemes, Generation.ONE, {}, native=native, braces=phrase_code_ids(unit)
    )
    # Looked for once: a unit of thousands of segments may have as many of each.
    comments_by_id = {
        part.attributes.get("id"): part for part in unit.children(COMMENT)
    }
    proposals, taken = _proposals(unit), [*unit.children(TAKEN)]
    target, divided = first_child(unit, "target"), first_child(unit, "seg-source")
    pairs = list(_pairs(unit, source, target))
    own_fields = fields_of_parts(groups, len(pairs))
    tally.add(
        "texts that tracked changes strike out",
        struck_out(divided or source) + struck_out(target),
    )
    read_fields = [
        read(own_field, preserve=True)
        for own_field in own_fields
        if divided is not None
    ]
    part_properties = _parts(
        unit, target, [pair[2] for pair in pairs], read_fields, tally
    )
    notes = notes_of_parts(own_fields, remarks)
    for pair, fields, place, own_note in zip(
        pairs, own_fields, part_properties, notes, strict=True
    ):
        own_source, own_target, mid = pair
        pair_schemes = read(fields, preserve=preserve)
        state, state_properties = _state(
            unit, target, own_target, status.get(mid or "", [])
        )
        if own_target is not None and "state" in fields:
            state = State(fields["state"])  # that of a part, which no target has
        state_properties += place
        if mid is not None and not mid.startswith(OWN_ID):
            state_properties.append(Property("xliff:segment", mid))
        state_properties += _matches(proposals, taken, pair_schemes[0], mid)
        if has_others:
            state_properties += _commented(comments_by_id, own_source, own_target)
            if own_source is pairs[0][0]:
                state_properties += _others(unit, tally)
        all_properties = [*facts, *state_properties]
        yield SegmentRecord(
            line=own_source.line,
            source=own_source,
            target=own_target,
            source_scheme=pair_schemes[0],
            target_scheme=pair_schemes[1],
            id=unit.attributes.get("id"),
            state=state,
            fields=fields,
            made=author_fields(all_properties),
            properties=all_properties,
            note=own_note,
        )


def _others(unit: Element, tally: LossTally) -> Iterator[Property]:
    """The elements of other tools; counted where they are too large to keep."""
    for part in unit.content:
        if not isinstance(part, Element) or part.name in _READ:
            continue
        comment_properties = comments(part)
        fact = None if comment_properties else element_of(part)
        yield from comment_properties
        if fact is not None:
            yield fact
        elif not comment_properties:
            tally.add(f"element {part.name}")


def _commented(
    comments_by_id: Mapping[str | None, Element],
    source: Element,
    target: Element | None,
) -> Iterator[Property]:
    """Those of the comments known by id that the texts of a segment refer to."""
    for element, side in ((source, Side.SOURCE), (target, Side.TARGET)):
        for id in (
            comment_ids(element) if element is not None and comments_by_id else ()
        ):
            for comment in comments(comments_by_id[id]) if id in comments_by_id else ():
                yield replace(comment, side=side)


def marked_segments(element: Element | None) -> list[Element]:
    """The `<mrk mtype="seg">` in an element, in order; none that is struck out."""
    elements: list[Element] = []
    for part in element.content if element is not None else ():
        if isinstance(part, Element) and not is_struck_out(part):
            elements += [part] if is_segment(part) else marked_segments(part)
    return elements


def segment_pairs(unit: Element) -> list[tuple[Element, Element | None]]:
    """The segments of a unit, each with what has its translation; none if it is whole.

    Of several with one `mid` the first belongs to the first. A translation that is not
    divided is that of the only segment, or else of the whole.
    """
    target = first_child(unit, "target")
    source_segments = marked_segments(first_child(unit, "seg-source"))
    targets_by_mid: dict[str | None, deque[Element]] = defaultdict(deque)
    for part in marked_segments(target):
        targets_by_mid[part.attributes.get("mid")].append(part)
    if not targets_by_mid and len(source_segments) == 1:
        return [(source_segments[0], target)]
    if not targets_by_mid and translated_target(target) is not None:
        return []
    pairs = []
    for part in source_segments:
        candidates = targets_by_mid[part.attributes.get("mid")]
        pairs.append((part, candidates.popleft() if candidates else None))
    return pairs


def _pairs(
    unit: Element, source: Element, target: Element | None
) -> Iterator[tuple[Element, Element | None, str | None]]:
    segments_and_targets = segment_pairs(unit)
    if not segments_and_targets:
        yield source, translated_target(target), None
    for part, other in segments_and_targets:
        yield part, translated_target(other), part.attributes.get("mid")


def _parts(
    unit: Element,
    target: Element | None,
    mids: list[str | None],
    schemes: Sequence[tuple[ReadingScheme, ReadingScheme]],
    tally: LossTally,
) -> list[list[Property]]:
    """What each segment is in its unit, with the text around it."""
    seg_source = first_child(unit, "seg-source")
    count = len(mids)
    if seg_source is None or mids == [None]:
        return [part_facts(number, count, ()) for number in range(1, count + 1)]
    sources = _around(seg_source, [scheme[0] for scheme in schemes], tally)
    targets: Sequence[CodedText | None] = [None] * (count + 1)
    mids_of_target = [part.attributes.get("mid") for part in marked_segments(target)]
    shared_mids = [mid for mid in mids_of_target if mid in mids]
    tally.add(
        "parts of a <target> without a source", len(mids_of_target) - len(shared_mids)
    )
    if [mid for mid in mids if mid in shared_mids] != shared_mids:
        tally.add("order of the parts of a <target>")
    elif mids_of_target and len(mids_of_target) != count:
        tally.add("texts between the parts of a <target>", _has_loose(target))
    elif target is not None and len(shared_mids) == count:
        around_target = _around(target, [scheme[1] for scheme in schemes], tally)
        targets = [one if one.text else None for one in around_target]
    around = [
        [IgnorableText(text, other)] if text.text or other else []
        for text, other in zip(sources, targets, strict=True)
    ]
    return [
        part_facts(number, count, around[number - 1], around[-1] if last else ())
        for number in range(1, count + 1)
        for last in [number == count]
    ]


def _has_loose(target: Element | None) -> bool:
    """Whether there is more in a target than its segments."""
    loose_items = items_of(target, _BOUNDED) if target is not None else ()
    return any(
        item.strip() != "" if isinstance(item, str) else item.code != BOUND
        for item in loose_items
    )


def _around(
    element: Element, schemes: Sequence[ReadingScheme], tally: LossTally
) -> list[CodedText]:
    """The texts before, between and after the segments in an element.

    `schemes`: those of the segments, which are of the texts before them too. All are
    empty, and that is counted, where a segment stands in what is no text: in a native
    code.
    """
    exact = dict(chain.from_iterable(scheme.exact.items() for scheme in schemes))
    texts: list[list[str | InlineMark]] = [[]]
    whole_scheme = replace(schemes[0], exact=exact, preserve=True, bounds=True)
    for item in items_of(element, whole_scheme):
        if isinstance(item, InlineMark) and item.code == BOUND:
            texts.append([])
        else:
            texts[-1].append(item)
    if len(texts) != len(schemes) + 1:
        tally.add(f"codes between the parts of a <{element.name}>")
        return [CodedText("")] * (len(schemes) + 1)
    return [*map(coded_of, texts)]


def _state(
    unit: Element,
    target: Element | None,
    own_target: Element | None,
    status: list[Property],
) -> tuple[State, list[Property]]:
    """The state, and what of it our four do not say."""
    facts = [*status]
    approved = unit.attributes.get("approved")
    if target is None or own_target is None:
        if approved is not None and approved != "no":
            facts.append(Property("xliff:approved", approved))
        return State.INITIAL, facts
    word = target.attributes.get("state")
    qualifier = target.attributes.get("state-qualifier")
    state = state_of(word, qualifier=qualifier, approved=approved)
    status_values = {fact.name.removeprefix("xliff:"): fact.value for fact in status}
    for name, value in {**unit.attributes, **status_values}.items():
        state = dialect_state(name, value) or state
    if approved not in (None, approved_of(state) or "no"):
        facts.append(Property("xliff:approved", str(approved)))
    if word is not None and word != word_of(state):
        facts.append(Property("xliff:state", word, Side.TARGET))
    facts += attributes(target, ("state",), Side.TARGET)
    return state, facts


def _facts(unit: Element) -> tuple[list[Property], list[str]]:
    facts = attributes(unit, ("id", "approved", "translate"))
    if inherited_attribute("translate", *unit.within, unit) == "no":
        facts.append(NOT_TO_TRANSLATE)
    facts += group_of(unit)
    for group in unit.within:
        for context in contexts(group):
            facts += _named(context)
    notes: list[str] = []
    for part in unit.content:
        if isinstance(part, str):
            continue
        if part.name in _NAMED:
            facts += _named(part)
        elif part.name == "note":
            note = note_of(part)
            if note.name == NOTE and note.side is Side.UNIT:
                notes.append(note.value)
            else:
                facts.append(note)
    return facts, notes


def _proposals(unit: Element) -> dict[str | None, list[tuple[int, Element]]]:
    """The proposals for each segment, and under None those for the whole, in order."""
    candidates: dict[str | None, list[tuple[int, Element]]] = defaultdict(list)
    for index, part in enumerate(unit.children("alt-trans")):
        candidates[part.attributes.get("mid")].append((index, part))
    return candidates


def _matches(
    proposals: Mapping[str | None, list[tuple[int, Element]]],
    taken: Sequence[Element],
    scheme: ReadingScheme,
    mid: str | None,
) -> Iterator[Property]:
    """The proposals for a segment, and those for the whole; of the whole, all."""
    mids = (None, mid) if mid is not None else proposals
    placed = chain.from_iterable(
        proposals.get(mid_of_candidate, ()) for mid_of_candidate in mids
    )
    for _, part in sorted(placed):
        yield from match_of(part, scheme, quality="match-quality", type="alttranstype")
    for part in taken:
        yield from match_of(
            part, scheme, quality="matchrate", type="alttranstype", origin="source"
        )


def _named(group: Element) -> Iterator[Property]:
    """The contexts or properties of a group, but for ours."""
    purpose = group.attributes.get("purpose", "")
    if purpose == OWN_CONTEXT:
        return
    if "name" in group.attributes:
        yield Property(f"xliff:{group.name}:{purpose}", group.attributes["name"])
    for part in group.children(_NAMED[group.name]):
        if part.name == "prop":
            name = f"prop:{part.attributes.get('prop-type', '')}"
        else:
            name = f"context:{purpose}:{part.attributes.get('context-type', '')}"
        yield Property(f"xliff:{name}", part.text)


def _fields(unit: Element) -> list[Fields]:
    groups = []
    for group in unit.children("context-group"):
        if group.attributes.get("purpose") == OWN_CONTEXT:
            fields = {}
            for part in group.children("context"):
                name = part.attributes.get("context-type", "")
                fields[name.removeprefix(f"{OWN_CONTEXT}-")] = part.text
            groups.append(fields)
    return groups
