"""Updating the index files: new segments are written to shards, and shards merged.

A merge writes a new file and then the manifest; lookups read the old files meanwhile. A
shard is merged with those before it that have less than twice its segments, so each
segment is written again about once for each doubling of the memory.
"""

import logging
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tm.match.index import manifest as index_folder
from tm.match.index.manifest import (
    IndexedLocale,
    Manifest,
    UnusableIndex,
    fits_database,
)
from tm.store.backend.sql import TextsWithIds
from tm.store.database import Database
from tm.store.lookup_reader import (
    LookupReader,
    find_settled_segment_id,
    open_lookup_reader,
)
from tm.text.locale import Locale

MAX_MERGED_SEGMENT_COUNT = 100_000
"""The most segments that are merged without being asked for: some seconds."""
_SAMPLED_SEGMENTS_PER_SHARD = 16
"""About as many segments of a shard show later whether it fits the database."""
_MAX_SAMPLE_COUNT = 100
_MIN_SLOW_SEGMENT_COUNT = 50_000
_log = logging.getLogger("padanan.index")


@dataclass(frozen=True, slots=True)
class IndexState:
    """The result of updating a locale's index."""

    locale: str
    segments: int
    """Segments in the index."""
    bytes: int
    """Size of the index on disk."""
    seconds: float
    state: str
    """`current`, `merged`, `built` or `rebuilt`."""
    parts: int
    """Files (shards) that the index is divided into."""


def update_index(
    database: Database,
    *,
    only_locale: Locale | None = None,
    rebuild: bool = False,
    merge_limit: int | None = None,
    waits: bool = True,
) -> list[IndexState]:
    """Write all segments to shards and report on each locale.

    `merge_limit`: the most segments of a merged shard; None for any number. `waits`:
    whether to wait for another process that is writing. Raises OSError where no files
    can be written.
    """
    first_error: OSError | None = None
    for folder in index_folder.list_index_folders(database):
        with ExitStack() as exit_stack:
            try:
                exit_stack.enter_context(index_folder.lock_folder(folder, waits=waits))
            except OSError as error:
                first_error = first_error or error
                continue
            return _update_folder(
                database, folder, only_locale, rebuild=rebuild, merge_limit=merge_limit
            )
    assert first_error is not None
    raise first_error


def _update_folder(
    database: Database,
    folder: Path,
    only_locale: Locale | None,
    *,
    rebuild: bool,
    merge_limit: int | None,
) -> list[IndexState]:
    """Update the index in a folder and report on each locale."""
    last_segment_id = find_settled_segment_id(database)
    if last_segment_id is None:
        return []
    try:
        manifest = index_folder.read_manifest(folder) or Manifest()
    except UnusableIndex:
        manifest = Manifest()
        rebuild = True
    index_states: list[IndexState] = []
    with open_lookup_reader(database) as reader:
        locale_tags = reader.list_locale_tags()
        for locale_tag in locale_tags:
            indexed_locale = manifest.indexed_locale_by_tag.setdefault(
                locale_tag, IndexedLocale()
            )
            if only_locale is None or only_locale.covers(Locale(locale_tag)):
                index_update = IndexUpdate(
                    folder, reader, locale_tag, last_segment_id, merge_limit
                )
                index_states.append(index_update.run(indexed_locale, rebuild=rebuild))
    for locale_tag in [
        locale_tag
        for locale_tag in manifest.indexed_locale_by_tag
        if locale_tag not in locale_tags
    ]:
        del manifest.indexed_locale_by_tag[locale_tag]
    manifest.last_indexed_id = last_segment_id
    index_folder.write_manifest(folder, manifest)
    return index_states


