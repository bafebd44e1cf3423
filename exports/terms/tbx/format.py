"""TBX format: ISO 30042:2019 in both styles, and earlier versions.

Reads TBX-Basic, TBX-Min and TBX-Core in the styles DCA and DCT, and TBX-Default and
TBX-Basic of 2008, with any name prefixes. Writes the edition of 2019, valid against the
published schemas.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from exports.entry import FormatViolation, LossTally, WriteResult
from exports.format import ReadOptions
from exports.term_format import (
    SupportedTermFeatures,
    TermFeature,
    TermItem,
    TermWriteOptions,
)
from exports.terms.field_texts import normalise_term
from exports.terms.tbx.concept_builder import ConceptBuilder, TermBuilder
from exports.terms.tbx.fields import WRITER_REMARK
from exports.terms.tbx.markup import TbxMarkupFormatter
from exports.terms.tbx.structure import (
    ENTRY_ELEMENT_NAMES,
    LANGUAGE_SECTION_NAMES,
    ROOT_ELEMENT_NAMES,
    TERM_SECTION_NAMES,
    find_structure_faults,
)
from exports.xml.document import Element, ElementSelection, XmlDocument
from glossary.entries.entry import ConceptEntry, Term, TermStatus
from tm.errors import InputError, InvalidLocale
from tm.file_remarks import SkippedEntry
from tm.text.locale import Locale
from tm.text.normal import nfc

_TYPED_ELEMENT_NAMES = frozenset(
    "descrip admin termNote ref xref transac adminNote descripNote transacNote".split()
)
"""Elements of DCA whose attribute `type` is their category."""
_STANDARD_FEATURES = frozenset(TermFeature) - {
    TermFeature.FORBIDDEN,
    TermFeature.SHARED,
    TermFeature.CASE,
    TermFeature.TERM_DATES,
    TermFeature.DATES,
    TermFeature.CONFIDENCE,
    TermFeature.RELATIONS,
}
"""Features with categories in TBX; the others are written as notes of Padanan."""
_GROUP_ELEMENT_NAMES = frozenset(("descripGrp", "adminGrp", "termNoteGrp", "termGrp"))
_INDENTED_LINE_BREAK_PATTERN = re.compile(r"[ \t]*\n[ \t]+")


def read(path: Path, options: ReadOptions) -> Iterator[TermItem]:
    """Read the entries of a file in constant memory."""
    read_element_names = ENTRY_ELEMENT_NAMES | {"sourceDesc", "refObject"}
    document = XmlDocument(
        path,
        ElementSelection(ROOT_ELEMENT_NAMES, read_element_names),
        drops_prefixes=True,
    )
    entry_reader = _TbxEntryReader(str(path))
    yield SupportedTermFeatures(_STANDARD_FEATURES)
    for element in document:
        if element.name == "sourceDesc":
            entry_reader.is_written_by_padanan = WRITER_REMARK in element.text
            yield SupportedTermFeatures(
                frozenset(TermFeature)
                if entry_reader.is_written_by_padanan
                else _STANDARD_FEATURES
            )
        elif element.name != "refObject":
            yield from entry_reader.read_entry(element)
        elif not entry_reader.is_written_by_padanan:
            entry_reader.tally.add("<refObject> of the back matter")
    entry_reader.tally.add(
        "characters that XML cannot hold", document.removed_character_count
    )
    yield from entry_reader.tally.list_losses()


def write(
    entries: Iterable[ConceptEntry],
    file: BinaryIO,
    options: TermWriteOptions | None = None,
) -> WriteResult:
    """Write entries in constant memory."""
    markup_formatter = TbxMarkupFormatter(options or TermWriteOptions())
    file.write(markup_formatter.format_head().encode())
    written_count = left_out_count = 0
    for entry in entries:
        if not entry.terms:
            left_out_count += 1
            continue
        written_count += 1
        file.write(markup_formatter.format_entry(entry).encode())
    file.write(markup_formatter.format_tail().encode())
    return WriteResult(
        written_count, left_out_count, markup_formatter.tally.list_losses()
    )


def validate(path: Path) -> Iterator[FormatViolation]:
    """Find faults of the structure, and parts that the reader skips."""
    faults = list(find_structure_faults(path))
    fault_lines = {fault.line for fault in faults}
    for item in read(path, ReadOptions()):
        if isinstance(item, SkippedEntry) and item.line not in fault_lines:
            faults.append(FormatViolation(item.path, item.line, item.reason))
    yield from sorted(faults, key=lambda fault: fault.line or 0)


class _TbxEntryReader:
    """Makes entries from elements, and counts losses."""

    def __init__(self, path: str) -> None:
        self.tally = LossTally()
        self.is_written_by_padanan = False
        self._path = path
        self._line_number_by_id: dict[str, int] = {}
        """Line of each concept."""

    def read_entry(self, element: Element) -> Iterator[TermItem]:
        """Read an entry, and the parts of it that are skipped."""
        if element.damage:
            yield self._make_skipped_entry(element, element.damage)
            return
        concept_builder = ConceptBuilder(element.attributes.get("id", "").strip())
        skipped_entries: list[SkippedEntry] = []
        for child in _list_children(element):
            if child.name in LANGUAGE_SECTION_NAMES:
                self._read_language_section(child, concept_builder, skipped_entries)
            else:
                for category, text, fact_element in self._read_facts(child):
                    target_id = fact_element.attributes.get("target", "")
                    if not concept_builder.add_fact(category, text, target_id):
                        concept_builder.add_described_fact(category, text, target_id)
        yield from skipped_entries
        terms = self._make_terms(concept_builder)
        if not terms:
            if not skipped_entries:
                yield self._make_skipped_entry(element, "no term")
            return
        entry = concept_builder.make_entry(terms)
        first_line_number = self._line_number_by_id.setdefault(
            entry.id, element.line_number
        )
        if first_line_number != element.line_number:
            yield self._make_skipped_entry(
                element,
                f"duplicate concept {entry.id}; it is in line {first_line_number}",
            )
            return
        yield entry

    def _read_language_section(
        self,
        section: Element,
        concept_builder: ConceptBuilder,
        skipped_entries: list[SkippedEntry],
    ) -> None:
        """Read the terms and facts of a language; invalid ones are skipped."""
        attributes = section.attributes
        language_tag = attributes.get("xml:lang") or attributes.get("lang") or ""
        try:
            if not language_tag:
                raise InvalidLocale(f"<{section.name}> names no language")
            locale = Locale.parse(language_tag)
        except InvalidLocale as error:
            skipped_entries.append(self._make_skipped_entry(section, str(error)))
            return
        for child in _list_children(section):
            if child.name in TERM_SECTION_NAMES:
                try:
                    concept_builder.term_builders += self._read_term_section(
                        child, locale, concept_builder
                    )
                except InputError as error:
                    skipped_entries.append(self._make_skipped_entry(child, str(error)))
            else:
                for category, text, fact_element in self._read_facts(child):
                    target_id = fact_element.attributes.get("target", "")
                    if not concept_builder.add_fact(
                        category, text, target_id, locale=locale
                    ):
                        concept_builder.add_described_fact(
                            category, text, target_id, locale
                        )

    def _read_term_section(
        self, section: Element, locale: Locale, concept_builder: ConceptBuilder
    ) -> list[TermBuilder]:
        """Read the term of a section with its facts. Raises InputError.

        Some tools put several terms into one section, each with its facts after it.
        """
        term_elements = [
            child for child in _list_section_elements(section) if child.name == "term"
        ]
        texts = [normalise_term(element.text, locale) for element in term_elements]
        term_builders = [
            TermBuilder(locale, text) for text in texts or [normalise_term("", locale)]
        ]
        term_index = -1
        for child in _list_children(section):
            if child.name == "termGrp":
                term_index += sum(1 for _ in child.find_children("term"))
            elif child.name == "term":
                term_index += 1
            term_builder = term_builders[max(term_index, 0)]
            for category, content, fact_element in self._read_facts(child):
                target_id = fact_element.attributes.get("target", "")
                if term_builder.add_fact(category, content) or concept_builder.add_fact(
                    category, content, target_id, locale=locale
                ):
                    continue
                term_builder.add_described_fact(category, content, target_id)
        return term_builders

    def _make_terms(self, concept_builder: ConceptBuilder) -> list[Term]:
        """Make the terms; the first one of a language without statuses is preferred."""
        preferred_locales = {
            term.locale
            for term in concept_builder.term_builders
            if term.status is TermStatus.PREFERRED
        }
        term_by_key: dict[tuple[Locale, str], Term] = {}
        for term_builder in concept_builder.term_builders:
            status = term_builder.status
            if status is None:
                status = TermStatus.ADMITTED
                if term_builder.locale not in preferred_locales:
                    status = TermStatus.PREFERRED
                    preferred_locales.add(term_builder.locale)
            term = term_builder.make_term(status)
            if term_by_key.setdefault((term.locale, term.text), term) != term:
                self.tally.add("duplicate terms")
        return list(term_by_key.values())

    def _read_facts(
        self, element: Element, group_category: str = ""
    ) -> Iterator[tuple[str, str, Element]]:
        """Read the facts of an element or group: category, text and element."""
        element_name = element.name
        if element_name in _GROUP_ELEMENT_NAMES:
            first_category = group_category
            for child in _list_children(element):
                yield from self._read_facts(child, first_category)
                if (
                    element_name != "termGrp"
                ):  # other groups are about their first element
                    first_category = first_category or _read_category(child)
        elif element_name.startswith("transac"):
            yield "transaction", *self._read_transaction(element)
        elif element_name == "term":
            return
        elif group_category:
            yield (
                f"{_read_category(element)} of {group_category}",
                self._read_text(element),
                element,
            )
        else:
            yield _read_category(element), self._read_text(element), element

    def _read_transaction(self, element: Element) -> tuple[str, Element]:
        """Read a transaction as text, with the element that refers to a person."""
        fact_elements = [*_list_children(element)] or [element]
        fact_texts = [
            fact_text
            for fact_element in fact_elements
            if (fact_text := self._read_text(fact_element))
        ]
        target_elements = (
            fact_element
            for fact_element in fact_elements
            if "target" in fact_element.attributes
        )
        return ", ".join(fact_texts), next(target_elements, element)

    def _read_text(self, element: Element) -> str:
        text = nfc(element.text)
        # Some tools break and indent the lines of long texts.
        return (
            text
            if self.is_written_by_padanan
            else _INDENTED_LINE_BREAK_PATTERN.sub(" ", text).strip()
        )

    def _make_skipped_entry(self, element: Element, reason: str) -> SkippedEntry:
        return SkippedEntry(self._path, element.line_number, reason)


def _list_children(element: Element) -> Iterator[Element]:
    return (child for child in element.content if isinstance(child, Element))


def _list_section_elements(element: Element) -> Iterator[Element]:
    """List the elements of a section, including those in its groups."""
    for child in _list_children(element):
        yield child
        if child.name == "termGrp":
            yield from _list_children(child)


def _read_category(element: Element) -> str:
    """The category of a fact: its type in DCA, its element in DCT."""
    if element.name in _TYPED_ELEMENT_NAMES:
        return element.attributes.get("type", "").strip() or element.name
    return element.name
