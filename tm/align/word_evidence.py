"""Word evidence: how likely the words of two texts are translations, not chance."""

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

    onto_target: Mapping[int, WordTableArray]
    """Evidence that 1, 2, 3 successive source sentences explain a target sentence."""
    onto_source: Mapping[int, WordTableArray]
    """Evidence that 1, 2, 3 successive target sentences explain a source sentence."""


@dataclass(frozen=True, slots=True)
class _NumberedText:
    """The words of a text, with their forms numbered."""

    words_by_form: WordsByForm
    forms: NDArray[np.int64]
    """The form of each word, sentence after sentence."""
    sentence_numbers: NDArray[np.int64]
    """The sentence of each word."""
    sentence_sizes: WordTableArray
    """Words of each sentence."""
    form_frequencies: WordTableArray
    """The share of each form in the text."""
    equal_probabilities: WordTableArray
    """The probability that a translation has an equal word, for each form."""

    @classmethod
    def of(cls, side: AlignmentSide) -> "_NumberedText":
        words_by_form = collect_distinct_words(side)
        form_numbers = {
            form: form_number for form_number, form in enumerate(words_by_form)
        }
        sentence_sizes = [len(sentence) for sentence in side.words]
        return cls(
            words_by_form,
            np.array([form_numbers[w.form] for s in side.words for w in s], np.int64),
            np.repeat(np.arange(len(sentence_sizes)), sentence_sizes),
            np.array(sentence_sizes, np.float32),
            np.array(
                [side.frequency_by_form[form] for form in words_by_form], np.float32
            ),
            np.array(
                [word.equal_probability for word in words_by_form.values()], np.float32
            ),
        )


def compute_word_evidence(text_pair: TextPair, knowledge: Knowledge) -> WordEvidence:
    """Compute the word evidence for each pair of sentences of two texts."""
    source_text, target_text = (
        _NumberedText.of(text_pair.source),
        _NumberedText.of(text_pair.target),
    )
    onto_target, onto_source = make_translation_links(
        source_text.words_by_form, target_text.words_by_form, knowledge
    )
    onto_target_evidence = _explain_text(
        target_text, source_text, onto_target, onto_source
    )
    onto_source_evidence = _explain_text(
        source_text, target_text, onto_source, onto_target
    )
    return WordEvidence(
        onto_target_evidence,
        {count: table.T for count, table in onto_source_evidence.items()},
    )


def _explain_text(
    text: _NumberedText,
    given_text: _NumberedText,
    links_to_text: TranslationLinks,
    links_from_text: TranslationLinks,
) -> dict[int, WordTableArray]:
    """Compute how well 1–3 sentences of a given text explain a text's sentences.

    Tables of given × other sentences. A word that nothing in the given text could
    explain is ignored.
    """
    total_probability = np.bincount(
        links_from_text.given_forms,
        links_from_text.probabilities,
        len(text.words_by_form),
    )
    coverage = np.maximum(
        np.minimum(total_probability, 1), text.equal_probabilities
    ).astype(np.float32)
    is_counted = coverage > 0
    chance_share = (1 - (1 - _UNEXPLAINED_SHARE) * coverage[is_counted])[:, None]
    odds = (1 - chance_share) / text.form_frequencies[is_counted][:, None]
    explained_mass = _compute_explained_mass(links_to_text, text, given_text)[
        is_counted
    ]
    given_sizes = np.maximum(given_text.sentence_sizes, 1)
    evidence_tables = {}
    for count in range(1, min(_MAX_SENTENCES, len(given_sizes)) + 1):
        share = sum_windows(explained_mass, count, axis=1) / sum_windows(
            given_sizes, count, axis=0
        )
        log_ratios = np.log(odds * share + chance_share)
        evidence_tables[count] = np.maximum(
            _sum_by_sentence(log_ratios, is_counted, text), _MIN_EVIDENCE
        ).T
    return evidence_tables


def _compute_explained_mass(
    links: TranslationLinks, text: _NumberedText, given_text: _NumberedText
) -> WordTableArray:
    """Compute how much of each form of a text each given sentence explains.

    Forms × given sentences: the sum of the probabilities that a word of the sentence is
    translated by the form. Tables of links have few entries, so they are not multiplied
    as matrices.
    """
    form_order = np.argsort(given_text.forms, kind="stable")
    sentence_numbers = given_text.sentence_numbers[form_order]
    form_starts = np.searchsorted(
        given_text.forms[form_order], np.arange(len(given_text.words_by_form) + 1)
    )
    counts = np.diff(form_starts)[links.given_forms]
    link_indices = np.repeat(np.arange(len(counts)), counts)
    offsets = np.arange(len(link_indices)) - np.repeat(
        np.cumsum(counts) - counts, counts
    )
    given_sentences = sentence_numbers[
        form_starts[links.given_forms][link_indices] + offsets
    ]
    sentence_count = len(given_text.sentence_sizes)
    cell_indices = links.sought_forms[link_indices] * sentence_count + given_sentences
    mass = np.bincount(
        cell_indices,
        links.probabilities[link_indices],
        len(text.words_by_form) * sentence_count,
    )
    return mass.reshape(len(text.words_by_form), sentence_count).astype(np.float32)


def _sum_by_sentence(
    log_ratios: WordTableArray, is_counted: NDArray[np.bool_], text: _NumberedText
) -> WordTableArray:
    """Sum the ratios of the counted words of each sentence of a text."""
    ratio_rows = np.cumsum(is_counted) - 1
    is_counted_word = is_counted[text.forms]
    sentence_numbers = text.sentence_numbers[is_counted_word]
    sentence_sums = np.zeros(
        (len(text.sentence_sizes), log_ratios.shape[1]), np.float32
    )
    present_sentences, starts = np.unique(sentence_numbers, return_index=True)
    if len(present_sentences):
        sentence_sums[present_sentences] = np.add.reduceat(
            log_ratios[ratio_rows[text.forms[is_counted_word]]], starts, axis=0
        )
    return sentence_sums
