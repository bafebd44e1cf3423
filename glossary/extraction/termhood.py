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

from glossary.extraction.boundary_words import word_kinds
from glossary.extraction.corpus_text import BREAK, RunningText, is_sign
from glossary.extraction.repeated_phrases import (
    Level,
    Numbers,
    Places,
    parts_of,
    repeated_phrases,
)
from tm.spill.array import BLOCK

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

_CHUNK = 1 << 16
"""Phrases whose words are looked at together."""

Values = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _Words:
    """What is to be known of the words of a text."""

    text: RunningText
    begin: Flags
    """By form: whether no term begins with it; `end` and `barred` likewise."""
    end: Flags
    barred: Flags
    sign: Flags
    """By form: whether it is a character of a script without spaces."""
    capital: Flags
    """By cased number: whether the word has a capital."""


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
    them the levels of all phrases.
    """
    words = _words(text)
    levels: list[Level] = []
    capitals_of: list[Values] = []
    # One word more than a term may have tells quotations from terms.
    for level, places in repeated_phrases(
        text, min_count=min_count, max_words=max_words + 1
    ):
        capitals_of.append(_capitals(words, places, len(level)))
        levels.append(level)
    allowed = _allowed(words, levels, max_words)
    closed = _closed(levels, allowed, max_words)
    nested, holders = _nested(levels, closed)
    kinds = word_kinds(text.locale.language)
    found: list[Ranked] = []
    for number, level in enumerate(levels):
        phrases = np.flatnonzero(closed[number])
        counts = level.counts[phrases].astype(np.float64)
        free = counts - (nested[number] / np.maximum(holders[number], 1))[phrases]
        weight = math.log2(level.length + 0.5)
        c_values = weight * free
        longer = levels[number + 1] if number + 1 < len(levels) else None
        ends = _ends(level, longer)[phrases]
        capitals = capitals_of[number][phrases]
        cohesion, cuts = _cohesion(levels, number, phrases)
        scores = c_values * ends * cohesion
        if level.length == 1:
            worth = _SINGLE if kinds.are_syllables else 1.0
            scores *= np.where(capitals < 0.5, _SINGLE * worth, worth)
        firsts = level.firsts[phrases]
        scores[_seams(words, firsts, cohesion, cuts)] *= _BY_CHANCE
        scores *= np.where(
            (capitals < 0.5) & _has_capital(words, firsts, level.length),
            _FRAGMENT,
            _SMALL + (1 - _SMALL) * capitals,
        )
        found.append(Ranked(level.length, phrases, scores, c_values, capitals))
    return levels, found


def _allowed(words: _Words, levels: Sequence[Level], max_words: int) -> list[Flags]:
    """Whether the phrases of each level begin, end and go on as a term does."""
    flags = []
    first = last = np.zeros(0, np.int32)
    barred = np.zeros(0, bool)
    for level in levels:
        if level.length == 1:
            first = last = level.heads
            barred = words.barred[first]
        else:
            first, last = first[level.heads], last[level.tails]
            barred = barred[level.heads] | barred[level.tails]
        good = ~words.begin[first] & ~words.end[last] & ~barred
        good &= level.length <= max_words
        if level.length == 1:
            good &= ~words.sign[first]
        flags.append(good)
    return flags


def _words(text: RunningText) -> _Words:
    kinds = word_kinds(text.locale.language)
    words = text.compared
    begin, end, barred = (
        np.array([word in some for word in words], bool)
        for some in (kinds.begin | _MARKS, kinds.end | _MARKS, kinds.barred)
    )
    if suffix := kinds.end_suffix:
        end |= np.array([word.endswith(suffix) for word in words], bool)
    capital = np.array([word[:1].isupper() for word in text.surfaces], bool)
    if not kinds.is_known and text.words > _LEAST_TEXT:
        by_case = np.zeros(len(text.surfaces), np.int64)
        for begins in range(0, len(text.cased), BLOCK):
            row = text.cased.read(begins, min(begins + BLOCK, len(text.cased)))
            by_case += np.bincount(row, minlength=len(by_case))
        counts = np.bincount(text.forms, by_case, len(words))
        capitals = np.bincount(text.forms, by_case * capital, len(words))
        common = (counts > _FREQUENT * text.words) & (capitals < 0.5 * counts)
        begin, end = begin | common, end | common
    sign = np.array([bool(word) and is_sign(word) for word in words], bool)
    return _Words(text, begin, end, barred, sign, capital)


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


def _cohesion(
    levels: Sequence[Level], number: int, phrases: Numbers
) -> tuple[Values, Numbers]:
    """How much the parts of phrases need one another, 0 to 1; and the weakest cut.

    Wherever a term is cut in two, one of the halves is seldom without the other. The
    cut is the number of words before it.
    """
    level = levels[number]
    weakest, cuts = np.ones(len(phrases)), np.zeros(len(phrases), np.int64)
    head, tail = level.heads[phrases], level.tails[phrases]
    heads, tails = [], []
    for shorter in range(number - 1, -1, -1):
        part = levels[shorter]
        heads.append(part.counts[head])
        tails.append(part.counts[tail])
        head, tail = part.heads[head], part.tails[tail]
    for cut in range(1, number + 1):
        # The head of so many words stands so far from the end of the list.
        halves = np.minimum(heads[number - cut], tails[cut - 1])
        hold = level.counts[phrases] / halves
        cuts[hold < weakest] = cut
        weakest = np.minimum(weakest, hold)
    return weakest, cuts


def _seams(words: _Words, firsts: Numbers, cohesion: Values, cuts: Numbers) -> Flags:
    """Whether a phrase is a term and something that stands beside it by chance.

    Its parts are oftener apart than together, and where they meet is a function word
    or a mark, or small letters begin after a name.
    """
    cased, forms = words.text.cased, words.text.forms
    beside = cased.windows(firsts + cuts - 1, 2)
    name = words.capital[cased.take(firsts)] & ~words.capital[beside[:, 1]]
    function = words.begin[forms[beside[:, 1]]] | words.end[forms[beside[:, 0]]]
    return np.asarray((cohesion < _LOOSE) & (name | function), bool)


def _capitals(words: _Words, places: Places, size: int) -> Values:
    """How often a phrase begins with a capital that is not due to its place.

    A small letter says something everywhere, a capital only within a phrase.
    """
    told, capitals = np.zeros(size), np.zeros(size)
    for positions, phrases in places.blocks():
        before = words.text.cased.windows(positions - 1, 2)
        inner, capital = before[:, 0] != BREAK, words.capital[before[:, 1]]
        told += np.bincount(phrases, inner | ~capital, size)
        capitals += np.bincount(phrases, inner & capital, size)
    return np.asarray((capitals + 0.5) / (told + 1), np.float64)


def _has_capital(words: _Words, firsts: Numbers, length: int) -> Flags:
    """Whether a phrase had a capital after its first word where it occurred first."""
    found = np.zeros(len(firsts), bool)
    for begin in range(0, len(firsts), _CHUNK):
        some = slice(begin, begin + _CHUNK)
        windows = words.text.cased.windows(firsts[some], length)
        found[some] = words.capital[windows[:, 1:]].any(axis=1)
    return found
