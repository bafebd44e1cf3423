"""Moses: parallel text in two files, line by line, as corpora are given away.

The pair `corpus.vi` and `corpus.id` is called `corpus.vi-id`.
"""

from collections.abc import Iterable, Iterator
from itertools import zip_longest
from pathlib import Path
from typing import BinaryIO, NoReturn

from exports.direction import orient
from exports.entry import Entry, LossTally, SkippedEntry, WriteResult
from exports.format import ReadOptions, SideFiles, WriteOptions
from exports.io.container import PlainFile, open_plain
from exports.io.lines import UnreadableLine, read_all_lines, remove_unwritable
from exports.plain.bare_text import count_losses, flatten_line
from tm.errors import FormatError, InputError, InvalidLocale, InvalidText
from tm.text.input.stream import errors_as_input_errors
from tm.text.locale import Locale
from tm.text.segment import Segment
from tm.unit import State, TranslationUnit

_MISSING_LINE = "\0"
"""Stands for the lines that one file lacks; no line of a text file is this."""


def is_locale_pair(suffix: str) -> bool:
    """Whether a suffix names two languages, as `.vi-id` does.

    >>> is_locale_pair(".vi-id"), is_locale_pair(".vi"), is_locale_pair(".pre-1")
    (True, False, False)
    """
    return _split_locale_pair(suffix) is not None


def find_side_files(path: Path, options: ReadOptions) -> SideFiles:
    """The two files of `corpus.vi-id`, of `corpus` with -s and -t, or of one side.

    Raises InputError where it is not clear which they are.
    """
    pair = _split_locale_pair(path.suffix)
    if pair is not None:
        return _make_side_files(path.with_suffix(""), pair)
    suffix_locale = _parse_suffix_locale(path.suffix)
    source, target = options.source, options.target
    if suffix_locale is not None and (source is None) != (target is None):
        # One side is named, and the language of the other is given.
        source, target = source or suffix_locale, target or suffix_locale
    if source is None or target is None:
        raise InputError(
            f"{path}: which are the two files? Name them as corpus.vi-id, or give -s "
            "and -t"
        )
    is_side = suffix_locale in (source, target)
    prefix = path.with_suffix("") if is_side else path
    return _make_side_files(prefix, (source.tag, target.tag))


def join_sides(paths: Iterable[Path]) -> list[Path]:
    """Paths in which two sides of one corpus are named once: as `corpus.vi-id`."""
    joined_paths: list[Path] = []
    for path in paths:
        previous = joined_paths[-1] if joined_paths else None
        are_sides = (
            previous is not None
            and _parse_suffix_locale(previous.suffix)
            and _parse_suffix_locale(path.suffix)
        )
        if previous is not None and are_sides and previous.stem == path.stem:
            if previous.parent == path.parent and not _split_locale_pair(
                previous.suffix
            ):
                pair = f"{previous.suffix}-{path.suffix.removeprefix('.')}"
                joined_paths[-1] = previous.with_suffix(pair)
                continue
        joined_paths.append(path)
    return joined_paths


def read(path: Path, options: ReadOptions) -> Iterator[Entry]:
    """A unit for each pair of lines; where both are blank there is none.

    Raises FormatError where one file has more lines than the other.
    """
    sides = find_side_files(path, options)
    with (
        errors_as_input_errors(sides.source),
        open_plain(sides.source) as source,
        errors_as_input_errors(sides.target),
        open_plain(sides.target) as target,
    ):
        pairs = zip_longest(
            _read_side_lines(source), _read_side_lines(target), fillvalue=_MISSING_LINE
        )
        for number, (source_line, target_line) in enumerate(pairs, 1):
            if source_line is _MISSING_LINE or target_line is _MISSING_LINE:
                unpaired_count = 1 + sum(1 for _ in pairs)
                _refuse_unequal_length(
                    sides,
                    number,
                    unpaired_count,
                    is_source_short=source_line is _MISSING_LINE,
                )
            if isinstance(source_line, UnreadableLine):
                yield SkippedEntry(str(sides.source), number, source_line.reason)
            elif isinstance(target_line, UnreadableLine):
                yield SkippedEntry(str(sides.target), number, target_line.reason)
            elif source_line.strip() or target_line.strip():
                yield _make_entry(sides, number, source_line, target_line)


def write(
    units: Iterable[TranslationUnit], file: BinaryIO, options: WriteOptions
) -> WriteResult:
    """Refuse: one file cannot be two."""
    raise InputError("Moses is two files; name them, as corpus.vi-id")


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
        pair = orient(unit, options)
        if pair is None or not remove_unwritable(pair.source.display)[0].strip():
            left_out_count += 1
            continue
        written_count += 1
        count_losses(unit, options, tally, article=None)
        for segment, file in ((pair.source, source_file), (pair.target, target_file)):
            text = flatten_line(segment.display, tally) if segment else ""
            file.write(f"{text}\n".encode())
    return WriteResult(written_count, left_out_count, tally.losses())


def _make_entry(
    side_files: SideFiles, number: int, source_line: str, target_line: str
) -> Entry:
    try:
        source = Segment.of(side_files.locales[0], source_line)
        target = Segment.of(side_files.locales[1], target_line)
    except InvalidText as error:
        return SkippedEntry(str(side_files.source), number, str(error))
    if not source.text:
        return SkippedEntry(str(side_files.source), number, "no source text")
    if not target.text:
        return TranslationUnit(source, None, State.INITIAL)
    return TranslationUnit(source, target)


def _read_side_lines(side: PlainFile) -> Iterator[str | UnreadableLine]:
    try:
        yield from read_all_lines(side.path)
    except FormatError as error:
        raise side.with_user_name(error) from error


def _refuse_unequal_length(
    side_files: SideFiles, number: int, unpaired_count: int, *, is_source_short: bool
) -> NoReturn:
    """`unpaired_count`: how many lines, from `number` on, one file has and the other
    has not.
    """
    sides = (side_files.source, side_files.target)
    short_file, long_file = sides if is_source_short else sides[::-1]
    surplus_lines = (
        "1 line" if unpaired_count == 1 else f"the first of {unpaired_count:,} lines"
    )
    reason = (
        f"{surplus_lines} without a partner in {short_file}: the files are not parallel"
    )
    raise FormatError(reason, path=str(long_file), line=number)


def _make_side_files(prefix: Path, pair: tuple[str, str]) -> SideFiles:
    source, target = (Path(f"{prefix}.{tag}") for tag in pair)
    return SideFiles(source, target, (Locale.parse(pair[0]), Locale.parse(pair[1])))


def _split_locale_pair(suffix: str) -> tuple[str, str] | None:
    """The two tags in a suffix, as they are written there."""
    subtags = suffix.removeprefix(".").split("-")
    for index in range(1, len(subtags)):
        tags = "-".join(subtags[:index]), "-".join(subtags[index:])
        if all(map(_parse_suffix_locale, tags)):
            return tags
    return None


def _parse_suffix_locale(tag: str) -> Locale | None:
    try:
        return Locale.parse(tag.removeprefix("."))
    except InvalidLocale:
        return None
