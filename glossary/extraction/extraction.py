"""Term candidates: phrases that texts repeat, with their translations.

Values in, values out; nothing is stored, since a person decides what is a term.
"""

from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from glossary.extraction.boundary_words import read_word_kinds
from glossary.extraction.corpus_text import RunningText, TextBuilder
from glossary.extraction.phrase_occurrences import Occurrences, TermPhrases
from glossary.extraction.termhood import rank_phrases
from glossary.extraction.translations import ProposedEquivalent, propose_equivalents
from tm.align.lexicon.dictionary import EMPTY_DICTIONARY, TranslationDictionary
from tm.align.lexicon.lexicon import learn_lexicon
from tm.text.locale import Locale
from tm.text.normal import folded

LIMIT = 200
_MAX_TRAINING_PAIRS = 20_000
"""The most pairs from which word translations are learnt."""
_PHRASES_PER_CANDIDATE = 4
"""Phrases compared with the other language, for each candidate of the limit."""
_MIN_PHRASES = 800
"""The least number of phrases compared, so that a low limit changes no scores."""
_PER_COUNT = 400_000
"""Words of text for each additional occurrence that a phrase needs."""
_UNCHANGED_FACTOR = 0.3
"""Score factor of a candidate that is the same in both languages."""
_TRANSLATION_SHARE = 0.8
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
    max_words: int | None = None
    """The most words of a candidate; absent: 12, or as usual in the language."""
    limit: int = LIMIT
    alternatives: int = 4
    """The most translations proposed for a candidate."""
    known: Callable[[str], str | None] = lambda text: None
    """Return the id of the concept that has a source term."""
    with_known: bool = False
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
    count: int
    documents: int
    """Documents with the phrase; a unit without one counts as a document."""
    score: float
    """Score relative to the other candidates of the same texts."""
    kind: CandidateKind
    known: str | None = None
    """The id of the concept that has the phrase as a term."""
    equivalents: tuple[ProposedEquivalent, ...] = ()
    """Proposed translations, the best first."""
    example: TextUnit | None = None


@dataclass(frozen=True, slots=True)
class Extraction:
    """The candidates of an extraction, and the size of the texts."""

    candidates: list[TermCandidate]
    units: int
    words: int
    min_count: int
    pairs: int
    """Units with source and target."""
    known: int = 0
    """Candidates that were omitted because the termbase has them."""


def extract_terms(
    read: Callable[[], Iterable[TextUnit]],
    *,
    source: Locale,
    target: Locale | None = None,
    options: ExtractionOptions | None = None,
    dictionary: TranslationDictionary = EMPTY_DICTIONARY,
    progress: Callable[[int], object] | None = None,
) -> Extraction:
    """Extract the phrases that may be terms, best first.

    `read` gives the units; it is called twice, the second time for the examples, so
    that no text stays in memory: its word ids are in a file. With a target,
    translations are proposed from units that have both sides. `dictionary`: phrases
    known to translate one another. `progress`: called with 1 after each unit of the
    first reading.
    """
    options = options or ExtractionOptions()
    material = _read_units(read(), source, target, progress)
    min_count = options.min_count or 2 + material.source.words // _PER_COUNT
    all_source_phrases = find_term_phrases(material.source, options, min_count)
    source_phrases, known_count = _choose_best(all_source_phrases, options)
    occurrences = Occurrences(source_phrases)
    candidates = _make_candidates(
        source_phrases, occurrences, material.documents, options
    )
    if target is not None and material.target is not None and material.training_pairs:
        target_phrases = find_term_phrases(material.target, options, min_count)
        lexicon = learn_lexicon(
            material.training_pairs, source_locale=source, target_locale=target
        )
        max_translations = options.alternatives
        translations = propose_equivalents(
            source_phrases,
            occurrences,
            target_phrases,
            lexicon,
            dictionary,
            max_equivalents=max_translations,
        )
        candidates = [
            _add_translations(candidate, best)
            for candidate, best in zip(candidates, translations, strict=True)
        ]
    ranked = sorted(
        range(len(candidates)),
        key=lambda number: (
            -candidates[number].score,
            int(source_phrases.firsts[number]),
        ),
    )
    shown_numbers = [n for n in ranked if options.with_known or not candidates[n].known]
    del shown_numbers[options.limit :]
    units = material.source.units_at(
        source_phrases.firsts[np.array(shown_numbers, int)]
    )
    examples = _find_examples(read(), set(units.tolist()))
    return Extraction(
        [
            replace(candidates[n], example=examples.get(int(unit)))
            for n, unit in zip(shown_numbers, units, strict=True)
        ],
        units=len(material.source.starts) - 1,
        words=material.source.words,
        min_count=min_count,
        pairs=material.pairs,
        known=0 if options.with_known else known_count,
    )


@dataclass(frozen=True, slots=True)
class _TextsToExtract:
    """The texts of all units, as read for an extraction."""

    source: RunningText
    target: RunningText | None
    documents: NDArray[np.int32]
    """The document number of each unit."""
    training_pairs: list[tuple[str, str]]
    """The first pairs of texts, at most `_MAX_TRAINING_PAIRS`."""
    pairs: int


