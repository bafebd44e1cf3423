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
from exports.plain.bare_text import bare_line, count_losses
from tm.errors import FormatError, InputError, InvalidLocale, InvalidText
from tm.text.input.stream import errors_as_input_errors
from tm.text.locale import Locale
from tm.text.segment import Segment
from tm.unit import State, TranslationUnit

_END = "\0"
"""Stands for the lines that one file lacks; no line of a text file is this."""


def is_pair(suffix: str) -> bool:
    """Whether a suffix names two languages, as `.vi-id` does.

    >>> is_pair(".vi-id"), is_pair(".vi"), is_pair(".pre-1")
    (True, False, False)
    """
    return _pair(suffix) is not None


def side_files(path: Path, options: ReadOptions) -> SideFiles:
    """The two files of `corpus.vi-id`, of `corpus` with -s and -t, or of one side.

    Raises InputError where it is not clear which they are.
    """
    pair = _pair(path.suffix)
    if pair is not None:
        return _sides(path.with_suffix(""), pair)
    suffix_locale = _locale(path.suffix)
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
    return _sides(prefix, (source.tag, target.tag))


def join_sides(paths: Iterable[Path]) -> list[Path]:
    """Paths in which two sides of one corpus are named once: as `corpus.vi-id`."""
    joined: list[Path] = []
    for path in paths:
        previous = joined[-1] if joined else None
        sides = (
            previous is not None and _locale(previous.suffix) and _locale(path.suffix)
        )
        if previous is not None and sides and previous.stem == path.stem:
            if previous.parent == path.parent and not _pair(previous.suffix):
                pair = f"{previous.suffix}-{path.suffix.removeprefix('.')}"
                joined[-1] = previous.with_suffix(pair)
                continue
        joined.append(path)
    return joined


def read(path: Path, options: ReadOptions) -> Iterator[Entry]:
    """A unit for each pair of lines; where both are blank there is none.

    Raises FormatError where one file has more lines than the other.
    """
    both = side_files(path, options)
    with (
        errors_as_input_errors(both.source),
        open_plain(both.source) as source,
        errors_as_input_errors(both.target),
        open_plain(both.target) as target,
    ):
        pairs = zip_longest(_lines(source), _lines(target), fillvalue=_END)
        for number, (source_line, target_line) in enumerate(pairs, 1):
            if source_line is _END or target_line is _END:
                unpaired_count = 1 + sum(1 for _ in pairs)
                _refuse_length(
                    both, number, unpaired_count, is_source=source_line is _END
                )
            if isinstance(source_line, UnreadableLine):
                yield SkippedEntry(str(both.source), number, source_line.reason)
            elif isinstance(target_line, UnreadableLine):
                yield SkippedEntry(str(both.target), number, target_line.reason)
            elif source_line.strip() or target_line.strip():
                yield _entry(both, number, source_line, target_line)


def write(
    units: Iterable[TranslationUnit], file: BinaryIO, options: WriteOptions
) -> WriteResult:
    """Refuse: one file cannot be two."""
    raise InputError("Moses is two files; name them, as corpus.vi-id")


def write_sides(
    units: Iterable[TranslationUnit],
    source: BinaryIO,
    target: BinaryIO,
    options: WriteOptions,
) -> WriteResult:
    """Write a line into each file for a unit that has text on the source side."""
    tally = LossTally()
    written = left_out = 0
    for unit in units:
        pair = orient(unit, options)
        if pair is None or not remove_unwritable(pair.source.display)[0].strip():
            left_out += 1
            continue
        written += 1
        count_losses(unit, options, tally, article=None)
        for segment, file in ((pair.source, source), (pair.target, target)):
            text = bare_line(segment.display, tally) if segment else ""
            file.write(f"{text}\n".encode())
    return WriteResult(written, left_out, tally.losses())


def _entry(
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


def _lines(side: PlainFile) -> Iterator[str | UnreadableLine]:
    try:
        yield from read_all_lines(side.path)
    except FormatError as error:
        raise side.with_user_name(error) from error


def _refuse_length(
    side_files: SideFiles, number: int, unpaired_count: int, *, is_source: bool
) -> NoReturn:
    """`unpaired_count`: how many lines, from `number` on, one file has and the other
    has not.
    """
    sides = (side_files.source, side_files.target)
    short, long = sides if is_source else sides[::-1]
    what = "1 line" if unpaired_count == 1 else f"the first of {unpaired_count:,} lines"
    reason = f"{what} without a partner in {short}: the files are not parallel"
    raise FormatError(reason, path=str(long), line=number)


def _sides(prefix: Path, pair: tuple[str, str]) -> SideFiles:
    source, target = (Path(f"{prefix}.{tag}") for tag in pair)
    return SideFiles(source, target, (Locale.parse(pair[0]), Locale.parse(pair[1])))


def _pair(suffix: str) -> tuple[str, str] | None:
    """The two tags in a suffix, as they are written there."""
    subtags = suffix.removeprefix(".").split("-")
    for index in range(1, len(subtags)):
        tags = "-".join(subtags[:index]), "-".join(subtags[index:])
        if all(map(_locale, tags)):
            return tags
    return None


def _locale(tag: str) -> Locale | None:
    try:
        return Locale.parse(tag.removeprefix("."))
    except InvalidLocale:
        return None
