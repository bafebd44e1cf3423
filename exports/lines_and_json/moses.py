"""Moses: parallel text in two files, line by line, a common format of corpora.

The pair `corpus.vi` and `corpus.id` is called `corpus.vi-id`.
"""

from collections.abc import Iterable, Iterator
from itertools import zip_longest
from pathlib import Path
from typing import BinaryIO, NoReturn

from exports.entry import Entry, LossTally, WriteResult
from exports.format import ParallelFiles, ReadOptions, WriteOptions
from exports.io.compressed_input import UnpackedFile, open_unpacked_file
from exports.io.lines import UnreadableLine, read_all_lines
from exports.lines_and_json.bare_text import count_losses, flatten_line, orient_line
from tm.errors import FormatError, InputError, InvalidLocale, InvalidText
from tm.file_remarks import SkippedEntry
from tm.text.input.stream import convert_read_errors
from tm.text.locale import Locale
from tm.text.segment import Segment
from tm.unit import State, TranslationUnit

_MISSING_LINE = "\0"
"""Replaces the lines that one file lacks; no line of a text file equals it."""


def is_locale_pair(suffix: str) -> bool:
    """Whether a suffix names two languages, as `.vi-id` does.

    >>> is_locale_pair(".vi-id"), is_locale_pair(".vi"), is_locale_pair(".pre-1")
    (True, False, False)
    """
    return _split_locale_pair(suffix) is not None


def find_side_files(path: Path, options: ReadOptions) -> ParallelFiles:
    """Find both files of `corpus.vi-id`, of `corpus`, or of the path of one side.

    The last two need the locales in the options. Raises InputError without them.
    """
    tag_pair = _split_locale_pair(path.suffix)
    if tag_pair is not None:
        return _make_side_files(path.with_suffix(""), tag_pair)
    suffix_locale = _parse_suffix_locale(path.suffix)
    source_locale, target_locale = options.source, options.target
    if suffix_locale is not None and (source_locale is None) != (target_locale is None):
        # The path names one side, and the options the language of the other.
        source_locale, target_locale = (
            source_locale or suffix_locale,
            target_locale or suffix_locale,
        )
    if source_locale is None or target_locale is None:
        raise InputError(
            f"{path}: the names of the two files are unknown; give a path such as "
            "corpus.vi-id, or name both languages",
            parameters=["source", "target"],
        )
    names_one_side = suffix_locale in (source_locale, target_locale)
    path_without_suffix = path.with_suffix("") if names_one_side else path
    return _make_side_files(path_without_suffix, (source_locale.tag, target_locale.tag))


def join_sides(paths: Iterable[Path]) -> list[Path]:
    """Join neighbouring paths of both sides of a corpus into one, `corpus.vi-id`."""
    joined_paths: list[Path] = []
    for path in paths:
        previous_path = joined_paths[-1] if joined_paths else None
        are_sides = (
            previous_path is not None
            and _parse_suffix_locale(previous_path.suffix) is not None
            and _parse_suffix_locale(path.suffix) is not None
        )
        if previous_path is not None and are_sides and previous_path.stem == path.stem:
            if previous_path.parent == path.parent and not _split_locale_pair(
                previous_path.suffix
            ):
                pair_suffix = f"{previous_path.suffix}-{path.suffix.removeprefix('.')}"
                joined_paths[-1] = previous_path.with_suffix(pair_suffix)
                continue
        joined_paths.append(path)
    return joined_paths


def read(path: Path, options: ReadOptions) -> Iterator[Entry]:
    """Read a unit for each pair of lines that are not both blank.

    Raises FormatError if one file has more lines than the other.
    """
    side_files = find_side_files(path, options)
    with (
        convert_read_errors(side_files.source_path),
        open_unpacked_file(side_files.source_path) as source_file,
        convert_read_errors(side_files.target_path),
        open_unpacked_file(side_files.target_path) as target_file,
    ):
        line_pairs = zip_longest(
            _read_side_lines(source_file),
            _read_side_lines(target_file),
            fillvalue=_MISSING_LINE,
        )
        for line_number, (source_line, target_line) in enumerate(line_pairs, 1):
            if source_line is _MISSING_LINE or target_line is _MISSING_LINE:
                unpaired_count = 1 + sum(1 for _ in line_pairs)
                _refuse_unequal_length(
                    side_files,
                    line_number,
                    unpaired_count,
                    is_source_short=source_line is _MISSING_LINE,
                )
            if isinstance(source_line, UnreadableLine):
                yield SkippedEntry(
                    str(side_files.source_path), line_number, source_line.reason
                )
            elif isinstance(target_line, UnreadableLine):
                yield SkippedEntry(
                    str(side_files.target_path), line_number, target_line.reason
                )
            elif source_line.strip() or target_line.strip():
                yield _make_entry(side_files, line_number, source_line, target_line)