def _read_units(
    units: Iterable[TextUnit],
    source: Locale,
    target: Locale | None,
    progress: Callable[[int], object] | None,
) -> _TextsToExtract:
    source_builder = TextBuilder(source)
    target_builder = TextBuilder(target) if target is not None else None
    names: dict[str, int] = {}
    documents = array("i")
    lessons: list[tuple[str, str]] = []
    pairs = 0
    for number, unit in enumerate(units):
        source_builder.add(unit.source)
        name = unit.document if unit.document is not None else f"\x00{number}"
        documents.append(names.setdefault(name, len(names)))
        if target_builder is not None:
            target_builder.add(unit.target or "")
            pairs += bool(unit.target)
            if unit.target and len(lessons) < _MAX_TRAINING_PAIRS:
                lessons.append((unit.source, unit.target))
        if progress is not None:
            progress(1)
    return _TextsToExtract(
        source_builder.build(),
        target_builder.build() if target_builder is not None else None,
        np.frombuffer(documents, np.int32) if documents else np.zeros(0, np.int32),
        lessons,
        pairs,
    )


def find_term_phrases(
    text: RunningText, options: ExtractionOptions, min_count: int
) -> TermPhrases:
    """Find the phrases of a text that may be terms, best first."""
    max_words = options.max_words or read_word_kinds(text.locale.language).longest
    levels, ranked = rank_phrases(text, min_count=min_count, max_words=max_words)
    if not ranked:
        no_numbers, no_scores = np.zeros(0, np.int32), np.zeros(0)
        return TermPhrases(
            text, no_numbers, no_numbers, no_numbers, no_scores, no_scores
        )
    lengths = np.concatenate(
        [
            np.full(len(level_ranks.phrases), level_ranks.length)
            for level_ranks in ranked
        ]
    )
    pairs = [*zip(levels, ranked, strict=True)]
    firsts = np.concatenate(
        [level.firsts[level_ranks.phrases] for level, level_ranks in pairs]
    )
    counts = np.concatenate(
        [level.counts[level_ranks.phrases] for level, level_ranks in pairs]
    )
    scores = np.concatenate([level_ranks.scores for level_ranks in ranked])
    capitals = np.concatenate([level_ranks.capitals for level_ranks in ranked])
    order = np.lexsort((lengths, firsts, -scores))
    return TermPhrases(
        text,
        lengths[order].astype(np.int32),
        counts[order],
        firsts[order],
        scores[order],
        capitals[order],
    )


def _choose_best(
    phrases: TermPhrases, options: ExtractionOptions
) -> tuple[TermPhrases, int]:
    """Choose the best phrases, more than the limit, and count those already known."""
    phrase_count = max(_PHRASES_PER_CANDIDATE * options.limit, _MIN_PHRASES)
    known_count = size = 0
    while size < len(phrases) and size - known_count < phrase_count:
        is_known = options.known(phrases.surface(size)) is not None
        known_count += is_known and not options.with_known
        size += 1
    return phrases.take_best(size), known_count


def _make_candidates(
    phrases: TermPhrases,
    occurrences: Occurrences,
    documents: NDArray[np.int32],
    options: ExtractionOptions,
) -> list[TermCandidate]:
    spellings = occurrences.spellings(np.ones(len(phrases), bool))
    document_counts = {
        number: len(np.unique(documents[units]))
        for number, units, _ in occurrences.by_phrase()
    }
    candidates = []
    for number, is_name in enumerate(phrases.are_names):
        text = spellings[number]
        candidates.append(
            TermCandidate(
                text=text,
                count=int(phrases.counts[number]),
                documents=document_counts[number],
                score=float(phrases.scores[number]),
                kind=CandidateKind.NAME
                if is_name and text[:1].isupper()
                else CandidateKind.PHRASE,
                known=options.known(text),
            )
        )
    return candidates


def _add_translations(
    candidate: TermCandidate, equivalents: Sequence[ProposedEquivalent]
) -> TermCandidate:
    best = equivalents[0].score if equivalents else 0.0
    score, kind = (
        candidate.score * (1 - _TRANSLATION_SHARE + _TRANSLATION_SHARE * best),
        candidate.kind,
    )
    if equivalents and folded(equivalents[0].text) == folded(candidate.text):
        score, kind = score * _UNCHANGED_FACTOR, CandidateKind.UNCHANGED
    return replace(
        candidate,
        score=score,
        kind=kind,
        equivalents=tuple(equivalents),
    )


def _find_examples(
    units: Iterable[TextUnit], unit_numbers: set[int]
) -> dict[int, TextUnit]:
    """Return the units with the given indices, by index."""
    examples: dict[int, TextUnit] = {}
    if unit_numbers:
        for number, unit in enumerate(units):
            if number in unit_numbers:
                examples[number] = unit
                if len(examples) == len(unit_numbers):
                    break
    return examples
