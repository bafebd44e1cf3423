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
_MAX_PAIR_COUNT = 20_000
"""The most pairs to learn from; more take seconds and add little."""
_MAX_CHANGE_SHARE = 0.05
"""The share by which a memory may change before its lexicon is learned again."""
_PROBABILITY_DIGITS = 4


@dataclass(frozen=True, slots=True)
class TrainingData:
    """The data a lexicon was learned from: the number of pairs and the oldest."""

    pair_count: int
    oldest_unit_key: str

    def is_similar(self, other_training_data: "TrainingData") -> bool:
        """Whether both give nearly the same lexicon."""
        count_change = abs(self.pair_count - other_training_data.pair_count)
        return (
            self.oldest_unit_key == other_training_data.oldest_unit_key
            and count_change <= _MAX_CHANGE_SHARE * other_training_data.pair_count
        )


def load_learned_lexicon(
    memory: UnitStore,
    *,
    source_locale: Locale,
    target_locale: Locale,
    max_learned_pairs: int | None = None,
) -> WordTable | None:
    """Learn a lexicon from the units of a memory; None without units.

    It is cached, and learned again when the memory has changed by a twentieth.
    `max_learned_pairs`: None, too, for a larger memory whose lexicon is not cached.
    """
    pair_count, oldest_unit_key = memory.measure_locale_pair(
        source_locale, target_locale
    )
    if not pair_count:
        return None
    training_data = TrainingData(pair_count, oldest_unit_key)
    cache_path = _make_cache_path(memory, source_locale, target_locale)
    cached_word_table = _read_cache(cache_path, training_data)
    if cached_word_table is not None:
        return cached_word_table
    if max_learned_pairs is not None and pair_count > max_learned_pairs:
        return None
    word_table = _learn_from_memory(memory, source_locale, target_locale)
    # Without a writable folder, the lexicon is learned each time.
    with suppress(OSError):
        _write_cache(cache_path, training_data, word_table)
    return word_table


def _learn_from_memory(
    memory: UnitStore, source_locale: Locale, target_locale: Locale
) -> WordTable:
    unit_filter = UnitFilter(locales=(source_locale, target_locale), translated=True)
    text_pairs = []
    for unit in islice(memory.read_units(unit_filter), _MAX_PAIR_COUNT):
        source_side, target_side = unit.orient(source_locale, target_locale)
        if source_side is not None and target_side is not None:
            text_pairs.append((source_side.text, target_side.text))
    return learn_lexicon(
        text_pairs, source_locale=source_locale, target_locale=target_locale
    )


def _make_cache_path(
    memory: UnitStore, source_locale: Locale, target_locale: Locale
) -> Path:
    database = memory.database
    path = database.path
    database_name = database.name if path is None else str(path.absolute())
    database_hash = blake2b(database_name.encode(), digest_size=8).hexdigest()
    folder = user_cache_path("padanan") / "lexicon"
    return folder / f"{database_hash}.{source_locale.tag}.{target_locale.tag}.json"


def _read_cache(cache_path: Path, training_data: TrainingData) -> WordTable | None:
    """Read a cached lexicon of nearly the same pairs; None if there is none."""
    try:
        cached_lexicon = json.loads(cache_path.read_bytes())
        cached_training_data = TrainingData(
            cached_lexicon["pairs"], cached_lexicon["oldest"]
        )
        if cached_lexicon[
            "format"
        ] != _CACHE_FORMAT or not cached_training_data.is_similar(training_data):
            return None
        probability_tables = cached_lexicon["by_source"], cached_lexicon["by_target"]
        return (
            WordTable(*probability_tables)
            if all(map(_is_probability_table, probability_tables))
            else None
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _is_probability_table(content: object) -> bool:
    return isinstance(content, dict) and all(
        isinstance(translations, dict) for translations in content.values()
    )


def _write_cache(
    cache_path: Path, training_data: TrainingData, word_table: WordTable
) -> None:
    cached_lexicon = {
        "format": _CACHE_FORMAT,
        "pairs": training_data.pair_count,
        "oldest": training_data.oldest_unit_key,
        "by_source": _round_probabilities(word_table.targets_by_source_word),
        "by_target": _round_probabilities(word_table.sources_by_target_word),
    }
    cache_path.parent.mkdir(parents=True, exist_ok=True)
    new_path = cache_path.with_name(f"{cache_path.name}.{secrets.token_hex(8)}")
    try:
        new_path.write_text(json.dumps(cached_lexicon, ensure_ascii=False), "utf-8")
        os.replace(new_path, cache_path)
    finally:
        new_path.unlink(missing_ok=True)


def _round_probabilities(
    probability_table: Mapping[str, Mapping[str, float]],
) -> dict[str, dict[str, float]]:
    return {
        word: {
            translation: round(probability, _PROBABILITY_DIGITS)
            for translation, probability in translations.items()
        }
        for word, translations in probability_table.items()
    }
