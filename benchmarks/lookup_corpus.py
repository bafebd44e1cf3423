"""The corpus and the queries of the lookup benchmark, the same every time."""

import lzma
import random
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from tm.store.database import Database
from tm.store.history.change_set import open_change_set
from tm.store.unit_store import UnitStore
from tm.text.locale import Locale
from tm.text.segment import Segment
from tm.unit import TranslationUnit

_SEED = 20_260_101
_TARGETS = 1_000


def corpus(path: Path, count: int) -> list[str]:
    """So many different segments: those of a file, then recombined halves of them."""
    opener = lzma.open if path.suffix == ".xz" else open
    with opener(path, "rt", encoding="utf-8") as file:
        lines = dict.fromkeys(
            line.split("\t")[0].strip() for line in file if line.strip()
        )
    chosen = random.Random(_SEED)
    plain = list(lines)
    while len(lines) < count:
        first, second = chosen.choice(plain).split(), chosen.choice(plain).split()
        head = first[: max(1, round(len(first) * chosen.uniform(0.3, 0.7)))]
        tail = second[round(len(second) * chosen.uniform(0.3, 0.7)) :]
        lines[" ".join(head + tail)] = None
    return list(islice(lines, count))


def edited(segments: Sequence[str], count: int) -> list[str]:
    """Stored segments with words inserted, deleted, replaced: one in five at most."""
    chosen = random.Random(_SEED + 1)
    found: list[str] = []
    while len(found) < count:
        words = chosen.choice(segments).split()
        if len(words) < 4:
            continue
        for _ in range(chosen.randint(1, max(1, len(words) // 5))):
            place = chosen.randrange(len(words))
            other = chosen.choice(chosen.choice(segments).split())
            words[place : place + 1] = chosen.choice(
                ([], [other], [words[place], other])
            )
        found.append(" ".join(words))
    return found


def unrelated(segments: Sequence[str], count: int) -> list[str]:
    """Segments of words that stand in other segments each."""
    chosen = random.Random(_SEED + 2)
    return [
        " ".join(
            chosen.choice(chosen.choice(segments).split())
            for _ in range(chosen.randint(5, 25))
        )
        for _ in range(count)
    ]


def sharing(segments: Sequence[str], count: int) -> list[str]:
    """25 to 40 words, 6 to 12 of which stand in a row in a stored segment."""
    chosen = random.Random(_SEED + 4)
    found: list[str] = []
    while len(found) < count:
        words = chosen.choice(segments).split()
        length = chosen.randint(6, 12)
        if len(words) < length:
            continue
        start = chosen.randrange(len(words) - length + 1)
        others = [
            chosen.choice(chosen.choice(segments).split())
            for _ in range(chosen.randint(25, 40) - length)
        ]
        place = chosen.randrange(len(others) + 1)
        others[place:place] = words[start : start + length]
        found.append(" ".join(others))
    return found


def short(segments: Sequence[str], count: int) -> list[str]:
    """One to three words, one letter of which is another."""
    chosen = random.Random(_SEED + 3)
    found: list[str] = []
    while len(found) < count:
        words = chosen.choice(segments).split()
        length = chosen.randint(1, 3)
        start = chosen.randrange(max(1, len(words) - length + 1))
        letters = list(" ".join(words[start : start + length]))
        if letters:
            letters[chosen.randrange(len(letters))] = chosen.choice("aeiounst")
            found.append("".join(letters))
    return found


def filled(path: Path, segments: Sequence[str], locale: Locale) -> None:
    """A database of units with these source segments."""
    other = Locale("vi")
    targets = [Segment.of(other, f"đích {number}") for number in range(_TARGETS)]
    units = (
        TranslationUnit(Segment.of(locale, text), targets[number % _TARGETS])
        for number, text in enumerate(segments)
    )
    with (
        Database.open(path) as database,
        open_change_set(database, command="import", author="benchmark") as changes,
    ):
        UnitStore(database).add(units, changes)