@dataclass(slots=True)
class IndexUpdate:
    """The update of one locale's files."""

    folder: Path
    reader: LookupReader
    locale_tag: str
    last_segment_id: int
    merge_limit: int | None
    """The most segments to rewrite while merging shards; None for any number."""
    start_time: float = field(default_factory=time.monotonic)

    def run(self, indexed_locale: IndexedLocale, *, rebuild: bool) -> IndexState:
        """Write new shards, and change the manifest's entry to name them."""
        state = "current"
        if rebuild or not self._has_undamaged_files(indexed_locale):
            state = (
                "rebuilt" if indexed_locale.shard_descriptions or rebuild else "built"
            )
            (
                indexed_locale.shard_descriptions,
                indexed_locale.sample_key_by_id,
                indexed_locale.last_indexed_id,
            ) = [], {}, 0
        elif not indexed_locale.shard_descriptions:
            state = "built"
        if (
            indexed_locale.last_indexed_id > self.last_segment_id
        ):  # another process was faster
            return self._make_index_state(indexed_locale, "current")
        segment_count = self.reader.count_locale_segments(
            self.locale_tag,
            indexed_locale.last_indexed_id,
            self.last_segment_id,
        )
        preceding_id = indexed_locale.last_indexed_id
        if not segment_count and self.merge_limit is None:
            for shard_description in _pop_unmerged_shards(
                indexed_locale.shard_descriptions
            ):
                segment_count += shard_description["segments"]
                preceding_id = min(preceding_id, shard_description["after"])
        if segment_count:
            state = "merged" if state == "current" else state
            self._write_shard(indexed_locale, segment_count, preceding_id)
        indexed_locale.last_indexed_id = self.last_segment_id
        return self._make_index_state(
            indexed_locale, state if segment_count else "current"
        )

    def _write_shard(
        self, indexed_locale: IndexedLocale, segment_count: int, preceding_id: int
    ) -> None:
        """Write the segments after an id, with those of small shards, to one shard."""
        from tm.match.index.array_file import write_shard
        from tm.match.index.shard_build import make_shard_arrays

        while (
            indexed_locale.shard_descriptions
            and indexed_locale.shard_descriptions[-1]["segments"] < 2 * segment_count
        ):
            if (
                self.merge_limit is not None
                and segment_count + indexed_locale.shard_descriptions[-1]["segments"]
                > self.merge_limit
            ):
                break
            merged_description = indexed_locale.shard_descriptions.pop()
            segment_count += merged_description["segments"]
            preceding_id = merged_description["after"]
        if segment_count > _MIN_SLOW_SEGMENT_COUNT:
            _log.warning("indexing %d segments of %s …", segment_count, self.locale_tag)
        shard_name = index_folder.make_shard_name(self.locale_tag)
        path = self.folder / shard_name
        index_folder.make_index_folder(path.parent)
        sampled_ids: list[int] = []
        texts_with_ids = self._read_texts_and_sample(
            preceding_id,
            sampled_ids,
            segment_count // _SAMPLED_SEGMENTS_PER_SHARD + 1,
        )
        array_description = write_shard(
            path, make_shard_arrays(texts_with_ids, Locale(self.locale_tag))
        )
        shard_fields = {
            "file": shard_name,
            "after": preceding_id,
            "segments": segment_count,
        }
        indexed_locale.shard_descriptions.append(array_description | shard_fields)
        sample_ids = [*indexed_locale.sample_key_by_id, *sampled_ids][
            -_MAX_SAMPLE_COUNT:
        ]
        key_by_id = self.reader.read_keys(sample_ids)
        indexed_locale.sample_key_by_id = {
            segment_id: key.hex() for segment_id, key in key_by_id.items()
        }

    def _read_texts_and_sample(
        self, preceding_id: int, sampled_ids: list[int], sample_step: int
    ) -> Iterator[TextsWithIds]:
        """Yield the texts after an id; sample every `sample_step`-th id."""
        read_text_count = 0
        last_ids: list[int] = []
        for segment_ids, texts in self.reader.stream_locale_segments(
            self.locale_tag, preceding_id, self.last_segment_id
        ):
            sampled_ids += segment_ids[-read_text_count % sample_step :: sample_step]
            read_text_count += len(segment_ids)
            last_ids = [segment_ids[-1]]
            yield segment_ids, texts
        sampled_ids += last_ids

    def _has_undamaged_files(self, indexed_locale: IndexedLocale) -> bool:
        if not indexed_locale.shard_descriptions:
            return True
        from tm.match.index.array_file import is_shard_sound

        try:
            are_sound = all(
                is_shard_sound(self.folder, shard_description)
                for shard_description in indexed_locale.shard_descriptions
            )
        except OSError:
            return False
        return are_sound and fits_database(self.reader, indexed_locale)

    def _make_index_state(
        self, indexed_locale: IndexedLocale, state: str
    ) -> IndexState:
        return IndexState(
            locale=self.locale_tag,
            segments=sum(
                shard_description["segments"]
                for shard_description in indexed_locale.shard_descriptions
            ),
            bytes=sum(
                shard_description["bytes"]
                for shard_description in indexed_locale.shard_descriptions
            ),
            seconds=round(time.monotonic() - self.start_time, 2),
            state=state,
            parts=len(indexed_locale.shard_descriptions),
        )


def _pop_unmerged_shards(
    shard_descriptions: list[dict[str, Any]],
) -> list[dict[str, Any]]:
    """Remove the shards that an update with a limit did not merge with earlier ones."""
    for index in range(1, len(shard_descriptions)):
        earlier_description, description = shard_descriptions[index - 1 : index + 1]
        if earlier_description["segments"] < 2 * description["segments"]:
            unmerged_descriptions = shard_descriptions[index:]
            del shard_descriptions[index:]
            return unmerged_descriptions
    return []


def find_damaged_shards(folder: Path, manifest: Manifest) -> list[Path]:
    """Find the shards whose files are missing or damaged, by reading all of them."""
    from tm.match.index.array_file import is_shard_sound

    damaged_paths = []
    for indexed_locale in manifest.indexed_locale_by_tag.values():
        for shard_description in indexed_locale.shard_descriptions:
            is_sound = False
            with suppress(OSError):
                is_sound = is_shard_sound(folder, shard_description, reads_all=True)
            if not is_sound:
                damaged_paths.append(folder / shard_description["file"])
    return damaged_paths
