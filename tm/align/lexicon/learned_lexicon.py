"""The lexicon that a memory teaches, kept between calls.

Learning takes a second for 5,000 units, so what was learnt is kept in the user's cache
folder. It is a copy that may be deleted at any time: one that does not fit the memory
is learnt anew.
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

from tm.align.lexicon.lexicon import WordTable, learn
from tm.store.unit_store import UnitStore
from tm.store.units.filter import UnitFilter
from tm.text.locale import Locale

_FORMAT = 1
"""Changes with every change to how it is learnt or kept."""
_MOST_PAIRS = 20_000
"""More pairs cost seconds and teach little that is new."""
_GROWTH = 0.05
"""The share by which a memory may have changed before it is learnt from anew."""
_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Teacher:
    """What a lexicon was learnt from: how many pairs, and which is the oldest."""

    pairs: int
    oldest: str

    def is_much_like(self, other: "Teacher") -> bool:
        """Whether learning from the one or the other comes to nearly the same."""
        change = abs(self.pairs - other.pairs)
        return self.oldest == other.oldest and change <= _GROWTH * other.pairs


def lexicon_of(
    memory: UnitStore, *, source_locale: Locale, target_locale: Locale
) -> WordTable | None:
    """The words that the units of a memory teach; None where there are none.

    Kept, and learnt anew when the memory has grown or shrunk by a twentieth.
    """
    count, oldest = memory.extent(source_locale, target_locale)
    if not count:
        return None
    teacher = Teacher(count, oldest)
    path = _place(memory, source_locale, target_locale)
    kept = _kept(path, teacher)
    if kept is not None:
        return kept
    table = _learn(memory, source_locale, target_locale)
    # A folder that cannot be written to costs the time of learning again, no more.
    with suppress(OSError):
        _keep(path, teacher, table)
    return table


def _learn(memory: UnitStore, source: Locale, target: Locale) -> WordTable:
    wanted = UnitFilter(locales=(source, target), translated=True)
    pairs = []
    for unit in islice(memory.units(wanted), _MOST_PAIRS):
        left, right = unit.oriented(source, target)
        if left is not None and right is not None:
            pairs.append((left.text, right.text))
    return learn(pairs, source_locale=source, target_locale=target)


def _place(memory: UnitStore, source: Locale, target: Locale) -> Path:
    database = memory.database
    path = database.path
    name = database.name if path is None else str(path.absolute())
    number = blake2b(name.encode(), digest_size=8).hexdigest()
    folder = user_cache_path("padanan") / "lexicon"
    return folder / f"{number}.{source.tag}.{target.tag}.json"


def _kept(path: Path, teacher: Teacher) -> WordTable | None:
    """What was learnt from nearly the same pairs; None where it was not, or is lost."""
    try:
        content = json.loads(path.read_bytes())
        known = Teacher(content["pairs"], content["oldest"])
        if content["format"] != _FORMAT or not known.is_much_like(teacher):
            return None
        tables = content["by_source"], content["by_target"]
        return WordTable(*tables) if all(map(_is_table, tables)) else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _is_table(content: object) -> bool:
    return isinstance(content, dict) and all(
        isinstance(found, dict) for found in content.values()
    )


def _keep(path: Path, teacher: Teacher, table: WordTable) -> None:
    content = {
        "format": _FORMAT,
        "pairs": teacher.pairs,
        "oldest": teacher.oldest,
        "by_source": _rounded(table.by_source),
        "by_target": _rounded(table.by_target),
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    try:
        fresh.write_text(json.dumps(content, ensure_ascii=False), "utf-8")
        os.replace(fresh, path)
    finally:
        fresh.unlink(missing_ok=True)


def _rounded(
    table: Mapping[str, Mapping[str, float]],
) -> dict[str, dict[str, float]]:
    return {
        word: {other: round(chance, _DIGITS) for other, chance in found.items()}
        for word, found in table.items()
    }
