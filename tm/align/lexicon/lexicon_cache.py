"""The file of a learned lexicon in the user's cache folder.

It is read without the store, for lookups.
"""

import json
import os
import tempfile
from collections.abc import Mapping
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

from platformdirs import user_cache_path

from tm.align.lexicon.lexicon import WordTable
from tm.store.database import Database
from tm.text.locale import Locale

_CACHE_FORMAT = 1
"""The version of the learning and of the file format."""
_MAX_CHANGE_SHARE = 0.05
"""The share by which a memory may change before its lexicon is learned again."""
_PROBABILITY_DIGITS = 4


class TrainingData(NamedTuple):
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


def make_cache_path(
    database: Database, source_locale: Locale, target_locale: Locale
) -> Path:
    """Make the path of the cached lexicon of two locales."""
    path = database.path
    database_name = database.name if path is None else str(path.absolute())
    database_hash = blake2b(database_name.encode(), digest_size=8).hexdigest()
    folder = user_cache_path("padanan") / "lexicon"
    return folder / f"{database_hash}.{source_locale.tag}.{target_locale.tag}.json"


def read_cache(
    cache_path: Path, training_data: TrainingData | None
) -> WordTable | None:
    """Read a cached lexicon of nearly the same pairs; None if there is none.

    Without `training_data`, that of any pairs.
    """
    try:
        cached_lexicon = json.loads(cache_path.read_bytes())
        cached_training_data = TrainingData(
            cached_lexicon["pairs"], cached_lexicon["oldest"]
        )
        if cached_lexicon["format"] != _CACHE_FORMAT:
            return None
        if training_data is not None and not cached_training_data.is_similar(
            training_data
        ):
            return None
        probability_tables = cached_lexicon["by_source"], cached_lexicon["by_target"]
        return (
            WordTable(*probability_tables)
            if all(map(_is_probability_table, probability_tables))
            else None
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _is_probability_table(json_value: object) -> bool:
    return isinstance(json_value, dict) and all(
        isinstance(translations, dict) for translations in json_value.values()
    )


def write_cache(
    cache_path: Path, training_data: TrainingData, word_table: WordTable
) -> None:
    """Write a lexicon to its file in one step; only its owner may read it.

    It consists of words of the memory, which others may not read either.
    """
    cached_lexicon = {
        "format": _CACHE_FORMAT,
        "pairs": training_data.pair_count,
        "oldest": training_data.oldest_unit_key,
        "by_source": _round_probabilities(word_table.targets_by_source_word),
        "by_target": _round_probabilities(word_table.sources_by_target_word),
    }
    cache_path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary_name = tempfile.mkstemp(
        prefix=f"{cache_path.name}.", dir=cache_path.parent
    )
    try:
        with open(descriptor, "w", encoding="utf-8") as file:
            file.write(json.dumps(cached_lexicon, ensure_ascii=False))
        os.replace(temporary_name, cache_path)
    except BaseException:
        os.unlink(temporary_name)
        raise


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
