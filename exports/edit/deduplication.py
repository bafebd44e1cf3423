"""Writing files of units without duplicates, and reports of what was removed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from exports.direction import orient_unit
from exports.entry import WriteResult
from exports.files import find_output_format, read, write
from exports.format import ReadOptions, WriteOptions
from exports.io.replace_file import replace_file
from exports.lines_and_json.jsonl import format_json_line, make_json_object
from tm.dedupe.duplicates import UnitDuplicate, find_duplicates
from tm.dedupe.keys import DedupeOptions
from tm.errors import NotFound
from tm.file_remarks import SkippedEntry
from tm.progress import ReportProgress, report_counts
from tm.spill.list import SpillList
from tm.unit import TranslationUnit


@dataclass(slots=True)
class FileDuplicates:
    """The duplicates in some files, which are read as one."""

    paths: Sequence[str]
    read_options: ReadOptions
    removed: Mapping[int, UnitDuplicate] = field(default_factory=dict)
    """What is left out, by the numbers of the units in the order of the files."""
    unit_count: int = 0
    skipped: list[SkippedEntry] = field(default_factory=list)

    def read_units(self) -> Iterator[TranslationUnit]:
        """Read the units of all files."""
        for path in self.paths:
            for entry in read(Path(path), self.read_options):
                if isinstance(entry, TranslationUnit):
                    yield entry

    def write(self, output_path: str, options: WriteOptions) -> WriteResult:
        """Write the other units to a file, in the format of its suffix."""
        output_format = find_output_format(output_path)
        first_unit = next(self.read_units())
        if output_format.has_one_pair:
            options = WriteOptions(
                options.source or first_unit.source.locale,
                options.target
                or (first_unit.target.locale if first_unit.target else None),
                options.source or first_unit.source.locale,
                options.strict,
            )
        kept_units = (
            unit
            for number, unit in enumerate(self.read_units())
            if number not in self.removed and orient_unit(unit, options) is not None
        )
        return write(output_path, kept_units, options, format_name=output_format.name)


def find_file_duplicates(
    paths: Sequence[str],
    read_options: ReadOptions,
    options: DedupeOptions,
    *,
    report_progress: ReportProgress | None = None,
) -> FileDuplicates:
    """Find the duplicates in files. Raises NotFound where there are no units."""
    result = FileDuplicates(paths, read_options)

    def iterate_units() -> Iterator[TranslationUnit]:
        for path in paths:
            for entry in read(Path(path), read_options):
                if isinstance(entry, SkippedEntry):
                    result.skipped.append(entry)
                elif isinstance(entry, TranslationUnit):
                    result.unit_count += 1
                    yield entry

    result.removed = find_duplicates(
        report_counts(iterate_units(), report_progress), options
    )
    if not result.unit_count:
        raise NotFound(f"no units in {', '.join(paths)}; nothing to compare")
    return result


def write_duplicate_report(
    path: Path,
    units: Iterable[TranslationUnit],
    removed: Mapping[int, UnitDuplicate],
) -> None:
    """Write a JSON line for each removed unit: itself, what is kept, how similar."""
    involved_numbers = {
        duplicate.kept_number for duplicate in removed.values()
    } | removed.keys()
    records: SpillList[dict[str, object]] = SpillList(block_size=16)
    index_by_number: dict[int, int] = {}
    for number, unit in enumerate(units):
        if number in involved_numbers:
            index_by_number[number] = len(records)
            records.append(make_json_object(unit))
    with replace_file(path) as file:
        for number in sorted(removed):
            duplicate = removed[number]
            record = {
                "similarity": duplicate.similarity,
                "removed": records[index_by_number[number]],
                "kept": records[index_by_number[duplicate.kept_number]],
            }
            file.write(format_json_line(record))
    records.close()
