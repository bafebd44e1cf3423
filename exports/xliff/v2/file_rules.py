"""Validation of XLIFF 2.x beyond a unit: skeletons, notes, extensions and sub-flows."""

from collections.abc import Iterable, Iterator

from exports.xliff.requirements import RuleViolation, iterate_descendants
from exports.xliff.v2.module_rules import check_module_element
from exports.xml.document import Element

_SUB_FLOW_ATTRIBUTES = ("subFlows", "subFlowsStart", "subFlowsEnd")


class FileRules:
    """The rules for one `<file>`, given its parts in their order."""

    def __init__(self, source_language: str | None) -> None:
        self._source_language = source_language
        self._note_ids: set[str] = set()
        self._extension_ids: set[tuple[str, str]] = set()
        """Ids with the prefixes of their elements, in the container read last."""
        self._unit_id_hashes: set[int] = set()
        self._sub_flow_references: list[tuple[int, str]] = []
        """Ids of units that codes refer to, with their lines."""

    def start_container(self) -> None:
        """Begin a `<file>` or `<group>`, whose notes and extensions come first."""
        self._note_ids.clear()
        self._extension_ids.clear()

    def check_outside_element(self, element: Element) -> Iterator[RuleViolation]:
        """Check an element that is in no unit."""
        if element.name == "skeleton":
            yield from _check_skeleton(element)
        elif element.name == "note":
            note_id = element.attributes.get("id")
            if note_id is not None and note_id in self._note_ids:
                yield element.line_number, f"id={note_id!r} of <note> occurs twice"
            self._note_ids.add(note_id or "")
        elif ":" in element.name:
            yield from _check_extension_ids([element], self._extension_ids)
            yield from check_module_element(element, self._source_language)

    def check_unit(self, unit: Element) -> Iterator[RuleViolation]:
        """Check the extensions of a unit, and remember what it refers to."""
        self._unit_id_hashes.add(hash(unit.attributes.get("id", "")))
        yield from _check_extension_ids(iterate_descendants(unit), set())
        for element in iterate_descendants(unit):
            for attribute_name in _SUB_FLOW_ATTRIBUTES:
                for unit_id in element.attributes.get(attribute_name, "").split():
                    self._sub_flow_references.append((element.line_number, unit_id))

    def check_end(self) -> Iterator[RuleViolation]:
        """Check that sub-flows are units of the file."""
        for line_number, unit_id in self._sub_flow_references:
            if hash(unit_id) not in self._unit_id_hashes:
                yield line_number, f"the sub-flow {unit_id!r} is no unit of the file"


def _check_skeleton(skeleton: Element) -> Iterator[RuleViolation]:
    has_content = bool(skeleton.content or skeleton.damage)
    if "href" in skeleton.attributes and has_content:
        yield skeleton.line_number, "<skeleton> has both href and content"
    elif "href" not in skeleton.attributes and not has_content:
        yield skeleton.line_number, "<skeleton> needs href or content"


def _check_extension_ids(
    elements: Iterable[Element], seen_ids: set[tuple[str, str]]
) -> Iterator[RuleViolation]:
    """Check that ids of a module or extension are unique in their container."""
    for element in elements:
        prefix, colon, _ = element.name.partition(":")
        element_id = element.attributes.get("id") or element.attributes.get("xml:id")
        if not colon or element_id is None:
            continue
        if (prefix, element_id) in seen_ids:
            yield (
                element.line_number,
                f"id={element_id!r} of <{element.name}> occurs twice",
            )
        seen_ids.add((prefix, element_id))
