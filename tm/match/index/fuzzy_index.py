"""The fuzzy index: finds segments that may reach a match rate.

It is a cache next to the database: shards in memory-mapped files, and a memtable of the
segments added since. Each lookup updates the memtable; when that is large, a thread
writes it to a shard and merges small shards, while lookups go on with the old ones. It
can be deleted at any time, and an index that does not fit the database is rebuilt.
"""

import contextlib
import logging
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from tm.errors import StoreError
from tm.match.index import manifest as index_folder
from tm.match.index.manifest import (
    MEMTABLE_LIMIT,
    IndexedLocale,
    Manifest,
    UnusableIndex,
    fits_database,
)
from tm.match.index.memtable import MemTable
from tm.match.match_rate import Query
from tm.store.database import Database
from tm.store.lookup_reader import (
    LookupReader,
    open_lookup_reader,
)
from tm.text.locale import Locale

if TYPE_CHECKING:
    from tm.match.index.common_run import WordRunQuery
    from tm.match.index.index_update import IndexState
    from tm.match.index.shard import Shard

_MAX_MEMTABLE_RATIO = 10
"""How many times its limit a memtable may have while a thread writes it to a shard."""
_MAX_OPENING_ATTEMPTS = 5
_log = logging.getLogger("padanan.index")
ValueT = TypeVar("ValueT", int, float)
_DAMAGE_ERRORS = ArithmeticError, LookupError, OSError, TypeError, ValueError
"""What the numbers of a damaged shard may raise."""


@dataclass(slots=True)
class _LocaleView:
    """The shards and the memtable of a locale, and the last segments in them."""

    locale: Locale
    shards: list["Shard"]
    last_covered_id_by_tag: dict[str, int]
    last_sharded_id: int
    """Every segment up to this id is in the shards."""
    memtable: MemTable
    last_read_id: int
    read_row_count: int = 0
    """Segments of any locale after `last_sharded_id`, up to `last_read_id`."""
    memtable_limit: int = MEMTABLE_LIMIT
    """Segments in the memtable before the next attempt to write a shard."""


