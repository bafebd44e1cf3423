"""Properties of a unit that hold metadata of its PO entry.

They are written natively and in one order, so that an entry of another tool is the same
after it was read and written.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from exports.excluded_units import OBSOLETE
from exports.provenance_comment import fits_comment_line, parse_comment
from tm.text.segment import Segment
from tm.unit import State, TranslationUnit
from tm.unit_property import DERIVED_FROM_PROPERTY, Properties, Property, Side

if TYPE_CHECKING:
    import polib  # a check that looks for obsolete units needs no more of it

PROPERTY_PREFIX = "po:"
DOMAIN_PROPERTY = "po:domain"
CONTEXT_PROPERTY = "po:msgctxt"
EXTRACTED_COMMENT_PROPERTY = "po:extracted-comment"
REFERENCE_PROPERTY = "po:reference"
FLAG_PROPERTY = "po:flag"
PREVIOUS_TEXT_PROPERTIES = (
    "po:previous-msgctxt",
    "po:previous-msgid",
    "po:previous-msgid-plural",
)
PLURAL_PROPERTY = "po:msgid-plural"
FORM_PROPERTY_PREFIX = "po:msgstr["
OUTER_SPACE_PROPERTIES = (
    "po:msgid-begin",
    "po:msgid-end",
    "po:msgstr-begin",
    "po:msgstr-end",
)
"""Names of properties with white space around texts, which segments lack."""

_NAME_EXPRESSION = r"(?:[^\s*\u2068\u2069:]|:(?!//))+"
_REFERENCE_PATTERN = re.compile(
    rf"{_NAME_EXPRESSION}|\u2068{_NAME_EXPRESSION}(?: {_NAME_EXPRESSION})+\u2069"
    r"(?::[0-9]{1,9})?"
)
"""A name with spaces is enclosed in U+2068 and U+2069, as in gettext since 0.19.8."""
_FLAG_PATTERN = re.compile(r"[a-z][a-z0-9:.-]*( [0-9.]+)?")
UNWRITABLE_PATTERN = re.compile("[\x00\x04\ud800-\udfff]")
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
    plural_msgid: str | None = None
    other_forms: tuple[str, ...] = ()
    """Every msgstr but the first."""
    outer_space: tuple[str, str, str, str] = ("", "", "", "")
    is_obsolete: bool = False

    @property
    def properties(self) -> Properties:
        """The fields as properties, in the order in which entries have them."""
        name_text_pairs = [(DOMAIN_PROPERTY, self.domain)] if self.domain else []
        if self.context is not None:
            name_text_pairs.append((CONTEXT_PROPERTY, self.context))
        if self.extracted_comment:
            name_text_pairs.append((EXTRACTED_COMMENT_PROPERTY, self.extracted_comment))
        name_text_pairs += [
            (REFERENCE_PROPERTY, reference) for reference in self.references
        ]
        name_text_pairs += [(FLAG_PROPERTY, flag) for flag in self.flags]
        name_text_pairs += [
            (name, text)
            for name, text in zip(
                PREVIOUS_TEXT_PROPERTIES, self.previous_texts, strict=True
            )
            if text is not None
        ]
        if self.plural_msgid is not None:
            name_text_pairs.append((PLURAL_PROPERTY, self.plural_msgid))
            name_text_pairs += [
                (f"{FORM_PROPERTY_PREFIX}{form_number}]", text)
                for form_number, text in enumerate(self.other_forms, 1)
            ]
        name_text_pairs += [
            name_text_pair
            for name_text_pair in zip(
                OUTER_SPACE_PROPERTIES, self.outer_space, strict=True
            )
            if name_text_pair[1]
        ]
        if self.is_obsolete:
            name_text_pairs.append((OBSOLETE.name, OBSOLETE.value))
        return tuple(
            Property(name, text) for name, text in name_text_pairs if text is not None
        )


def read_po_fields(
    entry: "polib.POEntry | polib.MOEntry",
    *,
    domain: str,
    context: str | None,
    extracted_lines: Sequence[str],
    references: Sequence[str],
    outer_space: tuple[str, str, str, str],
) -> PoFields:
    """Read the fields of an entry, given those that are not Padanan's own."""
    form_texts = [text for _, text in sorted(entry.msgstr_plural.items())]
    return PoFields(
        domain="" if entry.obsolete else domain,
        context=context,
        extracted_comment="\n".join(extracted_lines),
        references=tuple(references),
        flags=tuple(flag for flag in entry.flags if flag != "fuzzy"),
        previous_texts=(
            entry.previous_msgctxt,
            entry.previous_msgid,
            entry.previous_msgid_plural,
        ),
        plural_msgid=entry.msgid_plural or None,
        other_forms=tuple(form_texts[1:]) if entry.msgid_plural else (),
        outer_space=outer_space,
        is_obsolete=bool(entry.obsolete),
    )


