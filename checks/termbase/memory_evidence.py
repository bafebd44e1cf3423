"""Evidence of the memory for a termbase: terms in use, and phrases used instead.

A phrase used instead of a term is found by association: in the units whose one side has
the concept and whose other side has no term for it, the phrase that is frequent there
and rare elsewhere, by Dice's coefficient `2a / (n + f)`, where `a` of `n` such units
have the phrase, and `f` units in all (Smadja, McKeown and Hatzivassiloglou, 1996).
Phrases with a name, which both sides write alike, and terms of other concepts are left
out.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from checks.engine.checked_termbase import (
    Evidence,
    ObservedRendering,
    TermOccurrences,
)
from checks.text.language_words import Language, read_language
from glossary.entries.entry import USABLE_STATUSES, ConceptEntry, TermHit
from glossary.recognition.recogniser import Recogniser
from tm.progress import ReportProgress
from tm.text.locale import Locale
from tm.text.normal import fold_text
from tm.text.segment import Segment
from tm.unit import TranslationUnit

_MIN_UNITS_PER_PHRASE = 2
"""The fewest units in which a phrase must replace a term."""
_MAX_PHRASE_WORDS = 6
"""The most words of a phrase."""
_MAX_SEARCHED_UNITS = 60
"""The most units searched for a phrase, per concept and direction."""
_MIN_DICE_COEFFICIENT = 0.4
"""The least Dice coefficient of a phrase and the units without the term."""
_WORD_PATTERN = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*|\S")

ReadUnits = Callable[[], Iterable[TranslationUnit]]
"""Reads the units of the memory from the start; called twice."""
_ConceptDirection = tuple[str, str, str]
"""A concept's id, and the languages from and into which it is translated."""


@dataclass(slots=True)
class _MissingTerms:
    """Units of one direction that lack a usable term for a concept."""

    units_with_texts: list[tuple[TranslationUnit, Sequence[str]]] = field(
        default_factory=list
    )
    """Each with the parts of its text that may contain a rendering."""
    usable_count: int = 0
    """How many other units have a usable term."""
    occurrences_by_wrong_term: dict[str, TermOccurrences] = field(default_factory=dict)
    """Occurrences of the concept's terms that are not to be used."""


def collect_evidence(
    entries: Sequence[ConceptEntry],
    read_units: ReadUnits,
    *,
    report_progress: ReportProgress = lambda count: None,
) -> Evidence:
    """Look up the terms in the memory, in two passes over its units.

    `report_progress` is called for each unit, in both passes.
    """
    language_tags = {term.locale.language for entry in entries for term in entry.terms}
    recogniser_by_language = {
        language_tag: Recogniser.build(entries, Locale.parse(language_tag))
        for language_tag in sorted(language_tags)
    }
    segment_counts: Counter[str] = Counter()
    occurrences_by_concept_and_language: dict[tuple[str, str], TermOccurrences] = (
        defaultdict(TermOccurrences)
    )
    missing_terms_by_direction: dict[_ConceptDirection, _MissingTerms] = defaultdict(
        _MissingTerms
    )
    for unit in read_units():
        report_progress(1)
        segments_with_hits = [
            (segment, _find_terms(recogniser_by_language, segment))
            for segment in (unit.source, unit.target)
            if segment
        ]
        for segment, hits in segments_with_hits:
            segment_counts[segment.locale.language] += 1
            for entry_id in {reading.entry.id for reading in _iterate_readings(hits)}:
                occurrences_by_concept_and_language[
                    entry_id, segment.locale.language
                ].add(unit)
        if len(segments_with_hits) == 2:
            _compare_sides(
                unit,
                *segments_with_hits[0],
                *segments_with_hits[1],
                missing_terms_by_direction=missing_terms_by_direction,
            )
            _compare_sides(
                unit,
                *segments_with_hits[1],
                *segments_with_hits[0],
                missing_terms_by_direction=missing_terms_by_direction,
            )
    renderings_by_concept = defaultdict(list)
    for concept_id, rendering in _choose_renderings(
        missing_terms_by_direction, read_units, report_progress
    ):
        renderings_by_concept[concept_id].append(rendering)
    return Evidence(
        segment_counts,
        dict(occurrences_by_concept_and_language),
        dict(renderings_by_concept),
    )


def _find_terms(
    recogniser_by_language: Mapping[str, Recogniser], segment: Segment
) -> Sequence[TermHit]:
    """Find the terms of a segment, wrong ones included."""
    recogniser = recogniser_by_language.get(segment.locale.language)
    return recogniser.find(segment.text, includes_forbidden=True) if recogniser else ()


