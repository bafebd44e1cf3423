"""The jobs `pretranslate` and `analyse`, which look parts up in a memory."""

import shutil
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from functools import cache, cached_property, partial
from pathlib import Path
from typing import BinaryIO

from batch.jobs.database import JobDatabase, open_database
from batch.jobs.lines import write_json_lines
from batch.jobs.stage import Counts, JobSettings, Stage, TaskInput
from batch.jobs.units import make_locale_settings, make_read_options
from batch.partitions.part import Part
from checks.match_filter.filter_by_checks import ChecksMatchFilter
from checks.match_repair.resources import MatchRepairResources
from exports.edit.file_filling import fill_file, open_editable_file
from exports.edit.pretranslation import Pretranslator
from exports.edit.source_segments import read_source_segments
from exports.io.memory_limit import SegmentLoader
from exports.io.temporary_files import make_temporary_folder
from tm.align.sentences import split_into_sentences
from tm.errors import InputError
from tm.match.leverage import analyse_leverage
from tm.match.lookup import LookupOptions
from tm.match.units.units_cache import SegmentUnitsCache
from tm.settings import PenaltySettings
from tm.store.database import Database
from tm.store.unit_store import UnitStore
from tm.text.locale import Locale


def make_settings(
    database: JobDatabase,
    penalties: PenaltySettings,
    locales: tuple[Locale | None, Locale],
    *,
    today: str,
    min_rate: int = 0,
) -> JobSettings:
    """Make the settings of a job. Raises InputError without a memory.

    `today`: the ISO 8601 date that decides which terms are outdated.
    """
    if database is None:
        raise InputError("there is no memory yet: import units first")
    return {
        "database": database,
        "penalties": asdict(penalties),
        "today": today,
        "min_rate": min_rate,
        **make_locale_settings(*locales),
    }


def make_pretranslate_stages(
    settings: JobSettings, parts: Sequence[Part]
) -> Sequence[Stage]:
    """Make a task for each part, which writes it filled, in its own format."""
    job = _LookupJob(settings)
    suffixes = {Path(part.path).suffix for part in parts}
    if len(suffixes) > 1:
        raise InputError(
            f"files of several kinds ({', '.join(sorted(suffixes))}); fill those of "
            "one kind at a time"
        )
    return [Stage("part", len(parts), job.fill_part, suffixes.pop())]


def make_analyse_stages(
    settings: JobSettings, parts: Sequence[Part]
) -> Sequence[Stage]:
    """Make a task for each part, which counts its leverage."""
    return [Stage("part", len(parts), _LookupJob(settings).analyse_part)]


@dataclass(frozen=True)
class _LookupJob:
    settings: JobSettings

    @cached_property
    def _database(self) -> Database:
        with ExitStack() as stack:
            database = stack.enter_context(open_database(self.settings["database"]))
            stack.pop_all()  # it stays open as long as the process works on the job
        assert database is not None
        return database

    @cached_property
    def _penalties(self) -> PenaltySettings:
        return PenaltySettings(**self.settings["penalties"])

    @property
    def _target_locale(self) -> Locale:
        return Locale.parse(self.settings["target_locale"])

    @cached_property
    def _get_match_filter(self) -> Callable[[Locale], ChecksMatchFilter]:
        def make_filter(source_locale: Locale) -> ChecksMatchFilter:
            return ChecksMatchFilter(
                self._database,
                source_locale,
                self._target_locale,
                penalty_settings=self._penalties,
                today=self.settings["today"],
            )

        return cache(make_filter)

    def fill_part(self, task: TaskInput, output: BinaryIO) -> Counts:
        """Fill the empty translations of a part from the memory."""
        options = make_read_options(self.settings)
        with task.extract_part() as path, make_temporary_folder() as folder:
            pretranslator = Pretranslator(
                UnitStore(self._database),
                options.source,
                self._target_locale,
                LookupOptions(
                    min_rate=self.settings["min_rate"],
                    limit=10,
                    penalties=self._penalties,
                    units_cache=SegmentUnitsCache(),
                    split_sentences=split_into_sentences,
                ),
                self._get_match_filter,
                cache(partial(self._open_repair_resources, self._target_locale)),
            )
            filled_path = folder / path.name
            result = fill_file(
                open_editable_file(path, options), filled_path, pretranslator
            )
            with filled_path.open("rb") as file:
                shutil.copyfileobj(file, output)
        return {**result.counts, "bands": dict(result.segment_count_by_band)}

    def _open_repair_resources(
        self, target_locale: Locale, source_locale: Locale
    ) -> MatchRepairResources:
        return MatchRepairResources(
            self._database, source_locale, target_locale, learns_word_links=True
        )

    def analyse_part(self, task: TaskInput, output: BinaryIO) -> Counts:
        """Count how much of a part the memory can translate, by match rate."""
        options = make_read_options(self.settings)
        remarks: list[str] = []
        assert options.source is not None
        with task.extract_part() as path:
            segments = SegmentLoader("to be analysed").load_segments(
                task.part.path,
                read_source_segments(path, options.source, options, remarks.append),
            )
        leverage = analyse_leverage(
            [segments],
            UnitStore(self._database),
            self._target_locale,
            penalties=self._penalties,
            get_match_filter=self._get_match_filter,
        )
        amounts = leverage.amount_by_band.items()
        write_json_lines(
            output, ({"band": band, **asdict(amount)} for band, amount in amounts)
        )
        return {
            "segments": {band: amount.segment_count for band, amount in amounts},
            "words": {band: amount.word_count for band, amount in amounts},
            "remarks": remarks,
        }
