"""Writer of segments as the content of `<source>` and `<target>`.

What is written is read again at once: a code that would come back as another one is
noted, so that nothing of it is lost.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from exports.xliff.element_names import (
    INLINE_ELEMENT_TYPES_BY_MAJOR_VERSION,
    InlineShape,
    MajorVersion,
)
from exports.xliff.inline.code_plan import CodeElement, plan_codes
from exports.xliff.inline.content import (
    PLAIN_TEXT_CODE,
    CodeById,
    CodedText,
    ParsedCode,
    ReadingScheme,
    iterate_texts_and_codes,
)
from exports.xliff.inline.ids import InlineIds
from exports.xml.document import parse_fragment
from exports.xml.escaping import (
    escape_text,
    quote_attribute,
    remove_forbidden_characters,
    respell_forbidden_characters,
)
from tm.text.segment import CODE, Code, Segment

_UNWRITTEN_ATTRIBUTE_PATTERN = re.compile(
    r" (?:(?!fs:|slr:(?!sizeInfoRef))[\w.-]+:[\w.-]+|subFlows(?:Start|End)?|copyOf)="
)
SegmentOrText: TypeAlias = Segment | CodedText
"""A segment, or the text between two segments."""
ContentPair: TypeAlias = tuple[SegmentOrText, SegmentOrText | None]
"""A text and its translation."""


@dataclass(slots=True)
class SideMarkups:
    """The content of both sides of a unit, with their native codes."""

    source: str = ""
    target: str | None = None
    native_code_by_data_id: dict[str, str] = field(default_factory=dict)
    """Native codes, by the id that `originalData` gives them."""
    original_code_mappings: tuple[CodeById, CodeById] = ({}, {})
    """For source and target: the codes that were written as others, by their keys.

    A code of the target is the source's of the same id unless it is here.
    """
    removed_character_count: int = 0
    """Characters of text that XLIFF 1.2 cannot hold."""

    def add_losses(self, ignorable_markups: "SideMarkups") -> None:
        """Report what the text around a segment loses together with the segment's."""
        self.original_code_mappings = (
            {
                **self.original_code_mappings[0],
                **ignorable_markups.original_code_mappings[0],
            },
            {
                **self.original_code_mappings[1],
                **ignorable_markups.original_code_mappings[1],
            },
        )
        self.removed_character_count += ignorable_markups.removed_character_count

    def count_unwritten_attributes(self) -> int:
        """Count attributes of codes that only our fields hold, not the elements.

        They refer to other units, or belong to another tool.
        """
        return sum(
            len(_UNWRITTEN_ATTRIBUTE_PATTERN.findall(code.kind))
            for original_code_by_id in self.original_code_mappings
            for code in original_code_by_id.values()
        )


def write_sides(
    major_version: MajorVersion, text_pairs: Sequence[ContentPair]
) -> list[SideMarkups]:
    """Make the markup of a unit's texts; ids of codes differ between texts.

    All have the same `native_code_by_data_id`, that of the unit.
    """
    if not any(text and text.codes for text_pair in text_pairs for text in text_pair):
        return [
            _write_without_codes(major_version, *text_pair) for text_pair in text_pairs
        ]
    native_code_by_data_id: dict[str, str] = {}
    sources, targets = (
        [text_pair[0] for text_pair in text_pairs],
        [text_pair[1] for text_pair in text_pairs],
    )
    writer = _ContentWriter(major_version, (*sources, *targets), native_code_by_data_id)
    source_markups = writer.write_side(sources, [{}] * len(text_pairs))
    target_markups = writer.write_side(
        targets, [source_markup.original_code_by_id for source_markup in source_markups]
    )
    return [
        SideMarkups(
            source_markup.markup,
            None if target is None else target_markup.markup,
            native_code_by_data_id,
            (source_markup.original_code_by_id, target_markup.original_code_by_id),
            source_markup.removed_character_count
            + target_markup.removed_character_count,
        )
        for target, source_markup, target_markup in zip(
            targets, source_markups, target_markups, strict=True
        )
    ]