def _iterate_readings(hits: Iterable[TermHit]) -> Iterator[TermHit]:
    """Iterate over all concepts that the hits may mean."""
    return chain.from_iterable((hit, *hit.other_readings) for hit in hits)


def _compare_sides(
    unit: TranslationUnit,
    source: Segment,
    source_hits: Sequence[TermHit],
    target: Segment,
    target_hits: Sequence[TermHit],
    *,
    missing_terms_by_direction: dict[_ConceptDirection, _MissingTerms],
) -> None:
    """Record how the concepts of one side are rendered on the other side."""
    target_locale = target.locale
    target_hits_by_concept: dict[str, list[TermHit]] = defaultdict(list)
    for hit in _iterate_readings(target_hits):
        target_hits_by_concept[hit.entry.id].append(hit)
    source_concept_ids = {hit.entry.id for hit in _iterate_readings(source_hits)}
    for hit in source_hits:
        if hit.term.forbidden or len(hit.other_readings) > 0:
            continue  # the term is ambiguous
        entry = hit.entry
        if not entry.list_preferred_texts(target_locale):
            continue
        missing_terms = missing_terms_by_direction[
            entry.id, source.locale.language, target_locale.language
        ]
        concept_hits = target_hits_by_concept.get(entry.id, [])
        if any(
            concept_hit.term.status in USABLE_STATUSES for concept_hit in concept_hits
        ) or _contains_usable_term(entry, target):
            missing_terms.usable_count += 1
        elif concept_hits:
            missing_terms.occurrences_by_wrong_term.setdefault(
                concept_hits[0].term.text, TermOccurrences()
            ).add(unit)
        elif len(missing_terms.units_with_texts) < _MAX_SEARCHED_UNITS:
            remaining_texts = _cut_out_terms(
                target.text,
                [
                    target_hit
                    for target_hit in target_hits
                    if target_hit.entry.id in source_concept_ids
                ],
            )
            missing_terms.units_with_texts.append((unit, remaining_texts))


def _contains_usable_term(entry: ConceptEntry, segment: Segment) -> bool:
    """Whether a text contains a usable term, in any case."""
    text = segment.text.lower()
    terms = entry.list_terms_in(segment.locale)
    return any(
        term.status in USABLE_STATUSES and term.text.lower() in text for term in terms
    )


def _cut_out_terms(text: str, hits: Iterable[TermHit]) -> list[str]:
    """Return the parts of a text between the terms of other concepts."""
    remaining_texts, offset = [], 0
    for hit in hits:
        remaining_texts.append(text[offset : hit.start])
        offset = hit.end
    return [*remaining_texts, text[offset:]]


def _choose_renderings(
    missing_terms_by_direction: Mapping[_ConceptDirection, _MissingTerms],
    read_units: ReadUnits,
    report_progress: ReportProgress,
) -> Iterator[tuple[str, ObservedRendering]]:
    """Choose at most one rendering for each concept and direction."""
    phrase_with_units_by_form_by_direction = {
        direction: _collect_phrases(missing_terms.units_with_texts, direction[2])
        for direction, missing_terms in missing_terms_by_direction.items()
        if len(missing_terms.units_with_texts) >= _MIN_UNITS_PER_PHRASE
    }
    phrase_forms_by_language: dict[str, set[str]] = defaultdict(set)
    for (
        direction,
        phrase_with_units_by_form,
    ) in phrase_with_units_by_form_by_direction.items():
        phrase_forms_by_language[direction[2]].update(phrase_with_units_by_form)
    segment_count_by_phrase = _count_segments(
        phrase_forms_by_language, read_units, report_progress
    )
    for direction, missing_terms in missing_terms_by_direction.items():
        concept_id, source_language, target_language = direction
        occurrences_by_rendering = dict(missing_terms.occurrences_by_wrong_term)
        best_phrase_with_units = _choose_best_phrase(
            phrase_with_units_by_form_by_direction.get(direction, {}),
            segment_count_by_phrase,
            len(missing_terms.units_with_texts),
            target_language,
        )
        if best_phrase_with_units is not None:
            rendering_text, unit_indexes = best_phrase_with_units
            occurrences_by_rendering[rendering_text] = TermOccurrences()
            for unit_index in unit_indexes:
                occurrences_by_rendering[rendering_text].add(
                    missing_terms.units_with_texts[unit_index][0]
                )
        if not occurrences_by_rendering:
            continue
        rendering_text, occurrences = max(
            occurrences_by_rendering.items(), key=lambda item: (item[1].count, item[0])
        )
        if (
            occurrences.count >= _MIN_UNITS_PER_PHRASE
            and 2 * occurrences.count >= missing_terms.usable_count
        ):
            yield (
                concept_id,
                ObservedRendering(
                    source_language,
                    target_language,
                    rendering_text,
                    occurrences,
                    missing_terms.usable_count,
                ),
            )


