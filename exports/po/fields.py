"""What an entry of a PO file says and a unit has no field for, as properties.

They are written where PO has a place for them, in one order, so that an entry which
another tool made is the same after it was read and written.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from exports.provenance_comment import fits_comment_line, parse_comment
from exports.translatable import OBSOLETE
from tm.property import Properties, Property, Side
from tm.text.segment import Segment
from tm.unit import State, TranslationUnit

if TYPE_CHECKING:
    import polib  # a check that looks for obsolete units needs no more of it

PREFIX = "po:"
DOMAIN = "po:domain"
CONTEXT = "po:msgctxt"
EXTRACTED = "po:extracted-comment"
REFERENCE = "po:reference"
FLAG = "po:flag"
PREVIOUS = ("po:previous-msgctxt", "po:previous-msgid", "po:previous-msgid-plural")
PLURAL = "po:msgid-plural"
FORM = "po:msgstr["
EDGES = ("po:msgid-begin", "po:msgid-end", "po:msgstr-begin", "po:msgstr-end")
"""White space around the texts, which a segment is without."""
FORM_OF = "po:form-of"
"""The singular that a unit made of a plural form belongs to."""

_NAMED = r"(?:[^\s*\u2068\u2069:]|:(?!//))+"
_REFERENCE = re.compile(
    rf"{_NAMED}|\u2068{_NAMED}(?: {_NAMED})+\u2069(?::[0-9]{{1,9}})?"
)
"""A name with spaces stands between U+2068 and U+2069, as in gettext since 0.19.8."""
_FLAG = re.compile(r"[a-z][a-z0-9:.-]*( [0-9.]+)?")
UNWRITABLE = re.compile("[\x00\x04\ud800-\udfff]")
"""What no text may hold: U+0004 is between context and msgid in compiled files."""


@dataclass(frozen=True, slots=True)
class PoFields:
    """The properties of an entry, by where PO has them."""

    domain: str = ""
    """Which of the programs that share a file it is for; empty for the usual one."""
    context: str | None = None
    extracted: str = ""
    references: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    previous: tuple[str | None, str | None, str | None] = (None, None, None)
    plural: str | None = None
    forms: tuple[str, ...] = ()
    """Every msgstr but the first."""
    edges: tuple[str, str, str, str] = ("", "", "", "")
    is_obsolete: bool = False

    @property
    def properties(self) -> Properties:
        """The facts as properties, in the order in which entries have them."""
        names_and_texts = [(DOMAIN, self.domain)] if self.domain else []
        if self.context is not None:
            names_and_texts.append((CONTEXT, self.context))
        if self.extracted:
            names_and_texts.append((EXTRACTED, self.extracted))
        names_and_texts += [(REFERENCE, reference) for reference in self.references]
        names_and_texts += [(FLAG, flag) for flag in self.flags]
        names_and_texts += [
            (name, text)
            for name, text in zip(PREVIOUS, self.previous, strict=True)
            if text is not None
        ]
        if self.plural is not None:
            names_and_texts.append((PLURAL, self.plural))
            names_and_texts += [
                (f"{FORM}{number}]", text) for number, text in enumerate(self.forms, 1)
            ]
        names_and_texts += [
            pair for pair in zip(EDGES, self.edges, strict=True) if pair[1]
        ]
        if self.is_obsolete:
            names_and_texts.append((OBSOLETE.name, OBSOLETE.value))
        return tuple(
            Property(name, text) for name, text in names_and_texts if text is not None
        )


def read_po_fields(
    entry: "polib.POEntry | polib.MOEntry",
    *,
    domain: str,
    context: str | None,
    extracted: Sequence[str],
    references: Sequence[str],
    edges: tuple[str, str, str, str],
) -> PoFields:
    """The facts of an entry, given what of it is not of ours."""
    forms = [text for _, text in sorted(entry.msgstr_plural.items())]
    return PoFields(
        domain="" if entry.obsolete else domain,
        context=context,
        extracted="\n".join(extracted),
        references=tuple(references),
        flags=tuple(flag for flag in entry.flags if flag != "fuzzy"),
        previous=(
            entry.previous_msgctxt,
            entry.previous_msgid,
            entry.previous_msgid_plural,
        ),
        plural=entry.msgid_plural or None,
        forms=tuple(forms[1:]) if entry.msgid_plural else (),
        edges=edges,
        is_obsolete=bool(entry.obsolete),
    )


def references_of(occurrences: Iterable[tuple[str, str]]) -> Iterator[str]:
    """The references of an entry, given names and lines as they are between spaces.

    >>> list(references_of([("\u2068my", ""), ("file.c\u2069", "12"), ("a.c", "")]))
    ['\u2068my file.c\u2069:12', 'a.c']
    """
    begun = ""
    for name, line in occurrences:
        part = f"{name}:{line}" if line else name
        begun = f"{begun} {part}" if begun else part
        if not begun.startswith("\u2068") or "\u2069" in part:
            yield begun
            begun = ""
    yield from begun.split()


def edges_of(source: str, target: str) -> tuple[str, str, str, str]:
    """The white space at the beginning and end of both texts.

    >>> edges_of("a\\n", " b")
    ('', '\\n', ' ', '')
    """
    return (*_edges(source), *_edges(target))


def _edges(text: str) -> tuple[str, str]:
    bare = text.strip()
    if not bare:
        return "", ""
    begin = len(text) - len(text.lstrip())
    return text[:begin], text[begin + len(bare) :]


def split_properties(
    properties: Properties, *, forms: int | None
) -> tuple[PoFields, Properties]:
    """The facts that a PO entry has places for, and the properties it has not.

    `forms`: how many plural forms the header says there are. All properties are left
    over where an entry could not give them back in their order.
    """
    own = tuple(property for property in properties if property.name.startswith(PREFIX))
    others = tuple(
        property for property in properties if not property.name.startswith(PREFIX)
    )
    facts = _facts(own)
    if properties == others + facts.properties and _is_writable(facts, forms):
        return facts, others
    bare = PoFields(is_obsolete=facts.is_obsolete)
    return bare, properties


def join_properties(properties: Properties, facts: PoFields) -> Properties:
    """The properties of an entry, of which some stand in its fields already."""
    return properties + tuple(
        property for property in facts.properties if property not in properties
    )


def units_of_plural_forms(unit: TranslationUnit) -> list[TranslationUnit]:
    """The units that the plural forms of an entry make, beside that of its singular.

    In a language with one form, such as Vietnamese, that form is the translation of
    the plural too.
    """
    facts = _facts(unit.properties)
    if facts.plural is None or unit.target is None:
        return []
    source = Segment.of(unit.source.locale, facts.plural)
    if not source.text:
        return []
    units_by_key: dict[bytes, TranslationUnit] = {}
    for form in facts.forms or (unit.target.display,):
        target = Segment.of(unit.target.locale, form)
        if not target.text or (source, target) == (unit.source, unit.target):
            continue
        properties: Properties = (Property(FORM_OF, unit.source.display),)
        if facts.is_obsolete:
            properties += (OBSOLETE,)
        form_unit = replace(unit, source=source, target=target, properties=properties)
        units_by_key[form_unit.key] = form_unit
    return list(units_by_key.values())


def is_only_form(unit: TranslationUnit) -> bool:
    """Whether a unit's translation is the only form of an entry with a plural.

    Then it translates the plural (`units_of_plural_forms`), and the singular only for
    want of more.
    """
    facts = _facts(unit.properties)
    return facts.plural is not None and not facts.forms and unit.target is not None


def context_of(unit: TranslationUnit) -> str | None:
    """The context that another tool gave the text of a unit."""
    return _facts(unit.properties).context


def is_draft(unit: TranslationUnit) -> bool:
    """Whether PO calls the entry fuzzy: there is a translation, not to be used yet."""
    return unit.state is State.INITIAL and unit.target is not None


def _facts(properties: Iterable[Property]) -> PoFields:
    values: dict[str, list[str]] = {}
    for property in properties:
        if property.side is Side.UNIT:
            values.setdefault(property.name, []).append(property.value)

    def one(name: str) -> str | None:
        return values[name][0] if name in values else None

    forms: list[str] = []
    while (form := one(f"{FORM}{len(forms) + 1}]")) is not None:
        forms.append(form)
    return PoFields(
        domain=one(DOMAIN) or "",
        context=one(CONTEXT),
        extracted=one(EXTRACTED) or "",
        references=tuple(values.get(REFERENCE, ())),
        flags=tuple(values.get(FLAG, ())),
        previous=(one(PREVIOUS[0]), one(PREVIOUS[1]), one(PREVIOUS[2])),
        plural=one(PLURAL),
        forms=tuple(forms),
        edges=(
            one(EDGES[0]) or "",
            one(EDGES[1]) or "",
            one(EDGES[2]) or "",
            one(EDGES[3]) or "",
        ),
        is_obsolete=one(OBSOLETE.name) == OBSOLETE.value,
    )


def _is_writable(facts: PoFields, forms: int | None) -> bool:
    """Whether an entry with the facts is read as it was written."""
    texts = (facts.domain, facts.context, *facts.previous, facts.plural, *facts.forms)
    return (
        not any(text is not None and UNWRITABLE.search(text) for text in texts)
        and all(_REFERENCE.fullmatch(reference) for reference in facts.references)
        and all(_FLAG.fullmatch(flag) and flag != "fuzzy" for flag in facts.flags)
        and len(set(facts.flags)) == len(facts.flags)
        and _is_comment(facts.extracted)
        and all(not edge.strip() for edge in facts.edges)
        and facts.previous.count("") == 0
        and facts.plural != ""
        and not (facts.is_obsolete and facts.domain)
        and (facts.plural is None or forms is None or forms == len(facts.forms) + 1)
    )


def _is_comment(text: str) -> bool:
    """Whether a text is read as a comment, and no line of it as a field of ours."""
    if not text:
        return True
    return all(
        not line or fits_comment_line(line) for line in text.split("\n")
    ) and not any(parse_comment(text)[0])
