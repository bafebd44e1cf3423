"""What jobs share that pair texts or pages with originals: settings, resources."""

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from batch.jobs.database import JobDatabase, open_database
from batch.jobs.stage import JobSettings
from batch.partitions.cutting import cut_files
from batch.partitions.part import Part
from glossary.article_resources import read_alignment_resources
from tm.align.lexicon.alignment_resources import AlignmentResources
from tm.text.locale import Locale

_UNCUT_PART_SIZE = 1 << 62
"""A size of parts by which no file is cut."""


def make_pair_settings(
    original_by_path: Mapping[str, str],
    locales: tuple[Locale, Locale],
    database: JobDatabase,
) -> dict[str, Any]:
    """Make the settings of a job with originals, each of which is a part by itself.

    `locales`: that of the originals, then that of the texts.
    """
    return {
        "originals": {
            str(Path(path).absolute()): asdict(
                cut_files([original_path], _UNCUT_PART_SIZE)[0]
            )
            for path, original_path in original_by_path.items()
        },
        "locales": [locale.tag for locale in locales],
        "database": database,
    }


def find_original(settings: JobSettings, part: Part) -> Part:
    """Find the original of a part, which is a whole file."""
    return Part(**settings["originals"][part.path])


def parse_locales(settings: JobSettings) -> tuple[Locale, Locale]:
    """Parse the languages of the originals and of the texts."""
    source_tag, target_tag = settings["locales"]
    return Locale.parse(source_tag), Locale.parse(target_tag)


def read_job_resources(
    settings: JobSettings, source_locale: Locale, target_locale: Locale
) -> AlignmentResources:
    """Read what helps to align, also from the database of the job if it has one."""
    with open_database(settings["database"]) as database:
        if database is None:
            return AlignmentResources.of(source_locale, target_locale)
        return read_alignment_resources(database, source_locale, target_locale)
