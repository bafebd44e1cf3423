"""Word evidence: how likely the words of two texts are translations, not chance."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tm.align.lexicon.alignment_resources import AlignmentResources
from tm.align.sentence_properties import AlignmentSide
from tm.align.text_pair import TextPair
from tm.align.translation_table import (
    TranslationLinks,
    WordByForm,
    WordTableArray,
    collect_distinct_words,
    make_translation_links,
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

    target_evidence_by_count: Mapping[int, WordTableArray]
    """Evidence that 1, 2, 3 successive source sentences explain a target sentence."""
    source_evidence_by_count: Mapping[int, WordTableArray]
    """Evidence that 1, 2, 3 successive target sentences explain a source sentence."""


@dataclass(frozen=True, slots=True)
class _IndexedText:
    """The words of a text, with their forms numbered."""

    word_by_form: WordByForm
    form_indexes: NDArray[np.int64]
    """The form of each word, sentence after sentence."""
    sentence_indexes: NDArray[np.int64]
    """The sentence of each word."""
    sentence_word_counts: WordTableArray
    """Words of each sentence."""
    form_frequencies: WordTableArray
    """The share of each form in the text."""
    equal_word_probabilities: WordTableArray
    """The probability that a translation has an equal word, for each form."""

    @classmethod
    def of(cls, side: AlignmentSide) -> "_IndexedText":
        word_by_form = collect_distinct_words(side)
        number_by_form = {
            form: form_index for form_index, form in enumerate(word_by_form)
        }
        sentence_word_counts = [len(sentence) for sentence in side.sentence_words]
        return cls(
            word_by_form,
            np.array(
                [
                    number_by_form[word.form]
                    for sentence in side.sentence_words
                    for word in sentence
                ],
                np.int64,
            ),
            np.repeat(np.arange(len(sentence_word_counts)), sentence_word_counts),
            np.array(sentence_word_counts, np.float32),
            np.array(
                [side.frequency_by_form[form] for form in word_by_form], np.float32
            ),
            np.array(
                [word.equal_probability for word in word_by_form.values()], np.float32
            ),
        )


def compute_word_evidence(
    text_pair: TextPair, resources: AlignmentResources
) -> WordEvidence:
    """Compute the word evidence for each pair of sentences of two texts."""
    source_text, target_text = (
        _IndexedText.of(text_pair.source_side),
        _IndexedText.of(text_pair.target_side),
    )
    target_links, source_links = make_translation_links(
        source_text.word_by_form, target_text.word_by_form, resources
    )
    target_evidence_by_count = _explain_text(
        target_text, source_text, target_links, source_links
    )
    source_evidence_by_count = _explain_text(
        source_text, target_text, source_links, target_links
    )
    return WordEvidence(
        target_evidence_by_count,
        {
            sentence_count: evidence_table.T
            for sentence_count, evidence_table in source_evidence_by_count.items()
        },
    )


def _explain_text(
    indexed_text: _IndexedText,
    explaining_text: _IndexedText,
    links_to_text: TranslationLinks,
    links_from_text: TranslationLinks,
) -> dict[int, WordTableArray]:
    """Compute how well 1–3 sentences of one text explain those of another.

    Tables of explaining × explained sentences. A word that no sentence could explain
    is ignored.
    """
    total_probabilities = np.bincount(
        links_from_text.original_form_indexes,
        links_from_text.probabilities,
        len(indexed_text.word_by_form),
    )
    coverage = np.maximum(
        np.minimum(total_probabilities, 1), indexed_text.equal_word_probabilities
    ).astype(np.float32)
    counted_form_flags = coverage > 0
    chance_shares = (1 - (1 - _UNEXPLAINED_SHARE) * coverage[counted_form_flags])[
        :, None
    ]
    explained_odds = (1 - chance_shares) / indexed_text.form_frequencies[
        counted_form_flags
    ][:, None]
    explained_mass = _compute_explained_mass(
        links_to_text, indexed_text, explaining_text
    )[counted_form_flags]
    explaining_word_counts = np.maximum(explaining_text.sentence_word_counts, 1)
    evidence_by_count = {}
    for sentence_count in range(
        1, min(_MAX_SENTENCES, len(explaining_word_counts)) + 1
    ):
        explained_shares = sum_windows(
            explained_mass, sentence_count, axis=1
        ) / sum_windows(explaining_word_counts, sentence_count, axis=0)
        log_ratios = np.log(explained_odds * explained_shares + chance_shares)
        evidence_by_count[sentence_count] = np.maximum(
            _sum_by_sentence(log_ratios, counted_form_flags, indexed_text),
            _MIN_EVIDENCE,
        ).T
    return evidence_by_count


def _compute_explained_mass(
    links: TranslationLinks,
    indexed_text: _IndexedText,
    explaining_text: _IndexedText,
) -> WordTableArray:
    """Compute how much of each form of a text each sentence of the other explains.

    Forms × explaining sentences: the sum of the probabilities that a word of the
    sentence is translated by the form. Tables of links have few entries, so they are
    not multiplied as matrices.
    """
    word_order = np.argsort(explaining_text.form_indexes, kind="stable")
    sentence_indexes = explaining_text.sentence_indexes[word_order]
    form_starts = np.searchsorted(
        explaining_text.form_indexes[word_order],
        np.arange(len(explaining_text.word_by_form) + 1),
    )
    link_counts = np.diff(form_starts)[links.original_form_indexes]
    link_indexes = np.repeat(np.arange(len(link_counts)), link_counts)
    offsets = np.arange(len(link_indexes)) - np.repeat(
        np.cumsum(link_counts) - link_counts, link_counts
    )
    explaining_sentence_indexes = sentence_indexes[
        form_starts[links.original_form_indexes][link_indexes] + offsets
    ]
    sentence_count = len(explaining_text.sentence_word_counts)
    cell_indexes = (
        links.translation_form_indexes[link_indexes] * sentence_count
        + explaining_sentence_indexes
    )
    probability_sums = np.bincount(
        cell_indexes,
        links.probabilities[link_indexes],
        len(indexed_text.word_by_form) * sentence_count,
    )
    return probability_sums.reshape(
        len(indexed_text.word_by_form), sentence_count
    ).astype(np.float32)


def _sum_by_sentence(
    log_ratios: WordTableArray,
    counted_form_flags: NDArray[np.bool_],
    indexed_text: _IndexedText,
) -> WordTableArray:
    """Sum the ratios of the counted words of each sentence of a text."""
    ratio_rows = np.cumsum(counted_form_flags) - 1
    counted_word_flags = counted_form_flags[indexed_text.form_indexes]
    sentence_indexes = indexed_text.sentence_indexes[counted_word_flags]
    sentence_sums = np.zeros(
        (len(indexed_text.sentence_word_counts), log_ratios.shape[1]), np.float32
    )
    present_sentence_indexes, sentence_starts = np.unique(
        sentence_indexes, return_index=True
    )
    if len(present_sentence_indexes):
        sentence_sums[present_sentence_indexes] = np.add.reduceat(
            log_ratios[ratio_rows[indexed_text.form_indexes[counted_word_flags]]],
            sentence_starts,
            axis=0,
        )
    return sentence_sums
