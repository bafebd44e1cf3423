"""The entries of a file while it is imported, and what those came to that are done."""

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from operator import itemgetter
from pathlib import Path
from typing import Any

from exports.format import Entry, Lost, Remark, Skipped
from exports.wanted_locales import Others
from tm.articles.archive.restore import Restored, is_article
from tm.errors import FormatError
from tm.spill.list import Spool
from tm.store.units.add import FULL
from tm.store.units.merge import Counts
from tm.text.locale import Locale
from tm.unit import TranslationUnit
from tm.unit_block import UnitBlock
from tm.unit_table import DOCUMENT_FIELDS

_article_of = itemgetter(DOCUMENT_FIELDS.index("article"))


class EntryStream:
    """The entries of a file, and what those came to that are done."""

    def __init__(
        self,
        path: Path,
        entries: Iterable[Entry | UnitBlock],
        report: Mapping[str, Any],
        *,
        strict: bool = False,
        asked: Sequence[Locale | None] = (),
    ) -> None:
        """`report`: what came of them before. `strict`: none may be damaged.

        `asked`: languages that each unit should have.
        """
        self.path = path
        self.done = 0
        """Entries that were read."""
        self.remarks: list[str] = []
        """What had to be guessed of the file."""
        self.articles: set[str] = set()
        """Keys of the articles that units were of, since `take`."""
        self.others = Others()
        """Units that have not the languages that were asked for."""
        self.untranslated: Spool[TranslationUnit] = Spool()
        """Units without a translation, since then."""
        self._is_over = False
        self._strict = strict
        self._asked = [locale for locale in asked if locale is not None]
        self.counts = Counts(
            **{name: report.get(name, 0) for name in Counts.__dataclass_fields__}
        )
        self._entries = iter(entries)
        self._held: UnitBlock | None = None
        """What is left of a block."""
        self._skipped = [Skipped(**one) for one in report.get("skipped", ())]
        self._lost = [Lost(**one) for one in report.get("lost", ())]
        self._left: int = report.get("untranslated", 0)
        """Units without a translation that have no article to stand in."""
        self._lessened: int = report.get("lessened", 0)

    def demand_sound(self) -> None:
        """Raise FormatError for the first damaged entry so far, if it is to be strict.

        A reason that is about several entries is of those without a translation.
        """
        for one in self._skipped if self._strict else ():
            if one.line is not None:
                raise FormatError(one.reason, path=one.path, line=one.line)

    def has_ended(self) -> bool:
        """Whether the last entry was read."""
        return self._is_over

    @property
    def skipped(self) -> list[Skipped]:
        """What was not stored, and why."""
        if not self._left:
            return self._skipped
        noun = "unit" if self._left == 1 else "units"
        reason = f"{self._left} {noun} without a translation"
        return [*self._skipped, Skipped(str(self.path), None, reason)]

    @property
    def lost(self) -> list[Lost]:
        """What there is no place for."""
        if not self._lessened:
            return self._lost
        return [*self._lost, Lost("what is said of untranslated text", self._lessened)]

    @property
    def report(self) -> dict[str, Any]:
        """All of it, for JSON."""
        return {
            **asdict(self.counts),
            "skipped": [asdict(one) for one in self._skipped],
            "lost": [asdict(one) for one in self._lost],
            "untranslated": self._left,
            "lessened": self._lessened,
        }

    def take(self, restored: Restored) -> None:
        """Note what became of the articles and untranslated units so far."""
        self.counts += Counts(new=restored.new, known=restored.known)
        self._left += restored.left
        self._lessened += restored.lessened
        self.articles.clear()
        self.untranslated.close()
        self.untranslated = Spool()

    def pass_by(self, count: int) -> None:
        """Leave out entries that are done."""
        while self.done < count and self._next(count - self.done) is not None:
            pass

    def blocks(self, most: int | None) -> Iterator[UnitBlock]:
        """The next units that can be stored; the rest is noted.

        `most`: how many there may be, with those without a translation.
        """
        left = sys.maxsize if most is None else most
        units: list[TranslationUnit] = []
        while left:
            entry = self._next(left)
            if isinstance(entry, TranslationUnit):
                if entry.target is None:
                    self.untranslated.append(entry)
                else:
                    units.append(entry)
                left -= 1
                if len(units) < FULL:
                    continue
            if units:
                yield self._noted(UnitBlock.of(units))
                units = []
            if entry is None:
                self._is_over = True
                return
            if isinstance(entry, UnitBlock):
                left -= len(entry)
                yield self._noted(entry)
            elif isinstance(entry, Skipped):
                self._skipped.append(entry)
                self.demand_sound()
            elif isinstance(entry, Lost):
                self._lost.append(entry)
            elif isinstance(entry, Remark):
                self.remarks.append(entry.text)
        if units:
            yield self._noted(UnitBlock.of(units))

    def _noted(self, block: UnitBlock) -> UnitBlock:
        """The same, once the articles and other languages of its units are noted."""
        if self._asked:
            self._note_others(block)
        self.articles.update(filter(is_article, set(map(_article_of, block.document))))
        return block

    def _note_others(self, block: UnitBlock) -> None:
        pairs = Counter(zip(block.source_tag, block.target_tag, strict=True))
        for tags, count in pairs.items():
            sides = [*map(Locale, tags)]
            if not all(any(map(one.covers, sides)) for one in self._asked):
                self.others.add(*sides, count=count)

    def _next(self, most: int) -> Entry | UnitBlock | None:
        """The next entry, or units that are no more than so many."""
        entry = next(self._entries, None) if self._held is None else self._held
        self._held = None
        if isinstance(entry, UnitBlock):
            if len(entry) > most:
                entry, self._held = entry.part(0, most), entry.part(most)
            self.done += len(entry)
        elif entry is not None:
            self.done += 1
        return entry