def escape_controls(text: str) -> str:
    """Escape text for an element of 2.x, with `<cp>` for control characters."""
    return respell_forbidden_characters(
        escape_text(text), lambda character: f'<cp hex="{ord(character):04X}"/>'
    )


def format_original_data(native_code_by_data_id: dict[str, str]) -> str:
    """Make the `<originalData>` of a unit, if there is any."""
    if not native_code_by_data_id:
        return ""
    data_elements = "".join(
        f"<data id={quote_attribute(data_id)}>{escape_controls(text)}</data>"
        for data_id, text in native_code_by_data_id.items()
    )
    return f"<originalData>{data_elements}</originalData>\n"


def _write_without_codes(
    major_version: MajorVersion, source: SegmentOrText, target: SegmentOrText | None
) -> SideMarkups:
    markup, removed_count = _escape_for_version(major_version, source.text)
    side_markups = SideMarkups(markup, removed_character_count=removed_count)
    if target is not None:
        side_markups.target, removed_count = _escape_for_version(
            major_version, target.text
        )
        side_markups.removed_character_count += removed_count
    return side_markups


def _escape_for_version(major_version: MajorVersion, text: str) -> tuple[str, int]:
    """Escape text; also return how many characters it had that XML cannot hold."""
    if major_version is MajorVersion.TWO:
        return escape_controls(text), 0
    return remove_forbidden_characters(escape_text(text))


@dataclass(slots=True)
class _TextMarkup:
    """The content of an element."""

    markup: str = ""
    original_code_by_id: CodeById = field(default_factory=dict)
    """Codes that the markup does not fully describe."""
    removed_character_count: int = 0


