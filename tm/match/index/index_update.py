"""Updating the index files of one locale."""

import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tm.match.index import manifest as index_folder
from tm.match.index.manifest import IndexedLocale
from tm.store.backend.sql import NumberedTexts
from tm.store.lookup_reader import LookupReader
from tm.text.locale import Locale

_SAMPLES_PER_SHARD = 16
_MAX_SAMPLES = 100
_MIN_SLOW_SEGMENTS = 50_000
_log = logging.getLogger("padanan.index")


@dataclass(frozen=True, slots=True)
class IndexState:
    """The result of updating a locale's index."""

    locale: str
    segments: int
    bytes: int
    seconds: float
    state: str
    """`current`, `merged`, `built` or `rebuilt`."""
    parts: int


@dataclass(slots=True)
class IndexUpdate:
    """The update of one locale's files."""

    folder: Path
    reader: LookupReader
    tag: str
    last_segment: int
    merge_limit: int | None
    """The most segments to rewrite while merging shards; None for any number."""
    start_time: float = field(default_factory=time.monotonic)

    def run(self, indexed_locale: IndexedLocale, *, rebuild: bool) -> IndexState:
        """Write new shards, and change the manifest's entry to name them."""
        state = "current"
        if rebuild or not self._is_sound(indexed_locale):
            state = "rebuilt" if indexed_locale.shards or rebuild else "built"
            (
                indexed_locale.shards,
                indexed_locale.sample_keys,
                indexed_locale.last_indexed,
            ) = [], {}, 0
        elif not indexed_locale.shards:
            state = "built"
        if (
            indexed_locale.last_indexed > self.last_segment
        ):  # another process was faster
            return self._make_state(indexed_locale, "current")
        count = self.reader.count_locale_segments(
            self.tag, indexed_locale.last_indexed, self.last_segment
        )
        if count:
            state = "merged" if state == "current" else state
            self._write_shard(indexed_locale, count)
        indexed_locale.last_indexed = self.last_segment
        return self._make_state(indexed_locale, state if count else "current")

    def _write_shard(self, indexed_locale: IndexedLocale, count: int) -> None:
        from tm.match.index.array_file import write_shard
        from tm.match.index.shard_build import make_shard_arrays

        last_before = indexed_locale.last_indexed
        while (
            indexed_locale.shards and indexed_locale.shards[-1]["segments"] < 2 * count
        ):
            if (
                self.merge_limit
                and count + indexed_locale.shards[-1]["segments"] > self.merge_limit
            ):
                break
            merged_shard = indexed_locale.shards.pop()
            count += merged_shard["segments"]
            last_before = merged_shard["after"]
        if count > _MIN_SLOW_SEGMENTS:
            _log.warning("indexing %d segments of %s …", count, self.tag)
        name = index_folder.make_shard_name(self.tag)
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        sampled_numbers: list[int] = []
        texts = self._read_texts_and_sample(
            last_before, sampled_numbers, count // _SAMPLES_PER_SHARD + 1
        )
        description = write_shard(path, make_shard_arrays(texts, Locale(self.tag)))
        shard_fields = {"file": name, "after": last_before, "segments": count}
        indexed_locale.shards.append(description | shard_fields)
        sample_numbers = [*indexed_locale.sample_keys, *sampled_numbers][-_MAX_SAMPLES:]
        keys = self.reader.read_keys(sample_numbers)
        indexed_locale.sample_keys = {number: key.hex() for number, key in keys.items()}

    def _read_texts_and_sample(
        self, last_before: int, sampled_numbers: list[int], sample_step: int
    ) -> Iterator[NumberedTexts]:
        """Yield the texts after a number; sample every `sample_step`-th number."""
        texts_read = 0
        last_number: list[int] = []
        for numbers, texts in self.reader.stream_locale_segments(
            self.tag, last_before, self.last_segment
        ):
            sampled_numbers += numbers[-texts_read % sample_step :: sample_step]
            texts_read += len(numbers)
            last_number = [numbers[-1]]
            yield numbers, texts
        sampled_numbers += last_number

    def _is_sound(self, indexed_locale: IndexedLocale) -> bool:
        if not indexed_locale.shards:
            return True
        from tm.match.index.array_file import is_sound

        try:
            are_sound = all(
                is_sound(self.folder, shard) for shard in indexed_locale.shards
            )
        except OSError:
            return False
        return are_sound and fits_database(self.reader, indexed_locale)

    def _make_state(self, indexed_locale: IndexedLocale, state: str) -> IndexState:
        return IndexState(
            locale=self.tag,
            segments=sum(shard["segments"] for shard in indexed_locale.shards),
            bytes=sum(shard["bytes"] for shard in indexed_locale.shards),
            seconds=round(time.monotonic() - self.start_time, 2),
            state=state,
            parts=len(indexed_locale.shards),
        )


def fits_database(reader: LookupReader, indexed_locale: IndexedLocale) -> bool:
    """Whether the database has the segments of an index, by samples of their keys."""
    keys = (
        reader.read_keys(list(indexed_locale.sample_keys))
        if indexed_locale.sample_keys
        else {}
    )
    return all(
        number in keys and keys[number].hex() == key
        for number, key in indexed_locale.sample_keys.items()
    )
