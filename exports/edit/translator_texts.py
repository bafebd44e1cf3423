"""The texts of a file as a translator sees them, and the file with the translations.

Inline codes are written out in both texts, as `<b>`; what stays of them in a
translation goes back to its place.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from exports.documents.document import Document
from exports.edit.file_filling import open_editable_file
from exports.editable_file import EditableFile, Filling
from exports.format import ReadOptions
from exports.io.replace_file import replace_file
from tm.text.locale import Locale
from tm.text.segment import CODE, Segment

_REMARK = "translated by a person"


@dataclass(frozen=True, slots=True)
class TranslatorText:
    """A text of a file to translate, and what the file has of its translation."""

    source: Segment
    target: str
    """With its codes written out; empty where there is none."""
    begins_paragraph: bool


@dataclass(frozen=True, slots=True)
class TranslatorFile:
    """All texts of a file, and what the reader had to guess or leave out."""

    texts: Sequence[TranslatorText]
    source_locale: Locale | None
    target_locale: Locale | None
    remarks: Sequence[str]


@dataclass(frozen=True, slots=True)
class EnteredTranslation:
    """What a person typed for a text."""

    target: str
    is_finished: bool
    """Whether it is no draft any more."""


@dataclass(frozen=True, slots=True)
class WrittenTranslations:
    """What became of the translations of a file."""

    written: int
    refused: Sequence[int]
    """Indexes of the texts whose translation the file cannot hold."""


def read_translator_file(
    path: Path, options: ReadOptions, *, format_name: str | None = None
) -> TranslatorFile:
    """Read the texts of a document or of a file of units.

    Raises FormatError, and InputError for a file that cannot be filled.
    """
    file = open_editable_file(path, options, format_name=format_name)
    paragraph_start_indexes = _find_paragraph_starts(file)
    texts = [
        TranslatorText(
            segment.source,
            "" if segment.is_untranslated else _read_target(file, segment_index),
            segment_index in paragraph_start_indexes,
        )
        for segment_index, segment in enumerate(file.segments)
    ]
    locales = {segment.source.locale for segment in file.segments}
    return TranslatorFile(
        texts,
        next(iter(locales)) if len(locales) == 1 else options.source,
        file.target_locale,
        [*file.remarks, *(str(entry) for entry in file.skipped)],
    )


def write_translator_file(
    path: Path,
    output_path: Path,
    options: ReadOptions,
    translation_by_index: Mapping[int, EnteredTranslation],
    *,
    format_name: str | None = None,
) -> WrittenTranslations:
    """Write a file with what was typed for its texts; all else stays as it is.

    Raises FormatError and InputError.
    """
    file = open_editable_file(path, options, format_name=format_name)
    target_locale = options.target or file.target_locale
    refused_indexes = []
    written_count = 0
    for segment_index, translation in translation_by_index.items():
        if not translation.target.strip():
            continue
        if _put_translation(file, segment_index, translation, target_locale):
            written_count += 1
        else:
            refused_indexes.append(segment_index)
    with replace_file(output_path) as output:
        file.write(output)
    return WrittenTranslations(written_count, refused_indexes)


def _find_paragraph_starts(file: EditableFile) -> frozenset[int]:
    """Find the first texts of paragraphs; those of no document are each one."""
    if not isinstance(file, Document):
        return frozenset(range(len(file.segments)))
    paragraph_indexes = [segment.paragraph_index for segment in file.document_segments]
    return frozenset(
        segment_index
        for segment_index, paragraph_index in enumerate(paragraph_indexes)
        if segment_index == 0 or paragraph_index != paragraph_indexes[segment_index - 1]
    )


def _put_translation(
    file: EditableFile,
    segment_index: int,
    translation: EnteredTranslation,
    target_locale: Locale | None,
) -> bool:
    """Put a translation into its place; return whether the file can hold it."""
    segment = file.segments[segment_index]
    target = segment.source.replace_display_text(translation.target)
    if not segment.is_untranslated:
        if _read_target(file, segment_index) == translation.target:
            return True
        return file.correct(segment_index, target.text)
    if target_locale is not None:
        target = replace(target, locale=target_locale)
    filling = Filling(target, translation.is_finished, 100, _REMARK)
    return file.fill(segment_index, filling) is not None


def _read_target(file: EditableFile, segment_index: int) -> str:
    """Read the translation that a file has, with the codes of the source written."""
    text_pair = file.read_texts(segment_index)
    if text_pair is None:
        return ""
    target = text_pair[1]
    return "".join(_write_codes(target, file.segments[segment_index].source))


def _write_codes(text: str, source: Segment) -> Iterator[str]:
    """Write the codes of a translation out: those of the source, in their order."""
    parts = text.split(CODE)
    yield parts[0]
    code_texts = [code.data for code in source.codes]
    code_texts += [CODE] * (len(parts) - 1 - len(code_texts))
    for code_text, part in zip(code_texts, parts[1:], strict=False):
        yield code_text + part