class _ContentWriter:
    """Writer of the texts of a unit, one side after the other."""

    def __init__(
        self,
        major_version: MajorVersion,
        texts: Iterable[SegmentOrText | None],
        native_code_by_data_id: dict[str, str],
    ) -> None:
        self._major_version = major_version
        self._inline_ids = InlineIds([text.codes for text in texts if text is not None])
        self._native_code_by_data_id = native_code_by_data_id
        self._removed_character_count = 0
        self._data_id_by_native_code: dict[str, str] = {}
        """The ids of native codes."""

    def write_side(
        self,
        texts: Sequence[SegmentOrText | None],
        original_code_mappings: Sequence[CodeById],
    ) -> list[_TextMarkup]:
        """Make the markup of all texts of a side.

        `original_code_mappings`: codes of the other side, for which those of each text
        stand.
        """
        self._inline_ids.begin_side()
        element_numbers = self._number_elements(texts)
        codes_of_texts = [text.codes if text is not None else () for text in texts]
        code_elements_of_texts = plan_codes(
            self._major_version, codes_of_texts, element_numbers, self._inline_ids
        )
        text_markups = [
            _TextMarkup() if text is None else self._write_text(text, text_elements)
            for text, text_elements in zip(texts, code_elements_of_texts, strict=True)
        ]
        original_code_by_id = {
            key: code
            for original_code_mapping in original_code_mappings
            for key, code in original_code_mapping.items()
        }
        indexes_by_element_number: dict[int, list[int]] = {}
        for text_index, element_number in enumerate(element_numbers):
            if codes_of_texts[text_index]:
                indexes_by_element_number.setdefault(element_number, []).append(
                    text_index
                )
        for text_indexes in indexes_by_element_number.values():
            markup = "".join(
                text_markups[text_index].markup for text_index in text_indexes
            )
            element_codes = [
                code
                for text_index in text_indexes
                for code in codes_of_texts[text_index]
            ]
            element_code_by_id = {
                key: code
                for text_index in text_indexes
                for key, code in original_code_mappings[text_index].items()
            }
            changed_code_by_id = self._find_changed_codes(
                markup, element_codes, element_code_by_id
            )
            if len(element_code_by_id) < len(
                original_code_by_id
            ):  # which of the rest a reader has, is not known
                changed_code_by_id |= self._find_changed_codes(
                    markup, element_codes, original_code_by_id
                )
            text_markups[text_indexes[0]].original_code_by_id = changed_code_by_id
        return text_markups

    def _number_elements(self, texts: Sequence[SegmentOrText | None]) -> list[int]:
        """Number the elements that spans of each text can be in.

        What is around the segments of 1.2 is in one element with all of them.
        """
        if self._major_version is MajorVersion.TWO:
            return [*range(len(texts))]
        return [
            -1 if isinstance(text, CodedText) else index
            for index, text in enumerate(texts)
        ]

    def _write_text(
        self, text: SegmentOrText, code_elements: Sequence[CodeElement]
    ) -> _TextMarkup:
        self._removed_character_count = 0
        texts_between_codes = text.text.split(CODE)
        markups = [self._escape_text(texts_between_codes[0])]
        for code, code_element, following_text in zip(
            text.codes, code_elements, texts_between_codes[1:], strict=True
        ):
            markups.append(
                CODE
                if code == PLAIN_TEXT_CODE
                else self._write_element(code, code_element)
            )
            markups.append(self._escape_text(following_text))
        return _TextMarkup(
            "".join(markups), removed_character_count=self._removed_character_count
        )

    def _escape_text(self, text: str) -> str:
        markup, removed_count = _escape_for_version(self._major_version, text)
        self._removed_character_count += removed_count
        return markup

    def _write_element(self, code: Code, code_element: CodeElement) -> str:
        """Make the markup of a code's element, or of its start tag."""
        if code_element.name.startswith("/"):
            return f"<{code_element.name}>"
        element_type = INLINE_ELEMENT_TYPES_BY_MAJOR_VERSION[self._major_version][
            code_element.name
        ]
        code_attributes = dict(code_element.attributes)
        id_attribute = element_type.id_attribute_names[-1]
        if "id" in code_attributes and "id" in element_type.attribute_names:
            id_attribute = element_type.id_attribute_names[0]  # the pair is told by rid
        if code_element.name == "ec":
            id_attribute = "id" if code_attributes.get("isolated") else "startRef"
        attribute_markup = (
            f" {id_attribute}={quote_attribute(code_element.id)}"
            if code_element.id
            else ""
        )
        for name, value in code_attributes.items():
            attribute_markup += (
                f" {name}={quote_attribute(remove_forbidden_characters(value)[0])}"
            )
        shown_native_codes = [
            code_attributes.get(name) for name in element_type.shown_attribute_names
        ]
        for index, name in enumerate(element_type.data_attribute_names):
            code_with_data = code if index == 0 else code_element.closing_code
            if (
                code_with_data is not None
                and code_with_data.data
                and code_with_data.data != shown_native_codes[index]
            ):
                data_id = self._find_data_id(code_with_data.data)
                attribute_markup += f" {name}={quote_attribute(data_id)}"
        if element_type.shape is InlineShape.SPAN:
            return f"<{code_element.name}{attribute_markup}>"
        if element_type.shape is InlineShape.EMPTY:
            return f"<{code_element.name}{attribute_markup}/>"
        content = code.data if code_element.has_markup_data else escape_text(code.data)
        content_markup = remove_forbidden_characters(content)[0]
        name = code_element.name
        return f"<{name}{attribute_markup}>{content_markup}</{name}>"

    def _find_data_id(self, native_code: str) -> str:
        """Find or make the id of a native code in `originalData`."""
        id = self._data_id_by_native_code.setdefault(
            native_code, f"d{len(self._data_id_by_native_code) + 1}"
        )
        self._native_code_by_data_id[id] = native_code
        return id

    def _find_changed_codes(
        self, markup: str, codes: Sequence[Code], original_code_by_id: CodeById
    ) -> dict[str, Code]:
        """Find the codes that a reader of the markup would read differently."""
        element = parse_fragment(markup)
        assert element is not None
        parsed_codes: list[ParsedCode | None] = []
        scheme = ReadingScheme(
            self._major_version, self._native_code_by_data_id, original_code_by_id
        )
        for text_or_code in iterate_texts_and_codes(element, scheme):
            parsed_codes += (
                [text_or_code]
                if isinstance(text_or_code, ParsedCode)
                else [None] * text_or_code.count(CODE)
            )
        return {
            parsed_code.id_in_file: code
            for parsed_code, code in zip(parsed_codes, codes, strict=True)
            if parsed_code is not None and parsed_code.code != code
        }