def _collect_phrases(
    units_with_texts: Sequence[tuple[TranslationUnit, Sequence[str]]], language_tag: str
) -> dict[str, tuple[str, list[int]]]:
    """Collect phrases of two units or more by lower-case form, with their units."""
    language = read_language(Locale.parse(language_tag))
    phrase_with_units_by_form: dict[str, tuple[str, list[int]]] = {}
    for unit_index, (unit, remaining_texts) in enumerate(units_with_texts):
        folded_texts = [
            fold_text(segment.text) for segment in (unit.source, unit.target) if segment
        ]
        shared_words = set.intersection(
            *({*_WORD_PATTERN.findall(text)} for text in folded_texts)
        )
        for remaining_text in remaining_texts:
            for text in _read_phrases(remaining_text, language):
                if not shared_words.isdisjoint(fold_text(text).split()):
                    continue  # both sides write it: a name
                unit_indexes = phrase_with_units_by_form.setdefault(
                    text.lower(), (text, [])
                )[1]
                if not unit_indexes or unit_indexes[-1] != unit_index:
                    unit_indexes.append(unit_index)
    return {
        form: phrase_with_units
        for form, phrase_with_units in phrase_with_units_by_form.items()
        if len(phrase_with_units[1]) >= _MIN_UNITS_PER_PHRASE
    }


def _read_phrases(text: str, language: Language) -> Iterator[str]:
    """Read the runs of words that neither begin nor end with a function word."""
    word_matches = [*_WORD_PATTERN.finditer(text)]
    for first_word_index, first_word_match in enumerate(word_matches):
        if first_word_match[0].lower() in language.function_words:
            continue
        for last_word_match in word_matches[
            first_word_index : first_word_index + _MAX_PHRASE_WORDS
        ]:
            if not last_word_match[0][0].isalpha():
                break
            if last_word_match[0].lower() not in language.function_words:
                yield " ".join(
                    text[first_word_match.start() : last_word_match.end()].split()
                )


def _count_segments(
    phrase_forms_by_language: Mapping[str, set[str]],
    read_units: ReadUnits,
    report_progress: ReportProgress,
) -> Mapping[tuple[str, str], int]:
    """Count the segments of each language that contain each phrase."""
    segment_count_by_phrase: Counter[tuple[str, str]] = Counter()
    if not any(phrase_forms_by_language.values()):
        return segment_count_by_phrase
    for unit in read_units():
        report_progress(1)
        for segment in (unit.source, unit.target):
            if (
                segment is None
                or segment.locale.language not in phrase_forms_by_language
            ):
                continue
            language_tag = segment.locale.language
            phrase_forms = {
                phrase.lower()
                for phrase in _read_phrases(
                    segment.text, _read_language_of_tag(language_tag)
                )
            }
            segment_count_by_phrase.update(
                (language_tag, phrase)
                for phrase in phrase_forms & phrase_forms_by_language[language_tag]
            )
    return segment_count_by_phrase


def _read_language_of_tag(language_tag: str) -> Language:
    return read_language(Locale.parse(language_tag))


def _choose_best_phrase(
    phrase_with_units_by_form: Mapping[str, tuple[str, list[int]]],
    segment_count_by_phrase: Mapping[tuple[str, str], int],
    unit_count: int,
    target_language: str,
) -> tuple[str, list[int]] | None:
    """Return the phrase most associated with the units; of equals the longest."""
    ranked_phrases = [
        (
            2
            * len(unit_indexes)
            / (unit_count + segment_count_by_phrase[target_language, form]),
            len(form),
            text,
            unit_indexes,
        )
        for form, (text, unit_indexes) in phrase_with_units_by_form.items()
    ]
    if not ranked_phrases:
        return None
    dice_coefficient, _, text, unit_indexes = max(ranked_phrases)
    return (text, unit_indexes) if dice_coefficient >= _MIN_DICE_COEFFICIENT else None
