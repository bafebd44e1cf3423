"""Properties of a unit for metadata of a PO entry that has no field.

They are written where PO has a place for them, in one order, so that an entry which
another tool made is the same after it was read and written.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from exports.excluded_units import OBSOLETE
from exports.provenance_comment import fits_comment_line, parse_comment
from tm.text.segment import Segment
from tm.unit import State, TranslationUnit
from tm.unit_property import Properties, Property, Side

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
"""Names of properties with white space around texts, which segments lack."""
FORM_OF = "po:form-of"
"""Name of the property with the singular, for a unit made of a plural form."""

_NAMED = r"(?:[^\s*\u2068\u2069:]|:(?!//))+"
_REFERENCE = re.compile(
    rf"{_NAMED}|\u2068{_NAMED}(?: {_NAMED})+\u2069(?::[0-9]{{1,9}})?"
)
"""A name with spaces stands between U+2068 and U+2069, as in gettext since 0.19.8."""
_FLAG = re.compile(r"[a-z][a-z0-9:.-]*( [0-9.]+)?")
UNWRITABLE = re.compile("[\x00\x04\ud800-\udfff]")
"""Characters that no text may hold: U+0004 separates context and msgid in MO."""


@dataclass(frozen=True, slots=True)
class PoFields:
    """The properties of an entry, by their place in PO."""

    domain: str = ""
    """The gettext domain of the entry; empty for the default domain."""
    context: str | None = None
    extracted_comment: str = ""
    references: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    previous_texts: tuple[str | None, str | None, str | None] = (None, None, None)
    plural: str | None = None
    forms: tuple[str, ...] = ()
    """Every msgstr but the first."""
    edges: tuple[str, str, str, str] = ("", "", "", "")
    is_obsolete: bool = False

    @property
    def properties(self) -> Properties:
        """The fields as properties, in the order in which entries have them."""
        names_and_texts = [(DOMAIN, self.domain)] if self.domain else []
        if self.context is not None:
            names_and_texts.append((CONTEXT, self.context))
        if self.extracted_comment:
            names_and_texts.append((EXTRACTED, self.extracted_comment))
        names_and_texts += [(REFERENCE, reference) for reference in self.references]
        names_and_texts += [(FLAG, flag) for flag in self.flags]
        names_and_texts += [
            (name, text)
            for name, text in zip(PREVIOUS, self.previous_texts, strict=True)
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
    """Read the fields of an entry, given those that are not Padanan's own."""
    forms = [text for _, text in sorted(entry.msgstr_plural.items())]
    return PoFields(
        domain="" if entry.obsolete else domain,
        context=context,
        extracted_comment="\n".join(extracted),
        references=tuple(references),
        flags=tuple(flag for flag in entry.flags if flag != "fuzzy"),
        previous_texts=(
            entry.previous_msgctxt,
            entry.previous_msgid,
            entry.previous_msgid_plural,
        ),
        plural=entry.msgid_plural or None,
        forms=tuple(forms[1:]) if entry.msgid_plural else (),
        edges=edges,
        is_obsolete=bool(entry.obsolete),
    )


