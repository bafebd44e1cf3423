"""Term candidates: phrases that texts repeat, with their translations.

Values in, values out; nothing is stored, since a person decides what is a term.
"""

from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from glossary.extraction.boundary_words import read_boundary_words
from glossary.extraction.corpus_text import RunningText, RunningTextBuilder
from glossary.extraction.phrase_occurrences import Occurrences, TermPhrases
from glossary.extraction.termhood import rank_phrases
from glossary.extraction.translations import ProposedEquivalent, propose_equivalents
from tm.align.lexicon.dictionary import EMPTY_DICTIONARY, TranslationDictionary
from tm.align.lexicon.lexicon import learn_lexicon
from tm.progress import ReportProgress
from tm.text.locale import Locale
from tm.text.normal import fold_text

DEFAULT_CANDIDATE_LIMIT = 200
_MAX_TRAINING_PAIR_COUNT = 20_000
"""The most pairs from which word translations are learnt."""
_COMPARED_PHRASE_COUNT_PER_CANDIDATE = 4
"""Phrases compared with the other language, for each candidate of the limit."""
_MIN_COMPARED_PHRASE_COUNT = 800
"""The least number of phrases compared, so that a low limit changes no scores."""
_WORD_COUNT_PER_EXTRA_OCCURRENCE = 400_000
"""Words of text for each additional occurrence that a phrase needs."""
_SAME_IN_BOTH_LANGUAGES_FACTOR = 0.3
"""Score factor of a candidate that is the same in both languages."""
_TRANSLATION_WEIGHT = 0.8
"""The part of a candidate's score that depends on its best translation."""


@dataclass(frozen=True, slots=True)
class TextUnit:
    """A text and perhaps its translation, in which terms are to be found."""

    source: str
    target: str | None = None
    document: str | None = None


@dataclass(frozen=True, slots=True)
class ExtractionOptions:
    """Options that limit the candidates of an extraction."""

    min_count: int | None = None
    """The least number of occurrences; absent: 2, and more in large texts."""
    max_word_count: int | None = None
    """The most words of a candidate; absent: 12, or as usual in the language."""
    candidate_limit: int = DEFAULT_CANDIDATE_LIMIT
    max_translation_count: int = 4
    """The most translations proposed for a candidate."""
    find_concept: Callable[[str], str | None] = lambda text: None
    """Return the id of the concept that has a source term."""
    includes_known_terms: bool = False
    """Whether candidates that are in the termbase are returned too."""


class CandidateKind(StrEnum):
    """The kind of a candidate, judged by its spelling."""

    NAME = "name"
    """Begins with a capital in a text that has small letters, too."""
    PHRASE = "phrase"
    UNCHANGED = "unchanged"
    """Translated by itself, apart from diacritics: a person, a brand."""


@dataclass(frozen=True, slots=True)
class TermCandidate:
    """A phrase that may be a term."""

    text: str
    """The most frequent spelling inside a sentence."""
    occurrence_count: int
    document_count: int
    """Documents with the phrase; a unit without one counts as a document."""
    score: float
    """Score relative to the other candidates of the same texts."""
    kind: CandidateKind
    known_concept: str | None = None
    """The id of the concept that has the phrase as a term."""
    equivalents: tuple[ProposedEquivalent, ...] = ()
    """Proposed translations, the best first."""
    example: TextUnit | None = None


@dataclass(frozen=True, slots=True)
class Extraction:
    """The candidates of an extraction, and the size of the texts."""

    candidates: list[TermCandidate]
    unit_count: int
    word_count: int
    min_count: int
    pair_count: int
    """Units with source and target."""
    known_count: int = 0
    """Candidates that were omitted because the termbase has them."""


