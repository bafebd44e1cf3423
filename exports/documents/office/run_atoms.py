"""Content of a paragraph of Word: texts, codes in runs, and codes between runs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from exports.documents.office.xml_tree import OfficeElement

_PLACEHOLDER_BY_ELEMENT = {
    "AlternateContent": "<image/>",
    "bookmarkEnd": "<bookmark/>",
    "bookmarkStart": "<bookmark/>",
    "br": "<br/>",
    "commentRangeEnd": "<comment/>",
    "commentRangeStart": "<comment/>",
    "commentReference": "<comment/>",
    "cr": "<br/>",
    "del": "<deleted/>",
    "drawing": "<image/>",
    "endnoteReference": "<note/>",
    "fld": "<field/>",
    "fldChar": "<field/>",
    "fldSimple": "<field/>",
    "footnoteReference": "<note/>",
    "instrText": "<field/>",
    "moveFrom": "<deleted/>",
    "noBreakHyphen": "<hyphen/>",
    "object": "<image/>",
    "oMath": "<formula/>",
    "oMathPara": "<formula/>",
    "pict": "<image/>",
    "softHyphen": "<soft-hyphen/>",
    "sym": "<symbol/>",
    "tab": "<tab/>",
}
_OTHER_PLACEHOLDER = "<code/>"
_TAG_NAME_BY_CONTAINER = {
    "customXml": "tag",
    "hyperlink": "link",
    "ins": "inserted",
    "moveTo": "inserted",
    "sdt": "control",
    "smartTag": "tag",
}
_INVISIBLE_ELEMENTS = frozenset(
    "proofErr lastRenderedPageBreak rPr pPr endParaRPr sdtPr sdtEndPr".split()
)
"""Elements that a translated sentence does without."""
_MAX_DEPTH = 50


class AtomKind(StrEnum):
    """What a piece of a paragraph is."""

    TEXT = "text"
    IN_RUN = "in run"
    """A code in a run of text, such as a line break."""
    BETWEEN = "between"
    """A code between runs."""
    OPEN = "open"
    """The start of an element around runs, such as a link."""
    CLOSE = "close"
    FORMAT_OPEN = "format open"
    """The beginning of runs in another format; it has no markup of its own."""
    FORMAT_CLOSE = "format close"


@dataclass(frozen=True, slots=True, eq=False)
class RunAtom:
    """A piece of a paragraph."""

    kind: AtomKind
    start: int
    end: int
    data: str = ""
    run: OfficeElement | None = None
    element: OfficeElement | None = None
    """The element in the run."""
    is_first_in_run: bool = False
    is_last_in_run: bool = False


def list_atoms(paragraph: OfficeElement) -> list[RunAtom]:
    """List the pieces of a paragraph, in order."""
    return list(_iterate_atoms(paragraph.children, 0))


def _iterate_atoms(elements: Sequence[OfficeElement], depth: int) -> Iterator[RunAtom]:
    field_end_by_start = _match_fields(elements) if depth < _MAX_DEPTH else {}
    index = 0
    while index < len(elements):
        element = elements[index]
        if index in field_end_by_start:
            field_end = field_end_by_start[index]
            yield from _iterate_field_atoms(elements[index : field_end + 1], depth)
            index = field_end
        elif element.name == "r":
            yield from _iterate_run_atoms(element)
        elif element.name in _INVISIBLE_ELEMENTS:
            pass
        elif element.name in _TAG_NAME_BY_CONTAINER and depth < _MAX_DEPTH:
            yield from _iterate_container_atoms(element, depth)
        else:
            yield _make_placeholder(element.start, element.end, element.name)
        index += 1


def _iterate_container_atoms(container: OfficeElement, depth: int) -> Iterator[RunAtom]:
    """Iterate over an element around runs; one without text is one code."""
    content_element = container
    if container.name == "sdt":
        sdt_content = container.find_child("sdtContent")
        if sdt_content is None:
            yield _make_placeholder(container.start, container.end, container.name)
            return
        content_element = sdt_content
    inner_atoms = list(_iterate_atoms(content_element.children, depth + 1))
    tag_name = _TAG_NAME_BY_CONTAINER[container.name]
    if not any(atom.kind is AtomKind.TEXT for atom in inner_atoms):
        yield RunAtom(
            AtomKind.BETWEEN, container.start, container.end, f"<{tag_name}/>"
        )
        return
    yield RunAtom(
        AtomKind.OPEN, container.start, content_element.inner_start, f"<{tag_name}>"
    )
    yield from inner_atoms
    yield RunAtom(
        AtomKind.CLOSE, content_element.inner_end, container.end, f"</{tag_name}>"
    )


def _iterate_run_atoms(run: OfficeElement) -> Iterator[RunAtom]:
    """Iterate over a run; one without text is one code."""
    visible_children = [
        child for child in run.children if child.name not in _INVISIBLE_ELEMENTS
    ]
    if not any(child.name == "t" and child.texts for child in visible_children):
        if visible_children:
            yield _make_placeholder(run.start, run.end, visible_children[0].name)
        return
    for index, child in enumerate(visible_children):
        is_text = child.name == "t"
        if is_text and not child.texts:
            continue
        yield RunAtom(
            AtomKind.TEXT if is_text else AtomKind.IN_RUN,
            child.start,
            child.end,
            "" if is_text else _find_placeholder(child.name),
            run,
            child,
            is_first_in_run=index == 0,
            is_last_in_run=index == len(visible_children) - 1,
        )


def _match_fields(elements: Sequence[OfficeElement]) -> dict[int, int]:
    """Match the runs that begin fields with those that end them, by index."""
    open_indexes: list[int] = []
    end_by_start = {}
    for index, element in enumerate(elements):
        field_mark = _read_field_mark(element)
        if field_mark == "begin":
            open_indexes.append(index)
        elif field_mark == "end" and open_indexes:
            end_by_start[open_indexes.pop()] = index
    return end_by_start


def _iterate_field_atoms(
    elements: Sequence[OfficeElement], depth: int
) -> Iterator[RunAtom]:
    """Iterate over a whole field: the text of a link is text, others are one code."""
    instruction = "".join(
        office_text.text
        for element in elements
        for child in element.children
        if child.name == "instrText"
        for office_text in child.texts
    )
    separator_index = next(
        (
            index
            for index, element in enumerate(elements)
            if _read_field_mark(element) == "separate"
        ),
        None,
    )
    if separator_index is None or not instruction.strip().startswith("HYPERLINK"):
        yield RunAtom(AtomKind.BETWEEN, elements[0].start, elements[-1].end, "<field/>")
        return
    inner_atoms = list(_iterate_atoms(elements[separator_index + 1 : -1], depth + 1))
    yield RunAtom(
        AtomKind.OPEN, elements[0].start, elements[separator_index].end, "<link>"
    )
    yield from inner_atoms
    yield RunAtom(AtomKind.CLOSE, elements[-1].start, elements[-1].end, "</link>")


def _read_field_mark(element: OfficeElement) -> str | None:
    """Read whether a run begins, separates or ends a field, and holds no text."""
    if element.name != "r":
        return None
    field_mark = None
    for child in element.children:
        if child.name == "t" and child.texts:
            return None
        if child.name == "fldChar":
            if field_mark is not None:
                return None  # several in one run: each stays a code
            field_mark = child.attributes.get("fldCharType")
    return field_mark


def _make_placeholder(start: int, end: int, element_name: str) -> RunAtom:
    return RunAtom(AtomKind.BETWEEN, start, end, _find_placeholder(element_name))


def _find_placeholder(element_name: str) -> str:
    return _PLACEHOLDER_BY_ELEMENT.get(element_name, _OTHER_PLACEHOLDER)
