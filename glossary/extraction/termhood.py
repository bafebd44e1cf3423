"""Scores of repeated phrases as terms of one language (termhood).

A score combines the occurrences outside longer terms (the C-value of Frantzi, Ananiadou
and Mima 2000), the variety of the words before and after, and capitals where the text
has them.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from glossary.extraction.boundary_words import read_word_kinds
from glossary.extraction.corpus_text import BREAK, RunningText, is_spaceless_character
from glossary.extraction.repeated_phrases import (
    Numbers,
    PhraseLevel,
    PhrasePositions,
    find_repeated_phrases,
    split_phrases,
)
from tm.spill.array import BLOCK

_FREQUENT = 0.01
"""In a language without data, words with a larger share of a text are function words."""
_LEAST_TEXT = 2000
"""The least text, in words, in which function words are found by their share."""
_LOWER_CASE_FACTOR = 0.35
"""Score factor of a term in small letters in a text with capitals."""
_MARKS = frozenset(",&-–")
_SINGLE_WORD_FACTOR = 0.3
"""Score factor of a single word in small letters, and of a single syllable."""
_NAME_FRAGMENT_FACTOR = 0.1
"""Score factor of a name with a word in small letters before it."""
_MIN_COHESION = 0.4
_CHANCE_PAIR_FACTOR = 0.2
"""Score factor of a term with an adjacent word that is there by chance."""
_OPEN_END_FACTOR = 0.05
"""Score factor of an incomplete phrase: the next word is always the same."""

_CHUNK = 1 << 16
"""Phrases whose words are read at once."""

FloatColumn = NDArray[np.float64]
BoolColumn = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _WordProperties:
    """Properties of the words of a text, as arrays."""

    text: RunningText
    begin: BoolColumn
    """By form id: whether no term begins with the word; `end` and `barred` likewise."""
    end: BoolColumn
    barred: BoolColumn
    sign: BoolColumn
    """By form id: whether the word is a character of a script without spaces."""
    capital: BoolColumn
    """By surface id: whether the word begins with a capital."""


@dataclass(frozen=True, slots=True)
class RankedPhrases:
    """The closed phrases of one length that may be terms, with their scores."""

    length: int
    phrases: Numbers
    scores: FloatColumn
    c_values: FloatColumn
    capitals: FloatColumn
    """The share of occurrences that begin with a capital, 0 to 1; 0.5 if unknown."""


def rank_phrases(
    text: RunningText, *, min_count: int, max_words: int
) -> tuple[list[PhraseLevel], list[RankedPhrases]]:
    """Score the closed phrases that may be terms; return all levels with them.

    A phrase is closed if no longer phrase that may be a term contains it and occurs as
    often.
    """
    words = _word_properties(text)
    levels: list[PhraseLevel] = []
    capitals_of: list[FloatColumn] = []
    # Phrases one word too long for a term show which phrases are parts of quotations.
    for level, places in find_repeated_phrases(
        text, min_count=min_count, max_words=max_words + 1
    ):
        capitals_of.append(_share_of_capitals(words, places, len(level)))
        levels.append(level)
    allowed = _find_allowed(words, levels, max_words)
    closed = _find_closed(levels, allowed, max_words)
    nested, holders = _count_nested(levels, closed)
    kinds = read_word_kinds(text.locale.language)
    ranked: list[RankedPhrases] = []
    for number, level in enumerate(levels):
        phrases = np.flatnonzero(closed[number])
        counts = level.counts[phrases].astype(np.float64)
        free = counts - (nested[number] / np.maximum(holders[number], 1))[phrases]
        weight = math.log2(level.length + 0.5)
        c_values = weight * free
        longer = levels[number + 1] if number + 1 < len(levels) else None
        ends = _context_variety(level, longer)[phrases]
        capitals = capitals_of[number][phrases]
        cohesion, cuts = _measure_cohesion(levels, number, phrases)
        scores = c_values * ends * cohesion
        if level.length == 1:
            factor = _SINGLE_WORD_FACTOR if kinds.are_syllables else 1.0
            scores *= np.where(capitals < 0.5, _SINGLE_WORD_FACTOR * factor, factor)
        firsts = level.firsts[phrases]
        scores[_is_chance_pair(words, firsts, cohesion, cuts)] *= _CHANCE_PAIR_FACTOR
        scores *= np.where(
            (capitals < 0.5) & _has_capital(words, firsts, level.length),
            _NAME_FRAGMENT_FACTOR,
            _LOWER_CASE_FACTOR + (1 - _LOWER_CASE_FACTOR) * capitals,
        )
        ranked.append(RankedPhrases(level.length, phrases, scores, c_values, capitals))
    return levels, ranked


def _find_allowed(
    words: _WordProperties, levels: Sequence[PhraseLevel], max_words: int
) -> list[BoolColumn]:
    """Tell of the phrases of each level whether their words are allowed in a term."""
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
        is_allowed = ~words.begin[first] & ~words.end[last] & ~barred
        is_allowed &= level.length <= max_words
        if level.length == 1:
            is_allowed &= ~words.sign[first]
        flags.append(is_allowed)
    return flags


def _word_properties(text: RunningText) -> _WordProperties:
    kinds = read_word_kinds(text.locale.language)
    words = text.compared
    begin, end, barred = (
        np.array([word in word_set for word in words], bool)
        for word_set in (kinds.begin | _MARKS, kinds.end | _MARKS, kinds.barred)
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
    sign = np.array(
        [bool(word) and is_spaceless_character(word) for word in words], bool
    )
    return _WordProperties(text, begin, end, barred, sign, capital)


def _find_closed(
    levels: Sequence[PhraseLevel], allowed: Sequence[BoolColumn], max_words: int
) -> list[BoolColumn]:
    """Find the allowed phrases that are not part of an equally frequent allowed one.

    A phrase too long for a term is a quotation, and its parts are no terms.
    """
    closed: list[BoolColumn] = [np.zeros(0, bool)] * len(levels)
    covered = np.zeros(len(levels[-1]) if levels else 0, bool)
    for number in range(len(levels) - 1, -1, -1):
        level = levels[number]
        closed[number] = allowed[number] & ~covered
        if number == 0:
            break
        shorter = levels[number - 1]
        may_cover = allowed[number] | covered | (level.length > max_words)
        covered = np.zeros(len(shorter), bool)
        for parts in (level.heads, level.tails):
            is_as_frequent = may_cover & (level.counts == shorter.counts[parts])
            covered[parts[is_as_frequent]] = True
    return closed


def _count_nested(
    levels: Sequence[PhraseLevel], closed: Sequence[BoolColumn]
) -> tuple[list[FloatColumn], list[FloatColumn]]:
    """Count the occurrences of each phrase in closed phrases, and those phrases."""
    sums = [np.zeros(len(level)) for level in levels]
    holders = [np.zeros(len(level)) for level in levels]
    for number in range(len(levels) - 1, 0, -1):
        closed_phrases = np.flatnonzero(closed[number])
        counts = levels[number].counts[closed_phrases].astype(np.float64)
        for shorter, parts in enumerate(
            split_phrases(levels, levels[number].length, closed_phrases), start=1
        ):
            for part in parts:
                np.add.at(sums[number - shorter], part, counts)
                np.add.at(holders[number - shorter], part, 1)
    return sums, holders


def _context_variety(level: PhraseLevel, longer: PhraseLevel | None) -> FloatColumn:
    """Measure how much the words around a phrase vary, from near 0 to 1."""
    variety = np.ones(len(level))
    if longer is None:
        return variety
    for parts in (longer.heads, longer.tails):
        max_counts = np.zeros(len(level), np.int64)
        np.maximum.at(max_counts, parts, longer.counts)
        variety *= np.maximum(1 - max_counts / level.counts, _OPEN_END_FACTOR)
    return variety


def _measure_cohesion(
    levels: Sequence[PhraseLevel], number: int, phrases: Numbers
) -> tuple[FloatColumn, Numbers]:
    """Measure how much the parts of phrases occur together, and find the weakest cut.

    Cohesion is 0 to 1: wherever a term is cut in two, one half is seldom without the
    other. A cut is the number of words before it.
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
        # The lists begin with the longest heads and tails.
        halves = np.minimum(heads[number - cut], tails[cut - 1])
        cohesion = level.counts[phrases] / halves
        cuts[cohesion < weakest] = cut
        weakest = np.minimum(weakest, cohesion)
    return weakest, cuts


