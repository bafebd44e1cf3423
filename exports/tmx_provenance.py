"""Where a unit comes from, as the attributes and properties of TMX, and quickly.

The units of an article share most of it, so that what they share is made once.
"""

from datetime import UTC, datetime
from functools import lru_cache
from operator import attrgetter

from exports.provenance import Fields, fields_of
from exports.tmx_facts import FIELDS, PREFIX, moment
from exports.xml import escaped, quoted
from tm.unit import Origin, State, TranslationUnit

_MANY = 1 << 12
_FACTS = (
    "source_url",
    "source_headline",
    "source_headline_status",
    "page_url",
    "headline",
    "publisher",
    "published",
    "article",
    "kind",
    "method",
    "memory",
)
"""What the units of an article share."""
_facts = attrgetter(*_FACTS)
_DATES = {"created": "creationdate", "changed": "changedate"}
_IN_ATTRIBUTES = ("tuid", "author", "note", "properties")
_TRANSLATED = f'<prop type="{PREFIX}state">{State.TRANSLATED}</prop>\n'


class Props:
    """Makes the `<prop>` elements that say where a unit comes from."""

    def __init__(self) -> None:
        self._shared: dict[object, str] = {}

    def of(self, unit: TranslationUnit) -> str:
        """All of them but dates, the note, and other tools' properties."""
        origin = unit.origin
        facts = _facts(origin)
        markup = self._shared.get(facts)
        if markup is None:
            markup = self._made(facts)
        if origin.position is not None or origin.extent != 1:
            if origin.position is not None:
                markup += prop("position", str(origin.position))
            markup += prop("extent", str(origin.extent))
        if origin.score is not None:
            markup += prop("score", str(origin.score))
        if unit.state is State.TRANSLATED:
            markup += _TRANSLATED
        else:
            markup += prop("state", str(unit.state))
        before, after = unit.neighbours
        if before is not None:
            markup += prop("before", before.hex())
        if after is not None:
            markup += prop("after", after.hex())
        return markup

    def _made(self, facts: tuple[object, ...]) -> str:
        if len(self._shared) >= _MANY:
            self._shared.clear()
        markup = "".join(
            prop(name.replace("_", "-"), str(value))
            for name, value in zip(_FACTS, facts, strict=True)
            if value is not None
        )
        self._shared[facts] = markup
        return markup


def prop(name: str, text: str) -> str:
    """A field as a `<prop>`."""
    return f'<prop type="{PREFIX}{name}">{escaped(text)}</prop>\n'


def attributes(origin: Origin) -> dict[str, str]:
    """The attributes that say fields, by field; what TMX cannot say has none."""
    made = {}
    if origin.created is not None:
        made["created"] = date(origin.created, "creationdate")[0]
    if origin.changed is not None:
        made["changed"] = date(origin.changed, "changedate")[0]
    if origin.author is not None:
        made["author"] = author(origin.author)
    return {field: markup for field, markup in made.items() if markup}


def own_fields(unit: TranslationUnit) -> Fields:
    """The fields of a unit that are `<prop>` elements, by name.

    The note and other tools' properties are not among them.
    """
    fields = fields_of(unit)
    for name in _IN_ATTRIBUTES:
        fields.pop(name, None)
    for name, attribute in _DATES.items():
        if name in fields and not date(fields[name], attribute)[1]:
            del fields[name]
    return fields


# Units of one day of work share their dates, and those of a person their author.
@lru_cache(maxsize=_MANY)
def date(text: str, attribute: str) -> tuple[str, str]:
    """The attribute that says a date, and the property if that says it otherwise."""
    found = dated(text)
    name = FIELDS[attribute]
    if found is None:
        return "", prop(name, text)
    exact = moment(found) == text
    return f' {attribute}="{found}"', "" if exact else prop(name, text)


@lru_cache(maxsize=_MANY)
def author(text: str) -> str:
    """The attribute that says who made a unit."""
    return f" creationid={quoted(text)}"


def dated(text: str) -> str | None:
    """An ISO 8601 date or time as TMX writes it, if it is one.

    >>> dated("2025-10-08T16:30:00+07:00")
    '20251008T093000Z'
    """
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    if found.tzinfo is not None and found.tzinfo is not UTC:
        try:
            found = found.astimezone(UTC)
        except OverflowError:
            return None
    return (
        f"{found.year:04}{found.month:02}{found.day:02}"
        f"T{found.hour:02}{found.minute:02}{found.second:02}Z"
    )
