"""A page in a file to check, alone or aligned with the original in another file."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from textwrap import shorten

from checks.engine.unit import Unit
from checks.inputs.languages import CheckedLanguages
from checks.inputs.page import (
    Alignment,
    PageUnits,
    is_html,
    parse_page,
    read_page_units,
    read_text_units,
)
from tm.articles.archive.article import Certainty, DroppedLine
from tm.articles.page.copied_page import Page
from tm.errors import FormatError, InputError
from tm.file_remarks import Remark
from tm.requested_locales import describe_locale_conflict
from tm.text.input.encoding import ReadPageBytes, decode_text, read_text_page
from tm.text.input.stream import (
    convert_read_errors,
    find_real_path,
    make_display_name,
)
from tm.text.locale import Locale

_MAX_LISTED_LINE_COUNT = 5
"""The most lines that a remark lists."""
_MAX_LISTED_TEXT_LENGTH = 60
"""The most characters of a listed line."""
_MIN_SENTENCE_WORD_COUNT = 5
"""Words of a line that may be a sentence; the names of sections have fewer."""


@dataclass(frozen=True, slots=True)
class OriginalFile:
    """The page that another one was translated from, and how the two are aligned."""

    name: str
    translation_name: str
    """The name of the other page."""
    alignment: Alignment
    stored_page: Page | None = None
    """The page, if it was read before and stored."""
    read_page_bytes: ReadPageBytes = read_text_page
    """Reads the file of the page, which may be an office document."""

    def read_page(self, locale: Locale | None = None) -> Page:
        """Read the page; its language is recognised if no locale is given.

        Raises InputError if it cannot be read or is not a news page.
        """
        if self.stored_page is not None:
            return self.stored_page
        with convert_read_errors(self.name):
            page_bytes = self.read_page_bytes(self.name)
        text = decode_text(page_bytes, path=make_display_name(self.name)).text
        try:
            return parse_page(text, path=make_display_name(self.name), locale=locale)
        except FormatError as error:
            raise self.make_not_aligned_error(error) from error

    def make_not_aligned_error(self, error: FormatError) -> InputError:
        """Make the error for a text that is not a news page."""
        return InputError(
            f"{error}; texts that are not news pages are aligned first: align "
            f"{self.name} with {self.translation_name}, and check the TMX file of the "
            "pairs",
            next_step="align texts",
        )


FindOriginal = Callable[[Page], OriginalFile | None]
"""Finds the original of a page, such as the one that is stored."""


def read_page_file(
    file_name: str,
    page_bytes: bytes,
    languages: CheckedLanguages,
    original_file: OriginalFile | None,
    find_original: FindOriginal | None = None,
) -> Iterator[Unit | Remark]:
    """Read the segments of a page, aligned with its original, or a text's sentences.

    `find_original` finds the original of a page for which none is given. Raises
    InputError for a text that is not a page but has an original.
    """
    text = decode_text(page_bytes, path=make_display_name(file_name)).text
    file_path = find_real_path(file_name)
    try:
        page = parse_page(
            text,
            path=make_display_name(file_name),
            locale=languages.target_locale,
            keeps_residue=True,
        )
    except FormatError as error:
        if is_html(text):
            raise
        if original_file is not None:
            raise original_file.make_not_aligned_error(error) from error
        # A sentence or two.
        yield from read_text_units(
            text, languages.target_locale, name=file_name, path=file_path
        )
        return
    yield from _remark_dropped_lines(page, file_name)
    if original_file is None and find_original is not None:
        original_file = find_original(page)
    if original_file is None:
        yield from read_page_units(page, path=file_path).units
        return
    page_units = read_page_units(
        page,
        path=file_path,
        source_locale=languages.source_locale,
        original_page=original_file.read_page(languages.source_locale),
        alignment=original_file.alignment,
    )
    yield from _remark_alignment(file_name, original_file, page_units, languages)
    yield from page_units.units


def _remark_dropped_lines(page: Page, file_name: str) -> Iterator[Remark]:
    """Remark which sentences are not checked, though they may be of the article."""
    doubtful_lines = [
        line
        for line in page.dropped_lines
        if line.certainty is Certainty.LIKELY
        and len(line.text.split()) >= _MIN_SENTENCE_WORD_COUNT
    ]
    if doubtful_lines:
        yield Remark(
            f"{make_display_name(file_name)}: not checked, because probably not part "
            f"of the article: {_list_lines(doubtful_lines)}"
        )


def _remark_alignment(
    file_name: str,
    original_file: OriginalFile,
    page_units: PageUnits,
    languages: CheckedLanguages,
) -> Iterator[Remark]:
    """Remark how well a page and its original fit together."""
    conflicting_locale = page_units.conflicting_original_locale
    if conflicting_locale is not None:
        conflict_text = describe_locale_conflict(
            conflicting_locale, languages.source_locale, languages.parameters[0]
        )
        yield Remark(
            f"{make_display_name(original_file.name)}: the page seems to be in "
            f"{conflicting_locale}; {conflict_text}"
        )
    yield from (
        Remark(f"{make_display_name(file_name)}: {remark_text}")
        for remark_text in page_units.remarks
    )
    alignment_text = _describe_alignment(
        file_name, original_file, page_units.aligned_count, page_units.segment_count
    )
    yield Remark(
        alignment_text,
        is_warning=page_units.aligned_count < page_units.segment_count,
    )


def _list_lines(lines: Sequence[DroppedLine]) -> str:
    """Name lines of a page with number, text and reason, the first few of them."""
    line_descriptions = []
    for line in lines[:_MAX_LISTED_LINE_COUNT]:
        text = shorten(line.text, _MAX_LISTED_TEXT_LENGTH, placeholder=" …")
        line_descriptions.append(f"line {line.line_number} “{text}” ({line.reason})")
    ending = "; …" if len(lines) > _MAX_LISTED_LINE_COUNT else ""
    return "; ".join(line_descriptions) + ending


def _describe_alignment(
    file_name: str, original_file: OriginalFile, aligned_count: int, segment_count: int
) -> str:
    """Say how much of a page is aligned with its original."""
    if aligned_count == segment_count:
        return (
            f"{make_display_name(file_name)}: all {segment_count} segments aligned "
            f"with {make_display_name(original_file.name)}"
        )
    return (
        f"{make_display_name(file_name)}: {aligned_count} of {segment_count} segments "
        f"aligned with {make_display_name(original_file.name)}; the others are checked "
        "without source"
    )
