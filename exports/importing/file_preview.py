"""Looking into a file before it is imported: what it holds, with its first entries."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import chain, islice, zip_longest
from pathlib import Path
from typing import Any

from exports.entry import Loss
from exports.files import detect_unit_format, read
from exports.format import ReadOptions
from exports.format_registries import formats, term_formats
from exports.io.unit_count_estimate import estimate_unit_count
from exports.table.column_names import normalise_name
from exports.terms import term_files
from glossary.entries.entry import ConceptEntry
from tm.errors import PadananError
from tm.file_remarks import Remark, SkippedEntry
from tm.text.locale import Locale
from tm.text.segment import CODE, Segment
from tm.unit import TranslationUnit

_MAX_PREVIEWED_ENTRY_COUNT = 2000
"""Entries that are read; a larger file is previewed by its first ones."""
_MAX_SAMPLE_COUNT = 5
_MAX_SAMPLE_LENGTH = 300
"""Of a text of a sample."""
_SIDE_COUNT = 2
_SENTENCE_ENDS = (".", "!", "?", "…", "。", "！", "？")
_MAX_TERM_LENGTH = 40
"""Characters; a table whose texts are usually longer holds units, not terms."""
_MAX_DESCRIBED_TERM_LENGTH = 80
"""Where the table describes its entries, as tables of units do not."""
_TERM_COLUMNS = frozenset(
    {
        *("definition", "domain", "subject field", "status", "part of speech"),
        *("concept id", "relations", "valid from", "valid to"),
    }
)
_MAX_HEADER_BYTES = 2000
_MIN_SHARE_OF_SHORT_TEXTS, _MIN_SHARE_OF_DISTINCT_TEXTS = 0.75, 0.8


class FileContents(StrEnum):
    """What a file holds."""

    UNITS = "units"
    TERMS = "terms"


@dataclass(frozen=True, slots=True)
class TextSample:
    """A text of an entry with its language."""

    locale: str
    text: str


@dataclass(frozen=True, slots=True)
class LanguageCount:
    """Languages of entries: a pair of units, or a single one of terms."""

    locales: tuple[str, ...]
    count: int


@dataclass(frozen=True, slots=True)
class FilePreview:
    """What a file holds, as its first entries show."""

    holds: FileContents
    format: str | None
    """The name of the format; None where none is known."""
    count: int = 0
    """Entries that were read."""
    is_whole: bool = False
    """Whether these are all entries of the file."""
    total: int | None = None
    """About how many entries the file has; None where that is not known."""
    languages: tuple[LanguageCount, ...] = ()
    """The most frequent first."""
    samples: tuple[tuple[TextSample, ...], ...] = ()
    skipped: tuple[SkippedEntry, ...] = ()
    skipped_count: int = 0
    lost: tuple[Loss, ...] = ()
    """What cannot be stored of the entries that were read."""
    remarks: tuple[str, ...] = ()
    problem: str | None = None
    """Why the file cannot be read like this."""
    needs: tuple[str, ...] = ()
    """Options that solve the problem: `source`, `target`."""
    may_hold_either: bool = False
    """Whether the file is a table that can be read as units and as terms."""
    has_descriptions: bool = False
    """Whether concepts have what a glossary says of them: definitions, notes, dates."""
    typical_length: int = 0
    """Characters that nearly all texts do not exceed; more than any term has where
    texts end as sentences, or many entries begin with the same."""


def preview_file(
    path: Path,
    options: ReadOptions,
    *,
    holds: FileContents | None = None,
    format_name: str | None = None,
) -> FilePreview:
    """Read the first entries of a file, as units or as terms.

    `holds`, `format_name`: what the file holds and its format; without them, both are
    found by content and suffix. What is wrong with the file is part of the answer.
    """
    options = replace(options, with_untranslated=True, are_default_locales=True)
    if holds is None and format_name is not None and format_name not in formats:
        holds = FileContents.TERMS
    if holds is not None:
        return _PREVIEW_FUNCTION_BY_CONTENTS[holds](path, options, format_name)
    unit_preview, term_preview = (
        _PREVIEW_FUNCTION_BY_CONTENTS[contents](path, options, format_name)
        for contents in FileContents
    )
    if term_preview.problem is not None:
        return (
            unit_preview
            if term_preview.format is None or unit_preview.format
            else term_preview
        )
    if unit_preview.problem is not None and not unit_preview.needs:
        return term_preview
    if unit_preview.needs:
        unit_preview = _preview_with_columns(path, options, unit_preview, term_preview)
    max_term_length = (
        _MAX_DESCRIBED_TERM_LENGTH
        if term_preview.has_descriptions or _has_term_columns(path)
        else _MAX_TERM_LENGTH
    )
    looks_like_terms = term_preview.typical_length <= max_term_length
    chosen_preview = (
        term_preview if looks_like_terms and term_preview.count else unit_preview
    )
    return replace(chosen_preview, may_hold_either=True)


def _preview_with_columns(
    path: Path,
    options: ReadOptions,
    unit_preview: FilePreview,
    term_preview: FilePreview,
) -> FilePreview:
    """Read units with the languages that the columns of a table are named by."""
    tags = [
        text_sample.locale
        for sample in term_preview.samples[:1]
        for text_sample in sample
    ]
    if len(tags) < _SIDE_COUNT:
        return unit_preview
    options = replace(
        options, source=Locale.parse(tags[0]), target=Locale.parse(tags[1])
    )
    return replace(
        _preview_units(path, options, unit_preview.format), needs=unit_preview.needs
    )


def _preview_units(
    path: Path, options: ReadOptions, format_name: str | None
) -> FilePreview:
    def read_entries(name: str) -> Iterable[object]:
        return read(path, options, format_name=name)

    return _preview_entries(
        *(path, FileContents.UNITS, format_name, lambda: detect_unit_format(path).name),
        read_entries,
    )


def _preview_terms(
    path: Path, options: ReadOptions, format_name: str | None
) -> FilePreview:
    def read_items(name: str) -> Iterable[object]:
        with term_files.open_term_items(
            str(path), options, format_name=name
        ) as term_items:
            yield from term_items

    return _preview_entries(
        *(path, FileContents.TERMS, format_name),
        lambda: term_files.detect_term_format(path, options).name,
        read_items,
    )


_PREVIEW_FUNCTION_BY_CONTENTS: dict[
    FileContents, Callable[[Path, ReadOptions, str | None], FilePreview]
] = {
    FileContents.UNITS: _preview_units,
    FileContents.TERMS: _preview_terms,
}


def _preview_entries(
    path: Path,
    holds: FileContents,
    format_name: str | None,
    detect_format: Callable[[], str],
    read_entries: Callable[[str], Iterable[object]],
) -> FilePreview:
    collected_entries = _CollectedEntries()
    try:
        format_name = format_name or detect_format()
        entries = iter(read_entries(format_name))
        collected_entries.add_all(islice(entries, _MAX_PREVIEWED_ENTRY_COUNT))
        is_whole = next(entries, None) is None
    except PadananError as error:
        message = str(error).replace(f"{path.parent}/", "")
        return collected_entries.make_preview(
            holds, format_name, problem=message, needs=error.parameters
        )
    is_units = holds is FileContents.UNITS
    registry = formats if is_units else term_formats
    is_text = not registry[format_name].is_binary
    total = collected_entries.count if is_whole else None
    if total is None and is_text:
        total = estimate_unit_count(path)
    return collected_entries.make_preview(
        holds, format_name, is_whole=is_whole, total=total
    )


class _CollectedEntries:
    """The entries of a file, sorted by type, with counts of their languages."""

    def __init__(self) -> None:
        self.count = 0
        self._counts: Counter[tuple[str, ...]] = Counter()
        self._tags: dict[str, None] = {}
        """Languages of terms in the order in which they came."""
        self._samples: list[tuple[TextSample, ...]] = []
        self._skipped: list[SkippedEntry] = []
        self._losses: list[Loss] = []
        self._remarks: list[str] = []
        self._lengths: list[int] = []
        """Of the texts, in characters; of one that ends as a sentence, more than any
        term has."""
        self._first_texts: set[str] = set()
        self._described_count = 0
        """Concepts with what only a termbase says of them."""

    def add_all(self, entries: Iterable[object]) -> None:
        """Add entries of units or terms, and the remarks of readers."""
        for entry in entries:
            match entry:
                case TranslationUnit():
                    self._add_unit(entry)
                case ConceptEntry():
                    self._add_concept(entry)
                case SkippedEntry():
                    self._skipped.append(entry)
                case Loss():
                    self._losses.append(entry)
                case Remark(text):
                    self._remarks.append(text)

    def _add_unit(self, unit: TranslationUnit) -> None:
        sides = [side for side in (unit.source, unit.target) if side is not None]
        self._add_texts(
            tuple(side.locale.tag for side in sides),
            [(side.locale.tag, _write_out_codes(side)) for side in sides],
        )

    def _add_concept(self, entry: ConceptEntry) -> None:
        text_by_tag: dict[str, str] = {}
        for term in entry.terms:
            text_by_tag.setdefault(term.locale.tag, term.text)
            self._tags.setdefault(term.locale.tag, None)
        tags = tuple(tag for tag in self._tags if tag in text_by_tag)
        self._described_count += _is_described(entry)
        self._add_texts(tags, list(text_by_tag.items()))

    def _add_texts(
        self, tags: tuple[str, ...], texts: Sequence[tuple[str, str]]
    ) -> None:
        self.count += 1
        self._counts[tags] += 1
        self._first_texts.update(text.casefold() for _, text in texts[:1])
        self._lengths += [
            _MAX_SAMPLE_LENGTH if text.rstrip().endswith(_SENTENCE_ENDS) else len(text)
            for _, text in texts
        ]
        if len(self._samples) < _MAX_SAMPLE_COUNT:
            self._samples.append(
                tuple(TextSample(tag, text[:_MAX_SAMPLE_LENGTH]) for tag, text in texts)
            )

    def _find_typical_length(self) -> int:
        if len(self._first_texts) < _MIN_SHARE_OF_DISTINCT_TEXTS * self.count:
            return _MAX_SAMPLE_LENGTH
        lengths = sorted(self._lengths) or [0]
        return lengths[int(_MIN_SHARE_OF_SHORT_TEXTS * len(lengths))]

    def make_preview(
        self, holds: FileContents, format_name: str | None, **fields: Any
    ) -> FilePreview:
        """Make the preview; Any: its other fields, of many types."""
        return FilePreview(
            holds,
            format_name,
            self.count,
            languages=tuple(
                LanguageCount(tags, count)
                for tags, count in self._counts.most_common(8)
            ),
            samples=tuple(self._samples),
            skipped=tuple(self._skipped[:_MAX_SAMPLE_COUNT]),
            skipped_count=len(self._skipped),
            lost=tuple(self._losses),
            remarks=tuple(self._remarks),
            has_descriptions=self._described_count > 0,
            typical_length=self._find_typical_length(),
            **fields,
        )


def _write_out_codes(segment: Segment) -> str:
    """Write a text with its inline codes as they stand in the file."""
    parts = segment.text.split(CODE)
    codes = [code.data for code in segment.codes]
    return "".join(chain(*zip_longest(parts, codes, fillvalue="")))


def _has_term_columns(path: Path) -> bool:
    """Whether a table has a column that only tables of terms have, such as `status`."""
    with path.open("rb") as file:
        first_line = file.readline(_MAX_HEADER_BYTES).decode("utf-8", "ignore")
    column_names = re.split(r"[,;\t|]", first_line.strip("\ufeff\r\n"))
    return any(
        normalise_name(column_name.strip(' "')) in _TERM_COLUMNS
        for column_name in column_names
    )


def _is_described(entry: ConceptEntry) -> bool:
    """Whether a concept has a definition, a note, a subject field, dates, relations."""
    return bool(
        entry.definition
        or entry.note
        or entry.subject_field
        or entry.valid_from
        or entry.relations
        or any(term.note or term.valid_from for term in entry.terms)
    )
