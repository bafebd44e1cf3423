"""The fuzzy index: which segments may reach a match rate, without reading them all.

It is a cache beside the database: parts in files, read by memory mapping, and what was
added since, in memory. It is made and kept up to date by those who look up; it can be
deleted at any time, and where it does not fit it is made anew, never trusted.
"""

import contextlib
import logging
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from tm.match.index import manifest as index_folder
from tm.match.index.common_run import WantedRun
from tm.match.index.manifest import FEW, IndexedLocale, Manifest, UnusableIndex
from tm.match.index.memtable import MemTable
from tm.match.rank import Query
from tm.store.backend.sql import NumberedTexts
from tm.store.database import Database
from tm.store.lookup_reader import (
    LookupReader,
    open_lookup_reader,
    settled_segment_number,
)
from tm.text.locale import Locale

if TYPE_CHECKING:
    from tm.match.index.shard import Shard

_MOST_AT_ONCE = 100_000
_SAMPLES = 16
_MOST_SAMPLES = 100
_ATTEMPTS = 5
_SLOW = 50_000
_log = logging.getLogger("padanan.index")


@dataclass(frozen=True, slots=True)
class IndexState:
    """What came of bringing a locale's index up to date."""

    locale: str
    segments: int
    bytes: int
    seconds: float
    state: str
    """`current`, `merged`, `built` or `rebuilt`."""
    parts: int


@dataclass(slots=True)
class _View:
    """What is searched for a locale, and how far it has read."""

    locale: Locale
    parts: list["Shard"]
    covered: dict[str, int]
    floor: int
    """Every segment up to here is in the parts."""
    recent: MemTable
    seen: int
    rows: int = 0
    """How many segments of any locale are after `floor`, up to `seen`."""
    most: int = FEW
    """How many recent ones are borne before the next attempt to put them in files."""


