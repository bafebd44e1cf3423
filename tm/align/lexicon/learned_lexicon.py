"""The lexicon learned from a memory, cached between runs.

Learning takes a second for 5,000 units, so the lexicon is cached in the user's cache
folder. It may be deleted at any time; one that does not fit the memory is learned
again.
"""

import json
import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b
from itertools import islice
from pathlib import Path

from platformdirs import user_cache_path

from tm.align.lexicon.lexicon import WordTable, learn_lexicon
from tm.store.unit_store import UnitStore
from tm.store.units.filter import UnitFilter
from tm.text.locale import Locale

_CACHE_FORMAT = 1
"""The version of the learning and of the file format."""
_MAX_PAIRS = 20_000
"""The most pairs to learn from; more take seconds and add little."""
_MAX_CHANGE = 0.05
"""The share by which a memory may change before its lexicon is learned again."""
_PROBABILITY_DIGITS = 4


@dataclass(frozen=True, slots=True)
class TrainingData:
    """The data a lexicon was learned from: the number of pairs and the oldest."""

    pair_count: int
    oldest_pair: str

    def is_similar(self, other: "TrainingData") -> bool:
        """Whether both give nearly the same lexicon."""
        change = abs(self.pair_count - other.pair_count)
        return (
            self.oldest_pair == other.oldest_pair
            and change <= _MAX_CHANGE * other.pair_count
        )


def load_learned_lexicon(
    memory: UnitStore, *, source_locale: Locale, target_locale: Locale
) -> WordTable | None:
    """Learn a lexicon from the units of a memory; None without units.

    It is cached, and learned again when the memory has changed by a twentieth.
    """
    count, oldest = memory.measure_locale_pair(source_locale, target_locale)
    if not count:
        return None
    training_data = TrainingData(count, oldest)
    path = _make_cache_path(memory, source_locale, target_locale)
    cached_table = _read_cache(path, training_data)
    if cached_table is not None:
        return cached_table
    table = _learn_from_memory(memory, source_locale, target_locale)
    # Without a writable folder, the lexicon is learned each time.
    with suppress(OSError):
        _write_cache(path, training_data, table)
    return table


def _learn_from_memory(memory: UnitStore, source: Locale, target: Locale) -> WordTable:
    unit_filter = UnitFilter(locales=(source, target), translated=True)
    pairs = []
    for unit in islice(memory.read_units(unit_filter), _MAX_PAIRS):
        source_side, target_side = unit.orient(source, target)
        if source_side is not None and target_side is not None:
            pairs.append((source_side.text, target_side.text))
    return learn_lexicon(pairs, source_locale=source, target_locale=target)


def _make_cache_path(memory: UnitStore, source: Locale, target: Locale) -> Path:
    database = memory.database
    path = database.path
    name = database.name if path is None else str(path.absolute())
    database_hash = blake2b(name.encode(), digest_size=8).hexdigest()
    folder = user_cache_path("padanan") / "lexicon"
    return folder / f"{database_hash}.{source.tag}.{target.tag}.json"


def _read_cache(path: Path, training_data: TrainingData) -> WordTable | None:
    """Read a cached lexicon of nearly the same pairs; None if there is none."""
    try:
        content = json.loads(path.read_bytes())
        cached_data = TrainingData(content["pairs"], content["oldest"])
        if content["format"] != _CACHE_FORMAT or not cached_data.is_similar(
            training_data
        ):
            return None
        tables = content["by_source"], content["by_target"]
        return WordTable(*tables) if all(map(_is_table, tables)) else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _is_table(content: object) -> bool:
    return isinstance(content, dict) and all(
        isinstance(translations, dict) for translations in content.values()
    )


def _write_cache(path: Path, training_data: TrainingData, table: WordTable) -> None:
    content = {
        "format": _CACHE_FORMAT,
        "pairs": training_data.pair_count,
        "oldest": training_data.oldest_pair,
        "by_source": _round_probabilities(table.by_source),
        "by_target": _round_probabilities(table.by_target),
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    new_file = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    try:
        new_file.write_text(json.dumps(content, ensure_ascii=False), "utf-8")
        os.replace(new_file, path)
    finally:
        new_file.unlink(missing_ok=True)


def _round_probabilities(
    table: Mapping[str, Mapping[str, float]],
) -> dict[str, dict[str, float]]:
    return {
        word: {
            translation: round(probability, _PROBABILITY_DIGITS)
            for translation, probability in translations.items()
        }
        for word, translations in table.items()
    }