def join_references(occurrences: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Join the references of an entry from names and lines split at spaces.

    >>> list(join_references([("\u2068my", ""), ("file.c\u2069", "12"), ("a.c", "")]))
    ['\u2068my file.c\u2069:12', 'a.c']
    """
    reference = ""
    for file_name, line_number in occurrences:
        reference_part = f"{file_name}:{line_number}" if line_number else file_name
        reference = f"{reference} {reference_part}" if reference else reference_part
        if not reference.startswith("\u2068") or "\u2069" in reference_part:
            yield reference
            reference = ""
    yield from reference.split()


def find_outer_space(source: str, target: str) -> tuple[str, str, str, str]:
    """Find the white space at the beginning and end of both texts.

    >>> find_outer_space("a\\n", " b")
    ('', '\\n', ' ', '')
    """
    return (*_find_outer_space_of_text(source), *_find_outer_space_of_text(target))


def _find_outer_space_of_text(text: str) -> tuple[str, str]:
    """Find the white space at the beginning and the end of a text."""
    stripped_text = text.strip()
    if not stripped_text:
        return "", ""
    leading_length = len(text) - len(text.lstrip())
    return text[:leading_length], text[leading_length + len(stripped_text) :]


def split_properties(properties: Properties) -> tuple[PoFields, Properties]:
    """Split properties into fields of a PO entry and the remaining properties.

    All properties remain if an entry could not give them back in their order.
    """
    po_properties = tuple(
        property for property in properties if property.name.startswith(PROPERTY_PREFIX)
    )
    other_properties = tuple(
        property
        for property in properties
        if not property.name.startswith(PROPERTY_PREFIX)
    )
    po_fields = _collect_po_fields(po_properties)
    if properties == other_properties + po_fields.properties and _is_writable(
        po_fields
    ):
        return po_fields, other_properties
    remaining_fields = PoFields(is_obsolete=po_fields.is_obsolete)
    if not any(map(str.strip, po_fields.outer_space)):
        remaining_fields = replace(remaining_fields, outer_space=po_fields.outer_space)
    return remaining_fields, properties


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
    if po_fields.plural_msgid is None or unit.target is None:
        return []
    source = Segment.of(unit.source.locale, po_fields.plural_msgid)
    if not source.text:
        return []
    unit_by_key: dict[bytes, TranslationUnit] = {}
    for form_text in po_fields.other_forms or (unit.target.display_text,):
        target = Segment.of(unit.target.locale, form_text)
        if not target.text or (source, target) == (unit.source, unit.target):
            continue
        properties: Properties = (
            Property(DERIVED_FROM_PROPERTY, unit.source.display_text),
        )
        if po_fields.is_obsolete:
            properties += (OBSOLETE,)
        form_unit = replace(unit, source=source, target=target, properties=properties)
        unit_by_key[form_unit.key] = form_unit
    return list(unit_by_key.values())


def is_only_form(unit: TranslationUnit) -> bool:
    """Whether a unit's translation is the only form of an entry with a plural.

    Then it translates the plural (`make_plural_units`), and the singular only for
    want of more; unless both have the same text, and so one unit.
    """
    po_fields = _collect_po_fields(unit.properties)
    return (
        bool(po_fields.plural_msgid)
        and po_fields.plural_msgid != unit.source.display_text
        and not po_fields.other_forms
        and unit.target is not None
    )


def find_context(unit: TranslationUnit) -> str | None:
    """Find the context that another tool gave the text of a unit."""
    return _collect_po_fields(unit.properties).context


def is_draft(unit: TranslationUnit) -> bool:
    """Whether the entry is fuzzy: it has a translation that must not be used yet."""
    return unit.state is State.INITIAL and unit.target is not None


def _collect_po_fields(properties: Iterable[Property]) -> PoFields:
    """Collect the fields of an entry from the properties of its unit."""
    values_by_name: dict[str, list[str]] = {}
    for property in properties:
        if property.side is Side.UNIT:
            values_by_name.setdefault(property.name, []).append(property.value)

    def read_first_value(name: str) -> str | None:
        return values_by_name[name][0] if name in values_by_name else None

    other_forms: list[str] = []
    while (
        form_text := read_first_value(f"{FORM_PROPERTY_PREFIX}{len(other_forms) + 1}]")
    ) is not None:
        other_forms.append(form_text)
    return PoFields(
        domain=read_first_value(DOMAIN_PROPERTY) or "",
        context=read_first_value(CONTEXT_PROPERTY),
        extracted_comment=read_first_value(EXTRACTED_COMMENT_PROPERTY) or "",
        references=tuple(values_by_name.get(REFERENCE_PROPERTY, ())),
        flags=tuple(values_by_name.get(FLAG_PROPERTY, ())),
        previous_texts=(
            read_first_value(PREVIOUS_TEXT_PROPERTIES[0]),
            read_first_value(PREVIOUS_TEXT_PROPERTIES[1]),
            read_first_value(PREVIOUS_TEXT_PROPERTIES[2]),
        ),
        plural_msgid=read_first_value(PLURAL_PROPERTY),
        other_forms=tuple(other_forms),
        outer_space=(
            read_first_value(OUTER_SPACE_PROPERTIES[0]) or "",
            read_first_value(OUTER_SPACE_PROPERTIES[1]) or "",
            read_first_value(OUTER_SPACE_PROPERTIES[2]) or "",
            read_first_value(OUTER_SPACE_PROPERTIES[3]) or "",
        ),
        is_obsolete=read_first_value(OBSOLETE.name) == OBSOLETE.value,
    )


def _is_writable(po_fields: PoFields) -> bool:
    """Whether an entry with these fields is read as it was written."""
    texts = (
        po_fields.domain,
        po_fields.context,
        *po_fields.previous_texts,
        po_fields.plural_msgid,
        *po_fields.other_forms,
    )
    return (
        not any(text is not None and UNWRITABLE_PATTERN.search(text) for text in texts)
        and all(
            _REFERENCE_PATTERN.fullmatch(reference)
            for reference in po_fields.references
        )
        and all(
            _FLAG_PATTERN.fullmatch(flag) and flag != "fuzzy"
            for flag in po_fields.flags
        )
        and len(set(po_fields.flags)) == len(po_fields.flags)
        and _is_plain_comment(po_fields.extracted_comment)
        and all(not outer_space.strip() for outer_space in po_fields.outer_space)
        and po_fields.plural_msgid != ""
        and not (po_fields.is_obsolete and po_fields.domain)
    )


def _is_plain_comment(text: str) -> bool:
    """Whether a text is read as a comment without Padanan's own fields."""
    if not text:
        return True
    return all(
        not line or fits_comment_line(line.lstrip(" ")) for line in text.split("\n")
    ) and not any(parse_comment(text)[0])
