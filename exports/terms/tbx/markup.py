"""TBX markup of concept entries, in both styles.

DCA has the category in an attribute, `<termNote type="partOfSpeech">`; DCT has it as
the name of the element, `<min:partOfSpeech>`. Facts without a category in the dialect
are notes (see `exports.terms.tbx.fields`).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from exports.entry import LossTally
from exports.term_format import TermWriteOptions
from exports.terms.field_texts import format_interval, format_relation
from exports.terms.tbx.fields import (
    NAMESPACE,
    PARTS_OF_SPEECH,
    WRITER_REMARK,
    NoteFactKind,
    format_fact,
    parse_fact,
)
from exports.terms.tbx.note_lines import (
    CategorisedLine,
    load_categories,
    split_concept_note,
    split_term_note,
)
from exports.xml.escaping import (
    escape_text,
    quote_attribute,
    remove_forbidden_characters,
)
from glossary.entries.entry import ConceptEntry, Relation, Term
from tm.errors import InputError, UnknownName
from tm.text.segment import compute_content_key

STYLES = ("dca", "dct")
DIALECTS = ("TBX-Basic", "TBX-Min", "TBX-Core", "TBX-Default")

_MIN_MODULE_ELEMENT_NAME_BY_CATEGORY = {
    "subjectField": "descrip",
    "administrativeStatus": "termNote",
    "partOfSpeech": "termNote",
}
"""Elements in DCA of the categories of a module."""
_BASIC_MODULE_ELEMENT_NAME_BY_CATEGORY = {
    "definition": "descrip",
    "source": "admin",
    "crossReference": "ref",
}
_ELEMENT_NAME_BY_CATEGORY_BY_DIALECT = {
    "TBX-Basic": _MIN_MODULE_ELEMENT_NAME_BY_CATEGORY
    | _BASIC_MODULE_ELEMENT_NAME_BY_CATEGORY,
    "TBX-Min": _MIN_MODULE_ELEMENT_NAME_BY_CATEGORY,
    "TBX-Core": {},
}
_ELEMENT_NAME_BY_CATEGORY_BY_DIALECT["TBX-Default"] = (
    _ELEMENT_NAME_BY_CATEGORY_BY_DIALECT["TBX-Basic"]
)
_NAMESPACE_AND_ELEMENT_NAMES_BY_PREFIX = {
    "min": ("http://www.tbxinfo.net/ns/min", _MIN_MODULE_ELEMENT_NAME_BY_CATEGORY),
    "basic": (
        "http://www.tbxinfo.net/ns/basic",
        _BASIC_MODULE_ELEMENT_NAME_BY_CATEGORY,
    ),
}
_NOTE_FACT_BY_CATEGORY = {
    "subjectField": NoteFactKind.SUBJECT_FIELD,
    "administrativeStatus": NoteFactKind.STATUS,
    "partOfSpeech": NoteFactKind.PART_OF_SPEECH,
    "definition": NoteFactKind.DEFINITION,
    "source": NoteFactKind.SOURCE,
}
_XML_ID_PATTERN = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*\Z")  # an NCName for all tools


class TbxMarkupFormatter:
    """Formats entries in one style and dialect."""

    def __init__(self, options: TermWriteOptions) -> None:
        if options.style not in STYLES:
            raise UnknownName("style of TBX", options.style, STYLES)
        if options.dialect not in DIALECTS:
            raise UnknownName("dialect of TBX", options.dialect, DIALECTS)
        if options.dialect == "TBX-Default" and options.style != "dca":
            raise InputError("TBX-Default has no elements of its own; write it as dca")
        self.tally = LossTally()
        self._options = options
        self._note_line_categories = load_categories(options.dialect)
        self._tags_by_category = self._make_tags_by_category()
        self._written_ids: set[str] = set()
        self._referenced_ids: dict[str, None] = {}

    def format_head(self) -> str:
        """Format everything before the first entry."""
        options = self._options
        namespace_markup = ""
        if options.style == "dct":
            element_name_by_category_in_dialect = _ELEMENT_NAME_BY_CATEGORY_BY_DIALECT[
                options.dialect
            ]
            for prefix, (
                namespace_uri,
                element_name_by_category,
            ) in _NAMESPACE_AND_ELEMENT_NAMES_BY_PREFIX.items():
                if (
                    element_name_by_category.keys()
                    <= element_name_by_category_in_dialect.keys()
                ):
                    namespace_markup += f' xmlns:{prefix}="{namespace_uri}"'
        language_tag = options.source.tag if options.source else "en"
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f'<tbx type="{options.dialect}" style="{options.style}"'
            f' xml:lang="{language_tag}" xmlns="{NAMESPACE}"{namespace_markup}>\n'
            f"<tbxHeader><fileDesc><sourceDesc><p>{WRITER_REMARK}</p></sourceDesc></fileDesc>"
            "</tbxHeader>\n<text>\n<body>\n"
        )

    def format_tail(self) -> str:
        """Format everything after the last entry.

        Concepts that an entry refers to must be in the file, so missing ones get an
        element in the back matter.
        """
        missing_ids = [
            missing_id
            for missing_id in self._referenced_ids
            if missing_id not in self._written_ids
        ]
        if not missing_ids:
            return "</body>\n</text>\n</tbx>\n"
        reference_markup = "".join(
            f'<refObject id="{missing_id}"><item>a concept that is not in this file'
            "</item></refObject>\n"
            for missing_id in missing_ids
        )
        return (
            '</body>\n<back>\n<refObjectSec type="concept">\n'
            f"{reference_markup}</refObjectSec>\n</back>\n</text>\n</tbx>\n"
        )

    def format_entry(self, entry: ConceptEntry) -> str:
        """Format an entry with terms."""
        xml_id = _make_xml_id(entry.id)
        self._written_ids.add(xml_id)
        locales = dict.fromkeys(term.locale for term in entry.terms)
        categorised_lines, note = split_concept_note(
            entry.note,
            self._note_line_categories,
            [locale.tag for locale in locales],
        )
        entry = replace(entry, note=note)
        markup_parts = [f'<conceptEntry id="{xml_id}">\n']
        markup_parts += self._format_categorised_lines(
            categorised_line
            for categorised_line in categorised_lines
            if categorised_line.language is None
        )
        markup_parts += self._format_concept_facts(entry, xml_id)
        ordered_terms = []
        for locale in locales:
            markup_parts.append(f'<langSec xml:lang="{locale.tag}">\n')
            markup_parts += self._format_categorised_lines(
                line for line in categorised_lines if line.language == locale.tag
            )
            for term in entry.terms:
                if term.locale == locale:
                    ordered_terms.append(term)
                    markup_parts += self._format_term(term)
            markup_parts.append("</langSec>\n")
        markup_parts.append("</conceptEntry>\n")
        is_reordered = tuple(ordered_terms) != entry.terms
        self.tally.add("order of terms between languages", is_reordered)
        markup, removed_count = remove_forbidden_characters("".join(markup_parts))
        self.tally.add("characters that XML cannot hold", removed_count)
        return markup

    def _format_concept_facts(self, entry: ConceptEntry, xml_id: str) -> Iterator[str]:
        """Format the facts about a concept, except its terms."""
        if entry.subject_field:
            yield self._format_fact("subjectField", entry.subject_field)
        if entry.definition:
            yield self._format_fact("definition", entry.definition)
        for relation in entry.relations:
            yield self._format_relation(relation)
        if xml_id != entry.id:
            yield _format_note(NoteFactKind.ID, entry.id)
        if entry.confidence:
            yield _format_note(NoteFactKind.CONFIDENCE, entry.confidence)
        yield from _format_common_facts(entry)

    def _format_term(self, term: Term) -> Iterator[str]:
        """Format a term with the facts about it."""
        yield f"<termSec>\n<term>{escape_text(term.text)}</term>\n"
        categorised_lines, note = split_term_note(term.note, self._note_line_categories)
        term_note_lines: list[CategorisedLine] = []
        other_lines: list[CategorisedLine] = []
        for categorised_line in categorised_lines:
            is_note = (
                self._note_line_categories.term_element_by_category[
                    categorised_line.category
                ]
                == "termNote"
            )
            (term_note_lines if is_note else other_lines).append(categorised_line)
        yield from self._format_categorised_lines(term_note_lines)
        # The core structure demands that term notes come first.
        part_of_speech = term.part_of_speech
        if part_of_speech:
            listed_part_of_speech = (
                part_of_speech if part_of_speech in PARTS_OF_SPEECH else "other"
            )
            if "partOfSpeech" in self._tags_by_category:
                yield self._format_fact("partOfSpeech", listed_part_of_speech)
        if "administrativeStatus" in self._tags_by_category:
            yield self._format_fact(
                "administrativeStatus", f"{term.status}Term-admn-sts"
            )
        else:
            yield _format_note(NoteFactKind.STATUS, term.status)
        if term.source:
            yield self._format_fact("source", term.source)
        yield from self._format_categorised_lines(other_lines)
        if part_of_speech and (
            listed_part_of_speech != part_of_speech
            or "partOfSpeech" not in self._tags_by_category
        ):
            yield _format_note(NoteFactKind.PART_OF_SPEECH, part_of_speech)
        if term.forbidden:
            yield _format_note(NoteFactKind.FORBIDDEN, "yes")
        if term.shared:
            yield _format_note(NoteFactKind.SHARED, "yes")
        if term.case_sensitive is not None:
            yield _format_note(
                NoteFactKind.CASE, "yes" if term.case_sensitive else "no"
            )
        yield from _format_common_facts(replace(term, note=note))
        yield "</termSec>\n"

    def _format_categorised_lines(
        self, categorised_lines: Iterable[CategorisedLine]
    ) -> Iterator[str]:
        for categorised_line in categorised_lines:
            yield self._format_fact(categorised_line.category, categorised_line.text)

    def _format_relation(self, relation: Relation) -> str:
        relation_description = format_relation(relation)
        start_and_end_tag = self._tags_by_category.get("crossReference")
        if start_and_end_tag is None or not _XML_ID_PATTERN.match(relation.concept):
            return _format_note(
                NoteFactKind.RELATION, f"{relation_description}: {relation.concept}"
            )
        self._referenced_ids[relation.concept] = None
        start_tag, end_tag = start_and_end_tag
        escaped_text = escape_text(relation_description)
        return f'{start_tag} target="{relation.concept}">{escaped_text}{end_tag}'

    def _format_fact(self, category: str, text: str) -> str:
        """Format a fact as the element of its category, else as a note."""
        start_and_end_tag = self._tags_by_category.get(category)
        if start_and_end_tag is None:
            return _format_note(_NOTE_FACT_BY_CATEGORY[category], text)
        return f"{start_and_end_tag[0]}>{escape_text(text)}{start_and_end_tag[1]}"

    def _make_tags_by_category(self) -> dict[str, tuple[str, str]]:
        """Make the start and end tags of the elements of each category."""
        tags_by_category = {}
        element_name_by_category = {
            **_ELEMENT_NAME_BY_CATEGORY_BY_DIALECT[self._options.dialect],
            **self._note_line_categories.concept_element_by_category,
            **self._note_line_categories.term_element_by_category,
        }
        for category, element_name in element_name_by_category.items():
            if self._options.style == "dca":
                start_tag, tag_name = (
                    f"<{element_name} type={quote_attribute(category)}",
                    element_name,
                )
            else:
                prefix = (
                    "min"
                    if category in _MIN_MODULE_ELEMENT_NAME_BY_CATEGORY
                    else "basic"
                )
                tag_name = f"{prefix}:{category}"
                start_tag = f"<{tag_name}"
            tags_by_category[category] = (start_tag, f"</{tag_name}>\n")
        return tags_by_category


def _format_common_facts(entry_or_term: ConceptEntry | Term) -> Iterator[str]:
    """Format what concepts and terms have alike: dates and note."""
    interval = format_interval(entry_or_term.valid_from, entry_or_term.valid_to)
    if interval:
        yield _format_note(NoteFactKind.VALID, interval)
    if entry_or_term.note:
        if parse_fact(entry_or_term.note) == (NoteFactKind.NOTE, entry_or_term.note):
            yield f"<note>{escape_text(entry_or_term.note)}</note>\n"
        else:
            yield _format_note(NoteFactKind.NOTE, entry_or_term.note)


def _format_note(fact_kind: NoteFactKind, text: str) -> str:
    return f"<note>{escape_text(format_fact(fact_kind, text))}</note>\n"


def _make_xml_id(concept_id: str) -> str:
    """Make an id that XML allows; equal ids give equal ones."""
    return (
        concept_id
        if _XML_ID_PATTERN.match(concept_id)
        else f"c-{compute_content_key(concept_id).hex()}"
    )
