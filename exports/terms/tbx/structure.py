"""Validation of the structure of TBX files, of any edition and style.

The names of DCT's data categories are many, so only the elements that hold a file
together are checked: entries, languages, term sections and their terms.
"""

from collections.abc import Iterator
from pathlib import Path

from exports.entry import FormatViolation
from exports.xml.document import Element, ElementSelection, XmlDocument
from tm.errors import FormatError

ROOT_ELEMENT_NAMES = ("tbx", "martif", "TBX")
ENTRY_ELEMENT_NAMES = frozenset(("conceptEntry", "termEntry"))
LANGUAGE_SECTION_NAMES = frozenset(("langSec", "langSet"))
TERM_SECTION_NAMES = frozenset(("termSec", "tig", "ntig"))
_STRUCTURE_NAMES = (
    ENTRY_ELEMENT_NAMES
    | LANGUAGE_SECTION_NAMES
    | TERM_SECTION_NAMES
    | {"term", "termGrp"}
)
_FRAME_NAMES = frozenset(("text", "body"))
_HEADER_NAMES = frozenset(("tbxHeader", "martifHeader"))
_REFERENCE_TYPES = frozenset(("crossReference",))


def find_structure_faults(path: Path) -> Iterator[FormatViolation]:
    """Find faults of the structure; those of texts and languages are the reader's."""
    document = XmlDocument(
        path,
        ElementSelection(
            ROOT_ELEMENT_NAMES,
            entry_names=ENTRY_ELEMENT_NAMES | _HEADER_NAMES | {"back"},
            container_names=frozenset(ROOT_ELEMENT_NAMES),
            announces_containers=True,
            includes_outside=True,
        ),
        drops_prefixes=True,
    )
    structure = _FileStructure(str(path))
    try:
        for element in document:
            yield from structure.check_element(element)
        yield from structure.check_end()
    except FormatError:
        return  # which the reader reports, too


class _FileStructure:
    """The structure of a file, element by element."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._outer_element_names: set[str] = set()
        """Names of the elements around entries."""
        self._ids: set[str] = set()
        self._references: list[tuple[int, str]] = []

    def check_element(self, element: Element) -> Iterator[FormatViolation]:
        """Check an entry, or an element around entries."""
        if element.name in ENTRY_ELEMENT_NAMES:
            if element.damage is None:
                yield from self._check_entry(element)
            return
        self._outer_element_names.add(element.name)
        self._add_ids(element)
        if element.name in ROOT_ELEMENT_NAMES and "xml:lang" not in element.attributes:
            yield self._make_fault(element, f"<{element.name}> without xml:lang")
        if element.name in _STRUCTURE_NAMES:
            yield self._make_fault(
                element, f"<{element.name}> is not allowed outside of an entry"
            )

    def check_end(self) -> Iterator[FormatViolation]:
        """Check what the whole file must have."""
        if (
            not self._outer_element_names & _HEADER_NAMES
            and "TBX" not in self._outer_element_names
        ):
            yield FormatViolation(self._path, 1, "the file has no header")
        missing_names = sorted(_FRAME_NAMES - self._outer_element_names)
        if missing_names and "TBX" not in self._outer_element_names:
            yield FormatViolation(self._path, 1, f"<{missing_names[-1]}> is missing")
        for line_number, target_id in self._references:
            if target_id not in self._ids:
                reason = f"target={target_id!r} is not an entry or term of the file"
                yield FormatViolation(self._path, line_number, reason)

    def _check_entry(self, entry: Element) -> Iterator[FormatViolation]:
        self._add_ids(entry)
        sections = _list_children(entry, LANGUAGE_SECTION_NAMES)
        if not sections:
            yield self._make_fault(entry, f"<{entry.name}> without a language section")
        yield from self._check_children(entry, LANGUAGE_SECTION_NAMES)
        for section in sections:
            yield from self._check_children(section, TERM_SECTION_NAMES)
            term_sections = _list_children(section, TERM_SECTION_NAMES)
            if not term_sections:
                yield self._make_fault(
                    section, f"<{section.name}> without a term section"
                )
            for term_section in term_sections:
                yield from self._check_term_section(term_section)

    def _check_term_section(self, section: Element) -> Iterator[FormatViolation]:
        term_parent = section
        if section.name == "ntig":
            groups = _list_children(section, frozenset(("termGrp",)))
            if len(groups) != 1:
                yield self._make_fault(section, "<ntig> needs one <termGrp>")
                return
            term_parent = groups[0]
            yield from self._check_children(section, frozenset(("termGrp",)))
        terms = _list_children(term_parent, frozenset(("term",)))
        if len(terms) > 1:
            yield self._make_fault(
                terms[1],
                f"a second <term> in <{term_parent.name}>; write a section for each",
            )
        elif not terms:
            yield self._make_fault(term_parent, f"<{term_parent.name}> without <term>")
        elif terms[0] is not next(
            child for child in term_parent.content if isinstance(child, Element)
        ):
            yield self._make_fault(
                terms[0], f"<term> must be first in <{term_parent.name}>"
            )
        yield from self._check_children(term_parent, frozenset(("term",)))

    def _check_children(
        self, parent: Element, allowed_names: frozenset[str]
    ) -> Iterator[FormatViolation]:
        """Check that a structural element is in its place, and text in elements."""
        for child in parent.content:
            if isinstance(child, str):
                if child.strip():
                    yield self._make_fault(
                        parent, f"text is not allowed in <{parent.name}>"
                    )
            elif child.name in _STRUCTURE_NAMES - allowed_names:
                yield self._make_fault(
                    child, f"<{child.name}> is not allowed in <{parent.name}>"
                )

    def _add_ids(self, element: Element) -> None:
        """Remember the ids of an element and those in it, and cross-references."""
        element_id = element.attributes.get("id")
        if element_id is not None:
            self._ids.add(element_id)
        target_id = element.attributes.get("target")
        if target_id and (
            element.attributes.get("type") in _REFERENCE_TYPES
            or element.name in _REFERENCE_TYPES
        ):
            self._references.append((element.line_number, target_id.removeprefix("#")))
        for child in element.content:
            if isinstance(child, Element):
                self._add_ids(child)

    def _make_fault(self, element: Element, reason: str) -> FormatViolation:
        return FormatViolation(self._path, element.line_number, reason)


def _list_children(element: Element, names: frozenset[str]) -> list[Element]:
    return [
        child
        for child in element.content
        if isinstance(child, Element) and child.name in names
    ]
