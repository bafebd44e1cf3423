"""The job `ingest`: the units of pages that are paired with their originals."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from functools import cache, cached_property, partial
from typing import BinaryIO

from batch.jobs.database import JobDatabase, open_database
from batch.jobs.lines import write_json_lines
from batch.jobs.originals import (
    find_original,
    make_pair_settings,
    parse_locales,
    read_job_resources,
)
from batch.jobs.stage import Counts, JobSettings, Stage, TaskInput
from batch.partitions.part import Part
from exports.documents.page_text import read_page_bytes
from exports.io.temporary_files import make_temporary_folder
from exports.lines_and_json.jsonl import make_json_object
from glossary.article_resources import make_headline_marker
from tm.align.lexicon.alignment_resources import AlignmentResources
from tm.articles.ingest_pipeline import IngestPipeline
from tm.articles.web.cache import FetchedPage
from tm.errors import FetchError
from tm.settings import AlignSettings
from tm.store.database import Database
from tm.store.history.change_set import open_change_set
from tm.store.unit_store import UnitStore
from tm.store.units.filter import UnitFilter
from tm.text.locale import Locale
from tm.unit import TranslationUnit


def make_settings(
    original_by_path: Mapping[str, str],
    locales: tuple[Locale, Locale],
    *,
    alignment_settings: AlignSettings,
    database: JobDatabase,
) -> JobSettings:
    """Make the settings of the job."""
    return {
        **make_pair_settings(original_by_path, locales, database),
        "alignment": asdict(alignment_settings),
    }


def make_stages(settings: JobSettings, parts: Sequence[Part]) -> Sequence[Stage]:
    """Make a task for each page."""
    return [Stage("part", len(parts), _IngestJob(settings).ingest_part)]


@dataclass(frozen=True)
class _IngestJob:
    settings: JobSettings

    @cached_property
    def _get_resources(self) -> Callable[[Locale, Locale], AlignmentResources]:
        return cache(partial(read_job_resources, self.settings))

    def _restore_diacritics(self, headline: str) -> str | None:
        with open_database(self.settings["database"]) as database:
            if database is None:
                return None
            source_locale, _ = parse_locales(self.settings)
            return make_headline_marker(database, source_locale)(headline)

    def ingest_part(self, task: TaskInput, output: BinaryIO) -> Counts:
        """Ingest a page into a database of its own, and write its units."""
        page_part, original_part = task.part, find_original(self.settings, task.part)
        source_locale, target_locale = parse_locales(self.settings)
        with (
            page_part.extract() as page_path,
            original_part.extract() as original_path,
            _open_scratch_database() as database,
        ):
            copy_by_path = {
                page_part.path: page_path,
                original_part.path: original_path,
            }
            pipeline = IngestPipeline(
                database,
                _refuse_to_fetch,
                source_locale=source_locale,
                target_locale=target_locale,
                original_by_location={page_part.path: original_part.path},
                read_page_bytes=lambda location: read_page_bytes(
                    copy_by_path[str(location)]
                ),
                alignment_settings=AlignSettings(**self.settings["alignment"]),
                get_alignment_resources=self._get_resources,
                restore_diacritics=self._restore_diacritics,
            )
            prepared_page = pipeline.prepare(page_part.path)
            with open_change_set(
                database, command="ingest", author="", detail=""
            ) as change_set:
                result = pipeline.store(prepared_page, change_set)
            units = UnitStore(database).read_units(UnitFilter(translated=True))
            unit_count = write_json_lines(
                output, map(make_json_object, map(_remove_author_and_times, units))
            )
        return {
            "units": unit_count,
            "review": result.review_count,
            "remarks": [*prepared_page.notes, *result.warnings],
        }


@contextmanager
def _open_scratch_database() -> Iterator[Database]:
    """Open an empty database that ends with its task."""
    with make_temporary_folder() as folder:
        with Database.open(folder / "page.db") as database:
            yield database


def _remove_author_and_times(unit: TranslationUnit) -> TranslationUnit:
    """Remove when and by whom a unit was stored, which its import will say."""
    return unit.with_origin(
        replace(unit.origin, author=None, created=None, changed=None)
    )


def _refuse_to_fetch(url: str) -> FetchedPage:
    """Fetch nothing: a page of the network is not the same for all machines."""
    raise FetchError(url, "a batch job reads originals next to their pages only")