def join_references(occurrences: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Join the references of an entry from names and lines split at spaces.

    >>> list(join_references([("\u2068my", ""), ("file.c\u2069", "12"), ("a.c", "")]))
    ['\u2068my file.c\u2069:12', 'a.c']
    """
    reference = ""
    for name, line in occurrences:
        part = f"{name}:{line}" if line else name
        reference = f"{reference} {part}" if reference else part
        if not reference.startswith("\u2068") or "\u2069" in part:
            yield reference
            reference = ""
    yield from reference.split()


def find_outer_space(source: str, target: str) -> tuple[str, str, str, str]:
    """Find the white space at the beginning and end of both texts.

    >>> find_outer_space("a\\n", " b")
    ('', '\\n', ' ', '')
    """
    return (*_find_outer_space(source), *_find_outer_space(target))


def _find_outer_space(text: str) -> tuple[str, str]:
    stripped_text = text.strip()
    if not stripped_text:
        return "", ""
    leading_length = len(text) - len(text.lstrip())
    return text[:leading_length], text[leading_length + len(stripped_text) :]


def split_properties(
    properties: Properties, *, form_count: int | None
) -> tuple[PoFields, Properties]:
    """Split properties into fields of a PO entry and the remaining properties.

    `form_count`: how many plural forms the header says there are. All properties are
    left over where an entry could not give them back in their order.
    """
    po_properties = tuple(
        property for property in properties if property.name.startswith(PREFIX)
    )
    other_properties = tuple(
        property for property in properties if not property.name.startswith(PREFIX)
    )
    po_fields = _collect_po_fields(po_properties)
    if properties == other_properties + po_fields.properties and _is_writable(
        po_fields, form_count
    ):
        return po_fields, other_properties
    empty_fields = PoFields(is_obsolete=po_fields.is_obsolete)
    return empty_fields, properties


def join_properties(properties: Properties, po_fields: PoFields) -> Properties:
    """Join the properties of a unit and those of its entry, each once."""
    return properties + tuple(
        property for property in po_fields.properties if property not in properties
    )


def make_plural_units(unit: TranslationUnit) -> list[TranslationUnit]:
    """Make units of the plural forms of an entry, besides that of its singular.

    In a language with one form, such as Vietnamese, that form is the translation of
    the plural too.
    """
    po_fields = _collect_po_fields(unit.properties)
    if po_fields.plural is None or unit.target is None:
        return []
    source = Segment.of(unit.source.locale, po_fields.plural)
    if not source.text:
        return []
    units_by_key: dict[bytes, TranslationUnit] = {}
    for form in po_fields.forms or (unit.target.display,):
        target = Segment.of(unit.target.locale, form)
        if not target.text or (source, target) == (unit.source, unit.target):
            continue
        properties: Properties = (Property(FORM_OF, unit.source.display),)
        if po_fields.is_obsolete:
            properties += (OBSOLETE,)
        form_unit = replace(unit, source=source, target=target, properties=properties)
        units_by_key[form_unit.key] = form_unit
    return list(units_by_key.values())


def is_only_form(unit: TranslationUnit) -> bool:
    """Whether a unit's translation is the only form of an entry with a plural.

    Then it translates the plural (`make_plural_units`), and the singular only for
    want of more.
    """
    po_fields = _collect_po_fields(unit.properties)
    return (
        po_fields.plural is not None and not po_fields.forms and unit.target is not None
    )


def find_context(unit: TranslationUnit) -> str | None:
    """Find the context that another tool gave the text of a unit."""
    return _collect_po_fields(unit.properties).context


def is_draft(unit: TranslationUnit) -> bool:
    """Whether the entry is fuzzy: it has a translation that must not be used yet."""
    return unit.state is State.INITIAL and unit.target is not None


def _collect_po_fields(properties: Iterable[Property]) -> PoFields:
    values: dict[str, list[str]] = {}
    for property in properties:
        if property.side is Side.UNIT:
            values.setdefault(property.name, []).append(property.value)

    def first_value(name: str) -> str | None:
        return values[name][0] if name in values else None

    forms: list[str] = []
    while (form := first_value(f"{FORM}{len(forms) + 1}]")) is not None:
        forms.append(form)
    return PoFields(
        domain=first_value(DOMAIN) or "",
        context=first_value(CONTEXT),
        extracted_comment=first_value(EXTRACTED) or "",
        references=tuple(values.get(REFERENCE, ())),
        flags=tuple(values.get(FLAG, ())),
        previous_texts=(
            first_value(PREVIOUS[0]),
            first_value(PREVIOUS[1]),
            first_value(PREVIOUS[2]),
        ),
        plural=first_value(PLURAL),
        forms=tuple(forms),
        edges=(
            first_value(EDGES[0]) or "",
            first_value(EDGES[1]) or "",
            first_value(EDGES[2]) or "",
            first_value(EDGES[3]) or "",
        ),
        is_obsolete=first_value(OBSOLETE.name) == OBSOLETE.value,
    )


def _is_writable(po_fields: PoFields, form_count: int | None) -> bool:
    """Whether an entry with these fields is read as it was written."""
    texts = (
        po_fields.domain,
        po_fields.context,
        *po_fields.previous_texts,
        po_fields.plural,
        *po_fields.forms,
    )
    return (
        not any(text is not None and UNWRITABLE.search(text) for text in texts)
        and all(_REFERENCE.fullmatch(reference) for reference in po_fields.references)
        and all(_FLAG.fullmatch(flag) and flag != "fuzzy" for flag in po_fields.flags)
        and len(set(po_fields.flags)) == len(po_fields.flags)
        and _is_comment(po_fields.extracted_comment)
        and all(not edge.strip() for edge in po_fields.edges)
        and po_fields.previous_texts.count("") == 0
        and po_fields.plural != ""
        and not (po_fields.is_obsolete and po_fields.domain)
        and (
            po_fields.plural is None
            or form_count is None
            or form_count == len(po_fields.forms) + 1
        )
    )


def _is_comment(text: str) -> bool:
    """Whether a text is read as a comment without Padanan's own fields."""
    if not text:
        return True
    return all(
        not line or fits_comment_line(line) for line in text.split("\n")
    ) and not any(parse_comment(text)[0])