def _is_chance_pair(
    words: _WordProperties, firsts: Numbers, cohesion: FloatColumn, cuts: Numbers
) -> BoolColumn:
    """Tell whether a phrase is a term and an adjacent word that is there by chance.

    Its parts are more often apart than together, and at the cut there is a function word
    or punctuation, or small letters begin after a name.
    """
    cased, forms = words.text.cased, words.text.forms
    words_at_cut = cased.windows(firsts + cuts - 1, 2)
    is_end_of_name = (
        words.capital[cased.take(firsts)] & ~words.capital[words_at_cut[:, 1]]
    )
    is_function_word = (
        words.begin[forms[words_at_cut[:, 1]]] | words.end[forms[words_at_cut[:, 0]]]
    )
    return np.asarray(
        (cohesion < _MIN_COHESION) & (is_end_of_name | is_function_word), bool
    )


def _share_of_capitals(
    words: _WordProperties, places: PhrasePositions, size: int
) -> FloatColumn:
    """Measure how often each phrase begins with a capital that is not a sentence's.

    A small letter is evidence everywhere, a capital only after the first word.
    """
    informative, capitals = np.zeros(size), np.zeros(size)
    for positions, phrases in places.blocks():
        words_before_and_at = words.text.cased.windows(positions - 1, 2)
        inner, capital = (
            words_before_and_at[:, 0] != BREAK,
            words.capital[words_before_and_at[:, 1]],
        )
        informative += np.bincount(phrases, inner | ~capital, size)
        capitals += np.bincount(phrases, inner & capital, size)
    return np.asarray((capitals + 0.5) / (informative + 1), np.float64)


def _has_capital(words: _WordProperties, firsts: Numbers, length: int) -> BoolColumn:
    """Tell whether each phrase has a capital after its first word, where first found."""
    has_capital = np.zeros(len(firsts), bool)
    for begin in range(0, len(firsts), _CHUNK):
        chunk = slice(begin, begin + _CHUNK)
        windows = words.text.cased.windows(firsts[chunk], length)
        has_capital[chunk] = words.capital[windows[:, 1:]].any(axis=1)
    return has_capital
