"""The entries of a file during its import, and the counts of those that are done."""

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from operator import itemgetter
from pathlib import Path
from typing import Any

from exports.entry import Entry, Loss, Remark, SkippedEntry
from exports.requested_locales import OtherLocales
from tm.articles.archive.restore import RestoreCounts, is_article_key
from tm.errors import FormatError
from tm.spill.list import SpillList
from tm.store.units.add import BATCH_SIZE
from tm.store.units.merge import AddCounts
from tm.text.locale import Locale
from tm.unit import TranslationUnit
from tm.unit_table import DOCUMENT_FIELDS, UnitTable

_read_article = itemgetter(DOCUMENT_FIELDS.index("article"))


class EntryStream:
    """The entries of a file, of which a part may have been stored before."""

    def __init__(
        self,
        path: Path,
        entries: Iterable[Entry | UnitTable],
        report: Mapping[str, Any],
        *,
        strict: bool = False,
        locales: Sequence[Locale] = (),
    ) -> None:
        """`report`: that of the part stored before. `strict`: refuse damaged entries.

        `locales`: those that each unit should have.
        """
        self.path = path
        self.entry_count = 0
        """Entries read so far."""
        self.remarks: list[str] = []
        """What the reader had to guess about the file."""
        self.articles: set[str] = set()
        """Keys of the articles of the units read since `add_restored`."""
        self.other_locales = OtherLocales()
        """Counts of the units that lack one of the locales."""
        self.untranslated: SpillList[TranslationUnit] = SpillList()
        """Units without a translation read since `add_restored`."""
        self._is_at_end = False
        self._strict = strict
        self._locales = locales
        self.counts = AddCounts(
            **{name: report.get(name, 0) for name in AddCounts.__dataclass_fields__}
        )
        self._entries = iter(entries)
        self._rest_of_block: UnitTable | None = None
        self._skipped = [SkippedEntry(**fields) for fields in report.get("skipped", ())]
        self._lost = [Loss(**fields) for fields in report.get("lost", ())]
        self._homeless_count: int = report.get("untranslated", 0)
        """Units without a translation that have no article to stand in."""
        self._lessened_count: int = report.get("lessened", 0)
        """Units without a translation of which something was lost."""

    def demand_sound(self) -> None:
        """Raise FormatError for the first damaged entry so far, if it is strict.

        A reason without a line is about several entries: those without a translation.
        """
        for skipped in self._skipped if self._strict else ():
            if skipped.line is not None:
                raise FormatError(skipped.reason, path=skipped.path, line=skipped.line)

    def has_ended(self) -> bool:
        """Whether the last entry was read."""
        return self._is_at_end

    @property
    def skipped(self) -> list[SkippedEntry]:
        """Entries that were not stored, and why."""
        if not self._homeless_count:
            return self._skipped
        noun = "unit" if self._homeless_count == 1 else "units"
        reason = f"{self._homeless_count} {noun} without a translation"
        return [*self._skipped, SkippedEntry(str(self.path), None, reason)]

    @property
    def lost(self) -> list[Loss]:
        """Content of entries that the memory has no place for."""
        if not self._lessened_count:
            return self._lost
        details = Loss("details of untranslated text", self._lessened_count)
        return [*self._lost, details]

    @property
    def report(self) -> dict[str, Any]:
        """All counts so far, for JSON."""
        return {
            **asdict(self.counts),
            "skipped": [asdict(skipped) for skipped in self._skipped],
            "lost": [asdict(lost) for lost in self._lost],
            "untranslated": self._homeless_count,
            "lessened": self._lessened_count,
        }

    def add_restored(self, restored: RestoreCounts) -> None:
        """Count what became of the articles and untranslated units so far."""
        self.counts += AddCounts(new=restored.added, known=restored.known)
        self._homeless_count += restored.unplaced
        self._lessened_count += restored.incomplete
        self.articles.clear()
        self.untranslated.close()
        self.untranslated = SpillList()

    def skip(self, count: int) -> None:
        """Pass over entries that were stored before."""
        while self.entry_count < count:
            if self._next(count - self.entry_count) is None:
                return

    def blocks(self, limit: int | None) -> Iterator[UnitTable]:
        """The next units that can be stored; other entries are counted.

        `limit`: the number of units at most, those without a translation included.
        """
        remaining = sys.maxsize if limit is None else limit
        units: list[TranslationUnit] = []
        while remaining:
            entry = self._next(remaining)
            if isinstance(entry, TranslationUnit):
                if entry.target is None:
                    self.untranslated.append(entry)
                else:
                    units.append(entry)
                remaining -= 1
                if len(units) < BATCH_SIZE:
                    continue
            if units:
                yield self._note_units(UnitTable.of(units))
                units = []
            if entry is None:
                self._is_at_end = True
                return
            if isinstance(entry, UnitTable):
                remaining -= len(entry)
                yield self._note_units(entry)
            elif isinstance(entry, SkippedEntry):
                self._skipped.append(entry)
                self.demand_sound()
            elif isinstance(entry, Loss):
                self._lost.append(entry)
            elif isinstance(entry, Remark):
                self.remarks.append(entry.text)
        if units:
            yield self._note_units(UnitTable.of(units))

    def _note_units(self, block: UnitTable) -> UnitTable:
        """Note the articles and the other locales of units; returns the units."""
        if self._locales:
            self._count_other_locales(block)
        articles = set(map(_read_article, block.document))
        self.articles.update(filter(is_article_key, articles))
        return block

    def _count_other_locales(self, block: UnitTable) -> None:
        pairs = Counter(zip(block.source_tag, block.target_tag, strict=True))
        for tags, count in pairs.items():
            sides = [*map(Locale, tags)]
            if not all(any(map(locale.covers, sides)) for locale in self._locales):
                self.other_locales.add(*sides, count=count)

    def _next(self, limit: int) -> Entry | UnitTable | None:
        """The next entry, or the next units, `limit` at most; None at the end."""
        entry = self._rest_of_block or next(self._entries, None)
        self._rest_of_block = None
        if isinstance(entry, UnitTable):
            if len(entry) > limit:
                entry, self._rest_of_block = entry[:limit], entry[limit:]
            self.entry_count += len(entry)
        elif entry is not None:
            self.entry_count += 1
        return entry
