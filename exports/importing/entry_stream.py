"""Reading of a file during its import, with counts of the entries so far."""

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from operator import itemgetter
from pathlib import Path
from typing import Any

from exports.entry import Entry, Loss
from tm.articles.archive.restore import RestoreCounts, is_article_key
from tm.errors import FormatError
from tm.file_remarks import Remark, SkippedEntry
from tm.requested_locales import OtherLocales
from tm.spill.list import SpillList
from tm.store.units.pending_units import AddCounts
from tm.store.units.unit_adder import BATCH_SIZE
from tm.text.locale import Locale
from tm.unit import DEFAULT_MEMORY_NAME, TranslationUnit
from tm.unit_table import DOCUMENT_FIELDS, UnitTable

_read_article_key = itemgetter(DOCUMENT_FIELDS.index("article"))


class EntryStream:
    """The entries of a file to import; a first part may be stored already."""

    def __init__(
        self,
        path: Path,
        entries: Iterable[Entry | UnitTable],
        earlier_report: Mapping[str, Any],
        *,
        strict: bool = False,
        locales: Sequence[Locale] = (),
        memory_name: str | None = None,
    ) -> None:
        """Open the stream. `earlier_report`: counts of the part that is stored already.

        `strict`: refuse damaged entries.

        `locales`: locales expected in each unit.

        `memory_name`: the memory of units for which the file names none.
        """
        self.path = path
        self.entry_count = 0
        """Entries read so far."""
        self.remarks: list[str] = []
        """What the reader had to guess about the file."""
        self.article_keys: set[str] = set()
        """Keys of the articles of the units read since `add_restore_counts`."""
        self.other_locales = OtherLocales()
        """Counts of the units that lack one of the locales."""
        self.untranslated_units: SpillList[TranslationUnit] = SpillList()
        """Units without a translation read since `add_restore_counts`."""
        self._is_at_end = False
        self._strict = strict
        self._locales = locales
        self._memory_name = memory_name
        self.counts = AddCounts(
            **{
                name: earlier_report.get(name, 0)
                for name in AddCounts.__dataclass_fields__
            }
        )
        self._entries = iter(entries)
        self._remaining_table: UnitTable | None = None
        self._skipped_entries = [
            SkippedEntry(**entry_fields)
            for entry_fields in earlier_report.get("skipped", ())
        ]
        self._losses = [
            Loss(**entry_fields) for entry_fields in earlier_report.get("lost", ())
        ]
        self._untranslated_count: int = earlier_report.get("untranslated", 0)
        """Units without a translation that belong to no article."""
        self._incomplete_count: int = earlier_report.get("lessened", 0)
        """Units without a translation that were stored with losses."""

    def refuse_damaged_entry(self) -> None:
        """Raise FormatError for the first damaged entry so far, if strict.

        Reasons without a line are no damage: they count untranslated units.
        """
        for skipped_entry in self._skipped_entries if self._strict else ():
            if skipped_entry.line is not None:
                raise FormatError(
                    skipped_entry.reason,
                    path=skipped_entry.path,
                    line=skipped_entry.line,
                )

    def is_at_end(self) -> bool:
        """Whether all entries were read."""
        return self._is_at_end

    @property
    def skipped_entries(self) -> list[SkippedEntry]:
        """Entries that were not stored, with reasons."""
        if not self._untranslated_count:
            return self._skipped_entries
        noun = "unit" if self._untranslated_count == 1 else "units"
        reason = f"{self._untranslated_count} {noun} without a translation"
        return [*self._skipped_entries, SkippedEntry(str(self.path), None, reason)]

    @property
    def skipped_count(self) -> int:
        """How many entries were not stored."""
        return len(self._skipped_entries) + self._untranslated_count

    @property
    def losses(self) -> list[Loss]:
        """Content of entries that the memory cannot hold."""
        if not self._incomplete_count:
            return self._losses
        detail_loss = Loss("details of untranslated text", self._incomplete_count)
        return [*self._losses, detail_loss]

    @property
    def report(self) -> dict[str, Any]:
        """All counts so far, for JSON."""
        return {
            **asdict(self.counts),
            "skipped": [
                asdict(skipped_entry) for skipped_entry in self._skipped_entries
            ],
            "lost": [asdict(loss) for loss in self._losses],
            "untranslated": self._untranslated_count,
            "lessened": self._incomplete_count,
        }

    def add_restore_counts(self, restore_counts: RestoreCounts) -> None:
        """Add the counts of restored articles, and begin new lists for the next."""
        self.counts += AddCounts(
            new=restore_counts.added_count, known=restore_counts.known_count
        )
        self._untranslated_count += restore_counts.unplaced_count
        self._incomplete_count += restore_counts.incomplete_count
        self.article_keys.clear()
        self.untranslated_units.close()
        self.untranslated_units = SpillList()

    def skip_stored(self, count: int) -> None:
        """Skip entries that are stored already."""
        while self.entry_count < count:
            if self._take_next_entry(count - self.entry_count) is None:
                return

    def read_blocks(self, limit: int | None) -> Iterator[UnitTable]:
        """Read the next units as tables; other entries are counted.

        `limit`: the largest number of units, with or without translation.
        """
        remaining_count = sys.maxsize if limit is None else limit
        units: list[TranslationUnit] = []
        while remaining_count:
            entry = self._take_next_entry(remaining_count)
            if isinstance(entry, TranslationUnit):
                if entry.target is None:
                    self.untranslated_units.append(entry)
                else:
                    units.append(entry)
                remaining_count -= 1
                if len(units) < BATCH_SIZE:
                    continue
            if units:
                yield self._record_units(UnitTable.from_units(units))
                units = []
            if entry is None:
                self._is_at_end = True
                return
            if isinstance(entry, UnitTable):
                remaining_count -= len(entry)
                yield self._record_units(entry)
            elif isinstance(entry, SkippedEntry):
                self._skipped_entries.append(entry)
                self.refuse_damaged_entry()
            elif isinstance(entry, Loss):
                self._losses.append(entry)
            elif isinstance(entry, Remark):
                self.remarks.append(entry.text)
        if units:
            yield self._record_units(UnitTable.from_units(units))

    def _record_units(self, unit_table: UnitTable) -> UnitTable:
        """Record the articles and unexpected locales of units; return the units.

        They are in the memory that the file names, or in the one for the others.
        """
        if self._locales:
            self._count_other_locales(unit_table)
        article_keys = set(map(_read_article_key, unit_table.document))
        self.article_keys.update(filter(is_article_key, article_keys))
        if self._memory_name is None:
            return unit_table
        memory_names = [
            self._memory_name if memory_name == DEFAULT_MEMORY_NAME else memory_name
            for memory_name in unit_table.memory
        ]
        return replace(unit_table, memory=memory_names)

    def _count_other_locales(self, unit_table: UnitTable) -> None:
        count_by_locale_pair = Counter(
            zip(unit_table.source_tag, unit_table.target_tag, strict=True)
        )
        for locale_tags, count in count_by_locale_pair.items():
            pair_locales = [*map(Locale, locale_tags)]
            if not all(
                any(map(locale.covers, pair_locales)) for locale in self._locales
            ):
                self.other_locales.add(*pair_locales, unit_count=count)

    def _take_next_entry(self, limit: int) -> Entry | UnitTable | None:
        """Read the next entry, or a table of at most `limit` units; None at the end."""
        entry = self._remaining_table or next(self._entries, None)
        self._remaining_table = None
        if isinstance(entry, UnitTable):
            if len(entry) > limit:
                entry, self._remaining_table = entry[:limit], entry[limit:]
            self.entry_count += len(entry)
        elif entry is not None:
            self.entry_count += 1
        return entry
