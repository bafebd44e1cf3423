"""How much a repeated phrase is like a term, in one language.

What counts: how often it occurs outside longer terms (the C-value of Frantzi,
Ananiadou and Mima 2000), that what stands before and after it varies, and capitals
where the text has them.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from glossary.repeated_phrases import Level, Numbers, parts_of, repeated_phrases
from glossary.running_text import BREAK, RunningText, is_sign
from glossary.word_kinds import word_kinds

_FREQUENT = 0.01
"""Of a language without data, words that make up more of a text are function words."""
_LEAST_TEXT = 2000
"""Words; of less text no share of it says much."""
_SMALL = 0.35
"""What a term in small letters is worth beside one with a capital, where there are."""
_MARKS = frozenset(",&-–")
_SINGLE = 0.3
"""What a single word in small letters is worth beside a name, or a syllable beside a
word."""
_FRAGMENT = 0.1
"""What is left of a name with something in small letters before it."""
_LOOSE = 0.4
_BY_CHANCE = 0.2
"""What is left of a term and what stands beside it by chance."""
_OPEN = 0.05
"""What is left of a phrase whose end is no end: the next word is always the same."""

Values = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _Words:
    """What is to be known of the words of a text."""

    row: NDArray[np.int32]
    begin: Flags
    """By form: whether no term begins with it; `end` and `barred` likewise."""
    end: Flags
    barred: Flags
    sign: Flags
    """By form: whether it is a character of a script without spaces."""
    capital: Flags
    """By place: whether the word has a capital there."""
    inner: Flags
    """By place: whether there is a word before."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """The closed phrases of one length that may be terms, by number of the level."""

    length: int
    phrases: Numbers
    scores: Values
    c_values: Values
    capitals: Values
    """The share of occurrences that begin with a capital, 0 to 1; 0.5: nobody knows."""


def ranked_phrases(
    text: RunningText, *, min_count: int, max_words: int
) -> tuple[list[Level], list[Ranked]]:
    """The closed phrases that may be terms, each with what it is worth.

    Closed: no longer phrase that may be a term contains it and occurs as often. With
    them the levels of all phrases, whose places are forgotten.
    """
    words = _words(text)
    levels: list[Level] = []
    capitals_of: list[Values] = []
    # One word more than a term may have tells quotations from terms.
    for level in repeated_phrases(
        words.row, min_count=min_count, max_words=max_words + 1
    ):
        capitals_of.append(_capitals(words, level))
        levels.append(level.without_places())
    allowed = _allowed(words, levels, max_words)
    closed = _closed(levels, allowed, max_words)
    nested, holders = _nested(levels, closed)
    kinds = word_kinds(text.locale.language)
    found: list[Ranked] = []
    for number, level in enumerate(levels):
        phrases = np.flatnonzero(closed[number])
        counts = level.counts.astype(np.float64)
        free = counts - nested[number] / np.maximum(holders[number], 1)
        weight = math.log2(level.length + 0.5)
        c_values = weight * free
        longer = levels[number + 1] if number + 1 < len(levels) else None
        ends = _ends(level, longer)
        capitals = capitals_of[number]
        cohesion, cuts = _cohesion(levels, number)
        scores = c_values * ends * cohesion
        if level.length == 1:
            worth = _SINGLE if kinds.are_syllables else 1.0
            scores *= np.where(capitals < 0.5, _SINGLE * worth, worth)
        scores[_seams(words, level, cohesion, cuts)] *= _BY_CHANCE
        scores *= np.where(
            (capitals < 0.5) & _has_capital(words, level),
            _FRAGMENT,
            _SMALL + (1 - _SMALL) * capitals,
        )
        found.append(
            Ranked(
                level.length,
                phrases,
                scores[phrases],
                c_values[phrases],
                capitals[phrases],
            )
        )
    return levels, found


def _allowed(words: _Words, levels: Sequence[Level], max_words: int) -> list[Flags]:
    """Whether the phrases of each level begin, end and go on as a term does."""
    row = words.row
    flags = []
    # Barred words by how many there were before a place: none inside is no difference.
    barriers = _counted(words.barred[row])
    for level in levels:
        first, last = level.firsts, level.firsts + level.length - 1
        good = ~words.begin[row[first]] & ~words.end[row[last]]
        good &= barriers[last + 1] == barriers[first]
        good &= level.length <= max_words
        if level.length == 1:
            good &= ~words.sign[row[first]]
        flags.append(good)
    return flags


def _words(text: RunningText) -> _Words:
    kinds = word_kinds(text.locale.language)
    words, row = text.compared, text.row
    begin, end, barred = (
        np.array([word in some for word in words], bool)
        for some in (kinds.begin | _MARKS, kinds.end | _MARKS, kinds.barred)
    )
    if suffix := kinds.end_suffix:
        end |= np.array([word.endswith(suffix) for word in words], bool)
    capital = np.array([word[:1].isupper() for word in text.surfaces], bool)[text.cased]
    counts = np.bincount(row, minlength=len(words))
    total = len(row) - counts[BREAK]
    if not kinds.is_known and total > _LEAST_TEXT:
        capitals = np.bincount(row, capital, len(words))
        common = (counts > _FREQUENT * total) & (capitals < 0.5 * counts)
        begin, end = begin | common, end | common
    inner = np.concatenate([[False], row[:-1] != BREAK])
    sign = np.array([bool(word) and is_sign(word) for word in words], bool)
    return _Words(row, begin, end, barred, sign, capital, inner)


def _closed(
    levels: Sequence[Level], allowed: Sequence[Flags], max_words: int
) -> list[Flags]:
    """The allowed phrases that are not part of an allowed one as frequent.

    What is longer than a term may be is a quotation, and its parts are no terms.
    """
    closed: list[Flags] = [np.zeros(0, bool)] * len(levels)
    covered = np.zeros(len(levels[-1]) if levels else 0, bool)
    for number in range(len(levels) - 1, -1, -1):
        level = levels[number]
        closed[number] = allowed[number] & ~covered
        if number == 0:
            break
        shorter = levels[number - 1]
        holds = allowed[number] | covered | (level.length > max_words)
        covered = np.zeros(len(shorter), bool)
        for parts in (level.heads, level.tails):
            same = holds & (level.counts == shorter.counts[parts])
            covered[parts[same]] = True
    return closed


def _nested(
    levels: Sequence[Level], closed: Sequence[Flags]
) -> tuple[list[Values], list[Values]]:
    """How often closed phrases hold each phrase, and how many do."""
    sums = [np.zeros(len(level)) for level in levels]
    holders = [np.zeros(len(level)) for level in levels]
    for number in range(len(levels) - 1, 0, -1):
        chosen = np.flatnonzero(closed[number])
        counts = levels[number].counts[chosen].astype(np.float64)
        for shorter, parts in enumerate(
            parts_of(levels, levels[number].length, chosen), start=1
        ):
            for part in parts:
                np.add.at(sums[number - shorter], part, counts)
                np.add.at(holders[number - shorter], part, 1)
    return sums, holders


def _ends(level: Level, longer: Level | None) -> Values:
    """How much the words around a phrase vary: 1 entirely, near 0 not at all."""
    worth = np.ones(len(level))
    if longer is None:
        return worth
    for parts in (longer.heads, longer.tails):
        most = np.zeros(len(level), np.int64)
        np.maximum.at(most, parts, longer.counts)
        worth *= np.maximum(1 - most / level.counts, _OPEN)
    return worth


def _cohesion(levels: Sequence[Level], number: int) -> tuple[Values, Numbers]:
    """How much the parts of phrases need one another, 0 to 1; and the weakest cut.

    Wherever a term is cut in two, one of the halves is seldom without the other. The
    cut is the number of words before it.
    """
    level = levels[number]
    weakest, cuts = np.ones(len(level)), np.zeros(len(level), np.int64)
    head, tail = level.heads, level.tails
    heads, tails = [], []
    for shorter in range(number - 1, -1, -1):
        part = levels[shorter]
        heads.append(part.counts[head])
        tails.append(part.counts[tail])
        head, tail = part.heads[head], part.tails[tail]
    for cut in range(1, number + 1):
        # The head of so many words stands so far from the end of the list.
        halves = np.minimum(heads[number - cut], tails[cut - 1])
        hold = level.counts / halves
        cuts[hold < weakest] = cut
        weakest = np.minimum(weakest, hold)
    return weakest, cuts


def _seams(words: _Words, level: Level, cohesion: Values, cuts: Numbers) -> Flags:
    """Whether a phrase is a term and something that stands beside it by chance.

    Its parts are oftener apart than together, and where they meet is a function word
    or a mark, or small letters begin after a name.
    """
    after = level.firsts + cuts
    name = words.capital[level.firsts] & ~words.capital[after]
    function = words.begin[words.row[after]] | words.end[words.row[after - 1]]
    return np.asarray((cohesion < _LOOSE) & (name | function), bool)


def _capitals(words: _Words, level: Level) -> Values:
    """How often a phrase begins with a capital that is not due to its place.

    A small letter says something everywhere, a capital only within a phrase.
    """
    inner, capital = words.inner[level.positions], words.capital[level.positions]
    size = len(level)
    told = np.bincount(level.phrases, inner | ~capital, size)
    capitals = np.bincount(level.phrases, inner & capital, size)
    return np.asarray((capitals + 0.5) / (told + 1), np.float64)


def _has_capital(words: _Words, level: Level) -> Flags:
    """Whether a phrase had a capital after its first word where it occurred first."""
    before = _counted(words.capital)
    more = before[level.firsts + level.length] > before[level.firsts + 1]
    return np.asarray(more, bool)


def _counted(flags: Flags) -> NDArray[np.int32]:
    """How many there are before each place, and before the end."""
    before = np.zeros(len(flags) + 1, np.int32)
    np.cumsum(flags, out=before[1:])
    return before