class FuzzyIndex:
    """The index of one database; may be used by several threads."""

    def __init__(
        self, database: Database, *, memtable_limit: int = MEMTABLE_LIMIT
    ) -> None:
        """Write a shard when more than `memtable_limit` new segments have come."""
        self._database = database
        self._memtable_limit = memtable_limit
        self._lock = threading.RLock()
        self._ignores_files = False
        self._cannot_write_files = False
        self._update_thread: threading.Thread | None = None
        self._view_by_tag: dict[str, _LocaleView] = {}

    def find_candidates(
        self, reader: LookupReader, query: Query, min_rate: int
    ) -> dict[int, float]:
        """Find id and similarity of every segment that may reach a rate.

        The similarity is at least that of `rank.compute_similarity`. A damaged shard
        is rebuilt.
        """
        return self._search(
            reader,
            query.segment.locale,
            lambda part: part.search(query, min_rate, reader.read_texts),
        )

    def find_containing(
        self, reader: LookupReader, locale: Locale, folded_form: str, max_length: int
    ) -> dict[int, int]:
        """Find short segments that contain a match form without diacritics.

        Returns the length of each by id. Those longer than `MAX_STORED_FORM_LENGTH` may
        be missing.
        """
        return self._search(
            reader, locale, lambda part: part.find_containing(folded_form, max_length)
        )

    def find_segments_sharing_run(
        self, reader: LookupReader, query: Query, run_query: "WordRunQuery"
    ) -> dict[int, int]:
        """Find the segments that share a run of words; return word counts by id.

        In shards, a run is found by its rarest word if that is among the rarer half of
        the segment's words; in the memtable, every run is found. A damaged shard is
        rebuilt.
        """
        return self._search(
            reader,
            query.segment.locale,
            lambda part: part.find_segments_sharing_run(query, run_query),
        )

    def update(
        self,
        *,
        only_locale: Locale | None = None,
        rebuild: bool = False,
        merge_limit: int | None = None,
    ) -> "list[IndexState]":
        """Write all segments to shards and report on each locale.

        `merge_limit`: the most segments of a merged shard; None for any number. Lookups
        of other threads do not wait. Raises OSError where no files can be written.
        """
        if self._database.awaits_creation:
            return []  # and no folder, which would be that of a database that is not
        from tm.match.index.index_update import update_index  # most lookups change none

        index_states = update_index(
            self._database,
            only_locale=only_locale,
            rebuild=rebuild,
            merge_limit=merge_limit,
        )
        with self._lock:
            self._view_by_tag.clear()
        return index_states

    def finish_work(self) -> None:
        """Wait until the thread that writes a shard has ended."""
        if self._update_thread is not None:
            self._update_thread.join()

    def _find_current_view(self, reader: LookupReader, locale: Locale) -> _LocaleView:
        with self._lock:
            view = self._view_by_tag.get(locale.tag)
            if view is not None and self._has_late_additions(reader, view):
                view = None
            if view is None:
                view = self._open_view(locale)
                view.memtable_limit = self._memtable_limit
                newest_id = reader.find_newest_id()
                unread_count = newest_id - view.last_sharded_id
                if unread_count > _MAX_MEMTABLE_RATIO * view.memtable_limit:
                    view = self._write_and_reopen_view(reader, view)
            self._catch_up(reader, view)
            if len(view.memtable) > view.memtable_limit:
                if self._cannot_write_files:
                    view = self._make_view_in_memory(reader, view)
                else:
                    self._start_update(view)
            self._view_by_tag[locale.tag] = view
            return view

    def _search(
        self,
        reader: LookupReader,
        locale: Locale,
        search_segments: "Callable[[Shard | MemTable], Iterable[tuple[int, ValueT]]]",
    ) -> dict[int, ValueT]:
        """Search shards and memtable; return the highest value of each segment.

        Search once more with a new index if a shard is damaged.
        """
        try:
            return self._search_once(reader, locale, search_segments)
        except _DAMAGE_ERRORS:
            if not self._discard_damaged_index():
                raise
        return self._search_once(reader, locale, search_segments)

    def _search_once(
        self,
        reader: LookupReader,
        locale: Locale,
        search_segments: "Callable[[Shard | MemTable], Iterable[tuple[int, ValueT]]]",
    ) -> dict[int, ValueT]:
        view: _LocaleView = self._find_current_view(reader, locale)
        value_by_segment_id: dict[int, ValueT] = {}
        shards_and_memtable: list[Shard | MemTable] = [*view.shards, view.memtable]
        for shard_or_memtable in shards_and_memtable:
            for segment_id, value in search_segments(shard_or_memtable):
                if value > value_by_segment_id.get(segment_id, -1):
                    value_by_segment_id[segment_id] = value
        return value_by_segment_id

    def _discard_damaged_index(self) -> bool:
        """Discard an index with a damaged shard; return whether there was one."""
        from tm.match.index.index_update import find_damaged_shards  # seldom needed

        folder, manifest = self._choose_manifest()
        if not find_damaged_shards(folder, manifest):
            return False
        _log.warning("%s: the index is damaged; it is rebuilt", folder)
        with self._lock:
            index_folder.discard_index(self._database)
            # A folder that cannot be written keeps its manifest.
            self._ignores_files = index_folder.has_manifest(folder)
            self._view_by_tag.clear()
        return True

    def _has_late_additions(self, reader: LookupReader, view: _LocaleView) -> bool:
        """Whether segments were added late, with ids below the last one read."""
        if self._database.backend.has_ordered_ids:
            return False
        return (
            reader.count_segments(view.last_sharded_id, view.last_read_id)
            != view.read_row_count
        )

    def _catch_up(self, reader: LookupReader, view: _LocaleView) -> None:
        """Add the segments stored since the last reading to the memtable."""
        for segment_id, locale_tag, text in reader.read_segments_after(
            view.last_read_id
        ):
            view.last_read_id = segment_id
            view.read_row_count += 1
            last_covered_id = view.last_covered_id_by_tag.get(locale_tag, 0)
            if view.locale.covers(Locale(locale_tag)) and segment_id > last_covered_id:
                view.memtable.add(segment_id, text)

    def _start_update(self, view: _LocaleView) -> None:
        """Write the memtable to a shard in a thread, unless one is at it."""
        if self._update_thread is not None and self._update_thread.is_alive():
            return
        # Segments of an open transaction stay in the memtable: not to try all the time.
        view.memtable_limit = 2 * len(view.memtable)
        self._update_thread = threading.Thread(
            target=self._update_and_drop_view, args=(view,), name="padanan-index"
        )
        self._update_thread.start()

    def _update_and_drop_view(self, view: _LocaleView) -> None:
        from tm.match.index.index_update import MAX_MERGED_SEGMENT_COUNT, update_index

        try:
            update_index(
                self._database,
                only_locale=view.locale,
                merge_limit=MAX_MERGED_SEGMENT_COUNT,
            )
            new_view = self._open_view(view.locale)
        except OSError:
            self._cannot_write_files = True
        except StoreError as error:
            _log.warning("the index of %s is not updated: %s", view.locale, error)
        else:
            if new_view.last_sharded_id > view.last_sharded_id:
                with self._lock:
                    self._view_by_tag.clear()

    def _write_and_reopen_view(
        self, reader: LookupReader, view: _LocaleView
    ) -> _LocaleView:
        """Write segments that are too many for a memtable to a shard."""
        from tm.match.index.index_update import update_index

        try:
            update_index(
                self._database, only_locale=view.locale, merge_limit=0, waits=False
            )
        except OSError:
            return self._make_view_in_memory(reader, view)
        reopened_view = self._open_view(view.locale)
        reopened_view.memtable_limit = self._memtable_limit
        if reopened_view.last_sharded_id == view.last_sharded_id:
            reopened_view.memtable_limit = 2 * max(
                view.memtable_limit, len(view.memtable)
            )
        return reopened_view

    def _make_view_in_memory(
        self, reader: LookupReader, view: _LocaleView
    ) -> _LocaleView:
        """Make a view with a shard in memory, if no file can be written."""
        from tm.match.index.shard import build_shard_in_memory

        newest_id = reader.find_newest_id()
        last_covered_id_by_tag = dict(view.last_covered_id_by_tag)
        shards = list(view.shards)
        for locale_tag in reader.list_locale_tags():
            if view.locale.covers(Locale(locale_tag)):
                texts_with_ids = reader.stream_locale_segments(
                    locale_tag,
                    last_covered_id_by_tag.get(locale_tag, 0),
                    newest_id,
                )
                shards.append(build_shard_in_memory(texts_with_ids, Locale(locale_tag)))
                last_covered_id_by_tag[locale_tag] = newest_id
        return _LocaleView(
            view.locale,
            shards,
            last_covered_id_by_tag,
            newest_id,
            MemTable(view.locale),
            newest_id,
            memtable_limit=self._memtable_limit,
        )

    def _open_view(self, locale: Locale) -> _LocaleView:
        """Open a view of the undamaged shards of a locale."""
        for _ in range(_MAX_OPENING_ATTEMPTS):
            # A writer may replace the shards that the manifest names.
            with contextlib.suppress(FileNotFoundError):
                return self._open_view_once(locale)
        _log.warning("index files of %s are missing", locale)
        return _LocaleView(locale, [], {}, 0, MemTable(locale), 0)

    def _open_view_once(self, locale: Locale) -> _LocaleView:
        last_covered_id_by_tag: dict[str, int] = {}
        shards: list[Shard] = []
        folder, manifest = self._choose_manifest()
        # Opened after the manifest is read, so that it has all segments of the shards.
        with open_lookup_reader(self._database) as reader:
            for locale_tag, indexed_locale in manifest.indexed_locale_by_tag.items():
                if locale.covers(Locale(locale_tag)):
                    opened_shards = self._open_shards(
                        reader, folder, locale_tag, indexed_locale
                    )
                    last_covered_id_by_tag[locale_tag] = (
                        indexed_locale.last_indexed_id
                        if opened_shards is not None
                        else 0
                    )
                    shards += opened_shards or []
        last_sharded_id = min(
            [manifest.last_indexed_id, *last_covered_id_by_tag.values()]
        )
        return _LocaleView(
            locale,
            shards,
            last_covered_id_by_tag,
            last_sharded_id,
            MemTable(locale),
            last_sharded_id,
        )

    def _choose_manifest(self) -> tuple[Path, Manifest]:
        """Choose the manifest that covers most segments, else an empty one."""
        best_choice: tuple[Path, Manifest] | None = None
        folders = index_folder.list_index_folders(self._database)
        for folder in () if self._ignores_files else folders:
            try:
                manifest = index_folder.read_manifest(folder)
            except UnusableIndex as error:
                _log.warning("%s; the index is rebuilt", error)
                continue
            if manifest and (
                best_choice is None
                or manifest.last_indexed_id > best_choice[1].last_indexed_id
            ):
                best_choice = folder, manifest
        return best_choice or (folders[0], Manifest())

    def _open_shards(
        self,
        reader: LookupReader,
        folder: Path,
        locale_tag: str,
        indexed_locale: IndexedLocale,
    ) -> "list[Shard] | None":
        if not indexed_locale.shard_descriptions:
            return []
        # numpy takes half of a lookup's time to import, and a small memory needs none.
        from tm.match.index.shard import DamagedShard, open_shard

        if not fits_database(reader, indexed_locale):
            _log.warning(
                "%s: the index of %s is of another database", folder, locale_tag
            )
            return None
        try:
            return [
                open_shard(folder, shard_description, Locale(locale_tag))
                for shard_description in indexed_locale.shard_descriptions
            ]
        except FileNotFoundError:
            raise
        except (DamagedShard, OSError) as error:
            _log.warning("the index of %s is damaged: %s", locale_tag, error)
            return None
