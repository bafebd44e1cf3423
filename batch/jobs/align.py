"""The job `align`: the units of texts that are paired with their originals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import BinaryIO

from batch.jobs.database import JobDatabase
from batch.jobs.lines import write_json_lines
from batch.jobs.originals import (
    find_original,
    make_pair_settings,
    parse_locales,
    read_job_resources,
)
from batch.jobs.stage import Counts, JobSettings, Stage, TaskInput
from batch.partitions.part import Part
from exports.lines_and_json.jsonl import make_json_object
from tm.align.lexicon.alignment_resources import AlignmentResources
from tm.align.text_alignment import align_texts, split_sentences
from tm.text.input.encoding import decode_text, read_bytes
from tm.text.locale import Locale


def make_settings(
    original_by_path: Mapping[str, str],
    locales: tuple[Locale, Locale],
    *,
    profile: str,
    min_score: float,
    database: JobDatabase,
) -> JobSettings:
    """Make the settings of the job."""
    return {
        **make_pair_settings(original_by_path, locales, database),
        "profile": profile,
        "min_score": min_score,
    }


def make_stages(settings: JobSettings, parts: Sequence[Part]) -> Sequence[Stage]:
    """Make a task for each text."""
    return [Stage("part", len(parts), _AlignJob(settings).align_part)]


@dataclass(frozen=True)
class _AlignJob:
    settings: JobSettings

    @cached_property
    def _resources(self) -> AlignmentResources:
        return read_job_resources(self.settings, *parse_locales(self.settings))

    def align_part(self, task: TaskInput, output: BinaryIO) -> Counts:
        """Write the units of a text and its original as JSON lines."""
        original = find_original(self.settings, task.part)
        source_sentences, target_sentences = (
            split_sentences(_read_text(part), locale)
            for part, locale in zip(
                (original, task.part), parse_locales(self.settings), strict=True
            )
        )
        alignment = align_texts(
            source_sentences,
            target_sentences,
            profile=self.settings["profile"],
            resources=self._resources,
        )
        units = alignment.make_units(min_score=self.settings["min_score"])
        return {"units": write_json_lines(output, map(make_json_object, units))}


def _read_text(part: Part) -> str:
    with part.extract() as path:
        return decode_text(read_bytes(str(path)), path=part.path).text
