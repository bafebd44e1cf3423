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
_TARGET_COUNT = 1_000


def make_segments(path: Path, query_count: int) -> list[str]:
    """So many different segments: those of a file, then recombined halves of them."""
    opener = lzma.open if path.suffix == ".xz" else open
    with opener(path, "rt", encoding="utf-8") as file:
        lines = dict.fromkeys(
            line.split("\t")[0].strip() for line in file if line.strip()
        )
    random_source = random.Random(_SEED)
    known_lines = list(lines)
    while len(lines) < query_count:
        first_words, second_words = (
            random_source.choice(known_lines).split(),
            random_source.choice(known_lines).split(),
        )
        first_part = first_words[
            : max(1, round(len(first_words) * random_source.uniform(0.3, 0.7)))
        ]
        second_part = second_words[
            round(len(second_words) * random_source.uniform(0.3, 0.7)) :
        ]
        lines[" ".join(first_part + second_part)] = None
    return list(islice(lines, query_count))


def make_edited_queries(segments: Sequence[str], query_count: int) -> list[str]:
    """Stored segments with words inserted, deleted, replaced: one in five at most."""
    random_source = random.Random(_SEED + 1)
    query_texts: list[str] = []
    while len(query_texts) < query_count:
        words = random_source.choice(segments).split()
        if len(words) < 4:
            continue
        for _ in range(random_source.randint(1, max(1, len(words) // 5))):
            word_index = random_source.randrange(len(words))
            other_word = random_source.choice(random_source.choice(segments).split())
            words[word_index : word_index + 1] = random_source.choice(
                ([], [other_word], [words[word_index], other_word])
            )
        query_texts.append(" ".join(words))
    return query_texts


def make_unrelated_queries(segments: Sequence[str], query_count: int) -> list[str]:
    """Segments of words that stand in other segments each."""
    random_source = random.Random(_SEED + 2)
    return [
        " ".join(
            random_source.choice(random_source.choice(segments).split())
            for _ in range(random_source.randint(5, 25))
        )
        for _ in range(query_count)
    ]


def make_sharing_queries(segments: Sequence[str], query_count: int) -> list[str]:
    """25 to 40 words, 6 to 12 of which stand in a row in a stored segment."""
    random_source = random.Random(_SEED + 4)
    query_texts: list[str] = []
    while len(query_texts) < query_count:
        words = random_source.choice(segments).split()
        length = random_source.randint(6, 12)
        if len(words) < length:
            continue
        start = random_source.randrange(len(words) - length + 1)
        other_words = [
            random_source.choice(random_source.choice(segments).split())
            for _ in range(random_source.randint(25, 40) - length)
        ]
        word_index = random_source.randrange(len(other_words) + 1)
        other_words[word_index:word_index] = words[start : start + length]
        query_texts.append(" ".join(other_words))
    return query_texts


def make_short_queries(segments: Sequence[str], query_count: int) -> list[str]:
    """One to three words, one letter of which is another."""
    random_source = random.Random(_SEED + 3)
    query_texts: list[str] = []
    while len(query_texts) < query_count:
        words = random_source.choice(segments).split()
        length = random_source.randint(1, 3)
        start = random_source.randrange(max(1, len(words) - length + 1))
        letters = list(" ".join(words[start : start + length]))
        if letters:
            letters[random_source.randrange(len(letters))] = random_source.choice(
                "aeiounst"
            )
            query_texts.append("".join(letters))
    return query_texts


def make_database(path: Path, segments: Sequence[str], source_locale: Locale) -> None:
    """A database of units with these source segments."""
    target_locale = Locale("vi")
    target_segments = [
        Segment.of(target_locale, f"đích {number}") for number in range(_TARGET_COUNT)
    ]
    units = (
        TranslationUnit(
            Segment.of(source_locale, text), target_segments[number % _TARGET_COUNT]
        )
        for number, text in enumerate(segments)
    )
    with (
        Database.open(path) as database,
        open_change_set(database, command="import", author="benchmark") as change_set,
    ):
        UnitStore(database).add(units, change_set)
