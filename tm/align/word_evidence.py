"""How well the words of two texts account for one another, against chance."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tm.align.lexicon.knowledge import Knowledge
from tm.align.side import AlignmentSide
from tm.align.text_pair import TextPair
from tm.align.translation_table import Links, Table, Words, forms, links
from tm.align.windows import summed

_CHANCE = 0.15
"""Share of words of a translation that nothing in its source accounts for."""
_LEAST = -4.0
"""Unrelated words speak no louder than this against a bead, in nats a sentence."""
_LONGEST = 3
"""Most sentences that a side of a bead holds."""


@dataclass(frozen=True, slots=True)
class WordEvidence:
    """What words say of each pair of sentences, source × target, in nats."""

    onto_target: Mapping[int, Table]
    """How 1, 2, 3 source sentences in a row account for each target sentence."""
    onto_source: Mapping[int, Table]
    """How 1, 2, 3 target sentences in a row account for each source sentence."""


@dataclass(frozen=True, slots=True)
class _Counted:
    """The words of a text, by numbers of their forms."""

    words: Words
    forms: NDArray[np.int64]
    """The form of each word, sentence after sentence."""
    places: NDArray[np.int64]
    """The sentence of each word."""
    sizes: Table
    """Words of each sentence."""
    frequency: Table
    """Of each form, its share in the text."""
    expected: Table
    """Of each form, how probably a translation has its equal."""

    @classmethod
    def of(cls, side: AlignmentSide) -> "_Counted":
        words = forms(side)
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


def evidence(texts: TextPair, known: Knowledge) -> WordEvidence:
    """What the words of two texts say of each pair of their sentences."""
    there, here = _Counted.of(texts.source), _Counted.of(texts.target)
    onto_target, onto_source = links(there.words, here.words, known)
    forward = _explained(here, there, onto_target, onto_source)
    backward = _explained(there, here, onto_source, onto_target)
    return WordEvidence(forward, {count: table.T for count, table in backward.items()})


def _explained(
    text: _Counted, given: _Counted, onto: Links, back: Links
) -> dict[int, Table]:
    """How well 1–3 sentences of a given text account for the words of another.

    Tables of given × other sentences. A word that nothing in the given text could
    account for is left out of it.
    """
    reached = np.bincount(back.given, back.chance, len(text.words))
    covered = np.maximum(np.minimum(reached, 1), text.expected).astype(np.float32)
    counted = covered > 0
    chance = (1 - (1 - _CHANCE) * covered[counted])[:, None]
    odds = (1 - chance) / text.frequency[counted][:, None]
    mass = _mass(onto, text, given)[counted]
    sizes = np.maximum(given.sizes, 1)
    tables = {}
    for count in range(1, min(_LONGEST, len(sizes)) + 1):
        share = summed(mass, count, axis=1) / summed(sizes, count, axis=0)
        ratios = np.log(odds * share + chance)
        tables[count] = np.maximum(_by_sentence(ratios, counted, text), _LEAST).T
    return tables


def _mass(links: Links, text: _Counted, given: _Counted) -> Table:
    """How much of each form of a text each given sentence accounts for.

    Forms × given sentences: of each word of the sentence the chance that it is
    translated so, summed up. Tables of links have few entries, so they are not
    multiplied as matrices.
    """
    order = np.argsort(given.forms, kind="stable")
    places = given.places[order]
    starts = np.searchsorted(given.forms[order], np.arange(len(given.words) + 1))
    counts = np.diff(starts)[links.given]
    entry = np.repeat(np.arange(len(counts)), counts)
    within = np.arange(len(entry)) - np.repeat(np.cumsum(counts) - counts, counts)
    place = places[starts[links.given][entry] + within]
    width = len(given.sizes)
    cells = links.sought[entry] * width + place
    mass = np.bincount(cells, links.chance[entry], len(text.words) * width)
    return mass.reshape(len(text.words), width).astype(np.float32)


def _by_sentence(ratios: Table, counted: NDArray[np.bool_], text: _Counted) -> Table:
    """The sums of what is said by the counted words of each sentence of a text."""
    row = np.cumsum(counted) - 1
    heard = counted[text.forms]
    places = text.places[heard]
    sums = np.zeros((len(text.sizes), ratios.shape[1]), np.float32)
    present, starts = np.unique(places, return_index=True)
    if len(present):
        sums[present] = np.add.reduceat(ratios[row[text.forms[heard]]], starts, axis=0)
    return sums
