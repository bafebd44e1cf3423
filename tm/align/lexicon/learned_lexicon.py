"""The lexicon learned from a memory, cached between runs.

Learning takes a second for 5,000 units, so the lexicon is cached in the user's cache
folder. It may be deleted at any time; one that does not fit the memory is learned
again.
"""

from contextlib import suppress
from itertools import islice

from tm.align.lexicon.lexicon import WordTable, learn_lexicon
from tm.align.lexicon.lexicon_cache import (
    TrainingData,
    make_cache_path,
    read_cache,
    write_cache,
)
from tm.store.unit_store import UnitStore
from tm.store.units.filter import UnitFilter
from tm.text.locale import Locale

_MAX_PAIR_COUNT = 20_000
"""The most pairs to learn from; more take seconds and add little."""


def load_learned_lexicon(
    unit_store: UnitStore, *, source_locale: Locale, target_locale: Locale
) -> WordTable | None:
    """Learn a lexicon from the units of a memory; None without units.

    It is cached, and learned again when the memory has changed by a twentieth.
    """
    pair_count, oldest_unit_key = unit_store.measure_locale_pair(
        source_locale, target_locale
    )
    if not pair_count:
        return None
    training_data = TrainingData(pair_count, oldest_unit_key)
    cache_path = make_cache_path(unit_store.database, source_locale, target_locale)
    cached_word_table = read_cache(cache_path, training_data)
    if cached_word_table is not None:
        return cached_word_table
    word_table = _learn_from_memory(unit_store, source_locale, target_locale)
    # Without a writable folder, the lexicon is learned each time.
    with suppress(OSError):
        write_cache(cache_path, training_data, word_table)
    return word_table


def _learn_from_memory(
    unit_store: UnitStore, source_locale: Locale, target_locale: Locale
) -> WordTable:
    unit_filter = UnitFilter(locales=(source_locale, target_locale), translated=True)
    text_pairs = []
    for unit in islice(unit_store.read_units(unit_filter), _MAX_PAIR_COUNT):
        source_side, target_side = unit.orient(source_locale, target_locale)
        if source_side is not None and target_side is not None:
            text_pairs.append((source_side.text, target_side.text))
    return learn_lexicon(
        text_pairs, source_locale=source_locale, target_locale=target_locale
    )