def write(
    units: Iterable[TranslationUnit], file: BinaryIO, options: WriteOptions
) -> WriteResult:
    """Refuse: units go into two files."""
    raise InputError("moses writes two files; give a path such as corpus.vi-id")


def write_sides(
    units: Iterable[TranslationUnit],
    source_file: BinaryIO,
    target_file: BinaryIO,
    options: WriteOptions,
) -> WriteResult:
    """Write a line into each file for a unit that has text on the source side."""
    tally = LossTally()
    written_count = left_out_count = 0
    for unit in units:
        oriented_pair = orient_line(unit, options)
        if oriented_pair is None:
            left_out_count += 1
            continue
        written_count += 1
        count_losses(unit, options, tally, article=None)
        for segment, file in (
            (oriented_pair.source, source_file),
            (oriented_pair.target, target_file),
        ):
            text = flatten_line(segment.display_text, tally) if segment else ""
            file.write(f"{text}\n".encode())
    return WriteResult(written_count, left_out_count, tally.list_losses())


def _make_entry(
    side_files: ParallelFiles, line_number: int, source_line: str, target_line: str
) -> Entry:
    """Make the unit of a pair of lines, or a skipped entry."""
    try:
        source = Segment.of(side_files.locales[0], source_line)
        target = Segment.of(side_files.locales[1], target_line)
    except InvalidText as error:
        return SkippedEntry(str(side_files.source_path), line_number, str(error))
    if not source.text:
        return SkippedEntry(str(side_files.source_path), line_number, "no source text")
    if not target.text:
        return TranslationUnit(source, None, State.INITIAL)
    return TranslationUnit(source, target)


def _read_side_lines(side_file: UnpackedFile) -> Iterator[str | UnreadableLine]:
    try:
        yield from read_all_lines(side_file.path)
    except FormatError as error:
        raise side_file.with_displayed_path(error) from error


def _refuse_unequal_length(
    side_files: ParallelFiles,
    line_number: int,
    unpaired_count: int,
    *,
    is_source_short: bool,
) -> NoReturn:
    """Raise FormatError for files of unequal length.

    `unpaired_count`: number of lines, from `line_number` on, that one file lacks.
    """
    side_paths = (side_files.source_path, side_files.target_path)
    short_path, long_path = side_paths if is_source_short else side_paths[::-1]
    surplus_text = (
        "1 line" if unpaired_count == 1 else f"the first of {unpaired_count:,} lines"
    )
    reason = (
        f"{surplus_text} missing from {short_path}: the files are not parallel; make "
        "both have the same number of lines"
    )
    raise FormatError(reason, path=str(long_path), line=line_number)


def _make_side_files(
    path_without_suffix: Path, tag_pair: tuple[str, str]
) -> ParallelFiles:
    source_path, target_path = (
        Path(f"{path_without_suffix}.{language_tag}") for language_tag in tag_pair
    )
    return ParallelFiles(
        source_path, target_path, (Locale.parse(tag_pair[0]), Locale.parse(tag_pair[1]))
    )


def _split_locale_pair(suffix: str) -> tuple[str, str] | None:
    """Split a suffix into two language tags, in their own spelling."""
    subtags = suffix.removeprefix(".").split("-")
    for split_index in range(1, len(subtags)):
        tag_pair = "-".join(subtags[:split_index]), "-".join(subtags[split_index:])
        if all(map(_parse_suffix_locale, tag_pair)):
            return tag_pair
    return None


def _parse_suffix_locale(suffix: str) -> Locale | None:
    try:
        return Locale.parse(suffix.removeprefix("."))
    except InvalidLocale:
        return None
