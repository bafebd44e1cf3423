"""What the tools that write XLIFF 1.2 say in elements and attributes of their own.

Trados (`sdl:`), memoQ (`mq:`) and Phrase, once Memsource (`m:`).
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from exports.provenance import Fields
from exports.xliff.fields import NOTE, element_of
from exports.xml.document import Element, quoted
from tm.property import Property, Side

DEFINITIONS = "sdl:seg-defs"
COMMENT = "sdl:cmt-def"
"""A comment of Trados, which stands before all units and is referred to by its id."""
TAKEN = "mq:insertedmatch"
"""memoQ's proposal that a translation was made from."""
TAG = "sdl:tag"
"""What Trados says in the header of a file of an inline element: its native code."""
MARKS = "m:tunit-metadata"
"""Phrase's inline codes: what the braces in the texts of a unit stand for."""
_OF_TOOLS = ("xliff:sdl:", "xliff:mq:", "xliff:m:")
_LOCKED = ("xliff:sdl:locked", "xliff:mq:locked", "xliff:m:locked")
_NEVER = "0001-"
"""Begins the date that memoQ gives to what has not happened."""
_OF_DAYS = re.compile(r"(\d\d)/(\d\d)/(\d{4}) (\d\d:\d\d:\d\d)", re.ASCII)


def statuses(unit: Element) -> dict[str, list[Property]]:
    """What Trados says of each segment of a unit, by the segment's id."""
    statuses_by_id: dict[str, list[Property]] = {}
    for definitions in unit.children(DEFINITIONS):
        for part in definitions.children("sdl:seg"):
            facts = statuses_by_id.setdefault(part.attributes.get("id", ""), [])
            for name, value in part.attributes.items():
                if name != "id":
                    facts.append(Property(f"xliff:sdl:{name}", value))
            for child in part.children("sdl:value"):
                name = f"xliff:sdl:value:{child.attributes.get('key', '')}"
                facts.append(Property(name, child.text))
            for other in part.content:
                if isinstance(other, Element) and other.name != "sdl:value":
                    fact = element_of(other)
                    facts += [fact] if fact else []
    return statuses_by_id


def author_fields(facts: list[Property]) -> Fields:
    """Who made a unit and when, of the properties that it has."""
    values = {
        fact.name.removeprefix("xliff:"): fact.value
        for fact in facts
        if fact.name.startswith(_OF_TOOLS)
    }
    if not values:
        return {}

    def first(*names: str) -> str:
        return next((values[name] for name in names if values.get(name)), "")

    fields = {
        "author": first(
            "sdl:value:created_by",
            "mq:translatorcommitusername",
            "mq:lastchanginguser",
            "m:created-by",
        ),
        "created": _date(
            first(
                "sdl:value:created_on", "mq:translatorcommittimestamp", "m:created-at"
            )
        ),
        "changed": _date(
            first("sdl:value:modified_on", "mq:lastchangedtimestamp", "m:modified-at")
        ),
    }
    return {name: value for name, value in fields.items() if value}


def is_locked(facts: list[Property]) -> bool:
    """Whether the tool lets nobody change a segment, of the properties that it has."""
    return any(
        fact.name in _LOCKED and fact.value in ("true", "locked") for fact in facts
    )


def comments(element: Element) -> list[Property]:
    """The comments in an element of a unit; none where it is no element of comments."""
    if element.name == "mq:comments":
        return [
            _comment(child, "creatoruser", "time")
            for child in element.children("mq:comment")
        ]
    if element.name == "m:comment":
        return [_comment(element, "created-by", "created-at")]
    if element.name == COMMENT:
        comment_elements = [part for part in _inside(element) if part.name == "Comment"]
        return [_comment(child, "user", "date") for child in comment_elements]
    return []


def referenced_elements(unit: Element) -> Iterator[tuple[str, str]]:
    """Name and id of what stands before a unit and its texts refer to, each once."""
    references = [(COMMENT, id) for id in comment_ids(unit)]
    for part in _inside(unit):
        if part.name in ("g", "x") and "id" in part.attributes:
            references.append((TAG, part.attributes["id"]))
    yield from dict.fromkeys(references)


def native_codes(unit: Element) -> dict[str, tuple[str, str]]:
    """The native codes of a unit's inline elements by id, of their begin and end."""
    codes = {}
    for tag in unit.children(TAG):
        texts = {part.name: part.text for part in _inside(tag)}
        begin = texts.get("sdl:bpt", texts.get("sdl:ph", texts.get("sdl:st", "")))
        codes[tag.attributes.get("id", "")] = (begin, texts.get("sdl:ept", ""))
    return codes


def comment_ids(element: Element) -> Iterator[str]:
    """The ids of the comments that the texts of a unit refer to, each once."""
    ids = (part.attributes.get("sdl:cid") for part in _inside(element))
    yield from dict.fromkeys(id for id in ids if id)


def phrase_code_ids(unit: Element) -> frozenset[str] | None:
    """The ids of Phrase's inline codes; absent in files of other tools."""
    if not any(name.startswith("m:") for name in unit.attributes):
        return None
    return frozenset(
        mark.attributes["id"]
        for marks in unit.children(MARKS)
        for mark in marks.children("m:mark")
        if "id" in mark.attributes
    )


def _comment(element: Element, user: str, date: str) -> Property:
    attributes = {
        name.rpartition(":")[2]: value
        for name, value in sorted(element.attributes.items())
    }
    about = attributes.pop("appliesto", "").lower()
    side = next(
        (side for side in (Side.SOURCE, Side.TARGET) if side == about), Side.UNIT
    )
    fields = {
        "from": attributes.pop(user, ""),
        "date": _date(attributes.pop(date, "")),
    } | attributes
    name = "".join(
        f" {name}={quoted(value)}" for name, value in fields.items() if value
    )
    return Property(NOTE + name, element.text.strip(), side)


def _date(text: str) -> str:
    """A date in ISO 8601 where it is one of these tools; as it stands where not."""
    if text.startswith(_NEVER) or text == "0":
        return ""
    match = _OF_DAYS.fullmatch(text)
    if match:
        return f"{match[3]}-{match[1]}-{match[2]}T{match[4]}"
    if re.fullmatch("[0-9]{12,14}", text):  # milliseconds since 1970
        moment = datetime.fromtimestamp(int(text) // 1000, UTC)
        return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    return text


def _inside(element: Element) -> Iterator[Element]:
    for part in element.content:
        if isinstance(part, Element):
            yield part
            yield from _inside(part)
