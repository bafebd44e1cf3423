"""The job `terms`: the texts of parts, then the candidates of all of them."""

from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass
from typing import BinaryIO

from batch.jobs.database import JobDatabase, open_database
from batch.jobs.lines import read_json_lines, write_json_lines
from batch.jobs.stage import Counts, JobSettings, Stage, TaskInput
from batch.jobs.units import list_part_notes, make_locale_settings
from batch.partitions.part import Part
from exports.terms.candidates_csv import write_candidates
from exports.terms.text_sources import TermTextSources
from glossary.concept_store import ConceptStore
from glossary.extraction.concept_finder import make_concept_finder
from glossary.extraction.term_extraction import (
    Extraction,
    ExtractionOptions,
    TextUnit,
    extract_terms,
)
from tm.align.lexicon.dictionary import EMPTY_DICTIONARY
from tm.align.lexicon.starter_dictionary import load_starter_dictionary
from tm.text.locale import Locale

_OPTION_NAMES = (
    "min_count",
    "max_word_count",
    "candidate_limit",
    "includes_known_terms",
)


def make_settings(
    options: ExtractionOptions,
    source_locale: Locale,
    target_locale: Locale | None,
    *,
    database: JobDatabase,
) -> JobSettings:
    """Make the settings of the job."""
    return {
        "options": {name: getattr(options, name) for name in _OPTION_NAMES},
        "database": database,
        **make_locale_settings(source_locale, target_locale),
    }


def make_stages(settings: JobSettings, parts: Sequence[Part]) -> Sequence[Stage]:
    """Make a task for each part, then one that counts the phrases of all of them."""
    job = _TermsJob(settings)
    return [
        Stage("texts", len(parts), job.write_texts, is_result=False),
        Stage("candidates", 1, job.write_candidates, ".csv"),
    ]


@dataclass(frozen=True)
class _TermsJob:
    settings: JobSettings

    @property
    def _source_locale(self) -> Locale:
        return Locale.parse(self.settings["source_locale"])

    @property
    def _target_locale(self) -> Locale | None:
        tag = self.settings["target_locale"]
        return Locale.parse(tag) if tag else None

    def write_texts(self, task: TaskInput, output: BinaryIO) -> Counts:
        """Write the texts of a part as JSON lines."""
        text_sources = TermTextSources(self._source_locale, self._target_locale)
        with task.extract_part() as path:
            text_sources.add_file(path)
            unit_count = write_json_lines(
                output, map(astuple, text_sources.read_units())
            )
        notes = list_part_notes(
            task.part, text_sources.skipped_entries, text_sources.remarks
        )
        return {"units": unit_count} | notes

    def write_candidates(self, task: TaskInput, output: BinaryIO) -> Counts:
        """Write the candidates of the texts of all parts as a table."""
        notes = {
            name: [
                note
                for texts_output in task.read_outputs("texts")
                for note in texts_output.counts[name]
            ]
            for name in ("skipped", "remarks")
        }
        extraction = self._extract_terms(task)
        write_candidates(
            extraction.candidates,
            output,
            source_locale=self._source_locale,
            target_locale=self._target_locale,
        )
        return {
            "candidates": len(extraction.candidates),
            "units": extraction.unit_count,
            "words": extraction.word_count,
            "known": extraction.known_count,
        } | notes

    def _extract_terms(self, task: TaskInput) -> Extraction:
        source_locale, target_locale = self._source_locale, self._target_locale
        with open_database(self.settings["database"]) as database:
            find_concept = make_concept_finder(
                ConceptStore(database).entries() if database else (), source_locale
            )
        return extract_terms(
            lambda: self._read_texts(task),
            source_locale=source_locale,
            target_locale=target_locale,
            options=ExtractionOptions(
                **self.settings["options"], find_concept=find_concept
            ),
            dictionary=load_starter_dictionary(source_locale, target_locale)
            if target_locale
            else EMPTY_DICTIONARY,
        )

    def _read_texts(self, task: TaskInput) -> Iterator[TextUnit]:
        """Read the texts of all parts, as if no file had been cut.

        Without a target, a text that follows itself in a file counts once.
        """
        last_path, last_unit = "", None
        for part, output in zip(task.parts, task.read_outputs("texts"), strict=True):
            if part.path != last_path:
                last_path, last_unit = part.path, None
            is_first = True
            for unit in (TextUnit(*record) for record in read_json_lines(output.path)):
                is_repeated = is_first and unit == last_unit
                is_first, last_unit = False, unit
                if not is_repeated or self._target_locale is not None:
                    yield unit
