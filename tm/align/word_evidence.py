"""Word evidence: how well words of two texts explain one another, against chance."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tm.align.lexicon.knowledge import Knowledge
from tm.align.side import AlignmentSide
from tm.align.text_pair import TextPair
from tm.align.translation_table import (
    TranslationLinks,
    WordsByForm,
    WordTableArray,
    distinct_words,
    translation_links,
)
from tm.align.windows import sum_windows

_UNEXPLAINED_SHARE = 0.15
"""Share of words of a translation that nothing in its source explains."""
_MIN_EVIDENCE = -4.0
"""The most that unrelated words count against a bead, in nats for each sentence."""
_MAX_SENTENCES = 3
"""Sentences of the longest side of a bead."""


@dataclass(frozen=True, slots=True)
class WordEvidence:
    """The word evidence for each pair of sentences, source × target, in nats."""

    onto_target: Mapping[int, WordTableArray]
    """How 1, 2, 3 successive source sentences explain each target sentence."""
    onto_source: Mapping[int, WordTableArray]
    """How 1, 2, 3 successive target sentences explain each source sentence."""


@dataclass(frozen=True, slots=True)
class _NumberedText:
    """The words of a text, by numbers of their forms."""

    words: WordsByForm
    forms: NDArray[np.int64]
    """The form of each word, sentence after sentence."""
    sentence_numbers: NDArray[np.int64]
    """The sentence of each word."""
    sizes: WordTableArray
    """Words of each sentence."""
    frequency: WordTableArray
    """The share of each form in the text."""
    expected: WordTableArray
    """The probability for each form that a translation has its equal."""

    @classmethod
    def of(cls, side: AlignmentSide) -> "_NumberedText":
        words = distinct_words(side)
        number = {form: row for row, form in enumerate(words)}
        sizes = [len(sentence) for sentence in side.words]
        return cls(
            words,
            np.array([number[w.form] for s in side.words for w in s], np.int64),
            np.repeat(np.arange(len(sizes)), sizes),
            np.array(sizes, np.float32),
            np.array([side.frequency[form] for form in words], np.float32),
            np.array([word.expected for word in words.values()], np.float32),
        )


def word_evidence(text_pair: TextPair, knowledge: Knowledge) -> WordEvidence:
    """Compute the word evidence for each pair of sentences of two texts."""
    source_words, target_words = (
        _NumberedText.of(text_pair.source),
        _NumberedText.of(text_pair.target),
    )
    onto_target, onto_source = translation_links(
        source_words.words, target_words.words, knowledge
    )
    forward = _explain_text(target_words, source_words, onto_target, onto_source)
    backward = _explain_text(source_words, target_words, onto_source, onto_target)
    return WordEvidence(forward, {count: table.T for count, table in backward.items()})


def _explain_text(
    text: _NumberedText,
    given_text: _NumberedText,
    links_to_text: TranslationLinks,
    links_from_text: TranslationLinks,
) -> dict[int, WordTableArray]:
    """How well 1–3 sentences of a given text account for the words of another.

    Tables of given × other sentences. A word that nothing in the given text could
    account for is left out of it.
    """
    total_probability = np.bincount(
        links_from_text.given, links_from_text.probability, len(text.words)
    )
    covered = np.maximum(np.minimum(total_probability, 1), text.expected).astype(
        np.float32
    )
    is_counted = covered > 0
    chance = (1 - (1 - _UNEXPLAINED_SHARE) * covered[is_counted])[:, None]
    odds = (1 - chance) / text.frequency[is_counted][:, None]
    mass = _explained_mass(links_to_text, text, given_text)[is_counted]
    sizes = np.maximum(given_text.sizes, 1)
    tables = {}
    for count in range(1, min(_MAX_SENTENCES, len(sizes)) + 1):
        share = sum_windows(mass, count, axis=1) / sum_windows(sizes, count, axis=0)
        ratios = np.log(odds * share + chance)
        tables[count] = np.maximum(
            _sum_by_sentence(ratios, is_counted, text), _MIN_EVIDENCE
        ).T
    return tables


def _explained_mass(
    links: TranslationLinks, text: _NumberedText, given_text: _NumberedText
) -> WordTableArray:
    """How much of each form of a text each given sentence accounts for.

    Forms × given sentences: of each word of the sentence the chance that it is
    translated so, summed up. Tables of links have few entries, so they are not
    multiplied as matrices.
    """
    order = np.argsort(given_text.forms, kind="stable")
    places = given_text.sentence_numbers[order]
    starts = np.searchsorted(
        given_text.forms[order], np.arange(len(given_text.words) + 1)
    )
    counts = np.diff(starts)[links.given]
    entry = np.repeat(np.arange(len(counts)), counts)
    offsets = np.arange(len(entry)) - np.repeat(np.cumsum(counts) - counts, counts)
    place = places[starts[links.given][entry] + offsets]
    width = len(given_text.sizes)
    cells = links.sought[entry] * width + place
    mass = np.bincount(cells, links.probability[entry], len(text.words) * width)
    return mass.reshape(len(text.words), width).astype(np.float32)


def _sum_by_sentence(
    ratios: WordTableArray, is_counted: NDArray[np.bool_], text: _NumberedText
) -> WordTableArray:
    """Sum the ratios of the counted words of each sentence of a text."""
    row = np.cumsum(is_counted) - 1
    is_counted_word = is_counted[text.forms]
    places = text.sentence_numbers[is_counted_word]
    sums = np.zeros((len(text.sizes), ratios.shape[1]), np.float32)
    present, starts = np.unique(places, return_index=True)
    if len(present):
        sums[present] = np.add.reduceat(
            ratios[row[text.forms[is_counted_word]]], starts, axis=0
        )
    return sums