class FuzzyIndex:
    """The index of one database; may be used by several threads."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.RLock()
        self._views: dict[str, _View] = {}

    def candidates(
        self, reading: LookupReader, query: Query, min_rate: int
    ) -> dict[int, float]:
        """Number and similarity of every segment that may reach a rate.

        The similarity is that of `rank.similarity`, or a little more.
        """
        view = self._current(reading, query.segment.locale)
        found: dict[int, float] = {}
        for lane in (
            *(part.search(query, min_rate, reading.texts) for part in view.parts),
            view.recent.search(query, min_rate),
        ):
            for number, score in lane:
                if score > found.get(number, -1):
                    found[number] = score
        return found

    def sharing(
        self, reading: LookupReader, query: Query, wanted: WantedRun
    ) -> dict[int, int]:
        """Number of segments that share a run of words, and how many words.

        In the files a run is found by its rarest word, among the rarer half of the
        segment's words; of other segments, by any.
        """
        view = self._current(reading, query.segment.locale)
        found: dict[int, int] = {}
        for lane in (
            *(part.sharing(query, wanted) for part in view.parts),
            view.recent.sharing(query, wanted),
        ):
            for number, words in lane:
                found[number] = max(words, found.get(number, 0))
        return found

    def update(
        self, *, only: Locale | None = None, rebuild: bool = False
    ) -> list[IndexState]:
        """Put all segments into files; what became of each locale.

        Raises OSError where no files can be written.
        """
        with self._lock:
            return self._update(only=only, rebuild=rebuild, most=None)

    def _current(self, reading: LookupReader, locale: Locale) -> _View:
        with self._lock:
            view = self._views.get(locale.tag)
            if view is not None and self._moved(reading, view):
                view = None
            if view is None:
                view = self._opened(locale)
                newest = reading.newest()
                if newest - view.floor > view.most:
                    view = self._filed(reading, view)
            self._catch_up(reading, view)
            if len(view.recent) > view.most:
                view = self._filed(reading, view)
                self._catch_up(reading, view)
            self._views[locale.tag] = view
            return view

    def _moved(self, reading: LookupReader, view: _View) -> bool:
        """Whether segments came with numbers that had been passed by."""
        if self._database.backend.has_ordered_ids:
            return False
        return reading.count(view.floor, view.seen) != view.rows

    def _catch_up(self, reading: LookupReader, view: _View) -> None:
        for number, tag, text in reading.after(view.seen):
            view.seen = number
            view.rows += 1
            if view.locale.covers(Locale(tag)) and number > view.covered.get(tag, 0):
                view.recent.add(number, text)

    def _filed(self, reading: LookupReader, view: _View) -> _View:
        """The view after new segments were put into files, or into memory."""
        try:
            self._update(only=view.locale, rebuild=False, most=_MOST_AT_ONCE)
        except OSError:
            return self._held(reading, view)
        fresh = self._opened(view.locale)
        if fresh.floor == view.floor:
            fresh.most = 2 * max(view.most, len(view.recent))
        return fresh

    def _held(self, reading: LookupReader, view: _View) -> _View:
        """The view with a part that is only in memory, where files cannot be."""
        from tm.match.index.shard import held_part

        newest = reading.newest()
        covered = dict(view.covered)
        parts = list(view.parts)
        for tag in reading.locales():
            if view.locale.covers(Locale(tag)):
                texts = reading.between(tag, covered.get(tag, 0), newest)
                parts.append(held_part(texts, Locale(tag)))
                covered[tag] = newest
        recent = MemTable(view.locale)
        return _View(view.locale, parts, covered, newest, recent, newest)

    def _opened(self, locale: Locale) -> _View:
        """What the files hold for a locale, as far as it can be trusted."""
        for _ in range(_ATTEMPTS):
            # A writer may put other parts in the place of those of a manifest.
            with contextlib.suppress(FileNotFoundError):
                return self._opened_once(locale)
        _log.warning("parts of the index of %s are gone", locale)
        return _View(locale, [], {}, 0, MemTable(locale), 0)

    def _opened_once(self, locale: Locale) -> _View:
        covered: dict[str, int] = {}
        parts: list[Shard] = []
        folder, manifest = self._manifest()
        # A moment after the manifest's, or what it names may not be there yet.
        with open_lookup_reader(self._database) as reading:
            for tag, one in manifest.locales.items():
                if locale.covers(Locale(tag)):
                    found = self._parts(reading, folder, tag, one)
                    covered[tag] = one.covered if found is not None else 0
                    parts += found or []
        floor = min([manifest.known, *covered.values()])
        return _View(locale, parts, covered, floor, MemTable(locale), floor)

    def _manifest(self) -> tuple[Path, Manifest]:
        """The folder with the manifest that knows most, else the first."""
        best: tuple[Path, Manifest] | None = None
        places = index_folder.folders(self._database)
        for folder in places:
            try:
                manifest = index_folder.read_manifest(folder)
            except UnusableIndex as problem:
                _log.warning("%s; the index is made anew", problem)
                continue
            if manifest and (best is None or manifest.known > best[1].known):
                best = folder, manifest
        return best or (places[0], Manifest())

    def _parts(
        self, reading: LookupReader, folder: Path, tag: str, one: IndexedLocale
    ) -> "list[Shard] | None":
        if not one.parts:
            return []
        # numpy takes half of a lookup's time to import, and a small memory needs none.
        from tm.match.index.shard import DamagedPart, open_part

        if not _fits(reading, one):
            _log.warning("%s: the index of %s is of another database", folder, tag)
            return None
        try:
            return [open_part(folder, part, Locale(tag)) for part in one.parts]
        except FileNotFoundError:
            raise
        except (DamagedPart, OSError) as problem:
            _log.warning("the index of %s is damaged: %s", tag, problem)
            return None

    def _update(
        self, *, only: Locale | None, rebuild: bool, most: int | None
    ) -> list[IndexState]:
        problem: OSError | None = None
        for folder in index_folder.folders(self._database):
            with contextlib.ExitStack() as stack:
                try:
                    stack.enter_context(index_folder.locked(folder))
                except OSError as error:
                    problem = problem or error
                    continue
                return self._update_in(folder, only, rebuild=rebuild, most=most)
        assert problem is not None
        raise problem

    def _update_in(
        self, folder: Path, only: Locale | None, *, rebuild: bool, most: int | None
    ) -> list[IndexState]:
        last = settled_segment_number(self._database)
        if last is None:
            return []
        try:
            manifest = index_folder.read_manifest(folder) or Manifest()
        except UnusableIndex:
            manifest = Manifest()
            rebuild = True
        states: list[IndexState] = []
        with open_lookup_reader(self._database) as reading:
            tags = reading.locales()
            for tag in tags:
                one = manifest.locales.setdefault(tag, IndexedLocale())
                if only is None or only.covers(Locale(tag)):
                    update = _Update(folder, reading, tag, last, most)
                    states.append(update.run(one, rebuild=rebuild))
        for tag in [tag for tag in manifest.locales if tag not in tags]:
            del manifest.locales[tag]
        manifest.known = last
        index_folder.write_manifest(folder, manifest)
        self._views.clear()
        return states


@dataclass(slots=True)
class _Update:
    """Bringing the files of one locale up to date."""

    folder: Path
    reading: LookupReader
    tag: str
    last: int
    most: int | None
    """How many segments may be arranged again; None for any number."""
    started: float = field(default_factory=time.monotonic)

    def run(self, one: IndexedLocale, *, rebuild: bool) -> IndexState:
        """Change what is said of the locale, after writing what it will name."""
        state = "current"
        if rebuild or not self._sound(one):
            state = "rebuilt" if one.parts or rebuild else "built"
            one.parts, one.samples, one.covered = [], {}, 0
        elif not one.parts:
            state = "built"
        if one.covered > self.last:  # another process was faster
            return self._state(one, "current")
        count = self.reading.count_of(self.tag, one.covered, self.last)
        if count:
            state = "merged" if state == "current" else state
            self._write(one, count)
        one.covered = self.last
        return self._state(one, state if count else "current")

    def _write(self, one: IndexedLocale, count: int) -> None:
        from tm.match.index.shard import write_part
        from tm.match.index.shard_build import part_arrays

        after = one.covered
        while one.parts and one.parts[-1]["segments"] < 2 * count:
            if self.most and count + one.parts[-1]["segments"] > self.most:
                break
            smaller = one.parts.pop()
            count += smaller["segments"]
            after = smaller["after"]
        if count > _SLOW:
            _log.warning("indexing %d segments of %s …", count, self.tag)
        name = index_folder.part_name(self.tag)
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        sample: list[int] = []
        texts = self._sampled(after, sample, count // _SAMPLES + 1)
        description = write_part(path, part_arrays(texts, Locale(self.tag)))
        place = {"file": name, "after": after, "segments": count}
        one.parts.append(description | place)
        kept = [*one.samples, *sample][-_MOST_SAMPLES:]
        keys = self.reading.keys(kept)
        one.samples = {number: key.hex() for number, key in keys.items()}

    def _sampled(
        self, after: int, sample: list[int], step: int
    ) -> Iterator[NumberedTexts]:
        """The texts after a number; the number of every so manieth goes to a list."""
        place = 0
        newest: list[int] = []
        for numbers, texts in self.reading.between(self.tag, after, self.last):
            sample += numbers[-place % step :: step]
            place += len(numbers)
            newest = [numbers[-1]]
            yield numbers, texts
        sample += newest

    def _sound(self, one: IndexedLocale) -> bool:
        if not one.parts:
            return True
        from tm.match.index.shard import is_sound

        try:
            sound = all(is_sound(self.folder, part) for part in one.parts)
        except OSError:
            return False
        return sound and _fits(self.reading, one)

    def _state(self, one: IndexedLocale, state: str) -> IndexState:
        return IndexState(
            locale=self.tag,
            segments=sum(part["segments"] for part in one.parts),
            bytes=sum(part["bytes"] for part in one.parts),
            seconds=round(time.monotonic() - self.started, 2),
            state=state,
            parts=len(one.parts),
        )


def _fits(reading: LookupReader, one: IndexedLocale) -> bool:
    """Whether the database has the segments that were indexed."""
    keys = reading.keys(list(one.samples)) if one.samples else {}
    return all(
        number in keys and keys[number].hex() == key
        for number, key in one.samples.items()
    )
