"""Merging of a translated XLIFF file into the document that it was extracted from."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from exports.documents.code_fitting import place_translated_codes
from exports.documents.document import Document
from exports.documents.extraction import SEGMENT_PROPERTY, make_segment_id, make_unit_id
from exports.format import ReadOptions
from exports.provenance import read_segment_number_and_count
from exports.xliff.reader import read
from tm.errors import FormatError
from tm.file_remarks import SkippedEntry
from tm.text.segment import Segment
from tm.unit import State, TranslationUnit

_MAX_LISTED_SEGMENT_COUNT = 10
_OTHER_CODES_REMARK = (
    "the inline codes of these segments are not those of the source; formatting may be "
    "left out, links and notes are kept"
)
_NOT_IN_DOCUMENT_REMARK = "these segments are not in the document, or twice in the file"
_NOT_ENCODABLE_REMARK = (
    "the encoding of the document lacks a letter of these translations; save the "
    "document as UTF-8 and extract it again"
)


@dataclass(slots=True)
class MergeResult:
    """How many sentences of a document were translated."""

    translated_count: int = 0
    unfinished_count: int = 0
    """Of these: the translation has the state `initial`."""
    untranslated_count: int = 0
    segment_names_by_remark: dict[str, list[str]] = field(default_factory=dict)
    """What a person should look at, and the segments that it is about."""

    def add_remark(self, remark: str, segment_name: tuple[str, str]) -> None:
        """Add a remark about a segment, named by the ids of its unit and its own."""
        self.segment_names_by_remark.setdefault(remark, []).append(
            " ".join(segment_name)
        )

    def list_remarks(self, path: str) -> list[str]:
        """List the remarks, each with the first segments that it is about."""
        return [
            f"{path}: {remark}: {', '.join(names[:_MAX_LISTED_SEGMENT_COUNT])}"
            + (
                f" and {len(names) - _MAX_LISTED_SEGMENT_COUNT} more"
                if len(names) > _MAX_LISTED_SEGMENT_COUNT
                else ""
            )
            for remark, names in self.segment_names_by_remark.items()
        ]


def read_translated_units(
    path: Path, options: ReadOptions
) -> Iterator[TranslationUnit | SkippedEntry]:
    """Read the units of an XLIFF file, and what cannot be read."""
    for entry in read(path, options):
        if isinstance(entry, TranslationUnit | SkippedEntry):
            yield entry


def merge_translations(
    document: Document, units: list[TranslationUnit], path: str
) -> MergeResult:
    """Put the translations of units into their document.

    Raises FormatError if the source of a unit is not that of the document.
    """
    result = MergeResult()
    segment_index_by_key = _number_segments(document)
    for unit in units:
        segment_key = _read_segment_key(unit)
        segment_index = segment_index_by_key.pop(segment_key, None)
        if segment_index is None:
            result.add_remark(_NOT_IN_DOCUMENT_REMARK, segment_key)
            continue
        segment = document.document_segments[segment_index]
        if _remove_white_space(unit.source) != _remove_white_space(segment.source):
            reason = (
                f"unit {segment_key[0]}, segment {segment_key[1]}: the source is not "
                f"that of the document, {_shorten(segment.source.text)!r}; extract the "
                "document again and pretranslate it"
            )
            raise FormatError(reason, path=path)
        if unit.target is None or not unit.target.text.strip():
            result.untranslated_count += 1
            continue
        _merge_unit(document, segment_index, unit.target, segment_key, result)
        result.unfinished_count += unit.state is State.INITIAL
    result.untranslated_count += len(segment_index_by_key)
    return result


def _merge_unit(
    document: Document,
    segment_index: int,
    target: Segment,
    segment_key: tuple[str, str],
    result: MergeResult,
) -> None:
    """Put a translation into its place; add remarks on its codes."""
    segment = document.document_segments[segment_index]
    paragraph = document.paragraphs[segment.paragraph_index]
    translation = place_translated_codes(target, paragraph, segment)
    if not translation.is_exact:
        result.add_remark(_OTHER_CODES_REMARK, segment_key)
    if document.put_translation(segment_index, translation):
        result.translated_count += 1
        return
    result.untranslated_count += 1
    result.add_remark(_NOT_ENCODABLE_REMARK, segment_key)


def _number_segments(document: Document) -> dict[tuple[str, str], int]:
    """Number the segments of a document by the ids of their units and segments."""
    segment_index_by_key: dict[tuple[str, str], int] = {}
    paragraph_index, part_index = -1, 0
    for segment_index, segment in enumerate(document.document_segments):
        is_new_paragraph = segment.paragraph_index != paragraph_index
        part_index = 0 if is_new_paragraph else part_index + 1
        paragraph_index = segment.paragraph_index
        segment_key = make_unit_id(paragraph_index), make_segment_id(part_index)
        segment_index_by_key[segment_key] = segment_index
    return segment_index_by_key


def _read_segment_key(unit: TranslationUnit) -> tuple[str, str]:
    """Read the ids of a unit and its segment; without the latter, by its number."""
    segment_id = next(
        (
            unit_property.value
            for unit_property in unit.properties
            if unit_property.name == SEGMENT_PROPERTY
        ),
        None,
    )
    segment_number = max(1, read_segment_number_and_count(unit)[0])
    return unit.origin.tuid or "", segment_id or make_segment_id(segment_number - 1)


def _remove_white_space(segment: Segment) -> str:
    return "".join(segment.text.split())


def _shorten(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"