def extract_terms(
    read_units: Callable[[], Iterable[TextUnit]],
    *,
    source_locale: Locale,
    target_locale: Locale | None = None,
    options: ExtractionOptions | None = None,
    dictionary: TranslationDictionary = EMPTY_DICTIONARY,
    report_progress: ReportProgress | None = None,
) -> Extraction:
    """Extract the phrases that may be terms, best first.

    `read_units` gives the units; it is called twice, the second time for the examples,
    so that no text stays in memory: its word ids are in a file. With a target,
    translations are proposed from units that have both sides. `dictionary`: phrases
    known to translate one another. `report_progress` takes 1 for each unit read.
    """
    options = options or ExtractionOptions()
    texts = _build_texts(read_units(), source_locale, target_locale, report_progress)
    min_count = options.min_count or _choose_min_count(texts.source_text.word_count)
    all_source_phrases = find_term_phrases(texts.source_text, options, min_count)
    source_phrases, known_count = _choose_best_phrases(all_source_phrases, options)
    occurrences = Occurrences(source_phrases)
    candidates = _make_candidates(
        source_phrases, occurrences, texts.unit_document_numbers, options
    )
    if texts.target_text is not None and texts.training_pairs:
        lexicon = learn_lexicon(
            texts.training_pairs,
            source_locale=source_locale,
            target_locale=texts.target_text.locale,
        )
        equivalents_by_phrase = propose_equivalents(
            source_phrases,
            occurrences,
            find_term_phrases(texts.target_text, options, min_count),
            lexicon,
            dictionary,
            max_equivalent_count=options.max_translation_count,
        )
        candidates = [
            _add_translations(candidate, equivalents)
            for candidate, equivalents in zip(
                candidates, equivalents_by_phrase, strict=True
            )
        ]
    chosen_indexes = _choose_candidate_indexes(candidates, source_phrases, options)
    chosen_candidates = [candidates[index] for index in chosen_indexes]
    example_unit_indexes = texts.source_text.find_unit_indexes(
        source_phrases.first_positions[np.array(chosen_indexes, int)]
    ).tolist()
    return Extraction(
        _add_examples(chosen_candidates, example_unit_indexes, read_units()),
        unit_count=len(texts.source_text.unit_starts) - 1,
        word_count=texts.source_text.word_count,
        min_count=min_count,
        pair_count=texts.pair_count,
        known_count=0 if options.includes_known_terms else known_count,
    )


def _choose_min_count(word_count: int) -> int:
    """Choose how often a phrase must occur: more often in a longer text."""
    return 2 + word_count // _WORD_COUNT_PER_EXTRA_OCCURRENCE


def _choose_candidate_indexes(
    candidates: Sequence[TermCandidate],
    source_phrases: TermPhrases,
    options: ExtractionOptions,
) -> list[int]:
    """Choose the indexes of the best candidates, the best first."""
    ranked_indexes = sorted(
        range(len(candidates)),
        key=lambda index: (
            -candidates[index].score,
            int(source_phrases.first_positions[index]),
        ),
    )
    chosen_indexes = [
        candidate_index
        for candidate_index in ranked_indexes
        if options.includes_known_terms or not candidates[candidate_index].known_concept
    ]
    return chosen_indexes[: options.candidate_limit]


