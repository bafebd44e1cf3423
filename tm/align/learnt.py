"""The lexicon that a memory teaches."""

from collections.abc import Iterable
from itertools import islice

from tm.align.lexicon import WordTable, learn
from tm.store.memory import Memory
from tm.store.unit_filter import UnitFilter
from tm.text.locale import Locale

_MOST_PAIRS = 20_000
"""More pairs cost seconds and teach little that is new."""


def lexicon_of(
    memory: Memory,
    *,
    source_locale: Locale,
    target_locale: Locale,
    terms: Iterable[tuple[str, str]] = (),
) -> WordTable | None:
    """The words that the units of a memory, and pairs of terms, teach.

    Learnt anew on each call, in about a second for 5,000 units. None where there is
    nothing to learn from.
    """
    pairs = list(terms)
    wanted = UnitFilter(locales=(source_locale, target_locale), translated=True)
    for unit in islice(memory.units(wanted), _MOST_PAIRS):
        source, target = unit.oriented(source_locale, target_locale)
        if source is not None and target is not None:
            pairs.append((source.text, target.text))
    if not pairs:
        return None
    return learn(pairs, source_locale=source_locale, target_locale=target_locale)
