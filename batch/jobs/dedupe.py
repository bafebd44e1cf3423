"""The job `dedupe`: keys of parts by buckets, pairs of a bucket, then parts without.

A unit has the number of its part, times 2 to the power of 32, plus its own in the part.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import BinaryIO

from batch.jobs.lines import write_json_lines
from batch.jobs.stage import Counts, JobSettings, Stage, TaskInput
from batch.jobs.units import PartReader, make_locale_settings, make_read_options
from batch.partitions.part import Part
from exports.lines_and_json.jsonl import format_json_line, make_json_object
from tm.dedupe.buckets import BUCKET_COUNT, read_bucket, write_buckets
from tm.dedupe.duplicates import (
    UnitDuplicate,
    choose_removed_units,
    find_duplicates_in_bucket,
)
from tm.dedupe.keys import (
    Candidate,
    DedupeOptions,
    DuplicateKind,
    KeepRule,
    make_candidates,
)
from tm.text.locale import Locale

_PART_NUMBER_SHIFT = 32
"""Bits of the number of a unit within its part, below the number of the part."""


def make_settings(
    options: DedupeOptions, source_locale: Locale | None, target_locale: Locale | None
) -> JobSettings:
    """Make the settings of the job."""
    return asdict(options) | make_locale_settings(source_locale, target_locale)


def make_stages(settings: JobSettings, parts: Sequence[Part]) -> Sequence[Stage]:
    """Make the stages; as many tasks work off the buckets as there are parts."""
    job = _DedupeJob(settings, parts)
    return [
        Stage("keys", len(parts), job.write_keys, ".buckets", is_result=False),
        Stage("pairs", job.pair_task_count, job.write_pairs, is_result=False),
        Stage("removed", 1, job.write_removed_units),
        Stage("part", len(parts), job.write_kept_units),
    ]


@dataclass(frozen=True)
class _DedupeJob:
    settings: JobSettings
    parts: Sequence[Part]

    @property
    def pair_task_count(self) -> int:
        return min(len(self.parts), BUCKET_COUNT)

    @property
    def options(self) -> DedupeOptions:
        return DedupeOptions(
            DuplicateKind(self.settings["kind"]),
            KeepRule(self.settings["keep"]),
            self.settings["min_similarity"],
        )

    def write_keys(self, task: TaskInput, output: BinaryIO) -> Counts:
        """Write the candidates of a part by buckets."""
        reader = PartReader(task.part, make_read_options(self.settings))
        options = self.options

        def iterate_candidates() -> Iterator[Candidate]:
            with task.extract_part() as path:
                for index, unit in enumerate(reader.read_units(path)):
                    unit_number = (task.number << _PART_NUMBER_SHIFT) + index
                    yield from make_candidates(unit_number, unit, options)

        bucket_offsets = write_buckets(iterate_candidates(), output)
        return reader.make_part_summary() | {"offsets": bucket_offsets}

    def write_pairs(self, task: TaskInput, output: BinaryIO) -> Counts:
        """Write the duplicates of some buckets."""
        key_outputs = [*task.read_outputs("keys")]
        pair_count = 0
        for bucket in range(task.number, BUCKET_COUNT, self.pair_task_count):
            candidates: list[Candidate] = []
            for key_output in key_outputs:
                with key_output.path.open("rb") as file:
                    candidates += read_bucket(
                        file, key_output.counts["offsets"], bucket
                    )
            pair_count += write_json_lines(
                output,
                (
                    [
                        duplicate.rank,
                        duplicate.unit_number,
                        duplicate.kept_number,
                        duplicate.similarity,
                    ]
                    for duplicate in find_duplicates_in_bucket(candidates, self.options)
                ),
            )
        return {"pairs": pair_count}

    def write_removed_units(self, task: TaskInput, output: BinaryIO) -> Counts:
        """Write which units are removed, part by part, and which are kept instead."""
        duplicates = []
        for pair_output in task.read_outputs("pairs"):
            with pair_output.path.open("rb") as file:
                duplicates += [UnitDuplicate(*json.loads(line)) for line in file]
        duplicate_by_unit_number = choose_removed_units(duplicates)
        lines_of_parts: list[list[bytes]] = [[] for _ in self.parts]
        for unit_number in sorted(duplicate_by_unit_number):
            duplicate = duplicate_by_unit_number[unit_number]
            record = {
                "removed": _split_unit_number(unit_number),
                "kept": _split_unit_number(duplicate.kept_number),
                "similarity": duplicate.similarity,
            }
            lines_of_parts[unit_number >> _PART_NUMBER_SHIFT].append(
                format_json_line(record)
            )
        offsets = [0]
        for lines in lines_of_parts:
            section = b"".join(lines)
            output.write(section)
            offsets.append(offsets[-1] + len(section))
        return {"duplicates": len(duplicate_by_unit_number), "offsets": offsets}

    def write_kept_units(self, task: TaskInput, output: BinaryIO) -> Counts:
        """Write the units of a part that are kept, as JSON lines."""
        (removed_output,) = task.read_outputs("removed")
        start, end = removed_output.counts["offsets"][task.number : task.number + 2]
        with removed_output.path.open("rb") as file:
            file.seek(start)
            removed_indexes = {
                json.loads(line)["removed"][1]
                for line in file.read(end - start).splitlines()
            }
        reader = PartReader(task.part, make_read_options(self.settings))
        with task.extract_part() as path:
            kept_count = write_json_lines(
                output,
                (
                    make_json_object(unit)
                    for index, unit in enumerate(reader.read_units(path))
                    if index not in removed_indexes
                ),
            )
        return reader.make_part_summary() | {"kept": kept_count}


def _split_unit_number(unit_number: int) -> tuple[int, int]:
    """Split the number of a unit into that of its part, and its own in the part."""
    return unit_number >> _PART_NUMBER_SHIFT, unit_number & (
        (1 << _PART_NUMBER_SHIFT) - 1
    )