def _add_examples(
    candidates: Sequence[TermCandidate],
    unit_indexes: Sequence[int],
    units: Iterable[TextUnit],
) -> list[TermCandidate]:
    """Add to each candidate the unit with an index, as its example."""
    example_by_unit_index = _find_examples(units, set(unit_indexes))
    return [
        replace(candidate, example=example_by_unit_index.get(unit_index))
        for candidate, unit_index in zip(candidates, unit_indexes, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class _ExtractionTexts:
    """The texts of all units, as read for an extraction."""

    source_text: RunningText
    target_text: RunningText | None
    unit_document_numbers: NDArray[np.int32]
    """The document number of each unit."""
    training_pairs: list[tuple[str, str]]
    """The first pairs of texts, at most `_MAX_TRAINING_PAIR_COUNT`."""
    pair_count: int


def _build_texts(
    units: Iterable[TextUnit],
    source_locale: Locale,
    target_locale: Locale | None,
    report_progress: ReportProgress | None,
) -> _ExtractionTexts:
    """Build the running texts of all units, and keep pairs for training."""
    source_builder = RunningTextBuilder(source_locale)
    target_builder = (
        RunningTextBuilder(target_locale) if target_locale is not None else None
    )
    number_by_document_name: dict[str, int] = {}
    unit_document_numbers = array("i")
    training_pairs: list[tuple[str, str]] = []
    pair_count = 0
    for unit_index, unit in enumerate(units):
        source_builder.add(unit.source)
        document_name = (
            unit.document if unit.document is not None else f"\x00{unit_index}"
        )
        unit_document_numbers.append(
            number_by_document_name.setdefault(
                document_name, len(number_by_document_name)
            )
        )
        if target_builder is not None:
            target_builder.add(unit.target or "")
            pair_count += bool(unit.target)
            if unit.target and len(training_pairs) < _MAX_TRAINING_PAIR_COUNT:
                training_pairs.append((unit.source, unit.target))
        if report_progress is not None:
            report_progress(1)
    return _ExtractionTexts(
        source_builder.build(),
        target_builder.build() if target_builder is not None else None,
        np.frombuffer(unit_document_numbers, np.int32)
        if unit_document_numbers
        else np.zeros(0, np.int32),
        training_pairs,
        pair_count,
    )


def find_term_phrases(
    text: RunningText, options: ExtractionOptions, min_count: int
) -> TermPhrases:
    """Find the phrases of a text that may be terms, best first."""
    max_word_count = (
        options.max_word_count
        or read_boundary_words(text.locale.language).max_word_count
    )
    phrases_by_length, ranked_phrases_by_length = rank_phrases(
        text, min_count=min_count, max_word_count=max_word_count
    )
    if not ranked_phrases_by_length:
        empty_indexes, empty_scores = np.zeros(0, np.int32), np.zeros(0)
        return TermPhrases(
            text,
            empty_indexes,
            empty_indexes,
            empty_indexes,
            empty_scores,
            empty_scores,
        )
    lengths = np.concatenate(
        [
            np.full(len(ranked_phrases.phrase_indexes), ranked_phrases.length)
            for ranked_phrases in ranked_phrases_by_length
        ]
    )
    phrases_and_ranked_phrases = [
        *zip(phrases_by_length, ranked_phrases_by_length, strict=True)
    ]
    first_positions = np.concatenate(
        [
            phrases.first_positions[ranked_phrases.phrase_indexes]
            for phrases, ranked_phrases in phrases_and_ranked_phrases
        ]
    )
    counts = np.concatenate(
        [
            phrases.counts[ranked_phrases.phrase_indexes]
            for phrases, ranked_phrases in phrases_and_ranked_phrases
        ]
    )
    scores = np.concatenate(
        [ranked_phrases.scores for ranked_phrases in ranked_phrases_by_length]
    )
    capital_shares = np.concatenate(
        [ranked_phrases.capital_shares for ranked_phrases in ranked_phrases_by_length]
    )
    phrase_order = np.lexsort((lengths, first_positions, -scores))
    return TermPhrases(
        text,
        lengths[phrase_order].astype(np.int32),
        counts[phrase_order],
        first_positions[phrase_order],
        scores[phrase_order],
        capital_shares[phrase_order],
    )


def _choose_best_phrases(
    phrases: TermPhrases, options: ExtractionOptions
) -> tuple[TermPhrases, int]:
    """Choose the best phrases, more than the limit, and count those already known."""
    phrase_count = max(
        _COMPARED_PHRASE_COUNT_PER_CANDIDATE * options.candidate_limit,
        _MIN_COMPARED_PHRASE_COUNT,
    )
    known_count = chosen_count = 0
    while chosen_count < len(phrases) and chosen_count - known_count < phrase_count:
        is_known = options.find_concept(phrases.read_surface(chosen_count)) is not None
        known_count += is_known and not options.includes_known_terms
        chosen_count += 1
    return phrases.take_best(chosen_count), known_count


def _make_candidates(
    phrases: TermPhrases,
    occurrences: Occurrences,
    unit_document_numbers: NDArray[np.int32],
    options: ExtractionOptions,
) -> list[TermCandidate]:
    """Make the candidates of the phrases, without translations."""
    spelling_by_phrase_index = occurrences.find_spellings(np.ones(len(phrases), bool))
    document_count_by_phrase_index = {
        phrase_index: len(np.unique(unit_document_numbers[unit_indexes]))
        for phrase_index, unit_indexes, _ in occurrences.group_by_phrase()
    }
    candidates = []
    for phrase_index, is_name in enumerate(phrases.name_flags):
        spelling = spelling_by_phrase_index[phrase_index]
        candidates.append(
            TermCandidate(
                text=spelling,
                occurrence_count=int(phrases.counts[phrase_index]),
                document_count=document_count_by_phrase_index[phrase_index],
                score=float(phrases.scores[phrase_index]),
                kind=CandidateKind.NAME
                if is_name and spelling[:1].isupper()
                else CandidateKind.PHRASE,
                known_concept=options.find_concept(spelling),
            )
        )
    return candidates


def _add_translations(
    candidate: TermCandidate, equivalents: Sequence[ProposedEquivalent]
) -> TermCandidate:
    """Add translations to a candidate; its score depends on the best one."""
    best_equivalent_score = equivalents[0].score if equivalents else 0.0
    score, kind = (
        candidate.score
        * (1 - _TRANSLATION_WEIGHT + _TRANSLATION_WEIGHT * best_equivalent_score),
        candidate.kind,
    )
    if equivalents and fold_text(equivalents[0].text) == fold_text(candidate.text):
        score, kind = score * _SAME_IN_BOTH_LANGUAGES_FACTOR, CandidateKind.UNCHANGED
    return replace(
        candidate,
        score=score,
        kind=kind,
        equivalents=tuple(equivalents),
    )


def _find_examples(
    units: Iterable[TextUnit], unit_indexes: set[int]
) -> dict[int, TextUnit]:
    """Return the units with the given indices, by index."""
    example_by_unit_index: dict[int, TextUnit] = {}
    if unit_indexes:
        for unit_index, unit in enumerate(units):
            if unit_index in unit_indexes:
                example_by_unit_index[unit_index] = unit
                if len(example_by_unit_index) == len(unit_indexes):
                    break
    return example_by_unit_index
