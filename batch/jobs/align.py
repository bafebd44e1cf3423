"""The job `align`: the units of texts that are paired with their originals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import BinaryIO

from batch.jobs.database import JobDatabase, open_database
from batch.jobs.lines import write_lines
from batch.jobs.originals import describe_originals, find_original
from batch.jobs.stage import Counts, JobSettings, Stage, TaskInput
from batch.partitions.part import Part
from exports.lines_and_json.jsonl import make_json_object
from glossary.article_resources import read_alignment_resources
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
    """Make the settings of the job; each original is a part by itself."""
    return {
        "originals": describe_originals(original_by_path),
        "locales": [locale.tag for locale in locales],
        "profile": profile,
        "min_score": min_score,
        "database": database,
    }


def make_stages(settings: JobSettings, parts: Sequence[Part]) -> Sequence[Stage]:
    """Make a task for each text."""
    return [Stage("part", len(parts), _AlignJob(settings).align_part)]


@dataclass(frozen=True)
class _AlignJob:
    settings: JobSettings

    @property
    def _locales(self) -> tuple[Locale, Locale]:
        source_tag, target_tag = self.settings["locales"]
        return Locale.parse(source_tag), Locale.parse(target_tag)

    @cached_property
    def _resources(self) -> AlignmentResources:
        with open_database(self.settings["database"]) as database:
            if database is None:
                return AlignmentResources.of(*self._locales)
            return read_alignment_resources(database, *self._locales)

    def align_part(self, task: TaskInput, output: BinaryIO) -> Counts:
        """Write the units of a text and its original as JSON lines."""
        original = find_original(self.settings, task.part)
        source, target = (
            split_sentences(_read_text(part), locale)
            for part, locale in zip((original, task.part), self._locales, strict=True)
        )
        alignment = align_texts(
            source, target, profile=self.settings["profile"], resources=self._resources
        )
        units = alignment.make_units(min_score=self.settings["min_score"])
        return {"units": write_lines(output, map(make_json_object, units))}


def _read_text(part: Part) -> str:
    with part.extract() as path:
        return decode_text(read_bytes(str(path)), path=part.path).text
