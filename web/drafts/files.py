"""The files of drafts: their texts, and the files with what was typed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from exports.edit.translator_texts import (
    EnteredTranslation,
    TranslatorFile,
    read_translator_file,
    write_translator_file,
)
from exports.files import find_output_format, write
from exports.format import ReadOptions, WriteOptions
from tm.articles.page.page_loading import is_address
from tm.errors import InputError
from tm.text.locale import Locale
from tm.text.segment import Segment
from tm.unit import Origin, State, TranslationUnit
from web.drafts.draft import Draft, DraftContent, DraftSegment
from web.requests import open_sent_file

_MAX_DRAFT_SEGMENTS = 5000


@dataclass(frozen=True, slots=True)
class DraftFile:
    """A file of a draft, to save."""

    name: str
    content: bytes
    remarks: Sequence[str]
    """What a person should look at."""


def read_draft_file(
    content: DraftContent, source_locale: Locale | None, target_locale: Locale | None
) -> TranslatorFile:
    """Read the texts of a file. Raises FormatError and InputError."""
    options = ReadOptions(source_locale, target_locale, with_untranslated=True)
    with open_sent_file(content.file_name, content.content) as path:
        translator_file = read_translator_file(
            path, options, format_name=content.format
        )
    if not translator_file.texts:
        raise InputError(f"{content.file_name}: there is no text to translate in it")
    if len(translator_file.texts) > _MAX_DRAFT_SEGMENTS:
        raise InputError(
            f"{content.file_name}: {len(translator_file.texts)} segments are too "
            f"many for a draft, which has {_MAX_DRAFT_SEGMENTS} at most; split the file"
        )
    return translator_file


def write_draft_document(
    draft: Draft, content: DraftContent, segments: Sequence[DraftSegment]
) -> DraftFile:
    """Write the file of a draft with its translations; all else in it stays."""
    options = ReadOptions(
        Locale.parse(draft.source_locale), Locale.parse(draft.target_locale)
    )
    entered_translation_by_index = {
        segment.number - 1: EnteredTranslation(
            segment.target_text, segment.state is not State.INITIAL
        )
        for segment in segments
    }
    with open_sent_file(content.file_name, content.content) as path:
        output_path = path.with_name(f"written-{path.name}")
        write_result = write_translator_file(
            path,
            output_path,
            options,
            entered_translation_by_index,
            format_name=content.format,
        )
        written_content = output_path.read_bytes()
    remarks = [
        f"segment {index + 1}: the file cannot hold this translation"
        for index in write_result.refused
    ]
    return DraftFile(make_file_name(draft), written_content, remarks)


def write_draft_units(
    draft: Draft,
    sources: Sequence[Segment],
    segments: Sequence[DraftSegment],
    suffix: str,
) -> DraftFile:
    """Write the segments of a draft as units: PO, XLIFF, TMX … by the suffix."""
    locales = Locale.parse(draft.source_locale), Locale.parse(draft.target_locale)
    file_name = f"{Path(draft.file_name).stem}.{suffix}"
    find_output_format(file_name)
    units = list(make_draft_units(draft, sources, segments))
    with TemporaryDirectory(prefix="padanan-") as folder:
        path = Path(folder) / f"draft.{suffix}"
        options = WriteOptions(*locales, main_source=locales[0])
        write_result = write(str(path), units, options)
        content = path.read_bytes()
    remarks = [f"{loss.what}: {loss.count}" for loss in write_result.lost]
    return DraftFile(file_name, content, remarks)


def make_draft_units(
    draft: Draft, sources: Sequence[Segment], segments: Sequence[DraftSegment]
) -> Iterator[TranslationUnit]:
    """Make a unit of each segment, translated or not, with its inline codes."""
    target_locale = Locale.parse(draft.target_locale)
    is_page = draft.origin is not None and is_address(draft.origin)
    address = draft.origin if is_page else None
    origin = Origin(source_headline=draft.title, source_url=address)
    segment_keys = [None, *(source.key for source in sources), None]
    for source, segment in zip(sources, segments, strict=True):
        target = None
        if segment.target_text.strip():
            target = source.replace_display_text(segment.target_text)
            target = replace(target, locale=target_locale)
        state = State.INITIAL if target is None else segment.state
        neighbours = segment_keys[segment.number - 1], segment_keys[segment.number + 1]
        yield TranslationUnit(source, target, state, origin, neighbours)


def make_file_name(draft: Draft) -> str:
    """Make the name of a translated file: `story.docx` becomes `story.id.docx`."""
    path = Path(draft.file_name)
    return f"{path.stem}.{draft.target_locale}{path.suffix}"
