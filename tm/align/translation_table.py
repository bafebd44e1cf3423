"""Which words of two texts may translate one another, and how probably."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tm.align.anchors import ALIKE, SURE, AlignmentWord
from tm.align.lexicon.dictionary import Phrase, Phrasebook
from tm.align.lexicon.knowledge import Knowledge
from tm.align.side import AlignmentSide

Table = NDArray[np.float32]
Words = Mapping[str, AlignmentWord]
"""The words of a text, one of each form."""
_Entries = dict[tuple[int, int], float]
"""Probabilities by the numbers of the forms: of the sought, of the given one."""

LISTED = 0.7
"""How probably a phrase of the dictionary is translated as it says, in one way or
another."""
PART = 0.5
"""What a word of such a translation is worth without the rest of it."""


@dataclass(frozen=True, slots=True)
class Links:
    """p(sought form | given form) where it is not nothing, as three columns."""

    sought: NDArray[np.int64]
    given: NDArray[np.int64]
    chance: Table

    @classmethod
    def of(cls, entries: Mapping[tuple[int, int], float]) -> "Links":
        """The links of numbers of forms, sought and given, with probabilities."""
        numbers = np.array(list(entries), np.int64).reshape(-1, 2)
        chance = np.array(list(entries.values()), np.float32)
        return cls(numbers[:, 0], numbers[:, 1], chance)


def forms(side: AlignmentSide) -> dict[str, AlignmentWord]:
    """One word of each form of a text; keys of the same form are put together."""
    found: dict[str, AlignmentWord] = {}
    for sentence in side.words:
        for word in sentence:
            known = found.get(word.form)
            if known is None:
                found[word.form] = word
            elif known != word:
                found[word.form] = replace(
                    known,
                    keys=tuple(dict.fromkeys([*known.keys, *word.keys])),
                    sound=known.sound or word.sound,
                    expected=max(known.expected, word.expected),
                )
    return found


def links(source: Words, target: Words, known: Knowledge) -> tuple[Links, Links]:
    """The links onto target forms, given the source's, and the other way round."""
    onto_target = _anchored(source, target)
    onto_source = {(row, column): p for (column, row), p in onto_target.items()}
    source_rows, target_rows = _rows(source), _rows(target)
    book = known.dictionary
    _consult(onto_target, source, target_rows, book.source)
    _consult(onto_source, target, source_rows, book.target)
    if known.lexicon is not None:
        _look_up(onto_target, source, target_rows, known.lexicon.targets)
        _look_up(onto_source, target, source_rows, known.lexicon.sources)
    return Links.of(onto_target), Links.of(onto_source)


def _anchored(source: Words, target: Words) -> _Entries:
    """What is known without knowing the languages; the same in both directions."""
    entries: _Entries = {}
    by_key: dict[str, list[int]] = defaultdict(list)
    by_sound: dict[str, list[int]] = defaultdict(list)
    for column, word in enumerate(source.values()):
        for key in word.keys:
            by_key[key].append(column)
        if word.sound:
            by_sound[word.sound].append(column)
    for row, word in enumerate(target.values()):
        if word.sound in by_sound:
            entries.update(((row, column), ALIKE) for column in by_sound[word.sound])
        for key in word.keys:
            entries.update(((row, column), SURE) for column in by_key.get(key, ()))
    return entries


def _rows(words: Words) -> dict[str, list[tuple[int, Phrase]]]:
    """Where the words of each stem stand in a table, and in what phrase."""
    rows: dict[str, list[tuple[int, Phrase]]] = defaultdict(list)
    for row, word in enumerate(words.values()):
        if word.stem:
            rows[word.stem].append((row, word.phrase))
    return rows


def _consult(
    entries: _Entries,
    given: Words,
    rows: Mapping[str, list[tuple[int, Phrase]]],
    book: Phrasebook,
) -> None:
    """Add what a dictionary says, where it is more than is there."""
    for column, word in enumerate(given.values()):
        ways = book.translations.get(word.phrase, ()) if word.phrase else ()
        for way in ways:
            share = LISTED / (len(way) * len(ways)) ** 0.5
            for stem in way:
                for row, phrase in rows.get(stem, ()):
                    is_whole = phrase == way or len(way) == 1
                    chance = share if is_whole else share * PART
                    if chance > entries.get((row, column), 0.0):
                        entries[row, column] = chance


def _look_up(
    entries: _Entries,
    given: Words,
    rows: Mapping[str, list[tuple[int, Phrase]]],
    translations: Callable[[str], Mapping[str, float]],
) -> None:
    """Add what a lexicon knows, where it is more than is there."""
    for column, word in enumerate(given.values()):
        found = translations(word.stem) if word.stem else {}
        for stem, chance in found.items():
            for row, _ in rows.get(stem, ()):
                if chance > entries.get((row, column), 0.0):
                    entries[row, column] = chance
