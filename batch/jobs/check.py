"""The job `check`: parts by themselves, then each check that compares all units."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, BinaryIO

from batch.jobs.database import JobDatabase, open_database
from batch.jobs.lines import read_json_lines, write_json_lines
from batch.jobs.stage import Counts, EarlierOutput, JobSettings, Stage, TaskInput
from batch.partitions.content_hash import hash_file
from batch.partitions.part import Part
from checks.engine.unit import Unit
from checks.inputs.files import FileNotes, read_file_units
from checks.inputs.languages import CheckedLanguages
from checks.runner.document_batch import UNITS_PER_BATCH, RunScope
from checks.runner.run import Run, RunMode
from checks.session import CheckSelection, CheckSession
from exports.checkable_file import CheckableFile, NumberedUnit, open_checkable_file
from exports.format import ReadOptions
from exports.lines_and_json.jsonl import read_codes
from exports.reports.line_numbers import add_line_numbers
from exports.reports.report import make_finding_json, make_report_entry
from tm.errors import OtherLocale
from tm.file_remarks import FileKind, Remark, SkippedEntry
from tm.finding import Finding, Severity, Span
from tm.settings import CheckSettings
from tm.text.locale import Locale

_MAX_REMARK_COUNT = 20
"""The most remarks that a task reports."""


def make_settings(
    settings: CheckSettings,
    selection: CheckSelection,
    *,
    source_locale: Locale | None,
    target_locale: Locale,
    database: JobDatabase = None,
    includes_sources: bool = True,
) -> JobSettings:
    """Make the settings of the job of what `CheckSession.open` takes."""
    return {
        "checks": asdict(settings),
        "rules_hash": hash_file(Path(settings.rules)) if settings.rules else None,
        "selection": asdict(selection),
        "source_locale": source_locale.tag if source_locale else None,
        "target_locale": target_locale.tag,
        "database": database,
        "includes_sources": includes_sources,
    }


def make_stages(settings: JobSettings, parts: Sequence[Part]) -> Sequence[Stage]:
    """Make a task for each part, then one for each check of the corpus."""
    job = _CheckJob(settings)
    return [
        Stage("part", len(parts), job.check_part),
        Stage("corpus", len(job.session.corpus_checks), job.check_corpus),
    ]


@dataclass(frozen=True)
class _CheckJob:
    """The checks of a job, prepared on first use."""

    settings: JobSettings

    @cached_property
    def session(self) -> CheckSession:
        with open_database(self.settings["database"]) as database:
            return CheckSession.open(
                CheckSettings(**_restore_tuples(self.settings["checks"])),
                source_locale=self._languages.source_locale,
                target_locale=self._languages.target_locale,
                database=database,
                selection=CheckSelection(**self.settings["selection"]),
            )

    @cached_property
    def _languages(self) -> CheckedLanguages:
        source_tag = self.settings["source_locale"]
        return CheckedLanguages(
            Locale.parse(source_tag) if source_tag else None,
            Locale.parse(self.settings["target_locale"]),
        )

    @cached_property
    def _part_session(self) -> CheckSession:
        return self.session.without_corpus_checks()

    def check_part(self, task: TaskInput, output: BinaryIO) -> Counts:
        """Check the units and documents of a part."""
        notes = FileNotes()
        run = self._part_session.check(
            self._read_units(task.part, notes),
            scope=RunScope(
                includes_sources=self.settings["includes_sources"],
                may_be_uncomposed=True,
            ),
            mode=RunMode(units_per_batch=UNITS_PER_BATCH, keeps_units=True),
        )
        counts = _write_findings(run, output, notes)
        return counts | {
            "units": run.unit_count,
            "skipped": [asdict(entry) for entry in notes.skipped_entries],
            "remarks": [*notes.remarks, *notes.other_language_messages][
                :_MAX_REMARK_COUNT
            ],
        }

    def check_corpus(self, task: TaskInput, output: BinaryIO) -> Counts:
        """Run one of the checks that compare the units of all parts."""
        check = self.session.corpus_checks[task.number]
        notes = FileNotes()
        run = self.session.check_corpus(
            (unit for part in task.parts for unit in self._read_units(part, notes)),
            _read_findings(task.read_outputs("part"), check.yields_to),
            [check],
            may_be_uncomposed=True,
        )
        return {"check": check.id} | _write_findings(run, output, notes)

    def _read_units(self, part: Part, notes: FileNotes) -> Iterator[Unit]:
        """Read the units of a part, with the path and the lines of its file."""
        languages = self._languages
        options = ReadOptions(
            languages.source_locale,
            languages.target_locale,
            languages.parameters,
            with_untranslated=True,
        )
        with part.extract() as path, open_checkable_file(str(path), options) as file:
            try:
                yield from read_file_units(
                    _PartFile(file, part), languages, notes, read_codes=read_codes
                )
            except OtherLocale as error:
                notes.other_language_messages.append(str(error))


@dataclass(frozen=True, slots=True)
class _PartFile:
    """The open file of a part, with the name and the lines of the whole file."""

    file: CheckableFile
    part: Part

    @property
    def name(self) -> str:
        """The name of the whole file."""
        return self.part.path

    @property
    def kind(self) -> FileKind:
        """How the file is read."""
        return self.file.kind

    def read_units(self) -> Iterator[NumberedUnit | SkippedEntry | Remark]:
        """Read the units of a format."""
        for entry in self.file.read_units():
            yield (
                replace(entry, path=self.name)
                if isinstance(entry, SkippedEntry)
                else entry
            )

    def read_json_values(self) -> Iterator[tuple[int, object] | SkippedEntry]:
        """Read the values of JSON lines, with their lines in the whole file."""
        line_offset = self.part.line_number - 1
        for entry in self.file.read_json_values():
            if isinstance(entry, SkippedEntry):
                yield replace(
                    entry, path=self.name, line=(entry.line or 0) + line_offset
                )
            else:
                yield entry[0] + line_offset, entry[1]

    def read_page(self) -> bytes:
        """Read the bytes of a page."""
        return self.file.read_page()


def _restore_tuples(values: Mapping[str, Any]) -> dict[str, Any]:
    """Make the lists of JSON the tuples of settings."""
    return {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in values.items()
    }


def _write_findings(run: Run, output: BinaryIO, notes: FileNotes) -> Counts:
    """Write the findings of a run; count them by severity."""
    severity_counts: Counter[Severity] = Counter()
    entries = (make_report_entry(finding, run.find_unit(finding)) for finding in run)

    def iterate_records() -> Iterator[dict[str, Any]]:  # JSON
        for entry in add_line_numbers(entries, notes.page_paths):
            severity_counts[entry.finding.severity] += 1
            yield make_finding_json(entry)

    write_json_lines(output, iterate_records())
    return {
        "findings": {
            str(name): count for name, count in sorted(severity_counts.items())
        },
        "failures": [asdict(failure) for failure in run.failures],
    }


def _read_findings(
    outputs: Iterable[EarlierOutput], check_ids: Sequence[str]
) -> Iterator[Finding]:
    """Read the findings of some checks, as far as overlaps depend on them."""
    if not check_ids:
        return
    for output in outputs:
        for record in read_json_lines(output.path):
            if record["check"] in check_ids:
                yield Finding(
                    "",
                    _read_span(record["target_span"]),
                    _read_span(record["source_span"]),
                    check=record["check"],
                    unit=record["unit"],
                    quote=record["quote"],
                )


def _read_span(offsets: Sequence[int] | None) -> Span | None:
    return Span(*offsets) if offsets is not None else None
