"""The job `dedupe`: keys of parts by buckets, pairs of a bucket, then parts without.

A unit has the number of its part, times 2 to the power of 32, plus its own in the part.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import BinaryIO

from batch.jobs.lines import write_lines
from batch.jobs.stage import Counts, JobSettings, Stage, TaskInput
from batch.jobs.units import PartReader, make_locale_settings, make_read_options
from batch.partitions.part import Part
from exports.lines_and_json.jsonl import format_json_line, make_json_object
from tm.dedupe.buckets import BUCKET_COUNT, read_bucket, write_buckets
from tm.dedupe.duplicates import UnitDuplicate, choose_removed, find_pairs
from tm.dedupe.keys import (
    Candidate,
    DedupeOptions,
    DuplicateKind,
    KeepRule,
    make_candidates,
)
from tm.text.locale import Locale

_PART_SHIFT = 32


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
        Stage("removed", 1, job.write_removed),
        Stage("part", len(parts), job.write_kept),
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
                    number = (task.number << _PART_SHIFT) + index
                    yield from make_candidates(number, unit, options)

        offsets = write_buckets(iterate_candidates(), output)
        return reader.make_counts() | {"offsets": offsets}

    def write_pairs(self, task: TaskInput, output: BinaryIO) -> Counts:
        """Write the duplicates of some buckets."""
        outputs = [*task.read_outputs("keys")]
        pairs = 0
        for bucket in range(task.number, BUCKET_COUNT, self.pair_task_count):
            candidates: list[Candidate] = []
            for earlier in outputs:
                with earlier.path.open("rb") as file:
                    candidates += read_bucket(file, earlier.counts["offsets"], bucket)
            pairs += write_lines(
                output,
                (
                    [pair.rank, pair.number, pair.kept_number, pair.similarity]
                    for pair in find_pairs(candidates, self.options)
                ),
            )
        return {"pairs": pairs}

    def write_removed(self, task: TaskInput, output: BinaryIO) -> Counts:
        """Write which units are removed, part by part, and which are kept instead."""
        pairs = []
        for earlier in task.read_outputs("pairs"):
            with earlier.path.open("rb") as file:
                pairs += [UnitDuplicate(*json.loads(line)) for line in file]
        removed = choose_removed(pairs)
        lines_of_parts: list[list[bytes]] = [[] for _ in self.parts]
        for number in sorted(removed):
            pair = removed[number]
            record = {
                "removed": _split_number(number),
                "kept": _split_number(pair.kept_number),
                "similarity": pair.similarity,
            }
            lines_of_parts[number >> _PART_SHIFT].append(format_json_line(record))
        offsets = [0]
        for lines in lines_of_parts:
            section = b"".join(lines)
            output.write(section)
            offsets.append(offsets[-1] + len(section))
        return {"duplicates": len(removed), "offsets": offsets}

    def write_kept(self, task: TaskInput, output: BinaryIO) -> Counts:
        """Write the units of a part that are kept, as JSON lines."""
        (earlier,) = task.read_outputs("removed")
        start, end = earlier.counts["offsets"][task.number : task.number + 2]
        with earlier.path.open("rb") as file:
            file.seek(start)
            removed_indexes = {
                json.loads(line)["removed"][1]
                for line in file.read(end - start).splitlines()
            }
        reader = PartReader(task.part, make_read_options(self.settings))
        with task.extract_part() as path:
            kept = write_lines(
                output,
                (
                    make_json_object(unit)
                    for index, unit in enumerate(reader.read_units(path))
                    if index not in removed_indexes
                ),
            )
        return reader.make_counts() | {"kept": kept}


def _split_number(number: int) -> tuple[int, int]:
    """Split the number of a unit into that of its part, and its own in the part."""
    return number >> _PART_SHIFT, number & ((1 << _PART_SHIFT) - 1)
