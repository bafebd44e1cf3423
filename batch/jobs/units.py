"""Reading the units of a part, for jobs over files of units."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from batch.jobs.stage import Counts, JobSettings
from batch.partitions.part import Part
from exports.files import read
from exports.format import ReadOptions
from tm.file_remarks import Remark, SkippedEntry
from tm.text.locale import Locale
from tm.unit import TranslationUnit

_MAX_NOTE_COUNT = 20
"""The most skipped entries and remarks of a part that are kept."""


def make_locale_settings(
    source_locale: Locale | None, target_locale: Locale | None
) -> dict[str, Any]:
    """Make the settings for the languages of a job."""
    return {
        "source_locale": source_locale.tag if source_locale else None,
        "target_locale": target_locale.tag if target_locale else None,
    }


def make_read_options(settings: JobSettings) -> ReadOptions:
    """Make the options for readers of the settings of a job."""
    source_locale, target_locale = (
        Locale.parse(settings[name]) if settings[name] else None
        for name in ("source_locale", "target_locale")
    )
    return ReadOptions(source_locale, target_locale, with_untranslated=True)


@dataclass(slots=True)
class PartReader:
    """Reads the units of a part, and notes what is skipped, by its line in the file."""

    part: Part
    options: ReadOptions
    unit_count: int = 0
    skipped_entries: list[SkippedEntry] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def read_units(self, path: Path) -> Iterator[TranslationUnit]:
        """Read the units of the extracted part."""
        for entry in read(path, self.options):
            if isinstance(entry, TranslationUnit):
                self.unit_count += 1
                yield entry
            elif isinstance(entry, SkippedEntry):
                self.skipped_entries.append(entry)
            elif isinstance(entry, Remark) and entry.is_warning:
                self.remarks.append(entry.text.replace(str(path), self.part.path))

    def make_part_summary(self) -> Counts:
        """Count the units, and list the first notes."""
        notes = list_part_notes(self.part, self.skipped_entries, self.remarks)
        return {"units": self.unit_count} | notes


def list_part_notes(
    part: Part, skipped_entries: Sequence[SkippedEntry], remarks: Sequence[str]
) -> Counts:
    """List the first notes on a part, with the path and the lines of its file."""
    return {
        "skipped": [
            {
                "path": part.path,
                "line": entry.line and entry.line + part.line_number - 1,
                "reason": entry.reason,
            }
            for entry in skipped_entries[:_MAX_NOTE_COUNT]
        ],
        "remarks": [*remarks[:_MAX_NOTE_COUNT]],
    }
