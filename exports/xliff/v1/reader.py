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
    noted = {part.attributes.get("id"): part for part in unit.children(COMMENT)}
    proposals, taken = _proposals(unit), [*unit.children(TAKEN)]
    target, divided = first_child(unit, "target"), first_child(unit, "seg-source")
    pairs = list(_pairs(unit, source, target))
    own_fields = fields_of_parts(groups, len(pairs))
    tally.add(
        "texts that tracked changes strike out",
        struck_out(divided or source) + struck_out(target),
    )
    known = [read(own, preserve=True) for own in own_fields if divided is not None]
    parts = _parts(unit, target, [pair[2] for pair in pairs], known, tally)
    notes = notes_of_parts(own_fields, remarks)
    for pair, fields, place, own_note in zip(
        pairs, own_fields, parts, notes, strict=True
    ):
        own_source, own_target, mid = pair
        both = read(fields, preserve=preserve)
        state, more = _state(unit, target, own_target, status.get(mid or "", []))
        if own_target is not None and "state" in fields:
            state = State(fields["state"])  # that of a part, which no target has
        more += place
        if mid is not None and not mid.startswith(OWN_ID):
            more.append(Property("xliff:segment", mid))
        more += _matches(proposals, taken, both[0], mid)
        if has_others:
            more += _commented(noted, own_source, own_target)
            if own_source is pairs[0][0]:
                more += _others(unit, tally)
        said = [*facts, *more]
        yield SegmentRecord(
            line=own_source.line,
            source=own_source,
            target=own_target,
            source_scheme=both[0],
            target_scheme=both[1],
            id=unit.attributes.get("id"),
            state=state,
            fields=fields,
            made=author_fields(said),
            properties=said,
            note=own_note,
        )


def _others(unit: Element, tally: LossTally) -> Iterator[Property]:
    """The elements of other tools; counted where they are too large to keep."""
    for part in unit.content:
        if not isinstance(part, Element) or part.name in _READ:
            continue
        said = comments(part)
        fact = None if said else element_of(part)
        yield from said
        if fact is not None:
            yield fact
        elif not said:
            tally.add(f"element {part.name}")


def _commented(
    known: Mapping[str | None, Element], source: Element, target: Element | None
) -> Iterator[Property]:
    """Those of the comments known by id that the texts of a segment refer to."""
    for element, side in ((source, Side.SOURCE), (target, Side.TARGET)):
        for id in comment_ids(element) if element is not None and known else ():
            for said in comments(known[id]) if id in known else ():
                yield replace(said, side=side)


def marked_segments(element: Element | None) -> list[Element]:
    """The `<mrk mtype="seg">` in an element, in order; none that is struck out."""
    found: list[Element] = []
    for part in element.content if element is not None else ():
        if isinstance(part, Element) and not is_struck_out(part):
            found += [part] if is_segment(part) else marked_segments(part)
    return found


def segment_pairs(unit: Element) -> list[tuple[Element, Element | None]]:
    """The segments of a unit, each with what has its translation; none if it is whole.

    Of several with one `mid` the first belongs to the first. A translation that is not
    divided is that of the only segment, or else of the whole.
    """
    target = first_child(unit, "target")
    parts = marked_segments(first_child(unit, "seg-source"))
    others: dict[str | None, deque[Element]] = defaultdict(deque)
    for part in marked_segments(target):
        others[part.attributes.get("mid")].append(part)
    if not others and len(parts) == 1:
        return [(parts[0], target)]
    if not others and translated_target(target) is not None:
        return []
    found = []
    for part in parts:
        some = others[part.attributes.get("mid")]
        found.append((part, some.popleft() if some else None))
    return found


def _pairs(
    unit: Element, source: Element, target: Element | None
) -> Iterator[tuple[Element, Element | None, str | None]]:
    parts = segment_pairs(unit)
    if not parts:
        yield source, translated_target(target), None
    for part, other in parts:
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
    sources = _around(seg_source, [both[0] for both in schemes], tally)
    targets: Sequence[CodedText | None] = [None] * (count + 1)
    given = [part.attributes.get("mid") for part in marked_segments(target)]
    others = [mid for mid in given if mid in mids]
    tally.add("parts of a <target> without a source", len(given) - len(others))
    if [mid for mid in mids if mid in others] != others:
        tally.add("order of the parts of a <target>")
    elif given and len(given) != count:
        tally.add("texts between the parts of a <target>", _has_loose(target))
    elif target is not None and len(others) == count:
        around_target = _around(target, [both[1] for both in schemes], tally)
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
    found = items_of(target, _BOUNDED) if target is not None else ()
    return any(
        item.strip() != "" if isinstance(item, str) else item.code != BOUND
        for item in found
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
    whole = replace(schemes[0], exact=exact, preserve=True, bounds=True)
    for item in items_of(element, whole):
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
    said = {fact.name.removeprefix("xliff:"): fact.value for fact in status}
    for name, value in {**unit.attributes, **said}.items():
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
        for one in contexts(group):
            facts += _named(one)
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
    found: dict[str | None, list[tuple[int, Element]]] = defaultdict(list)
    for index, part in enumerate(unit.children("alt-trans")):
        found[part.attributes.get("mid")].append((index, part))
    return found


def _matches(
    proposals: Mapping[str | None, list[tuple[int, Element]]],
    taken: Sequence[Element],
    scheme: ReadingScheme,
    mid: str | None,
) -> Iterator[Property]:
    """The proposals for a segment, and those for the whole; of the whole, all."""
    chosen = (None, mid) if mid is not None else proposals
    placed = chain.from_iterable(proposals.get(one, ()) for one in chosen)
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
